// Conversations, and the one that is open.

import { useDesk } from '../model/desk.ts';
import { Columns } from '../parts/Columns.tsx';
import { ConversationHead } from '../parts/ConversationHead.tsx';
import { ConversationList } from '../parts/ConversationList.tsx';
import type { ViewProps } from '../route.ts';
import { words } from '../words.ts';

export function Conversations({ rest: [chosen] }: ViewProps) {
  const { conversations } = useDesk();
  const open = chosen === undefined ? undefined : conversations.get(chosen);
  const detail = open && (
    <article class="talk" aria-label={open.name}>
      <ConversationHead of={open} />
    </article>
  );
  const empty = (
    <>
      <img src="/lamp.svg" alt="" width="72" height="72" />
      <p>
        <strong>{words.choose}</strong> {words.chooseMore}
      </p>
    </>
  );
  return (
    <Columns
      title={words.chats}
      list={<ConversationList chosen={chosen} />}
      detail={detail}
      empty={empty}
    />
  );
}
