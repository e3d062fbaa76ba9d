// What a chat says of its connection: one line when it is lost, however often it is tried again.

import { expect, test } from 'vitest';
import type { ChatEars } from '../../../client/cli/chatEvents.ts';
import { listenTo } from '../../../client/cli/chatEvents.ts';

test('a lost connection is one line, not a scroll, and its return is another', () => {
  const listeners = new Map<string, (event: object) => void>();
  const on = (name: string, listener: (event: object) => void) => listeners.set(name, listener);
  const lines: string[] = [];
  const ended: string[] = [];
  const ears: Partial<ChatEars> = {
    event: (text) => lines.push(String(text)),
    closed: ({ message }) => ended.push(message),
  };
  listenTo({ on } as never, {} as never, ears as ChatEars);
  const state = (...states: string[]) => {
    for (const one of states) listeners.get('state')?.({ state: one });
  };
  state('connecting', 'connected');
  expect(lines).toEqual([]);
  for (let tries = 0; tries < 50; tries += 1) state('waiting', 'connecting');
  expect(lines).toEqual(['(no connection, trying again)']);
  state('connected', 'waiting', 'connecting', 'waiting');
  expect(lines.slice(1)).toEqual(['(connected again)', '(no connection, trying again)']);
  listeners.get('state')?.({ state: 'closed', code: 'device.replaced' });
  expect(ended).toEqual([expect.stringContaining('device.replaced')]);
});
