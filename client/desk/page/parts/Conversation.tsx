// One conversation: what was said, who types, and what is about to be said.

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Listed } from '../model/conversations.ts';
import { useDesk } from '../model/desk.ts';
import type { Talk } from '../model/talk.ts';
import { words } from '../words.ts';
import { Composer } from './Composer.tsx';
import { ConversationHead } from './ConversationHead.tsx';
import { Icon } from './Icon.tsx';
import { MessageRow } from './MessageRow.tsx';
import { RequestBar } from './RequestBar.tsx';
import { keyOf, rowsOf } from './rows.ts';
import type { Row } from './rows.ts';
import { dayOf } from './times.ts';
import { Windowed } from './Windowed.tsx';

export function Conversation({ of }: { readonly of: Listed }) {
  const { talks, requests } = useDesk();
  const talk = talks.of(of.conversation);
  const request = requests.get(of.conversation);
  return (
    <article class="talk" aria-label={of.name}>
      <ConversationHead of={of} talk={talk} />
      <Said key={of.conversation} of={of} talk={talk} />
      <Typing conversation={of.conversation} />
      {request ? <RequestBar request={request} /> : <Composer talk={talk} name={of.name} />}
    </article>
  );
}

function Said({ of, talk }: { readonly of: Listed; readonly talk: Talk }) {
  const isAtEnd = useSignal(true);
  const active = useSignal<string | undefined>(undefined);
  const goal = useSignal<string | undefined>(undefined);
  const list = useRef<Windowed<Row>>(null);
  const rows = useRef<readonly Row[]>([]);
  const messages = talk.messages.value;
  // A stranger is told of nothing, and of what was read once they are let in.
  const isSeen = isAtEnd.value && !useDesk().requests.get(of.conversation);
  useUnread(of, talk, isSeen);
  useEffect(
    () =>
      talk.goal.subscribe((id) => {
        if (id === undefined) return;
        goal.value = keyOf(id);
        active.value = keyOf(id);
        talk.goal.value = undefined;
      }),
    [talk],
  );
  rows.current = rowsOf(messages, talk.unreadFrom.value, rows.current);
  if (messages.length === 0) {
    return <p class="talk-empty">{talk.isRead.value ? words.nothingSaid(of.name) : ''}</p>;
  }
  const move = (event: KeyboardEvent) => {
    const key = nextKey(event, rows.current, active.value);
    if (key === undefined) return;
    event.preventDefault();
    active.value = key;
    const row = document.querySelector<HTMLElement>(`[data-key="${key}"]`);
    if (row) row.focus();
    else goal.value = key;
  };
  return (
    <div class="said" onKeyDown={move}>
      <Windowed
        ref={list}
        rows={rows.current}
        label={words.saidWith(of.name)}
        older={() => void talk.older().catch(() => undefined)}
        ended={(isThere) => {
          isAtEnd.value = isThere;
        }}
        goal={goal}
        render={(row) =>
          row.kind === 'message' ? (
            <MessageRow row={row} talk={talk} active={active} />
          ) : (
            <p class={`row-${row.kind}`} data-key={row.key}>
              <span>{row.kind === 'day' ? dayOf(row.at) : words.unreadLine}</span>
            </p>
          )
        }
      />
      {!isAtEnd.value && (
        <button
          type="button"
          class="to-end"
          aria-label={words.toEnd}
          onClick={() => list.current?.toEnd()}
        >
          <Icon name="down" />
        </button>
      )}
    </div>
  );
}

/** The line above what was unread when it was opened; what is seen is read. */
function useUnread(of: Listed, talk: Talk, isSeen: boolean): void {
  const { conversations } = useDesk();
  const messages = talk.messages.value;
  const first = useRef(of.unread);
  useEffect(() => {
    if (first.current === 0 || messages.length === 0) return;
    const unread = messages.filter((one) => !one.mine).slice(-first.current)[0];
    first.current = 0;
    talk.unreadFrom.value = unread?.id;
  }, [messages.length > 0]);
  useEffect(() => () => void (talk.unreadFrom.value = undefined), [talk]);
  useEffect(() => {
    const look = () => {
      if (of.unread === 0 || !isSeen || !document.hasFocus()) return;
      void talk.markRead().then(() => conversations.refresh());
    };
    look();
    addEventListener('focus', look);
    return () => removeEventListener('focus', look);
  }, [of.unread, isSeen]);
}

function Typing({ conversation }: { readonly conversation: string }) {
  const { typists, names } = useDesk();
  const who = typists.in(conversation).map((one) => names.of(one));
  return (
    <p class="typing" aria-live="polite">
      {who.length > 0 && (
        <>
          <span class="typing-dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {words.typing(who)}
        </>
      )}
    </p>
  );
}

/** Up and down among the messages, from the one that is active. */
function nextKey(event: KeyboardEvent, rows: readonly Row[], active: string | undefined) {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (step === undefined || event.altKey || event.target instanceof HTMLInputElement) return;
  const all = rows.filter((row) => row.kind === 'message');
  const at = all.findIndex((row) => row.key === active);
  const next = at < 0 ? all.length - 1 : Math.min(Math.max(at + step, 0), all.length - 1);
  return all[next]?.key;
}
