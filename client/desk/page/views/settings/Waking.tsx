// How this device is woken while it is not connected.

import { useEffect } from 'preact/hooks';
import { useDesk } from '../../model/desk.ts';
import { Outcome, SureAct } from '../../parts/Acts.tsx';
import { useDeed } from '../../parts/deed.ts';
import { accountWords } from '../../words/account.ts';

const say = accountWords.push;

export function Waking() {
  const { account } = useDesk();
  const deed = useDeed();
  useEffect(() => deed.run(() => account.readPush()), []);
  const push = account.push.value;
  return (
    <>
      <p>{say.more}</p>
      {push && <p role="status">{push.kind === undefined ? say.none : say.now(push.kind)}</p>}
      {push && <p class="field-more">{say.kinds(push.kinds)}</p>}
      <div class="acts">
        {push?.kind !== undefined && (
          <SureAct deed={deed} sure={say.removeSure} work={() => account.endPush()}>
            {say.remove}
          </SureAct>
        )}
        <Outcome deed={deed} />
      </div>
    </>
  );
}
