// Media workers of the other workers of the cluster: which of them has room for a part of a room
// here, and whether those that have one still run.

import type { MediaNeighbour, MediaNeighbours } from '#ports';
import type { MemberId } from '#protocol';
import type { Clock, Timer } from '#runtime';
import {
  askedNeighboursMax,
  noOffersKeptMs,
  offersKeptMs,
  offerTimeoutMs,
  otherMachineWeight,
  placesPerWorkerMax,
  probeEveryMs,
  silentProbesMax,
} from './bounds.ts';
import { BorrowedWorker } from './borrowed.ts';
import { PooledWorker, weightOf } from './pool.ts';
import type { Offer, Offers } from './words.ts';

export interface NeighbourhoodOptions {
  readonly neighbours: MediaNeighbours;
  /** Other machines reach the pipes of this one. */
  readonly isReached: boolean;
  /** Streams to listeners above which a media worker has no room. */
  readonly hearingsMax: number;
  readonly clock: Clock;
  /** A media worker that parts of rooms are on has ended, or is about to. */
  readonly onEnded: (gone: PooledWorker) => void;
}

interface Known {
  readonly pooled: PooledWorker;
  readonly worker: BorrowedWorker;
  silentProbes: number;
  isAsked: boolean;
}

const nameOf = (member: MemberId, pid: number) => `${member} ${pid}`;

export class Neighbourhood {
  readonly #options: NeighbourhoodOptions;
  readonly #known = new Map<string, Known>();
  readonly #looking: Timer;
  #offered: readonly PooledWorker[] = [];
  #offeredAtMs = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | undefined;
  #lastNumber = 0;

  constructor(options: NeighbourhoodOptions) {
    this.#options = options;
    this.#looking = options.clock.every(probeEveryMs, () => this.#look());
  }

  stop(): void {
    this.#looking.cancel();
    for (const { worker } of this.#known.values()) worker.close();
  }

  /** The one with the least to do; undefined: none has room. */
  async lightest(without: ReadonlySet<PooledWorker>): Promise<PooledWorker | undefined> {
    const { clock, neighbours, hearingsMax } = this.#options;
    const keptMs = this.#offered.some(({ isGone }) => !isGone) ? offersKeptMs : noOffersKeptMs;
    if (clock.monotonic() - this.#offeredAtMs >= keptMs) {
      this.#asking ??= this.#askAll().finally(() => {
        this.#asking = undefined;
      });
      await this.#asking;
    }
    const weight = (one: PooledWorker) =>
      weightOf(one) + (one.machine === neighbours.machine ? 0 : otherMachineWeight);
    let least: PooledWorker | undefined;
    for (const one of this.#offered) {
      if (one.isGone || without.has(one)) continue;
      if (one.hearings >= hearingsMax || one.places >= placesPerWorkerMax) continue;
      if (!least || weight(one) < weight(least)) least = one;
    }
    return least;
  }

  async #askAll(): Promise<void> {
    const { neighbours, clock } = this.#options;
    const near = (one: MediaNeighbour) => one.machine === neighbours.machine;
    const all = shuffled(await neighbours.others());
    const asked = [...all.filter(near), ...all.filter((one) => !near(one))];
    const offered = await Promise.all(
      asked.slice(0, askedNeighboursMax).map((one) => this.#ask(one, near(one))),
    );
    this.#offered = offered.flat();
    for (const [name, { pooled, worker }] of this.#known) {
      const isOf = worker.isInUse || this.#offered.includes(pooled);
      if (!isOf) this.#known.delete(name);
    }
    this.#offeredAtMs = clock.monotonic();
  }

  async #ask(neighbour: MediaNeighbour, isNear: boolean): Promise<PooledWorker[]> {
    const { neighbours, isReached } = this.#options;
    if (!isNear && !isReached) return [];
    try {
      const question = { ask: 'offers' } as const;
      const answer = await neighbours.ask(neighbour.member, question, offerTimeoutMs);
      const { workers, isReached: isItReached } = answer as Offers;
      if (!isNear && !isItReached) return [];
      return workers.map((offer) => this.#take(neighbour, offer));
    } catch {
      // It does not answer, or is of a release that knows nothing of this.
      return [];
    }
  }

  #take(neighbour: MediaNeighbour, { worker: pid, places, hearings }: Offer): PooledWorker {
    const name = nameOf(neighbour.member, pid);
    const found = this.#known.get(name) ?? this.#meet(name, neighbour, pid);
    found.pooled.places = places;
    found.pooled.hearings = hearings;
    return found.pooled;
  }

  #meet(name: string, neighbour: MediaNeighbour, pid: number): Known {
    const next = () => {
      this.#lastNumber += 1;
      return this.#lastNumber;
    };
    const worker = new BorrowedWorker(this.#options.neighbours, neighbour, pid, next);
    const pooled = new PooledWorker(worker, neighbour.machine, true);
    const known: Known = { pooled, worker, silentProbes: 0, isAsked: false };
    this.#known.set(name, known);
    return known;
  }

  /** Its worker says that it ends. */
  ended(lender: MemberId, pid: number): void {
    const name = nameOf(lender, pid);
    const known = this.#known.get(name);
    if (known) this.#end(name, known);
  }

  #look(): void {
    for (const [name, known] of this.#known) {
      const { neighbours } = this.#options;
      const hasLeft = neighbours.hasLeft(known.worker.neighbour.member);
      if (hasLeft || known.silentProbes >= silentProbesMax) this.#end(name, known);
      else if (known.worker.isInUse) this.#probe(name, known);
      else known.silentProbes = 0;
    }
  }

  #probe(name: string, known: Known): void {
    known.silentProbes += 1;
    if (known.isAsked) return;
    known.isAsked = true;
    known.worker.sign().then(
      (sign) => {
        known.isAsked = false;
        known.silentProbes = 0;
        if (sign !== 'runs') this.#end(name, known);
      },
      () => {
        known.isAsked = false;
      },
    );
  }

  #end(name: string, known: Known): void {
    if (this.#known.get(name) !== known) return;
    this.#known.delete(name);
    known.worker.routers.clear();
    known.pooled.gone();
    this.#options.onEnded(known.pooled);
  }
}

/** All of them, in an order of their own for each who asks. */
function shuffled<T>(all: readonly T[]): T[] {
  return all
    .map((one) => ({ one, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
}
