// The workers' own doors for scrapes, and the figures they share through a real Redis.

import type { Server } from 'node:net';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '#lab/freePort.ts';
import { isLoopback, listenRetryMs, openScrapeDoor } from '#gateway';
import type { RedisClient, WorkerFigures } from '#runtime';
import { countSlotMs, countSlots, figuresTtlMs, ManualClock, RedisDayCounts } from '#runtime';
import { RedisFigures, silentLog, systemClock } from '#runtime';
import type { RedisServer } from '../support/servers.ts';
import { openTestRedis, startRedis } from '../support/servers.ts';
import { bytesAt, guidAt, newDevice, redisTwin } from '../contract/queueTwins.ts';

const host = '127.0.0.1';
const log = silentLog;

describe('a door for scrapes', () => {
  const answerOf = async (port: number, path: string, more: RequestInit = {}) => {
    const answer = await fetch(`http://${host}:${port}${path}`, more);
    return { status: answer.status, text: await answer.text() };
  };

  it('answers /metrics and nothing else', async () => {
    const door = await openScrapeDoor({ port: 0, host, clock: systemClock, log });
    const port = door.port ?? 0;
    expect((await answerOf(port, '/metrics')).text).toContain('# TYPE aldis_redis_up gauge');
    expect((await answerOf(port, '/metrics', { method: 'HEAD' })).status).toBe(200);
    expect((await answerOf(port, '/metrics', { method: 'POST', body: 'x' })).status).toBe(405);
    expect((await answerOf(port, '/')).status).toBe(404);
    await door.stop();
  });

  it('asks for the token where it is told to', async () => {
    const token = 'a token of at least thirty-two characters'.replaceAll(' ', '-');
    const door = await openScrapeDoor({ port: 0, host, token, clock: systemClock, log });
    const ask = async (authorization?: string) =>
      (
        await answerOf(
          door.port ?? 0,
          '/metrics',
          authorization ? { headers: { authorization } } : {},
        )
      ).status;
    expect(await ask()).toBe(401);
    expect(await ask('Bearer wrong')).toBe(401);
    expect(await ask(`Basic ${token}`)).toBe(401);
    expect(await ask(`Bearer ${token}`)).toBe(200);
    await door.stop();
  });

  it("waits for a port that is still another worker's", async () => {
    const port = await freePort();
    const holder: Server = createServer();
    await new Promise<void>((resolve) => holder.listen(port, host, () => resolve()));
    const clock = new ManualClock();
    const door = await openScrapeDoor({ port, host, clock, log });
    expect(door.port).toBeUndefined();
    await new Promise<void>((resolve) => holder.close(() => resolve()));
    clock.advance(listenRetryMs);
    await expect.poll(() => door.port).toBe(port);
    await door.stop();
  });

  it.each([
    ['127.0.0.1', true],
    ['127.8.9.1', true],
    ['::1', true],
    ['localhost', true],
    ['0.0.0.0', false],
    ['::', false],
    ['10.0.0.1', false],
    ['127.evil.example', false],
  ])('takes %s for loopback: %s', (address, expected) => {
    expect(isLoopback(address)).toBe(expected);
  });
});

