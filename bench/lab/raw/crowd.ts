// Many connected devices that say nothing: they connect, stay, and come back by themselves when
// they lose their connection, with the pauses of the SDK.

import { Backoff, reconnect } from '../../../client/transport/backoff.ts';
import { clockMicros } from '../clock.ts';
import type { RawTarget } from './client.ts';
import { RawClient } from './client.ts';
import type { Seat } from './dialects.ts';
import { SourcePorts } from './sourcePorts.ts';
import { someAtOnce } from '../someAtOnce.ts';

/** What the crowd says of itself. */
export interface CrowdState {
  readonly members: number;
  /** Connected, with everything that waited for them. */
  readonly ready: number;
  /** When the last of them became ready; 0: none yet. */
  readonly lastReadyMicros: number;
  /** Connections lost, or refused, by reason; without those that the crowd dropped itself. */
  readonly losses: Readonly<Record<string, number>>;
  readonly attempts: number;
}

/** Servers say this when all that waited has been delivered. */
const readyEvent = 'queue-empty';

class Member {
  readonly #crowd: Crowd;
  readonly #target: RawTarget;
  readonly #seat: Seat;
  readonly #backoff = new Backoff(reconnect);
  #client: RawClient | undefined;
  #ready = false;

  constructor(crowd: Crowd, target: RawTarget, seat: Seat) {
    this.#crowd = crowd;
    this.#target = target;
    this.#seat = seat;
  }

  get ready(): boolean {
    return this.#ready;
  }

  /** Resolves when ready, or lost before that. */
  connect(): Promise<void> {
    this.#crowd.attempts += 1;
    return new Promise((resolve) => {
      const client = new RawClient(this.#crowd.from(this.#target), this.#seat, {
        onConnected: () => undefined,
        onAnswer: () => undefined,
        onEvent: (name) => {
          if (name !== readyEvent || this.#ready) return;
          this.#ready = true;
          this.#backoff.reset();
          this.#crowd.arrived();
          resolve();
        },
        onClosed: (why) => {
          this.#crowd.lost(why);
          this.#left();
          this.#comeBack();
          resolve();
        },
      });
      this.#client = client;
    });
  }

  /** The connection breaks; the member comes back after the SDK's first pause. */
  drop(): void {
    this.#client?.close();
    this.#left();
    this.#comeBack();
  }

  close(): void {
    this.#client?.close();
  }

  #left(): void {
    if (this.#ready) this.#crowd.departed();
    this.#ready = false;
  }

  #comeBack(): void {
    setTimeout(() => void this.connect(), this.#backoff.next());
  }
}

export class Crowd {
  readonly #members: Member[] = [];
  readonly #losses: Record<string, number> = {};
  readonly #ports = new SourcePorts();
  #ready = 0;
  #lastReadyMicros = 0;
  attempts = 0;

  /** Connects them, so many at once; resolves when each has been ready, or lost its connection. */
  async join(target: RawTarget, seats: readonly Seat[], atOnce: number): Promise<void> {
    await someAtOnce(atOnce, seats, async (seat) => {
      const member = new Member(this, target, seat);
      this.#members.push(member);
      await member.connect();
    });
  }

  /** All connections break in one turn. */
  drop(): void {
    this.#lastReadyMicros = 0;
    for (const member of this.#members) member.drop();
  }

  /** Breaks the connections of so many of them, taken at random. */
  stir(count: number): void {
    for (let i = 0; i < count; i++) {
      const member = this.#members[Math.floor(Math.random() * this.#members.length)];
      // Who is on the way back already is left alone.
      if (member?.ready) member.drop();
    }
  }

  close(): void {
    for (const member of this.#members) member.close();
  }

  state(): CrowdState {
    return {
      members: this.#members.length,
      ready: this.#ready,
      lastReadyMicros: this.#lastReadyMicros,
      losses: this.#losses,
      attempts: this.attempts,
    };
  }

  /** The target, from a source port of this process's own address. */
  from(target: RawTarget): RawTarget {
    if (target.localAddress === undefined) return target;
    return { ...target, localPort: this.#ports.take() };
  }

  arrived(): void {
    this.#ready += 1;
    this.#lastReadyMicros = clockMicros();
  }

  departed(): void {
    this.#ready -= 1;
  }

  lost(why: string): void {
    // Reasons carry times and ids; their beginnings are enough to tell them apart.
    const reason = why.slice(0, 60);
    this.#losses[reason] = (this.#losses[reason] ?? 0) + 1;
  }
}
