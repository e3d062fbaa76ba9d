// People: who asks to be heard, whom one knows, whom one has blocked; and each of them.

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useDesk } from '../model/desk.ts';
import { Columns } from '../parts/Columns.tsx';
import { moveByArrows } from '../parts/ConversationList.tsx';
import { Finder } from '../parts/Finder.tsx';
import { Icon } from '../parts/Icon.tsx';
import { PersonLine } from '../parts/PersonLine.tsx';
import { hrefOf } from '../route.ts';
import type { ViewProps } from '../route.ts';

import { words } from '../words.ts';
import { AddPerson } from './AddPerson.tsx';
import { Person } from './Person.tsx';

const say = words.people;
/** The word of the address in the place of an id. */
const adding = 'add';

export function People({ rest: [chosen] }: ViewProps) {
  const { people } = useDesk();
  useEffect(people.refresh, []);
  const add = (
    <a class="head-act" href={hrefOf('people', adding)} aria-label={say.add} title={say.add}>
      <Icon name="plus" />
    </a>
  );
  const detail =
    chosen === undefined ? undefined : chosen === adding ? (
      <AddPerson />
    ) : (
      <Person key={chosen} account={chosen} />
    );
  return (
    <Columns
      title={say.title}
      actions={add}
      list={<PeopleList chosen={chosen} />}
      detail={detail}
      empty={<p>{say.choose}</p>}
    />
  );
}

function PeopleList({ chosen }: { readonly chosen: string | undefined }) {
  const { people, names } = useDesk();
  const wanted = useSignal('');
  const word = wanted.value.trim().toLowerCase();
  const fits = (account: string) => names.of(account).toLowerCase().includes(word);
  const contacts = people.contacts.value.filter(({ account }) => fits(account));
  const sorted = [...contacts].sort((one, other) =>
    names.of(one.account).localeCompare(names.of(other.account)),
  );
  const parts = [
    { title: say.requests, some: people.requests.value.filter(({ account }) => fits(account)) },
    { title: say.contacts, some: sorted.filter(({ blocked }) => !blocked) },
    { title: say.blocked, some: sorted.filter(({ blocked }) => blocked) },
  ];
  const isEmpty = parts.every(({ some }) => some.length === 0);
  return (
    <>
      <Finder label={say.find} wanted={wanted} />
      {isEmpty && people.isRead.value && (
        <p class="list-empty">{word === '' ? say.none : words.noneFound}</p>
      )}
      <div class="list" onKeyDown={moveByArrows}>
        {parts.map(
          ({ title, some }) =>
            some.length > 0 && (
              <section key={title} aria-label={title}>
                <h2 class="list-title">{title}</h2>
                <ul>
                  {some.map((one) => (
                    <PersonLine
                      key={one.account}
                      account={one.account}
                      text={'text' in one ? one.text : (one.note ?? '')}
                      isChosen={one.account === chosen}
                    />
                  ))}
                </ul>
              </section>
            ),
        )}
      </div>
    </>
  );
}
