// The PIN that locks the account's phone number.

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useDesk } from '../../model/desk.ts';
import { Form, Outcome, SureAct } from '../../parts/Acts.tsx';
import { useDeed } from '../../parts/deed.ts';
import { Twice } from '../../parts/Twice.tsx';
import { accountWords } from '../../words/account.ts';

const say = accountWords.lock;

export function RegistrationLock() {
  const { account } = useDesk();
  const [reading, removing] = [useDeed(), useDeed()];
  useEffect(() => reading.run(() => account.readLock()), []);
  const lock = account.lock.value;
  return (
    <>
      <p>{say.more}</p>
      <Outcome deed={reading} />
      {lock?.number === null && <p>{say.noNumber}</p>}
      {lock && lock.number !== null && (
        <>
          <p role="status">
            {say.number(lock.number)}. {lock.isSet ? say.on : say.off}
          </p>
          <SetPin isSet={lock.isSet} />
        </>
      )}
      {lock?.isSet && (
        <div class="acts">
          <SureAct deed={removing} sure={say.removeSure} work={() => account.removePin()}>
            {say.remove}
          </SureAct>
          <Outcome deed={removing} />
        </div>
      )}
    </>
  );
}

function SetPin({ isSet }: { readonly isSet: boolean }) {
  const { account } = useDesk();
  const [pin, again] = [useSignal(''), useSignal('')];
  const deed = useDeed();
  const set = async () => {
    if (pin.value !== again.value) throw new Error(say.different);
    const typed = pin.value;
    [pin.value, again.value] = ['', ''];
    await account.setPin(typed);
  };
  const submit = isSet ? say.change : say.set;
  return (
    <Form deed={deed} work={set} label={say.title} submit={submit} done={say.saved}>
      <Twice label={say.pin} more={say.pinMore} again={say.again} of={[pin, again]} />
    </Form>
  );
}
