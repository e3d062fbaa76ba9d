// Acknowledgements of what a connection never got: each has the whole queue read through.

import type { EnvelopeGuid } from '#protocol';
import { expect, it } from 'vitest';
import { locatePauseFactor } from '../../../../src/actors/device/removals.ts';
import { connection, newSend, newUuid, primary } from '../../../support/accounts.ts';
import { ActorsBench } from '../../../support/actorsBench.ts';

const socket = connection('socket-1');

it('are looked for only now and then, and hold up no others', async () => {
  const bench = new ActorsBench();
  await bench.register();
  const { clock } = bench;
  const queue = bench.queue.real;
  const locate = queue.locate.bind(queue);
  const lookMs = 100;
  let looks = 0;
  queue.locate = (...of) => {
    looks += 1;
    clock.advance(lookMs);
    return locate(...of);
  };
  const acknowledge = (guids: readonly EnvelopeGuid[]) =>
    bench.code({ type: 'acknowledge', device: primary, connection: socket, guids });
  const foreign = () => acknowledge([newUuid().replaceAll('-', '') as EnvelopeGuid]);
  await bench.value(newSend());
  expect(await foreign()).toBe('ok');
  for (let n = 0; n < 20; n++) expect(await foreign()).toBe('server.busy');
  expect(looks).toBe(1);
  await bench.value({
    type: 'attach',
    device: primary,
    connection: socket,
    ordinal: 1,
    attempt: 1,
  });
  await bench.turns();
  expect(await acknowledge(bench.delivery.guids(socket))).toBe('ok');
  clock.advance(lookMs * locatePauseFactor);
  expect(await foreign()).toBe('ok');
  expect(looks).toBe(2);
});
