// The list of conversations: arrows move in it, letters find.

import { useSignal } from '@preact/signals';
import { useDesk } from '../model/desk.ts';
import type { Listed } from '../model/conversations.ts';
import { hrefOf } from '../route.ts';
import { words } from '../words.ts';
import { Avatar } from './Avatar.tsx';
import { Finder } from './Finder.tsx';
import { Portrait } from './Portrait.tsx';
import { snippetOf } from './snippet.ts';
import { shortTimeOf } from './times.ts';

export function ConversationList({ chosen }: { readonly chosen: string | undefined }) {
  const { conversations, requests } = useDesk();
  const wanted = useSignal('');
  const all = conversations.all.value;
  const word = wanted.value.trim().toLowerCase();
  const asking = requests.all.value;
  const shown = all.filter(
    ({ conversation, name }) =>
      name.toLowerCase().includes(word) && !asking.some((one) => one.account === conversation),
  );
  return (
    <>
      <Finder label={words.find} wanted={wanted} />
      {asking.length > 0 && (
        <>
          <h2 class="list-title">{words.requests}</h2>
          <ul class="list list-short" aria-label={words.requests} onKeyDown={moveByArrows}>
            {asking.map(({ account, name, text }) => (
              <li key={account}>
                <a
                  class="line"
                  href={hrefOf('c', account)}
                  aria-current={account === chosen ? 'true' : undefined}
                >
                  <Avatar of={account} name={name} />
                  <span class="line-name">{name}</span>
                  <span class="line-text">{text}</span>
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
      {shown.length === 0 && asking.length === 0 && conversations.isRead.value && (
        <p class="list-empty">{all.length === 0 ? words.noConversations : words.noneFound}</p>
      )}
      <ul class="list" aria-label={words.conversations} onKeyDown={moveByArrows}>
        {shown.map((one) => (
          <Line key={one.conversation} one={one} isChosen={one.conversation === chosen} />
        ))}
      </ul>
    </>
  );
}

function Line({ one, isChosen }: { readonly one: Listed; readonly isChosen: boolean }) {
  const { conversation, name, unread, last } = one;
  return (
    <li>
      <a
        class="line"
        href={hrefOf('c', conversation)}
        aria-current={isChosen ? 'true' : undefined}
        data-unread={unread > 0}
      >
        <Portrait of={conversation} name={name} />
        <span class="line-name">{name}</span>
        <span class="line-time">{last && shortTimeOf(last.sentAt)}</span>
        <span class="line-text">{snippetOf(last)}</span>
        {unread > 0 && (
          <span class="line-count">
            <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span>
            <span class="unseen">{words.unread(unread)}</span>
          </span>
        )}
      </a>
    </li>
  );
}

/** Up and down, first and last, among the links of a list. */
export function moveByArrows(event: KeyboardEvent): void {
  const links = [
    ...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('a, button'),
  ];
  const at = links.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  links[Math.min(Math.max(to, 0), links.length - 1)]?.focus();
}
