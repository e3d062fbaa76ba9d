// What a message costs Redis, insert and removal together, in the layout of a shard and in the one
// before it, alternating on one server; and what remembering it takes.

import { createHash, randomBytes } from 'node:crypto';
import type { EnvelopePosition, EnvelopeQueue, QueueAddress } from '#ports';
import type { EnvelopeGuid, FencingToken } from '#protocol';
import type { RedisNode } from '#runtime';
import { round } from '#lab/figures.ts';
import { FormerQueue } from './former/former.ts';

const batches: readonly number[] = [2, 16, 64, 200];
/** Messages of one measurement of one layout. */
const messagesMin = 10_000;
const warmUpRounds = 5;
/** The best of so many measurements counts: others have the machine as well. */
const repeats = 5;
const envelopeBytes = 450;
const remembered = 60_000;
const fence = 1 as FencingToken;

/** One round: so many messages are stored, and those of the round before deleted. */
type Round = () => Promise<void>;

interface Cost {
  readonly redisUs: number;
  readonly workerUs: number;
  readonly commands: number;
}

export interface LayoutParts {
  readonly redis: RedisNode;
  readonly queue: EnvelopeQueue;
  readonly devices: readonly QueueAddress[];
}

/** A guid as the cluster makes them: a digest, so that all of its bits are even. */
function newGuid(): EnvelopeGuid {
  return createHash('sha256').update(randomBytes(16)).digest('hex').slice(0, 32) as EnvelopeGuid;
}

function someone(devices: readonly QueueAddress[]): QueueAddress {
  return devices[Math.floor(Math.random() * devices.length)] as QueueAddress;
}

function shardRound({ queue, devices }: LayoutParts, batch: number): Round {
  const content = randomBytes(envelopeBytes);
  let before: { to: QueueAddress; place: EnvelopePosition }[] = [];
  return async () => {
    const removals = before.map(({ to, place }) => queue.remove(to, fence, [place]));
    const stored = await Promise.all(
      Array.from({ length: batch }, async () => {
        const [to, guid] = [someone(devices), newGuid()];
        const outcome = await queue.insert(to, fence, guid, content);
        if (outcome.outcome !== 'stored') throw new Error(outcome.outcome);
        return { to, place: { guid, position: outcome.position } };
      }),
    );
    await Promise.all(removals);
    before = stored;
  };
}

function formerRound(former: FormerQueue, { devices }: LayoutParts, batch: number): Round {
  const sealed = randomBytes(envelopeBytes + 33);
  let before: { to: QueueAddress; guid: EnvelopeGuid }[] = [];
  return async () => {
    const next = Array.from({ length: batch }, () => ({ to: someone(devices), guid: newGuid() }));
    await former.batch(next, before, sealed);
    before = next;
  };
}

/** Prints a table and returns the figures. */
export async function measureLayouts(parts: LayoutParts): Promise<Record<string, number>> {
  const former = new FormerQueue(parts.redis);
  await former.load();
  const figures: Record<string, number> = {};
  for (const batch of batches) {
    const rounds = { shard: shardRound(parts, batch), former: formerRound(former, parts, batch) };
    const best: Record<string, Cost> = {};
    for (let i = 0; i < repeats; i++) {
      for (const [name, round] of Object.entries(rounds)) {
        const cost = await costOf(parts.redis, round, batch);
        if (cost.redisUs < (best[name]?.redisUs ?? Number.POSITIVE_INFINITY)) best[name] = cost;
      }
    }
    for (const [name, { redisUs, workerUs, commands }] of Object.entries(best)) {
      console.log(
        `${name} layout, batches of ${batch}: ${round(redisUs)} µs of Redis and ` +
          `${round(workerUs)} µs of the worker a message, ${round(commands)} commands`,
      );
      figures[`${name}_redis_us_${batch}`] = round(redisUs);
      figures[`${name}_commands_${batch}`] = round(commands);
    }
  }
  figures['remembered_bytes'] = await measureMemory(parts);
  return figures;
}

async function costOf(redis: RedisNode, round: Round, batch: number): Promise<Cost> {
  for (let i = 0; i < warmUpRounds; i++) await round();
  const rounds = Math.ceil(messagesMin / repeats / batch);
  const [before, own] = [await usageOf(redis), process.cpuUsage()];
  for (let i = 0; i < rounds; i++) await round();
  const { user, system } = process.cpuUsage(own);
  const after = await usageOf(redis);
  const messages = rounds * batch;
  return {
    redisUs: ((after.cpu - before.cpu) * 1e6) / messages,
    workerUs: (user + system) / messages,
    commands: (after.commands - before.commands) / messages,
  };
}

/** Seconds of CPU and commands so far; those inside scripts count, INFO does not. */
async function usageOf(redis: RedisNode): Promise<{ cpu: number; commands: number }> {
  const text = await redis.info('cpu');
  const stats = await redis.info('commandstats');
  const number = (name: string) => Number(new RegExp(`${name}:([\\d.]+)`).exec(text)?.[1]);
  let commands = 0;
  for (const [, name, calls] of stats.matchAll(/cmdstat_([^:]+):calls=(\d+)/g)) {
    if (name !== 'info') commands += Number(calls);
  }
  return { cpu: number('used_cpu_sys') + number('used_cpu_user'), commands };
}

/** Bytes of Redis's memory for each message that has come and gone. */
async function measureMemory(parts: LayoutParts): Promise<number> {
  const { redis } = parts;
  const used = async () => Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
  await redis.flushall();
  const round200 = shardRound(parts, 200);
  await round200();
  await round200();
  const before = await used();
  for (let i = 0; i < remembered / 200; i++) await round200();
  const bytes = ((await used()) - before) / remembered;
  console.log(`remembering a message takes ${round(bytes)} bytes of Redis`);
  return round(bytes);
}
