// The end of the account: the name of its profile is typed first.

import { useSignal } from '@preact/signals';
import { useDesk } from '../../model/desk.ts';
import { Form } from '../../parts/Acts.tsx';
import { useDeed } from '../../parts/deed.ts';
import { Field } from '../../parts/Field.tsx';
import { accountWords } from '../../words/account.ts';

const say = accountWords.delete;

export function DeleteAccount() {
  const { account, session } = useDesk();
  const typed = useSignal('');
  const deed = useDeed();
  const profile = session.profile.value;
  const remove = async () => {
    if (typed.value.trim() !== profile) throw new Error(say.wrong);
    await account.delete();
  };
  return (
    <>
      <p class="warning">{say.more}</p>
      <Form deed={deed} work={remove} label={say.title} submit={say.go} isBad>
        <Field
          label={say.name(profile)}
          value={typed.value}
          isRequired
          onInput={(value) => {
            typed.value = value;
          }}
        />
      </Form>
    </>
  );
}
