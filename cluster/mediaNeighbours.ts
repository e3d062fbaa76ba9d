// How hosts of media reach each other: their words go over the bus as deliveries do, at most once,
// under its tags; keys of pipes are sealed besides, for whoever reads along in Redis.

import type { Relay } from '#gateway';
import { machineOf } from '#gateway';
import type { RotatingSealer } from '#crypto';
import type { MediaNeighbours, MediaWord } from '#ports';
import type { MemberId } from '#protocol';
import { noConnection } from '#protocol';
import type { ClusterRouter } from '#routing';
import type { Timer } from '#runtime';
import { systemClock } from '#runtime';

export interface NeighboursParts {
  readonly member: MemberId;
  readonly sealer: RotatingSealer;
  readonly relay: Pick<Relay, 'address'>;
}

interface Asked {
  readonly of: MemberId;
  readonly timer: Timer;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

const sealedFor = (member: MemberId) => `key of a pipe, for ${member}`;

/** Those of the cluster, once a router is there to reach them by. */
export class ClusterNeighbours implements MediaNeighbours {
  readonly machine: string;
  readonly #parts: NeighboursParts;
  readonly #asked = new Map<number, Asked>();
  #answer: ((from: MemberId, question: unknown) => Promise<unknown>) | undefined;
  #router: ClusterRouter | undefined;
  #lastNumber = 0;

  constructor(parts: NeighboursParts) {
    this.#parts = parts;
    this.machine = machineOf(parts.relay.address);
  }

  meet(router: ClusterRouter): void {
    this.#router = router;
    router.onDelivery((_connection, delivery) => {
      if (delivery.type === 'media') this.#hear(delivery);
    });
  }

  async others() {
    const router = this.#router;
    const owners = new Set(router?.shardOwners());
    owners.delete(this.#parts.member);
    const found = [...owners].map(async (member) => {
      const address = member && (await router?.relayAddress(member));
      return member && address !== undefined ? [{ member, machine: machineOf(address) }] : [];
    });
    return (await Promise.all(found)).flat();
  }

  hasLeft(member: MemberId): boolean {
    return this.#router?.leftAtMs(member) !== undefined;
  }

  ask(member: MemberId, question: object, timeoutMs: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#lastNumber += 1;
      const number = this.#lastNumber;
      const timer = systemClock.after(timeoutMs, () => {
        this.#asked.delete(number);
        reject(new Error('no answer'));
      });
      this.#asked.set(number, { of: member, timer, resolve, reject });
      this.#send(member, { number, is: 'question', body: question });
    });
  }

  tell(member: MemberId, question: object): void {
    this.#send(member, { number: 0, is: 'question', body: question });
  }

  serve(answer: (from: MemberId, question: unknown) => Promise<unknown>): void {
    this.#answer = answer;
  }

  seal(text: string, to: MemberId): Uint8Array {
    return this.#parts.sealer.seal(Buffer.from(text), sealedFor(to));
  }

  open(sealed: Uint8Array): string {
    return Buffer.from(this.#parts.sealer.open(sealed, sealedFor(this.#parts.member))).toString();
  }

  #send(to: MemberId, word: Pick<MediaWord, 'number' | 'is' | 'body'>): void {
    const from = this.#parts.member;
    const delivery = { type: 'media', call: '', from, ...word } as const;
    this.#router?.deliver({ member: to, connection: noConnection }, delivery);
  }

  #hear({ from, number, is, body }: MediaWord): void {
    if (is === 'question') return void this.#serve(from, number, body);
    const asked = this.#asked.get(number);
    if (asked?.of !== from) return;
    this.#asked.delete(number);
    asked.timer.cancel();
    if (is === 'answer') asked.resolve(body);
    else asked.reject(new Error('it could not'));
  }

  /** What fails there is refused by whoever asked, in words of its own. */
  async #serve(from: MemberId, number: number, question: unknown): Promise<void> {
    let word: Pick<MediaWord, 'is' | 'body'>;
    try {
      if (!this.#answer) throw new Error('nobody answers');
      word = { is: 'answer', body: await this.#answer(from, question) };
    } catch {
      word = { is: 'failed' };
    }
    if (number !== 0) this.#send(from, { number, ...word });
  }
}
