// Search in what was said: what was found, newest first, leads to its conversation.

import { useEffect } from 'preact/hooks';
import { systemClock } from '../../../clock.ts';
import { useDesk } from '../model/desk.ts';
import type { Found } from '../model/search.ts';
import { Act, Outcome } from '../parts/Acts.tsx';
import { Portrait } from '../parts/Portrait.tsx';
import { moveByArrows } from '../parts/ConversationList.tsx';
import { useDeed } from '../parts/deed.ts';
import { Icon } from '../parts/Icon.tsx';
import { Page } from '../parts/Page.tsx';
import { shortTimeOf } from '../parts/times.ts';
import { hrefOf } from '../route.ts';
import { words } from '../words.ts';

const say = words.own.search;
/** How long somebody who types has to pause. */
const quietMs = 200;
const textLengthMax = 200;
const shownLettersMax = 300;

export function Search() {
  const { search } = useDesk();
  const deed = useDeed();
  const text = search.text.value;
  useEffect(() => {
    const timer = systemClock.after(quietMs, () => deed.run(() => search.look()));
    return () => timer.cancel();
  }, [text]);
  const found = search.found.value;
  return (
    <Page title={say.title}>
      <label class="finder finder-wide">
        <Icon name="search" size={18} />
        <input
          type="search"
          placeholder={say.field}
          aria-label={say.field}
          maxLength={textLengthMax}
          value={text}
          onInput={(event) => {
            search.text.value = event.currentTarget.value;
          }}
        />
      </label>
      <p class="search-state" role="status">
        {found === undefined ? say.begin : found.length === 0 ? say.none : say.found(found.length)}
      </p>
      <Outcome deed={deed} />
      <ul class="found" aria-label={say.title} onKeyDown={moveByArrows}>
        {found?.map((one) => (
          <Line key={one.id} one={one} />
        ))}
      </ul>
      {found !== undefined && search.hasMore.value && (
        <Act deed={deed} work={() => search.more()}>
          {say.more}
        </Act>
      )}
    </Page>
  );
}

function Line({ one }: { readonly one: Found }) {
  const { names, session } = useDesk();
  const { conversation, name, author, text, sentAt } = one;
  const who = author === session.account.value ? words.you : names.of(author);
  return (
    <li>
      <a class="line" href={hrefOf('c', conversation)}>
        <Portrait of={conversation} name={name} />
        <span class="line-name">{name}</span>
        <span class="line-time">{shortTimeOf(sentAt)}</span>
        <span class="line-text found-text">
          {who}: {[...text].slice(0, shownLettersMax).join('')}
        </span>
      </a>
    </li>
  );
}
