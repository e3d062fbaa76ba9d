// What holds in a group: its title and purpose, who writes, and its link.

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { GroupState } from '../../../index.ts';
import { useDesk } from '../model/desk.ts';
import type { LinkWay } from '../model/groups.ts';
import { Act, Copy, Form, Outcome } from '../parts/Acts.tsx';
import { useDeed } from '../parts/deed.ts';
import { Field, Switch } from '../parts/Field.tsx';
import { Qr } from '../parts/Qr.tsx';
import { Section } from '../parts/Sheet.tsx';
import { words } from '../words.ts';
import { useIsAdmin } from './GroupMembers.tsx';

const say = words.groups;
const titleLengthMax = 128;

const ways = [
  ['off', say.linkOff, 'UNSATISFIABLE'],
  ['ask', say.linkAsk, 'ADMINISTRATOR'],
  ['open', say.linkOpen, 'ANY'],
] as const;

export function GroupSettings({ group }: { readonly group: GroupState }) {
  const isAdmin = useIsAdmin(group);
  const mayNameIt = isAdmin || group.access.attributes === 'MEMBER';
  return (
    <Section title={say.settings}>
      {mayNameIt && <Words key={`${group.title} ${group.description}`} group={group} />}
      {isAdmin && <Announcements group={group} />}
      {isAdmin && <GroupLink key={group.access.joinByLink} group={group} />}
    </Section>
  );
}

function Words({ group }: { readonly group: GroupState }) {
  const { groups } = useDesk();
  const [title, description] = [useSignal(group.title), useSignal(group.description)];
  const deed = useDeed();
  const save = async () => {
    if (title.value !== group.title) await groups.title(group.id, title.value);
    if (description.value !== group.description) {
      await groups.describe(group.id, description.value);
    }
  };
  return (
    <Form deed={deed} work={save} label={say.settings} submit={say.save}>
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
    </Form>
  );
}

function Announcements({ group }: { readonly group: GroupState }) {
  const { groups } = useDesk();
  const deed = useDeed();
  return (
    <>
      <Switch
        label={say.announcements}
        isOn={group.announcementsOnly}
        isOff={deed.isBusy}
        onChange={(isOn) => deed.run(() => groups.announcements(group.id, isOn))}
      />
      <Outcome deed={deed} />
    </>
  );
}

function GroupLink({ group }: { readonly group: GroupState }) {
  const { groups } = useDesk();
  const link = useSignal<string | undefined>(undefined);
  const deed = useDeed();
  const turn = (how?: LinkWay) => async () => {
    link.value = await groups.link(group.id, how);
  };
  const isOn = group.access.joinByLink !== 'UNSATISFIABLE';
  useEffect(() => {
    if (isOn) deed.run(turn());
  }, []);
  return (
    <fieldset class="picker">
      <legend>{say.linkTitle}</legend>
      {ways.map(([how, text, access]) => (
        <label class="switch" key={how}>
          <input
            type="radio"
            name="group-link"
            checked={group.access.joinByLink === access}
            disabled={deed.isBusy}
            onChange={() => deed.run(turn(how))}
          />
          <span>{text}</span>
        </label>
      ))}
      {isOn && link.value !== undefined && (
        <>
          <Qr label={say.linkQr} of={link.value} />
          <Copy text={link.value} label={say.link} />
          <Act deed={deed} work={turn('reset')}>
            {say.linkReset}
          </Act>
        </>
      )}
      <Outcome deed={deed} />
    </fieldset>
  );
}
