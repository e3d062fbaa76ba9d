// An account by its name and password, on a device that has nothing of it.

import { useSignal } from '@preact/signals';
import { useDesk } from '../../model/desk.ts';
import { Form } from '../../parts/Acts.tsx';
import { useDeed } from '../../parts/deed.ts';
import { Field } from '../../parts/Field.tsx';
import { words } from '../../words.ts';
import { Names } from './Names.tsx';

const say = words.own.first;

export function LogIn() {
  const { firstRun } = useDesk();
  const [as, password, code] = [useSignal(''), useSignal(''), useSignal('')];
  const deed = useDeed();
  const work = async () => {
    const typed = password.value;
    await firstRun.logIn(as.value.trim(), typed, code.value.trim());
    password.value = '';
  };
  return (
    <Form deed={deed} work={work} label={say.login} submit={say.loginIt}>
      <p class="warning">{say.loginMore}</p>
      <Names />
      <Field
        label={say.as}
        value={as.value}
        isRequired
        onInput={(value) => {
          as.value = value;
        }}
      />
      <Field
        label={say.password}
        type="password"
        value={password.value}
        isRequired
        onInput={(value) => {
          password.value = value;
        }}
      />
      <Field
        label={say.code}
        type="code"
        value={code.value}
        more={say.codeMore}
        onInput={(value) => {
          code.value = value;
        }}
      />
      {deed.isBusy && <p role="status">{say.registering}</p>}
    </Form>
  );
}
