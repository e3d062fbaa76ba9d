// What one says of oneself: name, a few words, an emoji and a picture.

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useDesk } from '../model/desk.ts';
import type { Said } from '../model/people.ts';
import { Act, Copy, Form, Outcome } from '../parts/Acts.tsx';
import { useDeed } from '../parts/deed.ts';
import { Field } from '../parts/Field.tsx';
import { Page } from '../parts/Page.tsx';
import { smallerOf } from '../parts/picture.ts';
import { Portrait } from '../parts/Portrait.tsx';
import { Section } from '../parts/Sheet.tsx';
import { words } from '../words.ts';

const say = words.own.profile;
const nameLengthMax = 128;
const aboutLengthMax = 140;
const emojiLengthMax = 16;

export function OwnProfile() {
  const { ownProfile, session } = useDesk();
  const deed = useDeed();
  useEffect(() => deed.run(() => ownProfile.read()), []);
  const said = ownProfile.said.value;
  return (
    <Page title={say.title}>
      <Outcome deed={deed} />
      {said && <Picture name={said.name || session.profile.value} />}
      {said && <SaidForm said={said} />}
      <Section title={words.people.ownId}>
        <p>{words.people.ownIdMore}</p>
        <Copy text={session.account.value} label={words.people.ownId} />
      </Section>
    </Page>
  );
}

function Picture({ name }: { readonly name: string }) {
  const { ownProfile, avatars, session } = useDesk();
  const account = session.account.value;
  const deed = useDeed();
  const choose = (file: File | undefined) => {
    if (file) deed.run(async () => ownProfile.show(await smallerOf(file)));
  };
  return (
    <div class="person-head">
      <Portrait of={account} name={name} size="l" />
      <div class="acts">
        <label class="act act-plain">
          {say.picture}
          <input
            class="unseen"
            type="file"
            accept="image/jpeg,image/png,image/webp,image/gif"
            onChange={(event) => choose(event.currentTarget.files?.[0])}
          />
        </label>
        {avatars.of(account) !== undefined && (
          <Act deed={deed} work={() => ownProfile.show(undefined)}>
            {say.noPicture}
          </Act>
        )}
        <Outcome deed={deed} />
      </div>
    </div>
  );
}

function SaidForm({ said }: { readonly said: Said }) {
  const { ownProfile } = useDesk();
  const name = useSignal(said.name);
  const about = useSignal(said.about);
  const emoji = useSignal(said.emoji);
  const deed = useDeed();
  const save = () =>
    ownProfile.say({ name: name.value, about: about.value, emoji: emoji.value.trim() });
  return (
    <Form deed={deed} work={save} label={say.title} submit={say.save} done={say.saved}>
      <Field
        label={say.name}
        value={name.value}
        maxLength={nameLengthMax}
        more={say.more}
        onInput={(value) => {
          name.value = value;
        }}
      />
      <Field
        label={say.about}
        value={about.value}
        maxLength={aboutLengthMax}
        onInput={(value) => {
          about.value = value;
        }}
      />
      <Field
        label={say.emoji}
        value={emoji.value}
        maxLength={emojiLengthMax}
        onInput={(value) => {
          emoji.value = value;
        }}
      />
    </Form>
  );
}
