// People talk through a whole cluster of real processes, on the embedded pair of stores and on a
// Redis and a MongoDB given by their URLs.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LaunchedCluster } from '../support/cluster.ts';
import { startTestCluster } from '../support/cluster.ts';
import { memberIn, metricsOfOne, operatorTokenOf } from '../support/scrapes.ts';
import { profileFolder, TestPerson, until } from '../support/people.ts';

describe.each(['embedded', 'external'] as const)('a cluster on the %s pair of stores', (pair) => {
  const folder = profileFolder();
  let cluster: LaunchedCluster;
  const register = (name: string) => TestPerson.register(cluster, folder.path(name));

  beforeAll(async () => {
    cluster = await startTestCluster({
      pair,
      workers: 3,
      // What waits moves to the durable store soon, so that these conversations cross the move.
      env: { ALDIS_QUEUE_DWELL_MS: '500', ALDIS_PERSIST_EVERY_MS: '200' },
      unlimited: true,
    });
  });

  afterAll(async () => {
    expect(await cluster?.stop()).toBe(0);
    folder.drop();
  });

  it('carries a conversation both ways, with receipts', async () => {
    const [ann, ben] = [await register('ann'), await register('ben')];
    await Promise.all([ann.client.connect(), ben.client.connect()]);
    const receipts: number[] = [];
    ann.client.on('receipt', ({ timestamps }) => receipts.push(...timestamps));
    const sent = await ann.client.send(ben.client.account, 'hello');
    await ben.hears(1);
    await ben.client.send(ann.client.account, 'and hello to you');
    await ann.hears(1);
    expect(ben.texts).toEqual(['hello']);
    expect(ann.texts).toEqual(['and hello to you']);
    await until(() => receipts.includes(sent.timestamp), 'a delivery receipt');
    await Promise.all([ann.offline(), ben.offline()]);
  });

  it('keeps mail for who is away, in order, across the move to the durable store', async () => {
    const [ann, ben] = [await register('ann2'), await register('ben2')];
    await ann.client.connect();
    const texts = Array.from({ length: 40 }, (_, index) => `line ${index}`);
    for (const text of texts.slice(0, 20)) await ann.client.send(ben.client.account, text);
    // Long enough for the first half to be moved: two dwells and two runs of the job.
    const token = operatorTokenOf(cluster);
    await until(async () => (await archived(cluster, token)) >= 20, 'the first half was moved');
    for (const text of texts.slice(20)) await ann.client.send(ben.client.account, text);
    await ben.client.connect();
    await ben.hears(texts.length);
    expect(ben.texts).toEqual(texts);
    await ben.offline();
    await ben.online();
    await ann.client.send(ben.client.account, 'one more');
    await ben.hears(texts.length + 1);
    expect(ben.texts).toEqual([...texts, 'one more']);
    await Promise.all([ann.offline(), ben.offline()]);
  });

  it('shows friend requests to the other and accepts them', async () => {
    const [ann, ben] = [await register('ann3'), await register('ben3')];
    await Promise.all([ann.client.connect(), ben.client.connect()]);
    const notices: string[] = [];
    ben.client.on('notice', ({ kind }) => notices.push(kind));
    expect(await ann.client.friend(ben.client.account)).toBe('requested');
    await until(() => notices.includes('friend.requested'), 'a notice');
    expect(await ben.client.friend(ann.client.account)).toBe('accepted');
    expect(await ann.client.friends()).toMatchObject([{ account: ben.client.account }]);
    await Promise.all([ann.offline(), ben.offline()]);
  });

  it('places a device on the worker that owns its account, wherever it comes in', async () => {
    const ann = await register('ann5');
    await ann.offline();
    // Shards may still be on their way to workers that have just joined.
    let inARow = 0;
    let latest: string | undefined;
    for (let time = 0; time < 40 && inARow < 8; time++) {
      await ann.online();
      inARow = ann.client.member === latest ? inARow + 1 : 1;
      latest = ann.client.member;
      await ann.offline();
    }
    expect(inARow).toBe(8);
  });

  it('moves sockets and mail to others when a worker is killed', async () => {
    const [ann, ben] = [await register('ann4'), await register('ben4')];
    await Promise.all([ann.client.connect(), ben.client.connect()]);
    await ann.client.send(ben.client.account, 'before');
    await ben.hears(1);
    const victim = cluster.facts().workers.find((one) => one.member === ben.client.member);
    expect(victim).toBeDefined();
    process.kill(victim?.pid ?? 0, 'SIGKILL');
    await ann.client.send(ben.client.account, 'after');
    await ben.hears(2);
    expect(ben.texts).toEqual(['before', 'after']);
    await Promise.all([ann.offline(), ben.offline()]);
  });
});

/** Envelopes that were moved, over all workers: each new connection may land on another one. */
async function archived(cluster: LaunchedCluster, token: string): Promise<number> {
  const seen = new Map<string, number>();
  for (let ask = 0; ask < 12; ask++) {
    const text = await metricsOfOne(cluster.url, token);
    const value = Number(/^aldis_envelopes_archived_total (\d+)/m.exec(text)?.[1] ?? 0);
    seen.set(memberIn(text), value);
  }
  return [...seen.values()].reduce((total, value) => total + value, 0);
}
