// `npm run bench -- queue`: what a message costs Redis, next to the layout before this one, and
// what large envelopes do; then how many envelopes a second one process puts on disk, for several
// numbers of inserts under way at once, and what a page and an acknowledgement cost. Redis syncs
// before it answers. `--layouts` leaves the second part out.

import { randomBytes } from 'node:crypto';
import { newQueueGeneration, newQueueKey } from '#crypto';
import { createEnvelopeQueue, openMemoryStores } from '#persistence';
import type { EnvelopePosition, EnvelopeQueue, QueueAddress } from '#ports';
import type { EnvelopeGuid, FencingToken } from '#protocol';
import { limits, parseDeviceAddress } from '#protocol';
import { isRedisCluster, openRedis, silentLog, systemClock } from '#runtime';
import { startRedis } from '#lab/redisServer.ts';
import type { Figures } from '#lab/figures.ts';
import { conclude, round } from '#lab/figures.ts';
import { readFlags, runCommand } from '#lab/options.ts';
import { measureLarge } from './large.ts';
import { measureLayouts } from './layouts.ts';

const runMs = 2000;
const devicesCount = 2000;
const envelopeBytes = 1024;
const pageLength = 100;
const concurrencies: readonly number[] = [1, 10, 100, 1000];
const fence = 1 as FencingToken;
const generation = newQueueGeneration();
const key = newQueueKey();

/** Runs `concurrency` loops for a while; returns calls a second. */
async function rate(concurrency: number, call: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  let calls = 0;
  const loop = async () => {
    while (performance.now() - begun < runMs) {
      await call();
      calls += 1;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, loop));
  return calls / ((performance.now() - begun) / 1000);
}

function devices(): QueueAddress[] {
  return Array.from({ length: devicesCount }, (_, i) => {
    const id = i.toString(16).padStart(12, '0');
    const device = parseDeviceAddress(`00000000-0000-4000-8000-${id}.1`);
    if (!device) throw new Error('not a device');
    return { ...device, generation, key };
  });
}

async function measure(queue: EnvelopeQueue): Promise<Record<string, number>> {
  const all = devices();
  const content = randomBytes(envelopeBytes);
  const waiting: { device: QueueAddress; place: EnvelopePosition }[] = [];
  const figures: Record<string, number> = {};
  let next = 0;
  for (const concurrency of concurrencies) {
    const perSecond = await rate(concurrency, async () => {
      const device = all[next++ % all.length];
      if (!device || next > devicesCount * limits.queueLengthMax) throw new Error('too fast');
      const guid = next.toString(16).padStart(32, '0') as EnvelopeGuid;
      const done = await queue.insert(device, fence, guid, content);
      if (done.outcome !== 'stored') throw new Error(done.outcome);
      waiting.push({ device, place: { guid, position: done.position } });
    });
    console.log(`insert, ${concurrency} at once: ${round(perSecond)} envelopes/s on disk`);
    figures[`inserts_per_s_${concurrency}`] = round(perSecond);
  }
  const pages = await rate(10, async () => {
    const device = all[next++ % all.length];
    if (device) await queue.page(device, fence, 0, pageLength);
  });
  console.log(`page of ${pageLength}, 10 at once: ${round(pages)} pages/s`);
  figures['pages_per_s'] = round(pages);
  const removes = await rate(100, async () => {
    const one = waiting.pop();
    if (one) await queue.remove(one.device, fence, [one.place]);
  });
  console.log(`remove, 100 at once: ${round(removes)} envelopes/s`);
  figures['removes_per_s'] = round(removes);
  return figures;
}

async function main(): Promise<0 | 1> {
  const values = readFlags({ json: undefined, layouts: false });
  const server = await startRedis();
  const redis = await openRedis(server.address, 'bench', silentLog);
  const { archive } = openMemoryStores(undefined, systemClock);
  const parts = { redis, archive, clock: systemClock, log: silentLog };
  try {
    const { queue, upkeep } = createEnvelopeQueue(parts);
    if (isRedisCluster(redis)) throw new Error('one server is measured');
    const layouts = await measureLayouts({ redis, queue, devices: devices().slice(0, 400) });
    const large = await measureLarge({ redis, queue, upkeep });
    const figures: Figures = {
      ...layouts,
      ...large,
      ...(values.layouts ? {} : await measure(queue)),
    };
    return conclude(figures, [], values.json);
  } finally {
    redis.disconnect();
    await server.stop();
  }
}

await runCommand(main);
