// Conversations, and the one that is open.

import { useDesk } from '../model/desk.ts';
import { Columns } from '../parts/Columns.tsx';
import { Conversation } from '../parts/Conversation.tsx';
import { ConversationList } from '../parts/ConversationList.tsx';
import { Icon } from '../parts/Icon.tsx';
import type { ViewProps } from '../route.ts';
import { words } from '../words.ts';

export function Conversations({ rest: [chosen] }: ViewProps) {
  const { conversations, requests, names, switching } = useDesk();
  const list = conversations.all.value;
  const open =
    chosen === undefined
      ? undefined
      : (list.find((one) => one.conversation === chosen) ?? {
          conversation: chosen,
          name: requests.get(chosen)?.name ?? names.of(chosen),
          unread: 0,
        });
  const empty = (
    <>
      <img src="/lamp.svg" alt="" width="72" height="72" />
      <p>
        <strong>{words.choose}</strong> {words.chooseMore}
      </p>
    </>
  );
  const begin = (
    <button
      type="button"
      class="deed"
      title={`${words.newChat} (Ctrl K)`}
      aria-label={words.newChat}
      onClick={() => {
        switching.value = true;
      }}
    >
      <Icon name="plus" />
    </button>
  );
  return (
    <Columns
      title={words.chats}
      actions={begin}
      list={<ConversationList chosen={chosen} />}
      detail={open && <Conversation of={open} />}
      empty={empty}
    />
  );
}
