// What a page of large envelopes costs Redis, and what it shows when others come in between its
// commands.

import type { DeviceAddress } from '#protocol';
import { limits } from '#protocol';
import type { RedisClient } from '#runtime';
import { redisNodes } from '#runtime';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runSlices } from '../../src/jobs/slices.ts';
import {
  locateLengthMax,
  pageBytesMax,
  portionBytesMax,
} from '../../src/persistence/queuePages.ts';
import type { RedisCluster, RedisServer } from '../support/servers.ts';
import { openTestCluster, openTestRedis, startRedisCluster } from '../support/servers.ts';
import type { QueueTwin } from './queueTwins.ts';
import { bytesAt, guidAt, memoryTwin, newDevice, openServer, redisTwin } from './queueTwins.ts';

/** As the driver makes it. */
interface Command {
  readonly name: string;
  readonly promise: Promise<unknown>;
}

interface Sent {
  readonly name: string;
  readonly answer: Promise<unknown>;
}

let server: RedisServer;
let redis: RedisClient;
let other: RedisClient;
let nodes: RedisCluster;
let cluster: RedisClient;
let device: DeviceAddress;
let sent: Sent[] = [];

/** Notes every command of a connection, in pipelines as well, and what it is answered. */
function record(client: RedisClient): void {
  const send = client.sendCommand.bind(client) as (...all: unknown[]) => unknown;
  client.sendCommand = (command: Command, ...rest: unknown[]) => {
    const answer = command.promise.catch(() => undefined);
    sent.push({ name: command.name.toUpperCase(), answer });
    return send(command, ...rest);
  };
}

beforeAll(async () => {
  ({ server, redis } = await openServer());
  other = await openTestRedis(server, 'other');
  nodes = await startRedisCluster({ persistent: false });
  cluster = await openTestCluster(nodes, 'queue');
});
afterAll(async () => {
  redis.disconnect();
  other.disconnect();
  cluster.disconnect();
  await Promise.all([server.stop(), nodes.stop()]);
});
beforeEach(async () => {
  for (const node of [redis, cluster].flatMap(redisNodes)) {
    await node.flushall();
    await node.script('FLUSH');
  }
  device = newDevice();
});

async function insert({ queue }: QueueTwin, count: number, bytesOf = bytesAt): Promise<void> {
  for (let n = 1; n <= count; n++) await queue.insert(device, guidAt(n), bytesOf(n));
}

