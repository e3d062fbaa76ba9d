// Where in the page one is, by the fragment of its address: `#/c/CONVERSATION`, `#/people`.

import { signal } from '@preact/signals';

/** What a view is given. */
export interface ViewProps {
  /** The words of the address behind the view's own. */
  readonly rest: readonly string[];
}

/** The words of the fragment: `['c', 'CONVERSATION']`. */
export const route = signal<readonly string[]>([]);

/** Follows the address from now on. */
export function followAddress(): void {
  const read = () => {
    route.value = wordsOf(location.hash);
  };
  addEventListener('hashchange', read);
  read();
}

/** Nothing for a fragment that is no way of the page. */
function wordsOf(fragment: string): readonly string[] {
  if (!fragment.startsWith('#/')) return [];
  try {
    return fragment.slice(2).split('/').filter(Boolean).map(decodeURIComponent);
  } catch {
    return [];
  }
}

/** The fragment that leads there; for links. */
export const hrefOf = (...words: readonly string[]): string =>
  `#/${words.map(encodeURIComponent).join('/')}`;

export function goTo(...words: readonly string[]): void {
  location.hash = hrefOf(...words);
}
