// Short notes at the foot of the page, and words for screen readers.

import { useDesk } from '../model/desk.ts';
import { words } from '../words.ts';
import { Icon } from './Icon.tsx';

export function Notes() {
  const { notices } = useDesk();
  return (
    <>
      <div class="notes" role="status">
        {notices.notes.value.map((one) => (
          <p key={one.id} class="note" data-bad={one.isBad}>
            {one.text}
            <button
              type="button"
              class="deed"
              aria-label={words.dismiss}
              onClick={() => notices.drop(one.id)}
            >
              <Icon name="close" size={16} />
            </button>
          </p>
        ))}
      </div>
      <p class="unseen" aria-live="polite">
        {notices.spoken.value}
      </p>
    </>
  );
}
