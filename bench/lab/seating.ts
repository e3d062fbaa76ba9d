// Puts pairs of connected devices before a server: accounts, processes of raw clients, handshakes.

import { createProgress } from './progress.ts';
import { RawGenerators } from './raw/generators.ts';
import type { RawTarget } from './raw/client.ts';
import type { DialectName, Seat } from './raw/dialects.ts';
import type { PairSeats } from './raw/pair.ts';

export interface SeatedServer {
  readonly name: DialectName;
  readonly target: RawTarget;
  readonly recipientAcknowledges: boolean;
  seats(count: number, onProgress: (done: number) => void): Promise<readonly Seat[]>;
}

export interface SeatingOptions {
  readonly pairs: number;
  readonly bytes: number;
  readonly processes: number;
}

/** Registers and connects the pairs. */
export async function seatPairs(
  server: SeatedServer,
  { pairs, bytes, processes }: SeatingOptions,
): Promise<RawGenerators> {
  const progress = createProgress(`${server.name}: accounts`);
  const count = pairs * 2;
  const seats = await server.seats(count, (done) => progress.show(done / count, `${done}`));
  progress.end();
  const generators = new RawGenerators(processes);
  const { target, recipientAcknowledges } = server;
  const seating = { target, dialect: server.name, contentBytes: bytes, recipientAcknowledges };
  try {
    await generators.seat(seating, inPairs(seats));
  } catch (error) {
    await generators.end();
    throw error;
  }
  return generators;
}

/** The first writes to the second, the third to the fourth, and so on. */
function inPairs(seats: readonly Seat[]): PairSeats[] {
  const pairs: PairSeats[] = [];
  for (let at = 0; at + 1 < seats.length; at += 2) {
    const [sender, recipient] = seats.slice(at, at + 2);
    if (sender && recipient) pairs.push({ pair: at / 2, sender, recipient });
  }
  return pairs;
}
