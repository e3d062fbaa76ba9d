// Several devices of one account: linked, written to, told of each other, removed.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { AldisClient } from '#client';
import type { ClientEvents } from '#client';
import { Scene, talk } from '../people.ts';
import type { Person } from '../people.ts';

let scene: Scene;
let ana: Person;
let ben: Person;

beforeEach(async () => {
  scene = new Scene();
  [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
});

afterEach(() => scene.end());

const codeOf = async (work: Promise<unknown>): Promise<string> =>
  scene.ended(work).then(
    () => 'done',
    (error: { code?: string }) => error.code ?? String(error),
  );

test("a linked device is written to, and its words are the account's", async () => {
  await talk(ana, ben, 'start');
  const laptop = await scene.link(ben, 'laptop');
  expect(laptop.client.account).toBe(ben.client.account);
  expect(laptop.client.device).toBe(2);
  await ana.client.send(ben.id, 'to both');
  await scene.until(() => laptop.texts.includes('to both') && ben.texts.includes('to both'));
  await laptop.client.send(ana.id, 'from the laptop');
  await scene.until(() => ana.texts.includes('from the laptop'));
  expect(ana.heard.at(-1)).toMatchObject({ from: ben.id, device: 2 });
  const number = await ana.client.safetyNumber(ben.id);
  expect((await laptop.client.safetyNumber(ana.id)).digits).toBe(number.digits);
});

test('what one device sends, the others have, also those that were away', async () => {
  const [laptop, tablet] = [await scene.link(ana, 'laptop'), await scene.link(ana, 'tablet')];
  const told: ClientEvents['ownMessage'][] = [];
  laptop.client.on('ownMessage', (message) => told.push(message));
  await tablet.client.close();
  await ana.client.send(ben.id, 'one');
  scene.clock.advance(10);
  await laptop.client.send(ben.id, 'two');
  await scene.until(() => ben.texts.length === 2 && told.length === 1);
  expect(told[0]).toMatchObject({ conversation: ben.id, text: 'one', device: 1, mine: true });
  await tablet.restart();
  const mine = (person: Person) =>
    person.client.history(ben.id).flatMap(({ mine, text }) => (mine ? [text] : []));
  await scene.until(() => mine(tablet).length === 2 && mine(ana).length === 2);
  for (const one of [ana, laptop, tablet]) expect(mine(one)).toEqual(['one', 'two']);
  expect(ana.client.sessions().some(({ account }) => account === ana.id)).toBe(true);
});

test('what is done and read on one device is done and read on all', async () => {
  const [laptop, tablet] = [await scene.link(ana, 'laptop'), await scene.link(ben, 'tablet')];
  await scene.ended(ben.client.send(ana.id, 'read me'));
  await scene.until(() => laptop.texts.length === 1 && ana.texts.length === 1);
  const read: ClientEvents['read'][] = [];
  laptop.client.on('read', (event) => read.push(event));
  const unread = (person: Person) => person.client.conversations()[0]?.unread;
  expect([unread(ana), unread(laptop)]).toEqual([1, 1]);
  ana.client.conversation(ben.id).markRead();
  await scene.until(() => read.length === 1, 'the word of it');
  expect([unread(ana), unread(laptop)]).toEqual([0, 0]);
  const [message] = ana.client.conversation(ben.id).history();
  if (!message) throw new Error('There is no message.');
  await scene.ended(laptop.client.conversation(ben.id).react(message, '👍'));
  const reactions = (person: Person, other: Person) =>
    person.client.conversation(other.id).history()[0]?.reactions.length;
  const all = [
    [ana, ben],
    [laptop, ben],
    [ben, ana],
    [tablet, ana],
  ] as const;
  await scene.until(() => all.every(([one, other]) => reactions(one, other) === 1), 'reactions');
  // Both devices of Ana's have it, and that is what Ben's text shows on both of his.
  await scene.until(() =>
    [ben, tablet].every((one) => {
      const [mine] = one.client.conversation(ana.id).history();
      return mine?.status === 'read' || mine?.status === 'delivered';
    }),
  );
});

test('a device that is removed hears nothing more, and sessions with it are put away', async () => {
  const laptop = await scene.link(ben, 'laptop');
  const tablet = await scene.link(ben, 'tablet');
  await talk(ana, ben, 'start');
  const ended: (string | undefined)[] = [];
  laptop.client.on('state', ({ state, code }) => state === 'closed' && ended.push(code));
  await ben.client.devices.remove(2);
  expect(ended).toEqual(['device.removed']);
  await ana.client.send(ben.id, 'for the others');
  await scene.until(() => tablet.texts.includes('for the others'));
  expect(laptop.texts).not.toContain('for the others');
  expect(ana.client.sessions().find(({ device }) => device === 2)?.state).toBe('closed');
  expect((await ben.client.devices.list()).map(({ id }) => id)).toEqual([1, 3]);
  await scene.until(
    () =>
      tablet.client.sessions().every(({ device }) => device !== 2) ||
      tablet.client.sessions().find(({ account, device }) => account === ben.id && device === 2)
        ?.state === 'closed',
  );
  // Its number is nobody's for long.
  const phone = await scene.link(ben, 'phone');
  expect(phone.client.device).toBe(4);
  await ben.client.devices.remove(2);
});

test('devices have names that the account alone reads', async () => {
  const laptop = await scene.link(ana, 'laptop');
  await ana.client.devices.rename('phone, old');
  const names = (await laptop.client.devices.list()).map(({ name }) => name);
  expect(names).toEqual(['phone, old', 'laptop']);
  const kept = scene.server.of(ana.id).map(({ name }) => name);
  expect(kept.every((name) => name && name.length <= 225 && !/laptop|phone/.test(name))).toBe(true);
  expect(await codeOf(ana.client.devices.rename('x'.repeat(101)))).toBe('device.name');
  expect(await codeOf(ana.client.devices.rename(' '))).toBe('device.name');
});

test('only the first device links and removes; a linked one may go by itself', async () => {
  const laptop = await scene.link(ana, 'laptop');
  expect(laptop.client.devices.isPrimary).toBe(false);
  expect(await codeOf(laptop.client.devices.link('aldis://link?'))).toBe('auth.forbidden');
  expect(await codeOf(laptop.client.devices.remove(3))).toBe('auth.forbidden');
  expect(await codeOf(ana.client.devices.remove(1))).toBe('devices.primary');
  await laptop.client.devices.remove(2);
  await scene.until(() => !ana.client.devices.hasSiblings, 'a list without it');
  expect(scene.server.lists.seen.get(ana.id)).toHaveLength(3);
  await ana.client.send(ben.id, 'alone again');
  await scene.until(() => ana.client.waiting === 0);
});

test('a link that is none, has no device behind it, or is used twice is refused', async () => {
  expect(await codeOf(ana.client.devices.link('https://aldis.example'))).toBe('link.unreadable');
  let url = '';
  const linked = AldisClient.link({
    server: 'http://twin',
    profile: `${scene.folder}/late.aldis`,
    network: scene.server,
    clock: scene.clock,
    onLink: (shown) => {
      url = shown;
    },
  });
  await scene.until(() => url !== '');
  const first = url;
  scene.server.lists.expire();
  await scene.until(() => url !== first, 'another link');
  expect(await codeOf(ana.client.devices.link(first))).toBe('link.address_unknown');
  const [joined] = await Promise.all([linked, ana.client.devices.link(url)]);
  expect(joined.account).toBe(ana.id);
  expect(await codeOf(ana.client.devices.link(url))).toBe('link.address_unknown');
  await joined.close();
});

test('a device that never comes is given up, and the next one is linked', async () => {
  let url = '';
  const never = AldisClient.link({
    server: 'http://twin',
    profile: `${scene.folder}/never.aldis`,
    network: {
      ...scene.server,
      http: () => new Promise(() => {}),
      transport: scene.server.transport.bind(scene.server),
      provision: scene.server.provision.bind(scene.server),
    },
    clock: scene.clock,
    onLink: (shown) => {
      url = shown;
    },
  });
  never.catch(() => undefined);
  await scene.until(() => url !== '');
  const waits = codeOf(ana.client.devices.link(url));
  for (let minute = 0; minute < 11; minute += 1) {
    await scene.settle();
    scene.clock.advance(60_000);
  }
  expect(await waits).toBe('link.expired');
  const laptop = await scene.link(ana, 'laptop');
  expect(laptop.client.device).toBe(3);
});

test('the first list is signed at the first connection, and no other without need', async () => {
  expect(scene.server.lists.seen.get(ana.id)).toHaveLength(1);
  await ana.restart();
  await scene.settle();
  expect(scene.server.lists.seen.get(ana.id)).toHaveLength(1);
  expect(scene.server.requests.filter((one) => one === 'GET /v1/devices')).toHaveLength(2);
});
