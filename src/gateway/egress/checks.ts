// Asks the account of each connection, once a minute, whether it still knows of it and whether
// everything it sent has arrived: the bus may lose the word that a connection was replaced or its
// device evicted, and a delivery that nothing follows is missed by nobody.

import type { Clock } from '#runtime';
import { accountAddress, errorRow } from '#protocol';
import type { Router } from '#routing';
import type { Attachments } from './attachments.ts';
import type { Connection } from './connection.ts';
import type { ConnectionIndex } from './connectionIndex.ts';

/** Each connection is checked this often. */
export const checkEveryMs = 60_000;
/** How often those whose turn it is are looked at. */
export const checkTurnMs = 1_000;
const turns = checkEveryMs / checkTurnMs;

export interface CheckParts {
  readonly router: Pick<Router, 'ask' | 'member'>;
  readonly index: ConnectionIndex;
  readonly attachments: Pick<Attachments, 'renew'>;
  readonly clock: Clock;
}

/** Checks the connections of one worker in turns. */
export class Checks {
  readonly #parts: CheckParts;
  #turn = 0;

  constructor(parts: CheckParts) {
    this.#parts = parts;
    parts.clock.every(checkTurnMs, () => this.#next());
  }

  #next(): void {
    this.#turn = (this.#turn + 1) % turns;
    this.#parts.index.visit((connection) => {
      const isDue = connection.ordinal % turns === this.#turn;
      if (isDue && connection.phase === 'open') void this.#check(connection);
    });
  }

  async #check(connection: Connection): Promise<void> {
    const { router, attachments } = this.#parts;
    const { device, attempt, id } = connection;
    const answer = await router.ask(accountAddress(device.account), {
      type: 'check',
      device: device.device,
      connection: { member: router.member, connection: id },
      attempt,
      credential: device.credential,
      heard: connection.heardWhenQuiet(),
    });
    if (answer.ok || errorRow(answer.refusal.code).retry) return;
    // Attached anew it hears what it has missed, or why it has to go.
    if (connection.phase === 'open' && connection.attempt === attempt) {
      attachments.renew(connection);
    }
  }
}
