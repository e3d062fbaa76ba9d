// The pipes between the parts of a room: one between two parts, over which whatever somebody at the
// one hears from the other goes once. It is there while anything goes through it.

import { pipesPerWorkerMax } from './bounds.ts';
import type { EnginePipe, EngineRouter, PipedStream } from './engine.ts';
import type { PooledWorker } from './pool.ts';

/** A room's part as pipes know it. */
export interface PipedPart {
  readonly on: PooledWorker;
  readonly router: EngineRouter;
}

interface Pair {
  readonly parts: readonly [PipedPart, PipedPart];
  readonly ends: Promise<readonly [EnginePipe, EnginePipe]>;
  /** Sources that go through it. */
  carried: number;
  /** Sources that go through it no more, until both ends have been told. */
  readonly ending: Map<string, Promise<void>>;
}

/** A source that is brought from one part to another. */
export interface Piping {
  /** Resolves when it can be heard there. */
  readonly coming: Promise<void>;
  /** Places there that hear it, or are about to. */
  hearers: number;
  stop(): void;
}

export class Pipes {
  readonly #pairs = new Map<PipedPart, Map<PipedPart, Pair>>();

  bring(source: string, from: PipedPart, to: PipedPart): Piping {
    const pair = this.#between(from, to);
    pair.carried += 1;
    let isStopped = false;
    const through = async (): Promise<readonly [EnginePipe, EnginePipe]> => {
      const [first, second] = await pair.ends;
      return pair.parts[0] === from ? [first, second] : [second, first];
    };
    const before = pair.ending.get(source);
    const begin = async () => {
      const [giver, taker] = await through();
      // It may just be ending for others: neither end has it twice.
      await before;
      if (isStopped) throw new Error('nobody listens any more');
      const stream: PipedStream = await giver.give(source);
      await taker.take(stream);
    };
    const coming = begin();
    coming.catch(() => undefined);
    const stop = () => {
      if (isStopped) return;
      isStopped = true;
      // What is just being begun is ended after it: its end would find nothing yet.
      const drop = () =>
        through().then(
          (ends) => ends.forEach((end) => end.drop(source)),
          () => undefined,
        );
      const ended = coming.then(drop, drop).then(() => {
        if (pair.ending.get(source) === ended) pair.ending.delete(source);
        this.#release(pair);
      });
      pair.ending.set(source, ended);
    };
    return { coming, hearers: 0, stop };
  }

  /** A part that is there no more; ends on others go. `isLost`: its own ends have gone with it. */
  leave(part: PipedPart, isLost: boolean): void {
    for (const pair of [...(this.#pairs.get(part)?.values() ?? [])])
      this.#close(pair, part, isLost);
  }

  #between(one: PipedPart, other: PipedPart): Pair {
    const known = this.#pairs.get(one)?.get(other);
    if (known) return known;
    const parts = [one, other] as const;
    const pair: Pair = { parts, ends: joined(one, other), carried: 0, ending: new Map() };
    pair.ends.catch(() => this.#forget(pair));
    this.#of(one).set(other, pair);
    this.#of(other).set(one, pair);
    return pair;
  }

  #of(part: PipedPart): Map<PipedPart, Pair> {
    const found = this.#pairs.get(part) ?? new Map<PipedPart, Pair>();
    this.#pairs.set(part, found);
    return found;
  }

  #release(pair: Pair): void {
    pair.carried -= 1;
    if (pair.carried === 0) this.#close(pair);
  }

  #close(pair: Pair, gone?: PipedPart, isLost = false): void {
    if (!this.#forget(pair)) return;
    pair.ends.then(
      (ends) =>
        ends.forEach((end, at) => {
          if (!isLost || pair.parts[at] !== gone) end.close();
        }),
      () => undefined,
    );
  }

  /** False where it was forgotten before. */
  #forget(pair: Pair): boolean {
    const [one, other] = pair.parts;
    if (this.#pairs.get(one)?.get(other) !== pair) return false;
    this.#pairs.get(one)?.delete(other);
    this.#pairs.get(other)?.delete(one);
    for (const part of [one, other]) {
      if (this.#pairs.get(part)?.size === 0) this.#pairs.delete(part);
    }
    return true;
  }
}

/** Both ends, each told where the other is. */
async function joined(
  one: PipedPart,
  other: PipedPart,
): Promise<readonly [EnginePipe, EnginePipe]> {
  const isNear = one.on.machine === other.on.machine;
  const opened = await Promise.allSettled([
    openPipe(one.on, one.router, isNear),
    openPipe(other.on, other.router, isNear),
  ]);
  const ends = opened.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
  const [first, second] = ends;
  try {
    if (!first || !second) throw new Error('a pipe with one end');
    await Promise.all([first.connect(second.address), second.connect(first.address)]);
    return [first, second];
  } catch (error) {
    for (const end of ends) end.close();
    throw error;
  }
}

/** An end that counts; on a media worker of another worker it is that one that counts it. */
export async function openPipe(
  on: PooledWorker,
  router: EngineRouter,
  isNear: boolean,
): Promise<EnginePipe> {
  if (on.isBorrowed) return router.pipe(isNear);
  if (on.pipes.near + on.pipes.far >= pipesPerWorkerMax) {
    throw new Error('the media worker has no pipe left');
  }
  const way = isNear ? 'near' : 'far';
  on.countPipe(way, 1);
  let isOpen = true;
  const closed = () => {
    if (isOpen) on.countPipe(way, -1);
    isOpen = false;
  };
  try {
    const end = await router.pipe(isNear);
    return {
      address: end.address,
      connect: (to) => end.connect(to),
      give: (source) => end.give(source),
      take: (stream) => end.take(stream),
      drop: (source) => end.drop(source),
      close() {
        closed();
        end.close();
      },
    };
  } catch (error) {
    closed();
    throw error;
  }
}
