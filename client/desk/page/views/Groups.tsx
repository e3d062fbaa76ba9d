// Groups: those one is in, invited to or waits for; and each of them.

import { useEffect } from 'preact/hooks';
import { useDesk } from '../model/desk.ts';
import { Portrait } from '../parts/Portrait.tsx';
import { Columns } from '../parts/Columns.tsx';
import { moveByArrows } from '../parts/ConversationList.tsx';
import { Icon } from '../parts/Icon.tsx';
import { hrefOf } from '../route.ts';
import type { ViewProps } from '../route.ts';

import { words } from '../words.ts';
import { Group } from './Group.tsx';
import { JoinGroup, NewGroup } from './NewGroup.tsx';

const say = words.groups;
/** Words of the address in the place of an id. */
const [making, joining] = ['new', 'join'];

export function Groups({ rest: [chosen] }: ViewProps) {
  const { groups } = useDesk();
  useEffect(groups.refresh, []);
  const actions = (
    <>
      <a class="head-act" href={hrefOf('groups', joining)} aria-label={say.join} title={say.join}>
        <Icon name="down" />
      </a>
      <a class="head-act" href={hrefOf('groups', making)} aria-label={say.make} title={say.make}>
        <Icon name="plus" />
      </a>
    </>
  );
  return (
    <Columns
      title={say.title}
      actions={actions}
      list={<GroupList chosen={chosen} />}
      detail={chosen === undefined ? undefined : detailOf(chosen)}
      empty={<p>{say.choose}</p>}
    />
  );
}

function detailOf(chosen: string) {
  if (chosen === making) return <NewGroup />;
  return chosen === joining ? <JoinGroup /> : <Group key={chosen} id={chosen} />;
}

function GroupList({ chosen }: { readonly chosen: string | undefined }) {
  const { groups } = useDesk();
  const all = groups.all.value;
  return (
    <>
      {all.length === 0 && groups.isRead.value && <p class="list-empty">{say.none}</p>}
      <ul class="list" aria-label={say.title} onKeyDown={moveByArrows}>
        {all.map(({ id, title, standing, members }) => (
          <li key={id}>
            <a
              class="line"
              href={hrefOf('groups', id)}
              aria-current={id === chosen ? 'true' : undefined}
            >
              <Portrait of={id} name={title} />
              <span class="line-name">{title}</span>
              <span class="line-time" />
              <span class="line-text">{say.standing[standing] || say.members(members.length)}</span>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}
