// The field above a list that narrows it to what has this word.

import type { Signal } from '@preact/signals';
import { Icon } from './Icon.tsx';

interface FinderProps {
  readonly label: string;
  readonly wanted: Signal<string>;
}

export function Finder({ label, wanted }: FinderProps) {
  return (
    <label class="finder">
      <Icon name="search" size={18} />
      <input
        type="search"
        placeholder={label}
        aria-label={label}
        value={wanted.value}
        onInput={(event) => {
          wanted.value = event.currentTarget.value;
        }}
      />
    </label>
  );
}
