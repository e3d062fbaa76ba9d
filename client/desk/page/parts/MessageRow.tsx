// One message, with what was done to it and what can be.

import type { Signal } from '@preact/signals';
import type { Message } from '../../../conversation/view.ts';
import { useDesk } from '../model/desk.ts';
import type { Talk } from '../model/talk.ts';
import { words } from '../words.ts';
import { Portrait } from './Portrait.tsx';
import { Deeds } from './Deeds.tsx';
import { Icon } from './Icon.tsx';
import { Poll } from './Poll.tsx';
import type { Row } from './rows.ts';
import { Status } from './Status.tsx';
import { spans } from './spans.ts';
import { timeOf, wholeTimeOf } from './times.ts';

interface MessageRowProps {
  readonly row: Extract<Row, { kind: 'message' }>;
  readonly talk: Talk;
  /** The row that the keyboard or the pointer is on. */
  readonly active: Signal<string | undefined>;
}

export function MessageRow({ row, talk, active }: MessageRowProps) {
  const { names } = useDesk();
  const { message, isFirst, isLast, key } = row;
  const { mine, author, conversation } = message;
  const isActive = active.value === key;
  const isOfGroup = conversation !== author && !mine;
  const here = () => {
    active.value = key;
  };
  const name = mine ? words.you : names.of(author);
  return (
    <div
      class="row"
      data-key={key}
      data-mine={mine}
      data-first={isFirst}
      data-last={isLast}
      tabIndex={isActive ? 0 : -1}
      onPointerEnter={here}
      onFocusCapture={here}
    >
      {isOfGroup && (isLast ? <Portrait of={author} name={name} size="s" /> : <span class="gap" />)}
      <div class="bubble" data-plain={!message.deleted && !message.call}>
        {isOfGroup && isFirst ? (
          <p class="bubble-author">{name}</p>
        ) : (
          <span class="unseen">{name}: </span>
        )}
        {message.quote && <Quoted message={message} talk={talk} />}
        <Body message={message} />
        {message.poll && <Poll poll={message.poll} />}
        <Foot message={message} talk={talk} isWhole={isActive} />
        <Reactions message={message} talk={talk} />
      </div>
      {isActive && <Deeds message={message} talk={talk} />}
    </div>
  );
}

function Body({ message }: { readonly message: Message }) {
  const { names } = useDesk();
  const { text, mentions, deleted, unreadable, call } = message;
  if (deleted) return <p class="bubble-note">{words.deleted}</p>;
  if (unreadable) return <p class="bubble-note">{words.newer}</p>;
  if (call) {
    return (
      <p class="bubble-note">
        <Icon name="call" size={16} /> {words.called(call.outcome, message.mine)}
      </p>
    );
  }
  return (
    <p class="bubble-text" dir="auto">
      {spans(text, mentions).map((one, index) =>
        one.account === undefined ? (
          one.text
        ) : (
          <b key={index} class="mention">
            @{names.of(one.account)}
          </b>
        ),
      )}
    </p>
  );
}

function Quoted({ message, talk }: { readonly message: Message; readonly talk: Talk }) {
  const { names, session } = useDesk();
  const { quote } = message;
  if (!quote) return null;
  const isOurs = quote.author === session.account.value;
  const find = () => {
    const found = talk.messages.peek().find((one) => {
      return one.author === quote.author && one.sentAt === quote.sentAt;
    });
    if (found) talk.goal.value = found.id;
  };
  return (
    <button type="button" class="quote" tabIndex={-1} onClick={find}>
      <b>{isOurs ? words.you : names.of(quote.author)}</b>
      <span>{quote.text}</span>
    </button>
  );
}

interface FootProps {
  readonly message: Message;
  readonly talk: Talk;
  /** The time is said with its day. */
  readonly isWhole: boolean;
}

function Foot({ message, talk, isWhole }: FootProps) {
  const { sentAt, before, disappearsAfter, pinned, mine, status } = message;
  return (
    <p class="foot">
      {pinned && (
        <span role="img" title={words.pinned} aria-label={words.pinned}>
          <Icon name="pin" size={13} />
        </span>
      )}
      {disappearsAfter !== undefined && (
        <span
          role="img"
          title={words.disappears(disappearsAfter)}
          aria-label={words.disappears(disappearsAfter)}
        >
          <Icon name="clock" size={13} />
        </span>
      )}
      {before.length > 0 && <span title={before.at(-1)?.text}>{words.edited}</span>}
      <time
        dateTime={new Date(sentAt).toISOString()}
        title={isWhole ? wholeTimeOf(sentAt) : undefined}
      >
        {timeOf(sentAt)}
      </time>
      {mine && status && <Status status={status} />}
      {status === 'failed' && (
        <button type="button" class="again" onClick={() => void talk.sayAgain(message)}>
          {words.sayAgain}
        </button>
      )}
    </p>
  );
}

function Reactions({ message, talk }: { readonly message: Message; readonly talk: Talk }) {
  const { names, session } = useDesk();
  if (message.reactions.length === 0 || message.deleted) return null;
  const self = session.account.value;
  const kinds = Map.groupBy(message.reactions, (one) => one.emoji);
  return (
    <ul class="reactions" aria-label={words.reactions}>
      {[...kinds].map(([emoji, all]) => {
        const isOurs = all.some((one) => one.author === self);
        const who = all.map((one) => (one.author === self ? words.you : names.of(one.author)));
        const press = () => void talk.do('react', message, isOurs ? {} : { emoji });
        return (
          <li key={emoji}>
            <button
              type="button"
              class="reaction"
              aria-pressed={isOurs}
              aria-label={words.reacted(emoji, who)}
              title={who.join(', ')}
              tabIndex={-1}
              onClick={press}
            >
              {emoji} {all.length > 1 && all.length}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