describe('figures in Redis', () => {
  let server: RedisServer;
  let redis: RedisClient;

  beforeAll(async () => {
    server = await startRedis({ persistent: false });
    redis = await openTestRedis(server);
  });

  afterAll(async () => {
    redis?.disconnect();
    await server?.stop();
  });

  const figuresOf = (member: string, index: number): WorkerFigures => ({
    ...{ member, index, host: 'host', pid: 1, uptimeMs: 1, sockets: 2, shards: [0, 255] },
    ...{ sendsPerSecond: 1.5, deliveriesPerSecond: 0, refusalsPerSecond: 0 },
    ...{ ackP99Ms: null, deliverP99Ms: 3.25, eventLoopLagP99Ms: 0, redisRoundTripMs: null },
    ...{ residentBytes: 1, cpuRatio: 0.5, mailboxDepthMax: 0, deadLetters: 0, draining: false },
  });

  it('are read as they were written, in the order of the workers', async () => {
    const figures = new RedisFigures(redis);
    await figures.write(figuresOf('w1-b', 1));
    await figures.write(figuresOf('w0-a', 0));
    expect(await figures.read()).toEqual([figuresOf('w0-a', 0), figuresOf('w1-b', 1)]);
    await figures.writeLast({ ...figuresOf('w1-b', 1), sockets: 0 });
    expect((await figures.read())[1]?.sockets).toBe(0);
    const left = await redis.pttl('aldis:{figures}:w1-b');
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(figuresTtlMs);
    await redis.del('aldis:{figures}:w1-b');
  });

  it('go by themselves when their worker writes no more', async () => {
    const figures = new RedisFigures(redis);
    await figures.write(figuresOf('w0-a', 0));
    const left = await redis.pttl('aldis:{figures}:w0-a');
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(figuresTtlMs);
    await redis.del('aldis:{figures}:w0-a');
    expect(await figures.read()).toEqual([]);
    expect(await redis.smembers('aldis:{figures}:members')).toEqual([]);
  });

  it('of another version are passed over', async () => {
    const figures = new RedisFigures(redis);
    await figures.write(figuresOf('w0-a', 0));
    await redis.set('aldis:{figures}:w0-a', '{"member":"w0-a","sockets":"many"}');
    expect(await figures.read()).toEqual([]);
  });

  it('of the last day are the sum of what all workers added, by five minutes', async () => {
    const counts = new RedisDayCounts(redis);
    const startMs = Date.UTC(2026, 0, 2, 0, 2);
    expect(await counts.read(startMs)).toEqual({
      slotAtMs: startMs - 2 * 60_000,
      counts: new Map(),
    });
    const [one, other] = [new Map([['refusal.rate.limited', 2]]), new Map([['wake.urgent', 1]])];
    await counts.add(one, startMs);
    await new RedisDayCounts(redis).add(one, startMs + 1);
    await counts.add(other, startMs + countSlotMs);
    await counts.add(one, startMs + 2 * 60 * 60_000);
    const read = await counts.read(startMs + 2 * 60 * 60_000);
    const refused = read.counts.get('refusal.rate.limited') ?? [];
    expect(refused).toHaveLength(countSlots);
    expect([refused.at(-1), refused.at(-25), refused.reduce((a, b) => a + b)]).toEqual([2, 4, 6]);
    expect(read.counts.get('wake.urgent')?.at(-24)).toBe(1);
    const dayMs = countSlots * countSlotMs;
    const later = await counts.read(startMs + dayMs - countSlotMs);
    expect(later.counts.get('refusal.rate.limited')?.[0]).toBe(4);
    const tooLate = await counts.read(startMs + dayMs);
    expect(tooLate.counts.get('wake.urgent')?.[0]).toBe(1);
    expect(tooLate.counts.get('refusal.rate.limited')?.reduce((a, b) => a + b)).toBe(2);
    const names = await redis.keys('aldis:{figures}:counts:*');
    expect(names).toHaveLength(2);
    for (const name of names) expect(await redis.pttl(name)).toBeGreaterThan(dayMs);
  });

  it('carry the survey of all queues to every worker', async () => {
    const figures = new RedisFigures(redis);
    expect(await figures.write(figuresOf('w0-a', 0))).toBeUndefined();
    const twin = redisTwin(redis);
    const [one, other] = [newDevice(), newDevice()];
    await twin.queue.insert(one, guidAt(1), bytesAt(1));
    await twin.upkeep.archive(-60_000);
    const agoMs = 300;
    for (let n = 2; n <= 9; n++) await twin.queue.insert(one, guidAt(n), bytesAt(n));
    for (let n = 1; n <= 3; n++) await twin.queue.insert(other, guidAt(n), bytesAt(n));
    await twin.queue.remove(other, [guidAt(2)]);
    await new Promise((resolve) => setTimeout(resolve, agoMs));
    const survey = await twin.upkeep.survey();
    expect(survey).toMatchObject({ inRedis: 10, archived: 1 });
    expect(survey.oldestMs).toBeGreaterThanOrEqual(agoMs);
    expect(survey.oldestMs).toBeLessThan(agoMs * 100);
    await figures.writeSurvey(survey);
    expect(await figures.write(figuresOf('w0-a', 0))).toEqual(survey);
  });
});
