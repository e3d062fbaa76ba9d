// Name and password to log in by: set, changed, taken away.

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useDesk } from '../../model/desk.ts';
import { Form, Outcome, SureAct } from '../../parts/Acts.tsx';
import { useDeed } from '../../parts/deed.ts';
import { Field } from '../../parts/Field.tsx';
import { Twice } from '../../parts/Twice.tsx';
import { dayOf } from '../../parts/times.ts';
import { accountWords } from '../../words/account.ts';

const say = accountWords.password;
const nameLengthMax = 128;

export function Password() {
  const { account } = useDesk();
  const [reading, removing] = [useDeed(), useDeed()];
  useEffect(() => reading.run(() => account.readLogin()), []);
  const login = account.login.value;
  const name = login?.name ?? undefined;
  const now = name === undefined ? say.none : say.now(name);
  return (
    <>
      <p>{say.more}</p>
      <Outcome deed={reading} />
      {login && (
        <p role="status">
          {now} {login.setAt !== undefined && say.since(dayOf(login.setAt))}
        </p>
      )}
      {login && <SetPassword key={name} name={name} />}
      {name !== undefined && (
        <div class="acts">
          <SureAct deed={removing} sure={say.removeSure} work={() => account.removePassword()}>
            {say.remove}
          </SureAct>
          <Outcome deed={removing} />
        </div>
      )}
    </>
  );
}

function SetPassword({ name: before }: { readonly name: string | undefined }) {
  const { account, session } = useDesk();
  const name = useSignal(before ?? session.profile.value);
  const [password, again] = [useSignal(''), useSignal('')];
  const deed = useDeed();
  const set = async () => {
    if (password.value !== again.value) throw new Error(say.different);
    const typed = password.value;
    [password.value, again.value] = ['', ''];
    await account.setPassword(name.value.trim(), typed);
  };
  const submit = before === undefined ? say.set : say.change;
  return (
    <Form deed={deed} work={set} label={say.title} submit={submit} done={say.saved}>
      <Field
        label={say.name}
        value={name.value}
        isRequired
        maxLength={nameLengthMax}
        onInput={(value) => {
          name.value = value;
        }}
      />
      <Twice
        label={say.password}
        more={say.passwordMore}
        again={say.again}
        of={[password, again]}
      />
      {deed.isBusy && <p role="status">{say.setting}</p>}
    </Form>
  );
}
