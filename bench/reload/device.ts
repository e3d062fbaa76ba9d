// A raw client with the SDK's way of coming back: when it is sent away it waits as long as it was
// told, and when it is cut off it backs off; what it does in between is its owner's matter.

import { decodeClosing } from '#protocol';
import { Backoff, reconnect } from '../../client/transport/backoff.ts';
import type { RawTarget } from '#lab/raw/client.ts';
import { RawClient } from '#lab/raw/client.ts';
import type { Seat } from '#lab/raw/dialects.ts';

/** A connection that lasted this long was a good one: the next wait starts small again. */
const steadyMs = 5000;

export interface DeviceListener {
  /** The server said hello, for the first time or once more. */
  onConnected(client: RawClient): void;
  onEvent(name: string, body: Buffer): void;
  onAnswer(id: number, body: Buffer | undefined): void;
  onLost(): void;
}

export class RawDevice {
  readonly #target: RawTarget;
  readonly #seat: Seat;
  readonly #listener: DeviceListener;
  readonly #backoff = new Backoff(reconnect);
  #client: RawClient | undefined;
  #connectedAt: number | undefined;
  #lostAt: number | undefined;
  #askedAwayMs: number | undefined;
  #closed = false;
  /** How long it was without a connection, each time. Unit: milliseconds. */
  readonly awayMs: number[] = [];
  /** Why connections ended. */
  readonly losses: Record<string, number> = {};

  constructor(target: RawTarget, seat: Seat, listener: DeviceListener) {
    this.#target = target;
    this.#seat = seat;
    this.#listener = listener;
    this.#connect();
  }

  /** The connection, while there is one. */
  get client(): RawClient | undefined {
    return this.#connectedAt === undefined ? undefined : this.#client;
  }

  close(): void {
    this.#closed = true;
    this.#client?.close();
  }

  #connect(): void {
    this.#askedAwayMs = undefined;
    const client = new RawClient(this.#target, this.#seat, {
      onConnected: () => undefined,
      onEvent: (name, body) => this.#event(client, name, body),
      onAnswer: (id, body) => this.#listener.onAnswer(id, body),
      onClosed: (why) => this.#lost(why),
    });
    this.#client = client;
  }

  #event(client: RawClient, name: string, body: Buffer | undefined): void {
    if (name === 'server:hello') this.#hello(client);
    else if (name === 'server:closing' && body) {
      this.#askedAwayMs = decodeClosing(Uint8Array.from(body)).reconnectAfterMs;
    } else if (body) this.#listener.onEvent(name, body);
  }

  #hello(client: RawClient): void {
    const now = performance.now();
    if (this.#lostAt !== undefined) this.awayMs.push(now - this.#lostAt);
    this.#lostAt = undefined;
    this.#connectedAt = now;
    this.#listener.onConnected(client);
  }

  #lost(why: string): void {
    const now = performance.now();
    const reason = this.#askedAwayMs === undefined ? why : 'sent away';
    this.losses[reason] = (this.losses[reason] ?? 0) + 1;
    if (this.#connectedAt !== undefined) {
      if (now - this.#connectedAt >= steadyMs) this.#backoff.reset();
      this.#lostAt = now;
      this.#connectedAt = undefined;
      this.#listener.onLost();
    }
    if (this.#closed) return;
    const asked = this.#askedAwayMs;
    setTimeout(() => this.#connect(), asked ? this.#backoff.atLeast(asked) : this.#backoff.next());
  }
}
