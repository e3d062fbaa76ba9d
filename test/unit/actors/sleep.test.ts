// What is left of the actors of an idle connection.

import { expect, it, vi } from 'vitest';
import { Cell } from '../../../src/actors/kernel/index.ts';
import { connection, newSend, primary } from '../../support/accounts.ts';
import { ActorsBench } from '../../support/actorsBench.ts';

const socket = connection('socket-1');

it('an actor sleeps while its connection is idle, and wakes for a message', async () => {
  const slept = vi.spyOn(Cell.prototype, 'sleep');
  const bench = new ActorsBench();
  await bench.register();
  await bench.value({
    type: 'attach',
    device: primary,
    connection: socket,
    ordinal: 1,
    attempt: 1,
  });
  await bench.turns();
  for (let i = 0; i < 2; i++) {
    bench.clock.advance(60_000);
    await bench.turns();
  }
  const cells = new Set(slept.mock.contexts as Cell<unknown>[]);
  expect([...cells].map((cell) => cell.isAsleep)).toEqual([true, true]);
  await bench.value(newSend());
  await bench.turns();
  expect(bench.delivery.guids(socket).length).toBe(1);
  expect([...cells].map((cell) => cell.isAsleep)).toEqual([false, false]);
  slept.mockRestore();
});
