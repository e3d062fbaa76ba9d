// A group of three accounts and five devices against a real cluster: made, accepted, spoken in from
// every device, and left by whoever is removed.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AldisClient } from '#client';
import { startTestCluster } from '../support/cluster.ts';
import { linkFurther } from '../support/furtherDevice.ts';
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
  const device = { server: cluster.url, profile: join(folder, `${name}.aldis`), name };
  return listen(await linkFurther(owner.client, device));
}

const pictureOf = (last: number) =>
  new Uint8Array(Buffer.from(`\x89PNG\r\n\x1a\n${'.'.repeat(900_000)}${last}`, 'latin1'));
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

  const [first, second] = [pictureOf(1), pictureOf(2)];
  await laptop.client.groups.get(group.id).setAvatar(first);
  const shown = async (one: Heard) => (await one.client.groups.get(group.id).avatar())?.bytes;
  for (const one of all) {
    await until(() => state(one, group.id).avatar !== undefined, 'a picture');
    expect(await shown(one)).toEqual(first);
  }

  await group.remove([cem.client.account]);
  await group.send('without Cem');
  const hears = (one: Heard) => one.texts.includes('without Cem');
  await until(() => [laptop, ben, tablet].every(hears), 'those who stay');
  await until(() => state(cem, group.id).standing === 'out', 'Cem is out');
  await expect(cem.client.groups.get(group.id).send('let me in')).rejects.toThrow('members');
  const before = state(cem, group.id).avatar;
  await group.setAvatar(second);
  await until(() => state(tablet, group.id).avatar !== before, 'another picture');
  expect(await shown(tablet)).toEqual(second);
  await cem.client.groups.get(group.id).refresh();
  expect(state(cem, group.id).avatar).toBe(before);
  expect(await shown(cem)).toEqual(first);
  expect(cem.texts).not.toContain('without Cem');
  for (const one of all) expect(new Set(one.texts).size).toBe(one.texts.length);
}, 240_000);

/** A group of these, the first being its administrator. */
async function together(title: string, founder: Heard, others: readonly Heard[]): Promise<string> {
  const members = others.map(({ client }) => client.account);
  const { id } = await founder.client.groups.create({ title, members });
  for (const one of others) {
    await until(() => one.client.groups.list().some((group) => group.id === id), 'an invitation');
    const here = one.client.groups.get(id);
    if (here.state().standing === 'invited') await here.accept();
  }
  const all = [founder, ...others];
  const isIn = (one: Heard) => state(one, id).members.length === all.length;
  await until(() => all.every(isIn), `${title}: everybody knows everybody`);
  return id;
}

test('edits, polls, pins, deletions and what was read come to be the same for all', async () => {
  const [ana, ben] = [await person('edit ana'), await person('edit ben')];
  const tablet = await further(ben, 'edit tablet');
  const id = await together('Edits', ana, [ben]);
  await until(() => tablet.client.groups.list().length === 1, 'the tablet knows the group');
  const all = [ana, ben, tablet];
  const [anas, bens] = [ana.client.conversation(id), ben.client.conversation(id)];
  const shown = ({ client }: Heard, at: number) =>
    client.conversation(id).message({ author: ana.client.account, sentAt: at });
  const everywhere = (what: string, isSo: (one: Heard) => boolean | undefined) =>
    until(() => all.every((one) => isSo(one)), what);

  const { timestamp: text } = await anas.send('helo');
  await everywhere('a text', (one) => shown(one, text)?.text === 'helo');
  const said = { author: ana.client.account, sentAt: text };
  await anas.edit(said, 'hello');
  await everywhere('an edit', (one) => shown(one, text)?.text === 'hello');
  await bens.pin(said);
  await everywhere('a pin', (one) => shown(one, text)?.pinned);
  await anas.unpin(said);
  await everywhere('no pin', (one) => shown(one, text)?.pinned === false);

  const { timestamp: asked } = await anas.poll('Which?', ['red', 'green'], { multiple: false });
  await everywhere('a poll', (one) => shown(one, asked)?.poll !== undefined);
  const poll = { author: ana.client.account, sentAt: asked };
  await tablet.client.conversation(id).vote(poll, [1]);
  const votes = (one: Heard) => shown(one, asked)?.poll?.options.map(({ voters }) => voters.length);
  await everywhere('a vote', (one) => votes(one)?.join() === '0,1');
  await anas.endPoll(poll);
  await everywhere('the end of it', (one) => shown(one, asked)?.poll?.ended);

  bens.markRead();
  await until(
    () =>
      tablet.client
        .conversation(id)
        .history()
        .every(({ read }) => read),
    'read',
  );
  await until(() => shown(ana, text)?.receipts?.[ben.client.account]?.read !== undefined, 'told');
  await anas.deleteForAll(said);
  await everywhere('a deletion', (one) => shown(one, text)?.deleted);
  for (const one of all) expect(one.rejected).toEqual([]);
}, 240_000);

