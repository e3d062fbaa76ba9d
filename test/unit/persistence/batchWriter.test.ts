// Writes that wait behind a Redis that does not answer.

import { Unreachable } from '#ports';
import { expect, it } from 'vitest';
import type { Answer, WriteServer } from '../../../src/persistence/redis/batchWriter.ts';
import { BatchWriter } from '../../../src/persistence/redis/batchWriter.ts';

const script = { text: '', hash: 'insert', takesRuns: true };
const run = (name: string) => ({ script, names: [name], shared: [], own: [] });
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A server whose batches are answered by hand. */
class SlowServer implements WriteServer {
  readonly batches: { readonly length: number; answer(answers: Answer[]): void }[] = [];

  pipeline(batch: readonly unknown[]): Promise<Answer[]> {
    return new Promise((answer) => this.batches.push({ length: batch.length, answer }));
  }

  async load(): Promise<void> {}
}

it('are refused with the batch before them, and the next one is tried', async () => {
  const server = new SlowServer();
  const writer = new BatchWriter(server);
  const first = writer.run(run('a'), 1);
  await turn();
  const behind = [writer.run(run('b'), 1), writer.run(run('c'), 1)];
  server.batches[0]?.answer([[new Error('Command timed out'), undefined]]);
  for (const one of [first, ...behind]) await expect(one).rejects.toBeInstanceOf(Unreachable);
  expect(server.batches).toHaveLength(1);
  const next = writer.run(run('d'), 1);
  await turn();
  server.batches[1]?.answer([[null, 'stored']]);
  expect(await next).toBe('stored');
});

it('go out after a refusal of redis itself, which was an answer', async () => {
  const server = new SlowServer();
  const writer = new BatchWriter(server);
  const first = writer.run(run('a'), 1);
  await turn();
  const behind = writer.run(run('b'), 1);
  const full = Object.assign(new Error('OOM command not allowed'), { name: 'ReplyError' });
  server.batches[0]?.answer([[full, undefined]]);
  await expect(first).rejects.toBeInstanceOf(Unreachable);
  await turn();
  server.batches[1]?.answer([[null, 'stored']]);
  expect(await behind).toBe('stored');
});
