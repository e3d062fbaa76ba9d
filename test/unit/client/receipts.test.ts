// Receipts of a client that closes.

import { expect, it } from 'vitest';
import type { ClientContext } from '../../../client/clientContext.ts';
import { Receipts } from '../../../client/messages/receipts.ts';

it('are left for the next start when a message still arrives while the client closes', () => {
  const timers: (() => void)[] = [];
  const clock = {
    now: () => 0,
    after: (_ms: number, run: () => void) => {
      timers.push(run);
      return { cancel: () => timers.splice(0) };
    },
  };
  const receipts = new Receipts({ clock } as unknown as ClientContext, undefined as never);
  receipts.soon();
  expect(timers).toHaveLength(1);
  receipts.stop();
  receipts.soon();
  expect(timers).toHaveLength(0);
});
