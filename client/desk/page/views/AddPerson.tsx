// Somebody new, by their id; and one's own id, to give away.

import { useSignal } from '@preact/signals';
import { useDesk } from '../model/desk.ts';
import { Copy, Form } from '../parts/Acts.tsx';
import { useDeed } from '../parts/deed.ts';
import { Field } from '../parts/Field.tsx';
import { Section, Sheet } from '../parts/Sheet.tsx';
import { goTo } from '../route.ts';
import { words } from '../words.ts';

const say = words.people;
const nameLengthMax = 128;

export function AddPerson() {
  const { people, session } = useDesk();
  const [who, name] = [useSignal(''), useSignal('')];
  const deed = useDeed();
  const add = async () => goTo('people', await people.add(who.value.trim(), name.value.trim()));
  return (
    <Sheet title={say.add} back="people">
      <Form deed={deed} work={add} label={say.add} submit={say.add}>
        <Field
          label={say.addWho}
          value={who.value}
          isRequired
          onInput={(value) => {
            who.value = value;
          }}
        />
        <Field
          label={say.addName}
          value={name.value}
          isRequired
          maxLength={nameLengthMax}
          onInput={(value) => {
            name.value = value;
          }}
        />
      </Form>
      <Section title={say.ownId}>
        <p>{say.ownIdMore}</p>
        <Copy text={session.account.value} label={say.ownId} />
      </Section>
    </Sheet>
  );
}
