// A text, cut where somebody is mentioned. Pure.

import type { Message } from '../../../conversation/view.ts';

export interface Span {
  readonly text: string;
  /** The account that stands there instead of the text. */
  readonly account?: string;
}

/** Mentions that lie outside of the text, or over each other, are left out. */
export function spans(text: string, mentions: Message['mentions']): readonly Span[] {
  const all: Span[] = [];
  let at = 0;
  for (const { start, length, account } of mentions.toSorted((a, b) => a.start - b.start)) {
    if (start < at || start + length > text.length) continue;
    if (start > at) all.push({ text: text.slice(at, start) });
    all.push({ text: text.slice(start, start + length), account });
    at = start + length;
  }
  if (at < text.length || all.length === 0) all.push({ text: text.slice(at) });
  return all;
}
