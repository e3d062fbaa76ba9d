// When connections end that were opened with an access token: with their token, unless the client
// brings a newer one in time. One sweep serves all of a worker. A connection that was opened with a
// password has no end and costs nothing here.

import type { Refusal } from '#protocol';
import { encodeAuthExpiring } from '#protocol';
import type { Clock, Timer } from '#runtime';
import type { Connection } from '../egress/connection.ts';
import { reconnectAfterMs } from '../egress/egress.ts';
import type { Authenticator } from '../ingress/authenticate.ts';
import { allows } from '../ingress/freshProof.ts';

/** A client is told this long before its connection ends. */
export const expiringBeforeMs = 5 * 60 * 1000;
/** How often it is looked whose token has ended: a connection outlives it by no more than this. */
export const endsSweepMs = 1000;

interface End {
  expiresAtMs: number;
  isTold: boolean;
}

/** The ends of one worker's connections. */
export class TokenEnds {
  readonly #clock: Clock;
  readonly #authenticator: Authenticator;
  readonly #ends = new Map<Connection, End>();
  #sweep: Timer | undefined;

  constructor(clock: Clock, authenticator: Authenticator) {
    this.#clock = clock;
    this.#authenticator = authenticator;
  }

  /** Gives a connection the end of its token. */
  set(connection: Connection, expiresAtMs: number): void {
    this.#ends.set(connection, { expiresAtMs, isTold: false });
    this.#sweep ??= this.#clock.every(endsSweepMs, () => this.#look());
  }

  /** The connection is gone. */
  forget(connection: Connection): void {
    if (!this.#ends.delete(connection) || this.#ends.size > 0) return;
    this.#sweep?.cancel();
    this.#sweep = undefined;
  }

  /**
   * Moves a connection's end to that of a newer token of the same device and credential. An older
   * token brings no end nearer, and what has no end gets none.
   * Refuses: auth.invalid, auth.expired, rate.limited, and server.* when nobody could be asked. A
   * refusal changes nothing.
   */
  async refresh(connection: Connection, token: string): Promise<Refusal | undefined> {
    const credentials = { scheme: 'bearer', token } as const;
    const proof = await this.#authenticator.authenticate(credentials, connection.ip);
    if (!proof.ok) return proof.refusal;
    const { device: shown, expiresAtMs } = proof.value;
    const { account, device, credential, session } = connection.device;
    const isSame =
      shown.account === account && shown.device === device && shown.credential === credential;
    if (!isSame || shown.session !== session || !allows(shown.scopes, 'device'))
      return { code: 'auth.invalid' };
    const end = this.#ends.get(connection);
    if (end && expiresAtMs !== undefined && expiresAtMs > end.expiresAtMs) {
      this.#ends.set(connection, { expiresAtMs, isTold: false });
    }
    return undefined;
  }

  #look(): void {
    const nowMs = this.#clock.now();
    for (const [connection, end] of this.#ends) {
      const leftMs = end.expiresAtMs - nowMs;
      if (leftMs <= 0) {
        this.forget(connection);
        connection.close('auth.expired', reconnectAfterMs('auth.expired'));
      } else if (leftMs <= expiringBeforeMs && !end.isTold && connection.phase === 'open') {
        end.isTold = true;
        connection.emit('auth:expiring', encodeAuthExpiring({ expiresAtMs: end.expiresAtMs }));
      }
    }
  }
}
