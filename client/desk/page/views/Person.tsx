// One person: what they are called, what is noted and what they say, and what one does about them.

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useDesk } from '../model/desk.ts';
import type { Said } from '../model/people.ts';
import { Act, Copy, Form, Outcome, SureAct } from '../parts/Acts.tsx';
import { useDeed } from '../parts/deed.ts';
import { Field } from '../parts/Field.tsx';
import { Portrait } from '../parts/Portrait.tsx';
import { Section, Sheet } from '../parts/Sheet.tsx';
import { goTo, hrefOf } from '../route.ts';
import { words } from '../words.ts';
import { SafetyNumber } from './SafetyNumber.tsx';

const say = words.people;
const nameLengthMax = 128;
const noteLengthMax = 1_024;

export function Person({ account }: { readonly account: string }) {
  const { people, names } = useDesk();
  const said = useSignal<Said | undefined>(undefined);
  useEffect(() => {
    void people.said(account).then(
      (told) => {
        said.value = told ?? undefined;
      },
      () => undefined,
    );
  }, [account]);
  const name = names.of(account);
  const known = people.get(account);
  return (
    <Sheet title={name} back="people">
      <div class="person-head">
        <Portrait of={account} name={name} size="l" />
        <SaidOf said={said.value} />
      </div>
      <PersonActs account={account} />
      {known && <Known key={`${known.name}`} account={account} />}
      <SafetyNumber account={account} name={name} />
      <Section title={say.id}>
        <Copy text={account} label={say.id} />
      </Section>
    </Sheet>
  );
}

function SaidOf({ said }: { readonly said: Said | undefined }) {
  const isSilent = !said || `${said.name}${said.about}${said.emoji}` === '';
  return (
    <div>
      <p class="person-name">{said?.name}</p>
      <p>{isSilent ? say.saysNothing : `${said.emoji} ${said.about}`}</p>
    </div>
  );
}

function PersonActs({ account }: { readonly account: string }) {
  const { people, names } = useDesk();
  const deed = useDeed();
  const isAsking = people.isAsking(account);
  const isBlocked = people.get(account)?.blocked === true;
  const forget = async () => {
    await (isAsking ? people.forget(account) : people.delete(account));
    goTo('people');
  };
  const name = names.of(account);
  return (
    <div class="acts">
      {isBlocked && <p>{say.isBlocked}</p>}
      {isAsking && <p>{say.requestMore}</p>}
      {!isAsking && !isBlocked && (
        <a class="act act-main" href={hrefOf('c', account)}>
          {say.message}
        </a>
      )}
      {isAsking && (
        <Act deed={deed} kind="main" work={() => people.accept(account)}>
          {say.accept}
        </Act>
      )}
      {isBlocked ? (
        <Act deed={deed} work={() => people.unblock(account)}>
          {say.unblock}
        </Act>
      ) : (
        <SureAct deed={deed} sure={say.blockSure} work={() => people.block(account)}>
          {say.block}
        </SureAct>
      )}
      <SureAct deed={deed} sure={say.reportSure} work={() => people.report(account)}>
        {say.report}
      </SureAct>
      <SureAct deed={deed} sure={say.forgetSure} label={`${say.forget}: ${name}`} work={forget}>
        {say.forget}
      </SureAct>
      <Outcome deed={deed} />
    </div>
  );
}

function Known({ account }: { readonly account: string }) {
  const { people } = useDesk();
  const known = people.get(account);
  const [name, note] = [useSignal(known?.name ?? ''), useSignal(known?.note ?? '')];
  const deed = useDeed();
  const save = async () => {
    if (name.value !== (known?.name ?? '')) await people.name(account, name.value);
    if (note.value !== (known?.note ?? '')) await people.note(account, note.value);
  };
  return (
    <Form deed={deed} work={save} label={say.name} submit={say.save} done={say.saved}>
      <Field
        label={say.name}
        value={name.value}
        maxLength={nameLengthMax}
        onInput={(value) => {
          name.value = value;
        }}
      />
      <Field
        label={say.note}
        value={note.value}
        more={say.noteMore}
        maxLength={noteLengthMax}
        rows={3}
        onInput={(value) => {
          note.value = value;
        }}
      />
    </Form>
  );
}
