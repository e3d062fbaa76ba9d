// Ctrl K: to any conversation by a few letters, or to somebody whom one has not written to yet.

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Listed } from '../model/conversations.ts';
import { useDesk } from '../model/desk.ts';
import { goTo } from '../route.ts';
import { words } from '../words.ts';
import { Avatar } from './Avatar.tsx';
import { Dialog } from './Dialog.tsx';

const shownMax = 8;

interface Choice {
  readonly id: string;
  readonly name: string;
}

export function Switcher({ close }: { readonly close: () => void }) {
  const { conversations, rpc, notices } = useDesk();
  const wanted = useSignal('');
  const at = useSignal(0);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const word = wanted.value.trim();
  const choices = choicesOf(conversations.all.value, word);
  const isNew = word !== '' && !choices.some((one) => one.name === word);
  const count = choices.length + (isNew ? 1 : 0);
  const chosen = Math.min(at.value, count - 1);
  const go = async (index: number) => {
    const choice = choices[index];
    try {
      goTo('c', choice?.id ?? (await conversations.find(word)));
      close();
    } catch (error) {
      notices.fail(error);
    }
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && count > 0) at.value = (chosen + step + count) % count;
    else if (event.key === 'Enter' && count > 0) void go(chosen);
    else return;
    event.preventDefault();
  };
  const isReady = rpc.state.value === 'open';
  return (
    <Dialog name={words.find} close={close}>
      <input
        ref={field}
        class="switcher-field"
        role="combobox"
        aria-expanded="true"
        aria-controls="switcher-list"
        aria-activedescendant={count > 0 ? `switcher-${chosen}` : undefined}
        aria-label={words.find}
        placeholder={words.findOrWrite}
        value={wanted.value}
        disabled={!isReady}
        onKeyDown={press}
        onInput={(event) => {
          wanted.value = event.currentTarget.value;
          at.value = 0;
        }}
      />
      <ul class="switcher-list" id="switcher-list" role="listbox" aria-label={words.conversations}>
        {[...choices, ...(isNew ? [{ id: word, name: words.writeNew(word) }] : [])].map(
          (one, index) => (
            <li
              key={one.id}
              id={`switcher-${index}`}
              class="switcher-line"
              role="option"
              aria-selected={index === chosen}
              onClick={() => void go(index)}
              onPointerMove={() => {
                at.value = index;
              }}
            >
              <Avatar of={one.id} name={choices[index]?.name ?? word} size="s" />
              {one.name}
            </li>
          ),
        )}
      </ul>
    </Dialog>
  );
}

const choicesOf = (all: readonly Listed[], word: string): readonly Choice[] =>
  all
    .filter((one) => one.name.toLowerCase().includes(word.toLowerCase()))
    .slice(0, shownMax)
    .map(({ conversation: id, name }) => ({ id, name }));
