// Who one talks to, above what is said, and how long it stays.

import type { Listed } from '../model/conversations.ts';
import type { Talk } from '../model/talk.ts';
import { hrefOf } from '../route.ts';
import { words } from '../words.ts';
import { Portrait } from './Portrait.tsx';
import { CallButton } from './CallButton.tsx';
import { Icon } from './Icon.tsx';

/** The times to choose from, as one types them. Shape: the word, its seconds. */
const times: readonly (readonly [string, number])[] = [
  ['off', 0],
  ['30s', 30],
  ['5m', 300],
  ['1h', 3_600],
  ['8h', 28_800],
  ['1d', 86_400],
  ['1w', 604_800],
  ['4w', 2_419_200],
];

export function ConversationHead({ of, talk }: { readonly of: Listed; readonly talk: Talk }) {
  return (
    <header class="talk-head">
      <a class="back" href={hrefOf('c')} aria-label={words.back}>
        <Icon name="back" />
      </a>
      <Portrait of={of.conversation} name={of.name} />
      <h2>{of.name}</h2>
      <CallButton of={of} />
      <Timer seconds={of.timer ?? 0} talk={talk} />
    </header>
  );
}

function Timer({ seconds, talk }: { readonly seconds: number; readonly talk: Talk }) {
  const known = times.find(([, length]) => length === seconds);
  return (
    <label class="timer" data-on={seconds > 0} title={words.timer}>
      <Icon name="clock" size={18} />
      <select
        aria-label={words.timer}
        value={known?.[0] ?? ''}
        onChange={(event) => void talk.setTimer(event.currentTarget.value)}
      >
        {!known && <option value="">{words.lasts(seconds)}</option>}
        {times.map(([word, length]) => (
          <option key={word} value={word}>
            {words.lasts(length)}
          </option>
        ))}
      </select>
    </label>
  );
}
