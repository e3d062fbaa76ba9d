// Presence over two workers: friends hear on whichever worker they are, strangers nowhere, and a
// worker that dies takes no topic with it.

import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LaunchedCluster } from '../support/cluster.ts';
import { startTestCluster } from '../support/cluster.ts';
import { profileFolder, TestPerson, until } from '../support/people.ts';

const folder = profileFolder();
let cluster: LaunchedCluster;
let ann: TestPerson;
let ben: TestPerson;
let cem: TestPerson;

beforeAll(async () => {
  cluster = await startTestCluster({ workers: 2, unlimited: true });
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
});

afterAll(async () => {
  await Promise.all([ann, ben, cem].map((one) => one?.offline()));
  expect(await cluster?.stop()).toBe(0);
  folder.drop();
});

/** What this person hears from now on. */
function heardBy({ client }: TestPerson): string[] {
  const heard: string[] = [];
  client.on('signal', ({ account, payload }) => {
    expect(account).toBe(ann.client.account);
    heard.push(Buffer.from(payload).toString());
  });
  return heard;
}

const publish = (text: string) => ann.client.topics.publish(Buffer.from(text));

describe('presence', () => {
  it('is heard by friends on both workers, and no more once they want it no more', async () => {
    const [benHears, cemHears] = [heardBy(ben), heardBy(cem)];
    await ben.client.topics.watch(ann.client.account);
    await cem.client.topics.watch(ann.client.account);
    await publish('here');
    await until(() => benHears.length + cemHears.length === 2, 'both have heard it');
    await cem.client.topics.unwatch(ann.client.account);
    await publish('still here');
    await until(() => benHears.length === 2, 'one has heard it');
    await pause(200);
    expect([benHears, cemHears]).toEqual([['here', 'still here'], ['here']]);
  });

  it('is not for strangers, and not for friends to publish', async () => {
    const eve = await TestPerson.register(cluster, folder.path('eve'));
    await eve.client.connect();
    const watching = eve.client.topics.watch(ann.client.account);
    await expect(watching).rejects.toMatchObject({ code: 'relation.required' });
    await eve.offline();
  });

  it('is heard again by who comes back, on the new connection alone', async () => {
    await ben.offline();
    await publish('unheard');
    await ben.online();
    const heard = heardBy(ben);
    await ben.client.topics.watch(ann.client.account);
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
});
