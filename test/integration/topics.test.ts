// Presence over three workers: friends hear on whichever worker they are, strangers nowhere, and a
// worker that drains or dies takes no topic with it, its own or others'.

import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MemberId } from '#protocol';
import { presenceTopic, shardOf, topicAddress } from '#protocol';
import { rendezvous } from '#routing';
import type { LaunchedCluster } from '../support/cluster.ts';
import { startTestCluster } from '../support/cluster.ts';
import { profileFolder, TestPerson, until } from '../support/people.ts';

type Worker = ReturnType<LaunchedCluster['facts']>['workers'][number];

const folder = profileFolder();
let cluster: LaunchedCluster;
let ann: TestPerson;
let ben: TestPerson;
let cem: TestPerson;

beforeAll(async () => {
  cluster = await startTestCluster({ workers: 3, unlimited: true });
  const join = (name: string) => TestPerson.register(cluster, folder.path(name));
  ann = await join('ann');
  ben = await join('ben');
  await Promise.all([ann.client.connect(), ben.client.connect()]);
  // Whoever publishes and whoever hears are on different workers.
  for (let n = 0; ben.client.member === ann.client.member; n++) {
    await ben.offline();
    ben = await join(`ben${n}`);
    await ben.client.connect();
  }
  cem = await join('cem');
  await cem.client.connect();
  for (const other of [ben, cem]) {
    await ann.client.friend(other.client.account);
    await other.client.friend(ann.client.account);
  }
  for (const one of [ann, ben, cem]) await one.client.presence.show();
});

afterAll(async () => {
  await Promise.all([ann, ben, cem].map((one) => one?.offline()));
  expect(await cluster?.stop()).toBe(0);
  folder.drop();
});

/** What this person hears of somebody from now on. */
function heardBy({ client }: TestPerson, of = ann): string[] {
  const heard: string[] = [];
  client.on('signal', ({ account, payload }) => {
    if (account === of.client.account) heard.push(Buffer.from(payload).toString());
  });
  return heard;
}

const publish = (text: string) => ann.client.presence.publish(Buffer.from(text));

describe('presence', () => {
  it('is heard by friends on both workers, and no more once they want it no more', async () => {
    const [benHears, cemHears] = [heardBy(ben), heardBy(cem)];
    await ben.client.presence.watch(ann.client.account);
    await cem.client.presence.watch(ann.client.account);
    await publish('here');
    await until(() => benHears.length + cemHears.length === 2, 'both have heard it');
    await cem.client.presence.unwatch(ann.client.account);
    await publish('still here');
    await until(() => benHears.length === 2, 'one has heard it');
    await pause(200);
    expect([benHears, cemHears]).toEqual([['here', 'still here'], ['here']]);
  });

  it('is not for strangers, and not for friends to publish', async () => {
    const eve = await TestPerson.register(cluster, folder.path('eve'));
    await eve.client.connect();
    await eve.client.presence.show();
    const watching = eve.client.presence.watch(ann.client.account);
    await expect(watching).rejects.toMatchObject({ code: 'relation.required' });
    await eve.offline();
  });

  it('is heard again by who comes back, on the new connection alone', async () => {
    await ben.offline();
    await publish('unheard');
    await ben.online();
    const heard = heardBy(ben);
    await ben.client.presence.watch(ann.client.account);
    await publish('back');
    await until(() => heard.length > 0, 'it is heard');
    expect(heard).toEqual(['back']);
  });

  it('goes on when a worker is killed, whatever it held', async () => {
    const heard = heardBy(ben);
    const victim = cluster.facts().workers.find((one) => one.member === ann.client.member);
    expect(victim).toBeDefined();
    process.kill(victim?.pid ?? 0, 'SIGKILL');
    let n = 0;
    const again = async () => {
      await publish(`again ${n++}`).catch(() => undefined);
      return heard.length > 0;
    };
    await until(again, 'it is heard after the death');
    await pause(500);
    // The friend's connection never broke: its worker subscribed it anew.
    const worker = cluster.facts().workers.find((one) => one.member === ben.client.member);
    expect(worker?.pid).not.toBe(victim?.pid);
    expect(new Set(heard).size).toBe(heard.length);
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)('goes on when its owner alone gets %s', async (end) => {
    const { dan, worker } = await farFromTopic(end);
    const account = dan.client.account;
    const told: (readonly number[])[] = [];
    const heard = heardBy(ben, dan);
    ben.client.on('presence', ({ account: from, devices }) => {
      if (from === account) told.push(devices);
    });
    await ben.client.presence.watch(account);
    await until(() => told.length > 0, 'it is here');
    process.kill(worker.pid, end);
    const isGone = () => cluster.facts().workers.every(({ pid }) => pid !== worker.pid);
    await until(isGone, 'another worker is there instead');
    let n = 0;
    const again = async () => {
      await dan.client.presence.publish(Buffer.from(`${n++}`)).catch(() => undefined);
      return heard.length >= 3;
    };
    await until(again, 'it is heard after the move');
    expect(new Set(heard).size).toBe(heard.length);
    // Nobody was told that it had gone.
    expect(told).toEqual([[1]]);
    await dan.offline();
    await until(() => told.length > 1, 'it has gone');
    expect(told.at(-1)).toEqual([]);
  });
});

/** Somebody new, and the worker of their topic, which holds neither of the two connections. */
async function farFromTopic(name: string): Promise<{ dan: TestPerson; worker: Worker }> {
  const workers = () => cluster.facts().workers;
  await until(() => workers().every(({ member }) => member !== undefined), 'all serve');
  for (let n = 0; ; n++) {
    const dan = await TestPerson.register(cluster, folder.path(`dan-${name}-${n}`));
    await dan.client.connect();
    const members = workers().map(({ member }) => member as MemberId);
    const topic = topicAddress(presenceTopic(dan.client.account));
    const owner = rendezvous(shardOf(topic), members);
    const worker = workers().find(({ member }) => member === owner);
    if (worker && owner !== dan.client.member && owner !== ben.client.member) {
      await dan.client.friend(ben.client.account);
      await ben.client.friend(dan.client.account);
      await dan.client.presence.show();
      return { dan, worker };
    }
    await dan.offline();
  }
}