test('a link lets in at once or by approval; who asks may be denied and banned', async () => {
  const [ana, ben, cem] = [
    await person('link ana'),
    await person('link ben'),
    await person('link cem'),
  ];
  const told: string[] = [];
  ben.client.on('group', ({ standing, reason }) => told.push(reason ?? standing));
  const group = await ana.client.groups.create({ title: 'Doors' });
  const { id } = group;
  const { account } = ben.client;
  const anybody = await group.setLink('ANY');
  expect(await cem.client.groups.peek(anybody ?? '')).toMatchObject({ title: 'Doors' });
  await cem.client.groups.join(anybody ?? '');
  await until(() => group.state().members.length === 2, 'Cem is in');
  const closed = (await group.setLink('ADMINISTRATOR')) ?? '';
  const asks = async () => {
    await ben.client.groups.join(closed);
    await group.refresh();
    expect(group.state().requesting).toEqual([account]);
  };
  await asks();
  await ben.client.groups.get(id).withdraw();
  await group.refresh();
  expect(group.state().requesting).toEqual([]);
  await asks();
  await group.reject(account);
  await until(() => told.at(-1) === 'denied', 'a denial');
  await asks();
  await group.approve(account);
  await until(() => told.at(-1) === 'member', 'an approval');
  await cem.client.groups.get(id).send('welcome');
  await until(() => ben.texts.includes('welcome'), 'a text for the new member');
  await group.ban(account);
  await until(() => told.at(-1) === 'banned', 'a ban');
  await expect(ben.client.groups.join(closed)).rejects.toMatchObject({ code: 'group.banned' });
  await group.unban(account);
  await group.resetLink();
  await expect(ben.client.groups.join(closed)).rejects.toMatchObject({
    code: 'group.link_invalid',
  });
}, 240_000);

test('where administrators alone write, others are heard no more, and by role again', async () => {
  const [ana, ben] = [await person('open ana'), await person('open ben')];
  const id = await together('Announcements', ana, [ben]);
  const group = ana.client.groups.get(id);
  const [anas, bens] = [ana.client.conversation(id), ben.client.conversation(id)];
  await bens.send('while all write');
  await until(() => ana.texts.includes('while all write'), 'a text of a member');
  await group.setAnnouncementsOnly(true);
  await until(() => state(ben, id).announcementsOnly, 'Ben knows');
  await expect(bens.send('me too')).rejects.toMatchObject({ code: 'group.forbidden' });
  const { timestamp: sentAt } = await anas.send('hear ye');
  await until(() => ben.texts.includes('hear ye'), 'an announcement');
  const said = { author: ana.client.account, sentAt };
  await bens.react(said, '👂');
  await until(() => anas.message(said)?.reactions.length === 1, 'a reaction');
  await group.setRole(ben.client.account, 'ADMINISTRATOR');
  const isOne = () => state(ben, id).members.every(({ role }) => role === 'ADMINISTRATOR');
  await until(isOne, 'Ben is one');
  await bens.send('hear me');
  await until(() => ana.texts.includes('hear me'), 'a text of an administrator');
  expect(ana.rejected).toEqual([]);
}, 240_000);
