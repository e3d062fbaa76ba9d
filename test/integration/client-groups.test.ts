// A group of three accounts and five devices against a real cluster: made, accepted, spoken in from
// every device, and left by whoever is removed.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AldisClient } from '#client';
import { startTestCluster } from '../support/cluster.ts';
import { until } from '../support/people.ts';

const folder = mkdtempSync(join(tmpdir(), 'aldis-groups-'));
let cluster: Awaited<ReturnType<typeof startTestCluster>>;
const open: AldisClient[] = [];

beforeAll(async () => {
  cluster = await startTestCluster();
});

afterAll(async () => {
  await Promise.all(open.map((client) => client.close()));
  rmSync(folder, { recursive: true, force: true });
  await cluster.stop();
});

interface Heard {
  readonly client: AldisClient;
  /** All that is told, whoever has sent it. */
  readonly texts: string[];
  readonly rejected: string[];
}

async function listen(client: AldisClient): Promise<Heard> {
  const heard: Heard = { client, texts: [], rejected: [] };
  open.push(client);
  client.on('message', ({ text }) => heard.texts.push(text));
  client.on('ownMessage', ({ text }) => heard.texts.push(text));
  client.on('rejected', ({ reason }) => heard.rejected.push(reason));
  await client.connect();
  return heard;
}

async function person(name: string): Promise<Heard> {
  const { url: server, invitation } = cluster;
  const profile = join(folder, `${name}.aldis`);
  return listen(await AldisClient.register({ server, invitation, profile }));
}

async function further(owner: Heard, name: string): Promise<Heard> {
  let linked: Promise<number> | undefined;
  const client = await AldisClient.link({
    server: cluster.url,
    profile: join(folder, `${name}.aldis`),
    name,
    onLink: (url) => {
      linked = owner.client.devices.link(url);
    },
  });
  expect(await linked).toBe(client.device);
  return listen(client);
}

const state = ({ client }: Heard, id: string) => client.groups.get(id).state();

test('a group over five devices hears all, and nobody who is removed hears more', async () => {
  const [ana, ben, cem] = [await person('ana'), await person('ben'), await person('cem')];
  const [laptop, tablet] = [await further(ana, 'laptop'), await further(ben, 'tablet')];
  const all = [ana, laptop, ben, tablet, cem];
  // Ben has given Ana his profile key, and Cem has not.
  await ben.client.send(ana.client.account, 'who are you?');
  await until(() => ana.texts.includes('who are you?'), 'his key');
  const group = await ana.client.groups.create({ title: 'Lamps' });
  await group.add([ben.client.account, cem.client.account]);
  expect(group.state().members).toHaveLength(2);
  expect(group.state().invited.map(({ account }) => account)).toEqual([cem.client.account]);
  for (const one of [ben, cem]) {
    await until(() => one.client.groups.list().some(({ id }) => id === group.id), 'an invitation');
    const here = one.client.groups.get(group.id);
    if (here.state().standing === 'invited') await here.accept();
  }
  const has = (one: Heard) => one.client.groups.list().length === 1;
  await until(() => all.every(has), 'all devices know the group');
  await until(() => all.every((one) => state(one, group.id).members.length === 3), 'three members');
  for (const [from, one] of all.entries()) {
    const text = `said on ${from}`;
    await one.client.groups.get(group.id).send(text);
    await until(() => all.every((other) => other === one || other.texts.includes(text)), text);
  }
  const [said] = ana.client.conversation(group.id).history();
  if (!said) throw new Error('Nothing was said.');
  await cem.client.conversation(group.id).react(said, '⚡');
  const reacted = ({ client }: Heard) =>
    client.conversation(group.id).message(said)?.reactions.length === 1;
  await until(() => all.every(reacted), 'a reaction everywhere');

  await group.remove([cem.client.account]);
  await group.send('without Cem');
  const hears = (one: Heard) => one.texts.includes('without Cem');
  await until(() => [laptop, ben, tablet].every(hears), 'those who stay');
  await until(() => state(cem, group.id).standing === 'out', 'Cem is out');
  await expect(cem.client.groups.get(group.id).send('let me in')).rejects.toThrow('members');
  expect(cem.texts).not.toContain('without Cem');
  for (const one of all) expect(new Set(one.texts).size).toBe(one.texts.length);
}, 240_000);
