// What large envelopes cost Redis: a payload of 90 kB to the devices of one shard, its memory once
// and whole for each; and the longest command while 300 of 90 kB move to the durable store, or are
// set aside because they do not open. (Memory and times are by Redis's own account.)

import { randomBytes } from 'node:crypto';
import { newQueueGeneration, newQueueKey } from '#crypto';
import type { EnvelopeQueue, QueueAddress, QueueUpkeep } from '#ports';
import type { EnvelopeGuid, FencingToken } from '#protocol';
import { limits, parseDeviceAddress, shardOf } from '#protocol';
import type { RedisNode } from '#runtime';
import { runSlices } from '../../src/jobs/slices.ts';
import { round } from '#lab/figures.ts';

const payloadBytes = 90_000;
const viewBytes = 150;
const recipients = 200;
const envelopes = 300;
/** All of it is due. */
const dueMs = -60_000;
const slowLogLength = 10_000;
const fence = 1 as FencingToken;

export interface LargeParts {
  readonly redis: RedisNode;
  readonly queue: EnvelopeQueue;
  readonly upkeep: QueueUpkeep;
}

/** Devices that share a shard. */
function neighbours(count: number): QueueAddress[] {
  const found: QueueAddress[] = [];
  let shard: number | undefined;
  for (let i = 0; found.length < count; i++) {
    const id = i.toString(16).padStart(12, '0');
    const device = parseDeviceAddress(`00000001-0000-4000-8000-${id}.1`);
    if (!device) throw new Error('not a device');
    const its = shardOf({ type: 'account', id: device.account });
    shard ??= its;
    const [generation, key] = [newQueueGeneration(), newQueueKey()];
    if (its === shard) found.push({ ...device, generation, key });
  }
  return found;
}

const newGuid = () => randomBytes(16).toString('hex') as EnvelopeGuid;

async function keptBytes(redis: RedisNode, pattern = '*'): Promise<number> {
  const names = await redis.keys(pattern);
  const each = names.map((name) => redis.call('MEMORY', ['USAGE', name, 'SAMPLES', '0']));
  return (await Promise.all(each)).reduce((sum: number, one) => sum + Number(one), 0);
}

async function kilobytesOf(redis: RedisNode, store: () => Promise<unknown>): Promise<number> {
  const before = await keptBytes(redis);
  await store();
  return round(((await keptBytes(redis)) - before) / 1000);
}

/** The longest of the commands that Redis ran meanwhile, ms. */
async function longest(redis: RedisNode, work: () => Promise<unknown>): Promise<number> {
  await redis.config('SET', 'slowlog-log-slower-than', '0');
  await redis.config('SET', 'slowlog-max-len', String(slowLogLength));
  await redis.call('SLOWLOG', ['RESET']);
  await work();
  const rows = (await redis.call('SLOWLOG', ['GET', String(slowLogLength)])) as [
    number,
    number,
    number,
  ][];
  return round(Math.max(...rows.map(([, , us]) => us)) / 1000);
}

/** Prints the figures and returns them. Leaves Redis empty. */
export async function measureLarge({ redis, queue, upkeep }: LargeParts) {
  await redis.flushall();
  const [whole, shared] = [neighbours(recipients), neighbours(recipients)];
  const payload = randomBytes(payloadBytes);
  const view = randomBytes(viewBytes);
  const send = (devices: readonly QueueAddress[], bytes: Uint8Array, ending?: Uint8Array) =>
    Promise.all(devices.map((to) => queue.insert(to, fence, newGuid(), bytes, ending)));
  const sharedKb = await kilobytesOf(redis, () => send(shared, view, payload));
  const onceKb = round((await keptBytes(redis, '*:m:*')) / 1000);
  const wholeKb = await kilobytesOf(redis, () => send(whole, Buffer.concat([view, payload])));
  console.log(
    `a payload of 90 kB to ${recipients} devices of a shard: ${sharedKb} kB in Redis, the ` +
      `payload ${onceKb} of them; ${wholeKb} kB when each has a whole one`,
  );
  await redis.flushall();
  const [one] = shared as [QueueAddress];
  const fill = async () => {
    for (let n = 0; n < envelopes; n++) await queue.insert(one, fence, newGuid(), payload);
  };
  await fill();
  const moveMs = await longest(redis, () => runSlices(() => upkeep.archive(dueMs)));
  await fill();
  const lost = { ...one, key: newQueueKey() };
  const asideMs = await longest(redis, () => queue.page(lost, fence, 0, limits.unacknowledgedMax));
  console.log(
    `${envelopes} envelopes of 90 kB, Redis's longest command: ${moveMs} ms while they move, ` +
      `${asideMs} ms while they are set aside`,
  );
  await redis.flushall();
  return {
    shared_payload_kb: onceKb,
    shared_all_kb: sharedKb,
    whole_payloads_kb: wholeKb,
    move_longest_ms: moveMs,
    aside_longest_ms: asideMs,
  };
}
