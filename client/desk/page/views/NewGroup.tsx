// A group that is made, or come into by its link.

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useDesk } from '../model/desk.ts';
import { Form } from '../parts/Acts.tsx';
import { useDeed } from '../parts/deed.ts';
import { Field, Switch } from '../parts/Field.tsx';
import { Picker } from '../parts/Picker.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { goTo } from '../route.ts';
import { words } from '../words.ts';

const say = words.groups;
const titleLengthMax = 128;

export function NewGroup() {
  const { groups, people } = useDesk();
  const [title, description] = [useSignal(''), useSignal('')];
  const chosen = useSignal<ReadonlySet<string>>(new Set());
  const isClosed = useSignal(false);
  const deed = useDeed();
  useEffect(people.refresh, []);
  const make = async () => {
    const made = await groups.make({
      title: title.value.trim(),
      description: description.value.trim(),
      who: [...chosen.value],
      announcements: isClosed.value,
    });
    goTo('groups', made);
  };
  return (
    <Sheet title={say.make} back="groups">
      <Form deed={deed} work={make} label={say.make} submit={say.makeIt}>
        <Field
          label={say.name}
          value={title.value}
          isRequired
          maxLength={titleLengthMax}
          onInput={(value) => {
            title.value = value;
          }}
        />
        <Field
          label={say.description}
          value={description.value}
          rows={2}
          onInput={(value) => {
            description.value = value;
          }}
        />
        <Picker label={say.who} chosen={chosen} without={[]} />
        <Switch
          label={say.announcements}
          isOn={isClosed.value}
          onChange={(isOn) => {
            isClosed.value = isOn;
          }}
        />
      </Form>
    </Sheet>
  );
}

export function JoinGroup() {
  const { groups } = useDesk();
  const link = useSignal('');
  const outcome = useSignal('');
  const deed = useDeed();
  const join = async () => {
    const { group, title, needsApproval } = await groups.join(link.value.trim());
    if (needsApproval) outcome.value = say.waits(title);
    else goTo('groups', group);
  };
  return (
    <Sheet title={say.join} back="groups">
      <Form deed={deed} work={join} label={say.join} submit={say.joinIt} done={outcome.value}>
        <Field
          label={say.link}
          value={link.value}
          isRequired
          onInput={(value) => {
            link.value = value;
          }}
        />
      </Form>
    </Sheet>
  );
}
