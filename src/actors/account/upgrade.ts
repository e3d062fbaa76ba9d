// Documents that were written before queues had a generation and accounts a key for what waits.

import { newQueueGeneration, newQueueKey } from '#crypto';
import type { Account, Device } from './account.ts';

/** A document as an earlier version may have left it. */
type Stored = Omit<Account, 'queueKey' | 'devices'> & {
  readonly queueKey?: Account['queueKey'];
  readonly devices: readonly (Omit<Device, 'queueGeneration'> &
    Partial<Pick<Device, 'queueGeneration'>>)[];
};

/** The account itself, or a copy with what it lacks: random, so that it is stored before use. */
export function withQueues(account: Account): Account {
  const stored: Stored = account;
  if (stored.queueKey && stored.devices.every((device) => device.queueGeneration)) return account;
  return {
    ...account,
    queueKey: stored.queueKey ?? newQueueKey(),
    devices: stored.devices.map((device) => ({
      ...device,
      queueGeneration: device.queueGeneration ?? newQueueGeneration(),
    })),
  };
}
