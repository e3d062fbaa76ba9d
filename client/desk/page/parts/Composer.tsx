// Where one writes: Enter sends, Shift Enter begins a line, the arrow up edits the last, Escape
// leaves an answer or an edit.

import { useEffect, useRef } from 'preact/hooks';
import type { Mode, Talk } from '../model/talk.ts';
import { words } from '../words.ts';
import { Icon } from './Icon.tsx';

const heightMax = 180;

export function Composer({ talk, name }: { readonly talk: Talk; readonly name: string }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const draft = talk.draft.value;
  const mode = talk.mode.value;
  useEffect(() => {
    if (matchMedia('(pointer: fine)').matches || mode) field.current?.focus();
  }, [talk, mode]);
  useEffect(() => {
    const box = field.current;
    if (!box) return;
    box.style.height = 'auto';
    box.style.height = `${Math.min(box.scrollHeight, heightMax)}px`;
  }, [draft]);
  const send = () => {
    void talk.say();
    field.current?.focus();
  };
  const press = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === 'ArrowUp' && draft === '') {
      event.preventDefault();
      talk.editLast();
    } else if (event.key === 'Escape' && mode) {
      event.stopPropagation();
      talk.cancel();
    }
  };
  return (
    <footer class="composer">
      {mode && <ModeLine mode={mode} cancel={() => talk.cancel()} />}
      <div class="composer-line">
        <textarea
          ref={field}
          rows={1}
          value={draft}
          placeholder={words.writeTo(name)}
          aria-label={words.writeTo(name)}
          onInput={(event) => {
            talk.draft.value = event.currentTarget.value;
            talk.typed();
          }}
          onKeyDown={press}
        />
        <button
          type="button"
          class="send"
          aria-label={words.send}
          disabled={draft.trim() === ''}
          onClick={send}
        >
          <Icon name="send" size={20} />
        </button>
      </div>
    </footer>
  );
}

interface ModeLineProps {
  readonly mode: Mode;
  readonly cancel: () => void;
}

function ModeLine({ mode, cancel }: ModeLineProps) {
  return (
    <div class="composer-mode">
      <Icon name={mode.kind} size={18} />
      <p>
        <b>{words.mode[mode.kind]}</b>
        <span>{mode.message.text}</span>
      </p>
      <button type="button" class="deed" aria-label={words.cancel} onClick={cancel}>
        <Icon name="close" size={18} />
      </button>
    </div>
  );
}
