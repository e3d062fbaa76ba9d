// Whom an account hears: requests of people it does not know, blocks that bind on every way, and
// the same on all of its devices.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ClientEvents } from '#client';
import { limits } from '#protocol';
import { toBase64 } from '../../../client/bytes.ts';
import { accessKeyOf } from '../../../client/sealed/accessKey.ts';
import { Store } from '../../../client/store/store.ts';
import { newCertificates } from './anonymousTwin.ts';
import { Scene, talk } from './people.ts';
import type { Person } from './people.ts';

let scene: Scene;
let ana: Person;
let ben: Person;

beforeEach(async () => {
  scene = new Scene();
  scene.server.certificates = newCertificates();
  [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
});

afterEach(() => scene.end());

function told<Name extends keyof ClientEvents>(person: Person, name: Name): ClientEvents[Name][] {
  const events: ClientEvents[Name][] = [];
  person.client.on(name, (event) => events.push(event));
  return events;
}

const says = async (one: Person, other: Person, text: string) => {
  await scene.ended(one.client.send(other.id, text));
  await scene.until(() => other.texts.includes(text), text);
  await scene.settle();
};

const codeOf = (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  );

/** What a device was sent, by name and sealed, and not acknowledged. */
const waiting = (person: Person) => scene.server.device(person.id, person.client.device).queue.size;

describe('somebody unknown', () => {
  test('asks to be heard, and is told only that it arrived until it is accepted', async () => {
    const requests = told(ben, 'request');
    const [receipts, typing] = [told(ana, 'receipt'), told(ana, 'typing')];
    await says(ana, ben, 'hello');
    await says(ana, ben, 'are you there?');
    expect(requests).toEqual([{ account: ana.id }]);
    expect(ben.client.contacts.requests()).toMatchObject([
      { account: ana.id, last: { text: 'are you there?' } },
    ]);
    expect(ben.client.contacts.get(ana.id)).toBeUndefined();
    ben.client.conversation(ana.id).markRead();
    ben.client.conversation(ana.id).typing(true);
    await scene.settle();
    expect(new Set(receipts.map(({ type }) => type))).toEqual(new Set(['delivery']));
    expect(typing).toEqual([]);
    ben.client.contacts.accept(ana.id);
    expect(ben.client.contacts.requests()).toEqual([]);
    ben.client.conversation(ana.id).typing(true);
    await says(ana, ben, 'read this');
    ben.client.conversation(ana.id).markRead();
    await scene.until(() => receipts.some(({ type }) => type === 'read'), 'a read receipt');
    expect(typing).toMatchObject([{ started: true }]);
  });

  test('has the profile key once it is accepted, and not before', async () => {
    await says(ana, ben, 'hello');
    const since = scene.server.log.length;
    await says(ana, ben, 'again');
    const byAna = () =>
      scene.server.log
        .slice(since)
        .filter(({ to }) => to === ben.id)
        .map(({ from }) => from);
    expect(byAna()).toEqual([ana.id]);
    ben.client.contacts.accept(ana.id);
    await scene.settle();
    await says(ana, ben, 'sealed');
    expect(byAna()).toEqual([ana.id, undefined]);
  });

  test('is accepted by an answer, and so is whoever was written to', async () => {
    await talk(ana, ben, 'start');
    expect(ana.client.contacts.list()).toEqual([
      { account: ben.id, accepted: true, blocked: false },
    ]);
    expect(ben.client.contacts.list()).toEqual([
      { account: ana.id, accepted: true, blocked: false },
    ]);
    expect(ana.client.contacts.requests()).toEqual([]);
  });

  test('is gone with what it said when it is deleted, everywhere, and may ask again', async () => {
    const laptop = await scene.link(ben, 'laptop');
    await says(ana, ben, 'buy this');
    await scene.until(() => laptop.client.contacts.requests().length === 1, 'a request');
    const requests = told(laptop, 'request');
    ben.client.contacts.delete(ana.id);
    await scene.until(() => laptop.client.history(ana.id).length === 0, 'that it is gone');
    expect(ben.client.history(ana.id)).toEqual([]);
    for (const one of [ben, laptop]) expect(one.client.contacts.requests()).toEqual([]);
    scene.clock.advance(1000);
    await says(ana, ben, 'and this');
    await scene.until(() => requests.length === 1, 'another request');
    expect(ben.client.contacts.requests()).toHaveLength(1);
  });
});

describe('a contact', () => {
  test('has a name and a note, the same on all devices, and none once it is deleted', async () => {
    await talk(ana, ben, 'start');
    const laptop = await scene.link(ana, 'laptop');
    await scene.until(() => laptop.client.contacts.list().length === 1, 'the contact');
    laptop.client.contacts.set(ben.id, { name: 'Ben', note: 'met in Lisbon' });
    await scene.until(() => ana.client.contacts.get(ben.id)?.name === 'Ben', 'the name');
    ana.client.contacts.set(ben.id, { note: '' });
    await scene.until(() => laptop.client.contacts.get(ben.id)?.note === undefined, 'no note');
    expect(laptop.client.contacts.get(ben.id)).toEqual({
      account: ben.id,
      name: 'Ben',
      accepted: true,
      blocked: false,
    });
    expect(() => ana.client.contacts.set(ben.id, { name: 'x'.repeat(129) })).toThrow(/letters/);
    expect(() => ana.client.contacts.accept(ana.id)).toThrow(/your own/);
    expect(() => ana.client.contacts.accept('ben')).toThrow(/account id/);
    ana.client.contacts.delete(ben.id);
    await scene.until(() => laptop.client.contacts.list().length === 0, 'that it is gone');
    // What was said between them stays.
    expect(ana.client.history(ben.id)).toHaveLength(2);
    expect(laptop.client.contacts.requests()).toEqual([]);
  });

  test('lets a device that is linked later write without a name', async () => {
    await talk(ana, ben, 'start');
    const laptop = await scene.link(ana, 'laptop');
    await scene.until(() => laptop.client.contacts.list().length === 1, 'the contact');
    await scene.settle();
    const since = scene.server.log.length;
    await scene.ended(laptop.client.send(ben.id, 'from the laptop'));
    expect(
      scene.server.log.slice(since).filter(({ to }) => to === ben.id)[0]?.from,
    ).toBeUndefined();
  });
});

describe('a block', () => {
  test('binds at once: nothing is kept, shown or answered, by name or sealed', async () => {
    await talk(ana, ben, 'start');
    const receipts = told(ana, 'receipt');
    await scene.ended(ben.client.contacts.block(ana.id));
    expect(ben.client.contacts.get(ana.id)).toMatchObject({ blocked: true });
    const since = scene.server.log.length;
    await scene.ended(ana.client.send(ben.id, 'sealed with a key of before'));
    await scene.ended(ana.client.conversation(ben.id).setTimer(60));
    await scene.settle();
    // The server lets nobody in by the key of before: what comes, comes by name.
    const sent = scene.server.log.slice(since).map(({ from, to }) => [from, to]);
    expect(sent).toEqual([
      [ana.id, ben.id],
      [ana.id, ben.id],
    ]);
    expect(ben.texts).toEqual(['start a']);
    expect(ben.client.history(ana.id)).toHaveLength(2);
    expect(ben.client.conversation(ana.id).timer).toBe(0);
    expect(receipts).toEqual([]);
    expect(waiting(ben)).toBe(0);
    expect(await codeOf(ben.client.send(ana.id, 'no'))).toBe('contact.blocked');
    expect(() => ben.client.conversation(ana.id).schedule('no', 5)).toThrow(/blocked/);
  });

  test('binds and ends whatever time the server claims that it is', async () => {
    await talk(ana, ben, 'start');
    const { contacts } = ben.client;
    // A moment after the last that there is.
    Object.assign(ben.connection ?? {}, { serverMs: () => limits.timestampMax + 1 });
    for (const blocked of [true, false, true]) {
      await scene.ended(blocked ? contacts.block(ana.id) : contacts.unblock(ana.id));
      expect(contacts.get(ana.id)).toMatchObject({ blocked, accepted: true });
    }
    await scene.ended(ana.client.send(ben.id, 'not to be heard'));
    await scene.settle();
    expect(ben.texts).toEqual(['start a']);
  });

  test('takes the profile key away from one, and gives another to those who stay', async () => {
    const cara = await scene.person('cara');
    await talk(ana, ben, 'start');
    await talk(cara, ben, 'start');
    const before = scene.server.device(ben.id).accessKey;
    await scene.ended(ben.client.contacts.block(ana.id));
    expect(scene.server.device(ben.id).accessKey).not.toBe(before);
    await scene.settle();
    const since = scene.server.log.length;
    await says(cara, ben, 'still without a name');
    expect(scene.server.log.slice(since).filter(({ from }) => from !== undefined)).toEqual([]);
    const profile = scene.snapshot(ben.profile);
    const store = new Store(profile, 'existing');
    const key = store.sealed.profileKey();
    store.close();
    expect(toBase64(accessKeyOf(key))).toBe(scene.server.device(ben.id).accessKey);
  });

  test('gives no key in a group that both are in, neither by a text nor by a change', async () => {
    const cara = await scene.person('cara');
    for (const one of [ana, cara]) await talk(one, ben, 'start');
    const members = [ana.id, cara.id];
    const group = await scene.ended(ben.client.groups.create({ title: 'Lamps', members }));
    const known = (one: Person) => one.client.groups.list()[0];
    for (const one of [ana, cara]) {
      await scene.until(() => known(one) !== undefined, 'the group');
      if (known(one)?.standing === 'invited') {
        await scene.ended(one.client.groups.get(group.id).accept());
      }
    }
    const all = [ana, ben, cara];
    await scene.until(() => all.every((one) => known(one)?.members.length === 3), 'three members');
    await scene.settle();
    await scene.ended(ben.client.contacts.block(ana.id));
    await scene.settle();
    await scene.ended(group.send('in the group'));
    await scene.until(() => ana.texts.includes('in the group'), 'the text');
    await scene.ended(group.setTitle('Lamp room'));
    await scene.until(() => known(ana)?.title === 'Lamp room', 'the change');
    await scene.settle();
    const [its, had] = [ben, ana].map(
      ({ profile }) => new Store(scene.snapshot(profile), 'existing'),
    );
    const [key, former] = [its?.sealed.profileKey(), had?.sealed.of(ben.id)?.key];
    for (const store of [its, had]) store?.close();
    expect(former).toBeDefined();
    expect(former).not.toEqual(key);
  });

  test('ends by unblocking: both are heard again, and without names', async () => {
    await talk(ana, ben, 'start');
    await scene.ended(ben.client.contacts.block(ana.id));
    await scene.ended(ana.client.send(ben.id, 'lost'));
    await scene.settle();
    await scene.ended(ben.client.contacts.unblock(ana.id));
    await scene.settle();
    const since = scene.server.log.length;
    await talk(ana, ben, 'again');
    expect(scene.server.log.slice(since).filter(({ from }) => from !== undefined)).toEqual([]);
    expect(ben.texts).toEqual(['start a', 'again a']);
  });

  test('binds on all devices, whichever says it, also on one that was away', async () => {
    await talk(ana, ben, 'start');
    const [laptop, tablet] = [await scene.link(ben, 'laptop'), await scene.link(ben, 'tablet')];
    await scene.until(() => tablet.client.contacts.list().length === 1, 'the contact');
    await tablet.client.close();
    const before = scene.server.device(ben.id).accessKey;
    const changed = told(ben, 'contact');
    await scene.ended(laptop.client.contacts.block(ana.id));
    expect(scene.server.device(ben.id).accessKey).not.toBe(before);
    await scene.until(() => changed.length > 0, 'the word of it');
    expect(ben.client.contacts.get(ana.id)?.blocked).toBe(true);
    await scene.ended(ana.client.send(ben.id, 'to all of you'));
    await scene.settle();
    await tablet.restart();
    await scene.until(() => tablet.client.contacts.get(ana.id)?.blocked === true, 'the block');
    await scene.settle();
    expect([ben, laptop].flatMap(({ texts }) => texts)).toEqual(['start a']);
    // From then on all have one key, whoever writes to them.
    const cara = await scene.person('cara');
    await says(cara, ben, 'hi');
    await scene.ended(tablet.client.send(cara.id, 'hi too'));
    await scene.until(() => cara.texts.length === 1, 'the answer');
    const since = scene.server.log.length;
    await says(cara, ben, 'to all, without a name');
    const byCara = scene.server.log.slice(since).filter(({ from }) => from !== ben.id);
    expect(byCara[0]?.from).toBeUndefined();
  });

  test('keeps what was sent meanwhile from a device that was away all the time', async () => {
    await talk(ana, ben, 'start');
    const tablet = await scene.link(ben, 'tablet');
    await scene.until(() => tablet.client.contacts.list().length === 1, 'the contact');
    await tablet.client.close();
    await says(ana, ben, 'before');
    scene.server.clockMs += 1000;
    await scene.ended(ben.client.contacts.block(ana.id));
    scene.server.clockMs += 1000;
    await scene.ended(ana.client.send(ben.id, 'meanwhile'));
    scene.server.clockMs += 1000;
    await scene.ended(ben.client.contacts.unblock(ana.id));
    scene.server.clockMs += 1000;
    await says(ana, ben, 'after');
    await tablet.restart();
    await scene.until(() => tablet.texts.includes('after'), 'what came after');
    await scene.settle();
    expect(tablet.texts.filter((text) => !text.startsWith('start'))).toEqual(['before', 'after']);
    expect(ben.texts).toEqual(['start a', 'before', 'after']);
    expect(waiting(tablet)).toBe(0);
  });

  test('keeps in groups what was said meanwhile from such a device', async () => {
    for (const one of [ana, ben]) await talk(one, one === ana ? ben : ana, 'start');
    const tablet = await scene.link(ben, 'tablet');
    const group = await scene.ended(
      ana.client.groups.create({ title: 'Lamps', members: [ben.id] }),
    );
    const known = (one: Person) => one.client.groups.list()[0];
    await scene.until(() => [ben, tablet].every((one) => known(one)), 'the group');
    if (known(ben)?.standing === 'invited') {
      await scene.ended(ben.client.groups.get(group.id).accept());
    }
    await scene.until(() => known(tablet)?.members.length === 2, 'both are in');
    await scene.settle();
    await tablet.client.close();
    scene.server.clockMs += 1000;
    await scene.ended(ben.client.contacts.block(ana.id));
    scene.server.clockMs += 1000;
    await scene.ended(group.send('meanwhile'));
    scene.server.clockMs += 1000;
    await scene.ended(ben.client.contacts.unblock(ana.id));
    scene.server.clockMs += 1000;
    await scene.ended(group.send('after'));
    await tablet.restart();
    await scene.until(() => tablet.texts.includes('after'), 'what came after');
    await scene.settle();
    for (const one of [ben, tablet]) expect(one.texts).not.toContain('meanwhile');
  });

  test('of two people on two devices at once leaves neither with a key that opens', async () => {
    const cara = await scene.person('cara');
    await talk(ana, ben, 'start');
    await talk(cara, ben, 'start');
    const laptop = await scene.link(ben, 'laptop');
    await scene.until(() => laptop.client.contacts.list().length === 2, 'the contacts');
    for (const one of [ben, laptop]) one.connection?.cut();
    await ben.client.contacts.block(ana.id);
    await laptop.client.contacts.block(cara.id);
    for (const one of [ben, laptop]) await one.restart();
    const isBlocked = (one: Person, other: Person) =>
      one.client.contacts.get(other.id)?.blocked === true;
    await scene.until(
      () => [ben, laptop].every((one) => isBlocked(one, ana) && isBlocked(one, cara)),
      'both blocks on both devices',
    );
    await scene.settle();
    const since = scene.server.log.length;
    for (const one of [ana, cara]) await scene.ended(one.client.send(ben.id, 'let me in'));
    await scene.settle();
    const byName = scene.server.log.slice(since).filter(({ to }) => to === ben.id);
    expect(byName.map(({ from }) => from)).toEqual([ana.id, cara.id]);
  });

  test('holds for what a friend could do as well', async () => {
    await talk(ana, ben, 'start');
    const removed: string[] = [];
    scene.server.cuts.request = (ask) => {
      if (!ask.path.startsWith('/v1/friends')) return undefined;
      if (ask.verb === 'DELETE') removed.push(ask.path);
      const friends = [{ account: ana.id, friendship: 'accepted' }];
      return { status: 200, headers: {}, body: { friends } };
    };
    const notices = told(ben, 'notice');
    await scene.ended(ben.client.contacts.block(ana.id));
    expect(removed).toEqual([`/v1/friends/${ana.id}`]);
    expect(notices).toEqual([]);
  });
});

test('a removed device leaves the profile key another, for those who are accepted', async () => {
  await talk(ana, ben, 'start');
  const laptop = await scene.link(ben, 'laptop');
  await scene.settle();
  const before = scene.server.device(ben.id).accessKey;
  await scene.ended(ben.client.devices.remove(laptop.client.device));
  await scene.until(() => scene.server.device(ben.id).accessKey !== before, 'another access key');
  await scene.settle();
  const since = scene.server.log.length;
  await says(ana, ben, 'after');
  expect(scene.server.log.slice(since).filter(({ from }) => from !== undefined)).toEqual([]);
});
