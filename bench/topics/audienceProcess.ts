// One process of listeners. Its parent orders; each order is answered once.

import { presenceTopic } from '#protocol';
import type { AccountId } from '#protocol';
import type { RawTarget } from '#lab/raw/client.ts';
import type { Seat } from '#lab/raw/dialects.ts';
import type { HeardPage } from './book.ts';
import { HeardBook } from './book.ts';
import { Listener } from './listener.ts';
import { obeyParent } from '#lab/raw/obeying.ts';
import { someAtOnce } from '#lab/someAtOnce.ts';

/** Connections that are being made at once. */
const connectingMax = 32;

export type AudienceOrder =
  | {
      readonly what: 'join';
      readonly target: RawTarget;
      readonly seats: readonly Seat[];
      readonly publisher: AccountId;
    }
  | { readonly what: 'count' }
  | { readonly what: 'page' };

export interface AudienceAnswers {
  /** How many of them each worker holds. */
  readonly join: Readonly<Record<string, number>>;
  readonly count: number;
  readonly page: HeardPage;
}

const book = new HeardBook();
const listeners: Listener[] = [];

async function join({ target, seats, publisher }: AudienceOrder & { what: 'join' }) {
  const members: Record<string, number> = {};
  await someAtOnce(connectingMax, seats, async (seat) => {
    // Whoever hears others shows itself.
    const topics = [presenceTopic(seat.name as AccountId), presenceTopic(publisher)];
    const listener = new Listener(target, seat, topics, book);
    const member = await listener.ready();
    members[member] = (members[member] ?? 0) + 1;
    listeners.push(listener);
  });
  return members;
}

async function obey(order: AudienceOrder) {
  if (order.what === 'join') return join(order);
  return order.what === 'count' ? listeners.length : book.page();
}

obeyParent(obey, () => {
  for (const listener of listeners) listener.close();
});