/** Numbers of all that pages show, and the bytes of each page. */
async function readAll({ queue }: QueueTwin, limit: number) {
  const shown: number[] = [];
  const pageBytes: number[] = [];
  for (let after = 0; ; ) {
    const page = await queue.port.page(queue.addressOf(device), queue.fence, after, limit);
    if (page === 'fenced') throw new Error('fenced');
    shown.push(...page.envelopes.map((one) => Number.parseInt(one.guid, 16)));
    pageBytes.push(page.envelopes.reduce((sum, one) => sum + one.bytes.length, 0));
    after = page.envelopes.at(-1)?.position ?? after;
    if (!page.more) return { shown, pageBytes };
    expect(page.envelopes).not.toEqual([]);
  }
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
const large = new Uint8Array(limits.envelopeBytesMax);
function sizeOf(answer: unknown): number {
  if (Array.isArray(answer)) return answer.reduce((sum: number, one) => sum + sizeOf(one), 0);
  return Buffer.isBuffer(answer) ? answer.length : String(answer ?? '').length;
}

describe.each([
  ['in memory', () => memoryTwin()],
  ['on redis', () => redisTwin(redis)],
  ['on a redis cluster', () => redisTwin(cluster)],
])('a page %s', (_name, open) => {
  it('ends by its bytes, and says that more follows', async () => {
    const twin = open();
    const count = Math.ceil((2 * pageBytesMax) / large.length);
    await insert(twin, count, () => large);
    const { shown, pageBytes } = await readAll(twin, limits.unacknowledgedMax);
    expect(shown).toEqual(upTo(count));
    expect(pageBytes.length).toBeGreaterThan(2);
    for (const bytes of pageBytes) expect(bytes).toBeLessThanOrEqual(pageBytesMax);
  });

  it('ends by its bytes where copies lead', async () => {
    const twin = open();
    const count = Math.ceil((1.5 * pageBytesMax) / large.length);
    await insert(twin, count, () => large);
    await runSlices(() => twin.upkeep.archive(-60_000));
    const { shown, pageBytes } = await readAll(twin, limits.unacknowledgedMax);
    expect(shown).toEqual(upTo(count));
    for (const bytes of pageBytes) expect(bytes).toBeLessThanOrEqual(pageBytesMax);
  });

  it.each([1, 41, 42, 43, 84, 85, 100])('of %i shows all in order, once', async (limit) => {
    const twin = open();
    await insert(twin, 100);
    expect((await readAll(twin, limit)).shown).toEqual(upTo(100));
  });

  it('looks for guids among the first alone', async () => {
    const twin = open();
    const { queue } = twin;
    await insert(twin, locateLengthMax + 1);
    const last = [guidAt(locateLengthMax), guidAt(locateLengthMax + 1)];
    const found = await queue.port.locate(queue.addressOf(device), queue.fence, last);
    expect(found).toMatchObject([{ guid: guidAt(locateLengthMax) }]);
  });
});

describe('what redis does for large envelopes', () => {
  let before: RedisClient['sendCommand'];
  beforeEach(() => {
    before = redis.sendCommand;
    sent = [];
  });
  afterEach(() => {
    redis.sendCommand = before;
  });

  it.each([
    ['a page', pageBytesMax, 7],
    ['a look for guids', portionBytesMax, 2],
    ['a move', portionBytesMax, 3],
  ])('lets no envelope of %s through a script', async (what, bytesMax, reads) => {
    const twin = redisTwin(redis);
    const count = 60;
    await insert(twin, count, () => large);
    record(redis);
    const { queue } = twin;
    const guids = upTo(count).map(guidAt);
    if (what === 'a move') await runSlices(() => twin.upkeep.archive(-60_000));
    else if (what === 'a page') await readAll(twin, limits.unacknowledgedMax);
    else await queue.port.locate(queue.addressOf(device), queue.fence, guids);
    let read = 0;
    for (const { name, answer } of sent) {
      const size = sizeOf(await answer);
      if (name.startsWith('EVAL')) expect(size).toBeLessThan(1000);
      else read += size;
      // Nor does any one command read more than is wanted at once.
      expect(size).toBeLessThanOrEqual(bytesMax);
    }
    expect(read).toBeGreaterThan(count * large.length);
    // Each look is a claim, what is whole, what is shared and the horizon; the first comes twice,
    // with its script. A move asks each shard first whether anything is due.
    const looks = sent.filter(({ name }) => name === 'ZCOUNT');
    expect(sent.length - looks.length).toBeLessThanOrEqual(4 * reads + 5);
  });
});

describe('a mover that comes in between', () => {
  let calls: RedisClient['callBuffer'];
  let pipelines: RedisClient['pipeline'];
  let twin: QueueTwin;
  let moved: number;

  /** Moves all that waits, over a connection of its own. */
  const move = async () => {
    moved += await runSlices(() => redisTwin(other, twin.archive).upkeep.archive(-60_000));
  };
  beforeEach(() => {
    calls = redis.callBuffer;
    pipelines = redis.pipeline;
    twin = redisTwin(redis);
    moved = 0;
  });
  afterEach(() => {
    redis.callBuffer = calls;
    redis.pipeline = pipelines;
  });

  it.each(['ZRANGEBYSCORE', 'HGET'])(
    'before %s hides nothing and doubles nothing',
    async (name) => {
      await insert(twin, 10);
      // Where the script is missing its commands go one by one.
      await redis.script('FLUSH');
      const call = calls.bind(redis) as (...all: unknown[]) => Promise<unknown>;
      redis.callBuffer = (async (...all: unknown[]) => {
        if (all[0] === name && moved === 0) await move();
        return call(...all);
      }) as typeof calls;
      expect((await readAll(twin, 100)).shown).toEqual(upTo(10));
      expect(moved).toBe(10);
    },
  );

  it.each([2, 3])('before portion %i hides nothing and doubles nothing', async (portion) => {
    await insert(twin, 110);
    let portions = 0;
    redis.pipeline = (...all) => {
      const made = pipelines.apply(redis, all);
      const exec = made.exec.bind(made);
      made.exec = async () => {
        portions += 1;
        if (portions === portion) await move();
        return exec();
      };
      return made;
    };
    expect((await readAll(twin, 100)).shown).toEqual(upTo(110));
    expect(moved).toBe(110);
  });
});
