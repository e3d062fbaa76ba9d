// Somebody recovers the account: said over whatever is open, with what stops it.

import { useDesk } from '../model/desk.ts';
import { hrefOf } from '../route.ts';
import { accountWords } from '../words/account.ts';
import { Act, Outcome } from './Acts.tsx';
import { useDeed } from './deed.ts';
import { useNow } from './now.ts';

const say = accountWords.recovery;

export function RecoveryBar() {
  const { account } = useDesk();
  const deed = useDeed();
  const now = useNow();
  const pending = account.recovery.value?.pending;
  if (!pending) return null;
  const [by, left] = [say.by(pending.factors), say.left(pending.readyAt - now)];
  return (
    <div class="recovery-bar" role="alert">
      <p>
        <strong>{say.pending}.</strong> {by} {left} {say.ask}
      </p>
      <div class="acts">
        <Act deed={deed} kind="bad" work={() => account.stopRecovery()}>
          {say.stop}
        </Act>
        <a class="act act-plain" href={hrefOf('settings', 'recovery')}>
          {say.look}
        </a>
        <Outcome deed={deed} />
      </div>
    </div>
  );
}
