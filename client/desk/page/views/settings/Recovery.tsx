// How the account comes back when all devices are lost: its key, and one that somebody has begun.

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useDesk } from '../../model/desk.ts';
import { Act, Copy, Outcome, SureAct } from '../../parts/Acts.tsx';
import { useDeed } from '../../parts/deed.ts';
import { Once } from '../../parts/Once.tsx';
import { Section } from '../../parts/Sheet.tsx';
import { accountWords } from '../../words/account.ts';

const say = accountWords.recovery;

export function Recovery() {
  const { account } = useDesk();
  const deed = useDeed();
  useEffect(() => deed.run(() => account.readRecovery()), []);
  const state = account.recovery.value;
  return (
    <>
      <p>{say.more}</p>
      <Outcome deed={deed} />
      {state && !state.pending && <p role="status">{say.nobody}</p>}
      {state && <RecoveryKey hasKey={state.hasKey} />}
      {state && <Approve />}
    </>
  );
}

function RecoveryKey({ hasKey }: { readonly hasKey: boolean }) {
  const { account } = useDesk();
  const key = useSignal('');
  const deed = useDeed();
  const make = async () => {
    key.value = await account.makeRecoveryKey();
  };
  const forget = () => {
    key.value = '';
  };
  return (
    <Section title={say.key}>
      <p>{hasKey ? say.hasKey : say.noKey}</p>
      {key.value !== '' ? (
        <Once label={say.key} lines={[key.value]} done={forget} />
      ) : (
        <div class="acts">
          {hasKey ? (
            <>
              <SureAct deed={deed} sure={say.makeAnewSure} work={make}>
                {say.makeAnew}
              </SureAct>
              <SureAct deed={deed} sure={say.removeSure} work={() => account.removeRecoveryKey()}>
                {say.remove}
              </SureAct>
            </>
          ) : (
            <Act deed={deed} kind="main" work={make}>
              {say.make}
            </Act>
          )}
          <Outcome deed={deed} />
        </div>
      )}
    </Section>
  );
}

/** Word of this device for a recovery that is one's own. */
function Approve() {
  const { account } = useDesk();
  const word = useSignal('');
  const deed = useDeed();
  const approve = async () => {
    word.value = await account.approve();
  };
  return (
    <Section title={say.word}>
      <p>{say.wordMore}</p>
      {word.value === '' ? (
        <div class="acts">
          <Act deed={deed} work={approve}>
            {say.approve}
          </Act>
          <Outcome deed={deed} />
        </div>
      ) : (
        <Copy text={word.value} label={say.approval} />
      )}
    </Section>
  );
}
