// A message in one line.

import type { Message } from '../../../conversation/view.ts';
import { words } from '../words.ts';

const lettersMax = 160;

export function snippetOf(message: Message | undefined): string {
  if (!message) return '';
  const { mine, author: _ } = message;
  const text = textOf(message);
  return mine ? `${words.you}: ${text}` : text;
}

function textOf({ text, deleted, unreadable, call, poll }: Message): string {
  if (deleted) return words.deleted;
  if (unreadable) return words.newer;
  if (call) return words.call;
  const line = text.slice(0, lettersMax).replaceAll(/\s+/g, ' ');
  return poll ? words.poll(line) : line;
}
