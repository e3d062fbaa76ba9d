// What says of itself that something has come, and to whom it never goes by name.

import type { SendAnswer, SendFrame } from '#protocol';
import { expect, it } from 'vitest';
import { attempt } from '../../../client/messages/attempt.ts';
import type { Sealing } from '../../../client/messages/sealing.ts';
import type { OutboxRow } from '../../../client/store/outboxTable.ts';

type Context = Parameters<typeof attempt>[0];

const accessKey = new Uint8Array(16);
const row = { account: 'stranger', kind: 'receipt' } as unknown as OutboxRow;

/** Sends a receipt to a stranger, one frame after the other, and tells what was taken. */
async function sent(frames: readonly Partial<SendFrame>[], isUncovered: boolean) {
  const taken: SendFrame[] = [];
  const context = {
    account: 'self',
    contacts: { isAccepted: () => false },
    challenges: { pass: (send: () => Promise<SendAnswer>) => send() },
    sealed: {
      isOffered: true,
      isUncovered: () => isUncovered,
      send: (frame: SendFrame) => {
        taken.push(frame);
        return Promise.resolve({ serverTimestamp: 1, needsSync: false });
      },
    },
  } as unknown as Context;
  const left = [...frames];
  const sealing = { frame: () => Promise.resolve(left.shift()) } as unknown as Sealing;
  const { is } = await attempt(context, sealing, row);
  return { is, keys: taken.map((frame) => frame.accessKey) };
}

it('is sealed anew where a certificate came while it was sealed by name', async () => {
  const frames = [{}, { accessKey }];
  expect(await sent(frames, false)).toEqual({ is: 'accepted', keys: [accessKey] });
});

it('is withheld where there is none', async () => {
  expect(await sent([{}], true)).toEqual({ is: 'withheld', keys: [] });
});
