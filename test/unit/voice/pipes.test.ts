// The pipe between two parts of a room, whose ends take a moment for what they are asked.

import { describe, expect, it } from 'vitest';
import type { EnginePipe, EngineRouter, PipedStream } from '../../../src/voice/engine.ts';
import type { PipedPart } from '../../../src/voice/pipes.ts';
import { Pipes } from '../../../src/voice/pipes.ts';
import { PooledWorker } from '../../../src/voice/pool.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** An end as strict as mediasoup's, which answers when it is told to. */
class SlowEnd implements EnginePipe {
  readonly address = { ip: '127.0.0.1', port: 1 };
  /** What goes through it, and what was begun and never ended. */
  readonly streams = new Map<string, number>();
  readonly open = new Set<number>();
  #waiting: (() => void)[] = [];
  #last = 0;

  async connect(): Promise<void> {}

  async give(source: string): Promise<PipedStream> {
    const ssrc = await this.#begin();
    this.streams.set(source, ssrc);
    return { source, kind: 'audio', ssrc };
  }

  async take({ source }: PipedStream): Promise<void> {
    if (this.streams.has(source)) throw new Error('it is there already');
    this.streams.set(source, 0);
    this.streams.set(source, await this.#begin());
  }

  async #begin(): Promise<number> {
    this.#last += 1;
    const stream = this.#last;
    this.open.add(stream);
    await new Promise<void>((go) => this.#waiting.push(go));
    return stream;
  }

  drop(source: string): void {
    this.open.delete(this.streams.get(source) ?? 0);
    this.streams.delete(source);
  }

  close(): void {
    this.open.clear();
  }

  /** Answers what was asked so far. */
  async answer(): Promise<void> {
    await turn();
    for (const go of this.#waiting.splice(0)) go();
    await turn();
  }
}

const nothing = async (): Promise<never> => {
  throw new Error('not asked for');
};

function partOn(end: EnginePipe): PipedPart {
  const router: EngineRouter = { transport: nothing, pipe: async () => end, close: () => {} };
  const worker = { pid: 1, router: async () => router, probe: nothing, close: () => {} };
  return { on: new PooledWorker(worker, '', false), router };
}

describe('a pipe', () => {
  it('brings once more what is asked for again while it is just being brought', async () => {
    const [giver, taker] = [new SlowEnd(), new SlowEnd()];
    const [from, to] = [partOn(giver), partOn(taker)];
    const pipes = new Pipes();
    const first = pipes.bring('a voice', from, to);
    await giver.answer();
    expect([giver.streams.size, taker.open.size]).toEqual([1, 1]);
    first.stop();
    const again = pipes.bring('a voice', from, to);
    let isThere = false;
    again.coming.then(
      () => (isThere = true),
      () => undefined,
    );
    for (let turns = 0; turns < 8; turns += 1) {
      await giver.answer();
      await taker.answer();
    }
    expect(isThere).toBe(true);
    expect([giver.open.size, taker.open.size]).toEqual([1, 1]);
    expect([giver.streams.has('a voice'), taker.streams.has('a voice')]).toEqual([true, true]);
    again.stop();
    await turn();
    expect([giver.open.size, taker.open.size]).toEqual([0, 0]);
  });
});
