// Keeps the accounts' actors told which connections their devices have: at the handshake, again
// whenever a shard has moved, and at the end.

import type { CommandOf } from '#actors';
import type { ConnectionAddress, DeviceAddress, Result, ShardId } from '#protocol';
import { accountAddress, errorRow } from '#protocol';
import type { Router } from '#routing';
import type { Clock, Log } from '#runtime';
import { logConstant, logId } from '#runtime';
import type { Connection } from './connection.ts';
import type { ConnectionIndex } from './connectionIndex.ts';

/** Attachments under way at the same time after a move. */
export const reattachParallelMax = 64;
const retryFirstMs = 100;
const retryMostMs = 2000;
/** Detachments of unknown connections under way; more are left to the next delivery. */
const strayDetachesMax = 1000;

type Needs = NonNullable<CommandOf<'account', 'attach'>['needs']>;

interface Renewal {
  running: boolean;
  /** Another move came while the attachment was under way. */
  again: boolean;
  attempts: number;
}

/** Told by the router, asks the actors. */
export class Attachments {
  readonly #router: Router;
  readonly #index: ConnectionIndex;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #needs: () => Needs;
  readonly #renewals = new Map<Connection, Renewal>();
  readonly #waiting: Connection[] = [];
  readonly #strays = new Set<string>();
  #running = 0;

  /** `needs`: what whoever is connected has to agree to. */
  constructor(
    router: Router,
    index: ConnectionIndex,
    clock: Clock,
    log: Log,
    needs: () => Needs = () => [],
  ) {
    this.#router = router;
    this.#index = index;
    this.#clock = clock;
    this.#log = log;
    this.#needs = needs;
    router.onShardsMoved((shards) => this.#moved(shards));
  }

  /** Refuses what the account's actor refuses. */
  attach(connection: Connection): Promise<Result<null>> {
    const { device, ordinal } = connection;
    const needs = this.#needs();
    return this.#router.ask(accountAddress(device.account), {
      type: 'attach',
      device: device.device,
      connection: this.#address(connection),
      ordinal,
      credential: device.credential,
      ...(device.session === undefined ? {} : { session: device.session }),
      attempt: connection.nextAttempt(),
      ...(needs.length > 0 ? { needs } : {}),
    });
  }

  /** The socket is gone: its actor is told, as well as can be. */
  detach(connection: Connection): void {
    this.#renewals.delete(connection);
    if (connection.detachOnEnd) void this.#detach(connection.device, this.#address(connection));
  }

  /** A delivery came for a connection that is not here: the actor has not heard of its end. */
  detachStray(device: DeviceAddress, connection: ConnectionAddress): void {
    if (this.#strays.has(connection.connection) || this.#strays.size >= strayDetachesMax) return;
    this.#strays.add(connection.connection);
    void this.#detach(device, connection).finally(() => this.#strays.delete(connection.connection));
  }

  async #detach(device: DeviceAddress, connection: ConnectionAddress): Promise<void> {
    try {
      await this.#router.ask(accountAddress(device.account), {
        type: 'detach',
        device: device.device,
        connection,
      });
    } catch (defect) {
      this.#log.error('detach.failed', { account: logId(device.account) }, defect);
    }
  }

  #address(connection: Connection): ConnectionAddress {
    return { member: this.#router.member, connection: connection.id };
  }

  #moved(shards: ReadonlySet<ShardId>): void {
    for (const connection of this.#index.inShards(shards)) this.#due(connection);
    this.#pump();
  }

  /** A delivery was lost on its way: everything unacknowledged is delivered anew, in order. */
  renew(connection: Connection): void {
    this.#due(connection);
    this.#pump();
  }

  #due(connection: Connection): void {
    if (connection.phase !== 'opening' && connection.phase !== 'open') return;
    const renewal = this.#renewals.get(connection);
    if (renewal) {
      renewal.again = renewal.running;
      renewal.attempts = 0;
    } else {
      this.#renewals.set(connection, { running: false, again: false, attempts: 0 });
      this.#waiting.push(connection);
    }
  }

  #pump(): void {
    while (this.#running < reattachParallelMax) {
      const connection = this.#waiting.shift();
      if (!connection) return;
      const renewal = this.#renewals.get(connection);
      if (!renewal) continue;
      this.#running++;
      renewal.running = true;
      void this.#renew(connection, renewal).finally(() => {
        this.#running--;
        this.#pump();
      });
    }
  }

  async #renew(connection: Connection, renewal: Renewal): Promise<void> {
    try {
      const answer = await this.attach(connection);
      renewal.running = false;
      if (this.#renewals.get(connection) !== renewal) return;
      if (renewal.again || (!answer.ok && errorRow(answer.refusal.code).retry)) {
        renewal.again = false;
        this.#retry(connection, renewal, answer.ok);
        return;
      }
      this.#renewals.delete(connection);
      if (!answer.ok) {
        connection.detachOnEnd = false;
        connection.close(answer.refusal.code, 0);
      }
    } catch (defect) {
      this.#renewals.delete(connection);
      this.#log.error('attach.failed', { account: logId(connection.device.account) }, defect);
      connection.close('server.defect', retryMostMs);
    }
  }

  /** Back into the line: at once after a further move, later after a refusal. */
  #retry(connection: Connection, renewal: Renewal, atOnce: boolean): void {
    if (atOnce) {
      this.#waiting.push(connection);
      return;
    }
    const waitMs = Math.min(retryFirstMs * 2 ** renewal.attempts++, retryMostMs);
    this.#log.debug('attach.again', { waitMs, reason: logConstant('unavailable') });
    this.#clock.after(waitMs, () => {
      this.#waiting.push(connection);
      this.#pump();
    });
  }
}
