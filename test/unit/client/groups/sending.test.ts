// What is said in a group, under every kind of bad luck: devices that come and go, clients that
// are killed, keys that are lost, members that are none any more.

import { randomUUID } from 'node:crypto';
import * as signal from '@signalapp/libsignal-client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Group } from '#client';
import { NoAnswer } from '#client';
import { decodeEnvelope } from '#protocol';
import { UnitOfWork } from '../../../../client/sessions/unitOfWork.ts';
import { Store } from '../../../../client/store/store.ts';
import type { Person, Scene } from '../people.ts';
import { groupOfThree, threePeople } from './three.ts';

const rounds = 100;

let scene: Scene;
let ana: Person;
let ben: Person;
let cem: Person;
let group: Group;

beforeEach(async () => {
  ({ scene, ana, ben, cem } = await threePeople());
  group = await groupOfThree({ scene, ana, ben, cem });
  await scene.settle();
});

afterEach(() => scene.end());

const of = (one: Person): Group => one.client.groups.get(group.id);

async function say(from: Person, text: string): Promise<void> {
  await scene.ended(of(from).send(text));
}

const hear = (one: Person, text: string) =>
  scene.until(() => one.texts.includes(text), `${text} is heard`);

/** What the server has put into somebody's queues, from now on. */
function overheard(who: Person): Uint8Array[] {
  const kept: Uint8Array[] = [];
  const { put } = scene.server;
  scene.server.put = (target, key, bytes) => {
    if (target.account === who.id) kept.push(bytes);
    put.call(scene.server, target, key, bytes);
  };
  return kept;
}

/** The ciphertexts within, as they are the same for all: seen by one for whom they are. */
async function within(kept: readonly Uint8Array[], who: Person) {
  const store = new Store(scene.snapshot(who.profile), 'existing');
  const unit = new UnitOfWork(store, 'aci', scene.clock.now());
  const found: Uint8Array<ArrayBuffer>[] = [];
  for (const bytes of kept) {
    const content = new Uint8Array(decodeEnvelope(bytes).content);
    const inner = await signal.sealedSenderDecryptToUsmc(content, unit.identities);
    if (inner.msgType() === signal.CiphertextMessageType.SenderKey) found.push(inner.contents());
  }
  store.close();
  return found;
}

/** How many of them can be read by a copy of a profile. */
async function readable(messages: readonly Uint8Array<ArrayBuffer>[], copy: string) {
  const store = new Store(copy, 'existing');
  const from = signal.ProtocolAddress.new(ana.id, 1);
  let count = 0;
  for (const message of messages) {
    const unit = new UnitOfWork(store, 'aci', scene.clock.now());
    const read = signal.groupDecrypt(from, unit.senderKeys, message);
    count += await read.then(
      () => 1,
      () => 0,
    );
  }
  store.close();
  return count;
}

describe('a member that is removed', () => {
  test('reads nothing of the next 100, whoever gives it to them', async () => {
    await say(ana, 'all');
    await hear(cem, 'all');
    await scene.ended(group.remove([cem.id]));
    await say(ana, 'the two of us');
    await hear(ben, 'the two of us');
    await scene.settle();
    const early = scene.snapshot(ben.profile);
    const kept = overheard(ben);
    for (let round = 0; round < rounds; round += 1) await say(ana, `later ${round}`);
    await hear(ben, `later ${rounds - 1}`);
    await scene.settle();
    const messages = await within(kept, ben);
    expect(messages).toHaveLength(rounds);
    expect(await readable(messages, early)).toBe(rounds);
    expect(await readable(messages, scene.snapshot(cem.profile))).toBe(0);
    expect(cem.texts).toEqual(['all']);
  });

  test('is heard by nobody any more, whatever it believes of itself', async () => {
    await say(cem, 'still in');
    await hear(ben, 'still in');
    scene.server.groups.cuts.answer = (_ask, answer) => {
      // Cem is shown the group as it was; nobody else is refused.
      if (answer.status !== 403) return answer;
      const { version } = of(cem).state();
      return { status: 200, headers: {}, body: { changes: [], version } };
    };
    await scene.ended(group.remove([cem.id]));
    await scene.until(() => of(ben).state().members.length === 2, 'Ben knows');
    const rejected: string[] = [];
    ben.client.on('rejected', ({ reason }) => rejected.push(reason));
    for (let round = 0; round < 5; round += 1) await say(cem, `forged ${round}`);
    await scene.until(() => rejected.length >= 5, 'all of it is thrown away');
    expect(new Set(rejected)).toEqual(new Set(['group']));
    expect(ben.texts).toEqual(['still in']);
    expect(ana.texts).toEqual(['still in']);
  });
});

test('a new member reads nothing of the past 100', async () => {
  await say(ana, 'start');
  await hear(ben, 'start');
  await scene.settle();
  const early = scene.snapshot(ben.profile);
  const kept = overheard(ben);
  for (let round = 0; round < rounds; round += 1) await say(ana, `before ${round}`);
  await hear(ben, `before ${rounds - 1}`);
  const past = await within(kept, ben);
  expect(past).toHaveLength(rounds);
  const dora = await scene.person('dora');
  await scene.ended(group.add([dora.id]));
  await scene.until(() => dora.client.groups.invitations.length === 1, 'an invitation');
  await scene.ended(of(dora).accept());
  await scene.until(() => group.state().members.length === 4, 'four members');
  await say(ana, 'welcome');
  await hear(dora, 'welcome');
  expect(await readable(past, early)).toBe(rounds);
  expect(await readable(past, scene.snapshot(dora.profile))).toBe(0);
  expect(dora.texts).toEqual(['welcome']);
});

describe('a client that is killed', () => {
  test('before and after its upload is taken says it once, and loses nothing', async () => {
    await say(ana, 'start');
    for (const step of ['upload', 'uploaded'] as const) {
      let copy: string | undefined;
      scene.server.groups.cuts[step] = () => {
        copy ??= scene.snapshot(ana.profile);
        throw new NoAnswer('cut');
      };
      const text = `killed at ${step}`;
      void of(ana)
        .send(text)
        .catch(() => undefined);
      await scene.until(() => copy !== undefined, 'the cut');
      scene.server.groups.cuts = {};
      await ana.restart(copy);
      await hear(ben, text);
      await hear(cem, text);
      await scene.settle();
      expect(ana.client.waiting).toBe(0);
    }
    const once = ['start', 'killed at upload', 'killed at uploaded'];
    expect(ben.texts).toEqual(once);
    expect(cem.texts).toEqual(once);
  });

  test('while it hands out its key goes on with that', async () => {
    let copy: string | undefined;
    scene.server.cuts.send = () => {
      copy ??= scene.snapshot(ana.profile);
      throw new NoAnswer('cut');
    };
    void of(ana)
      .send('first')
      .catch(() => undefined);
    await scene.until(() => copy !== undefined, 'the cut');
    scene.server.cuts = {};
    await ana.restart(copy);
    await hear(ben, 'first');
    await hear(cem, 'first');
  });
});

describe('a server that cannot answer just now', () => {
  const answers: readonly [number, string | undefined][] = [
    [503, 'server.busy'],
    [503, 'shard.not_owner'],
    [504, 'server.timeout'],
    [502, undefined],
  ];

  /** The first few requests of that kind come to nothing known, done or not. */
  function fail(verb: string, [status, code]: (typeof answers)[number], times = 2): void {
    let left = times;
    scene.server.groups.cuts.answer = (ask, answer) => {
      if (ask.verb !== verb || left-- < 1) return answer;
      return { status, headers: {}, body: code && { code } };
    };
  }

  test.each(answers)('costs no text of a group that has changed: %i %s', async (...failure) => {
    fail('GET', failure, 4);
    await scene.ended(group.setTitle('Other lamps'));
    await say(ana, 'under a new title');
    await hear(ben, 'under a new title');
    await hear(cem, 'under a new title');
  });

  test.each(answers)('fails no text that needs new leave: %i %s', async (...failure) => {
    fail('GET', failure);
    let left = 1;
    scene.server.groups.cuts.upload = () => {
      if (left-- < 1) return undefined;
      const none = { mismatches: [], unknown: [], held: [], serverTimestamp: 0 };
      return { refusal: { code: 'auth.invalid' }, ...none };
    };
    await say(ana, 'by new leave');
    await hear(ben, 'by new leave');
  });

  test.each(answers)('costs no group that it has made: %i %s', async (...failure) => {
    fail('PUT', failure);
    const made = await scene.ended(ana.client.groups.create({ title: 'Made', members: [ben.id] }));
    await scene.until(() => ben.client.groups.invitations.length === 1, 'an invitation');
    expect(made.state()).toMatchObject({ title: 'Made', standing: 'member' });
  });
});

test('whoever has more keys than are kept makes another one', async () => {
  await say(ana, 'start');
  await hear(ben, 'start');
  await ana.client.close();
  const store = new Store(ana.profile, 'existing');
  const now = scene.clock.now() + 1;
  store.transaction(() => {
    for (let n = 0; n < 400; n += 1) {
      store.senderKeys.save(ana.id, 1, randomUUID(), new Uint8Array(1), now);
    }
  });
  store.close();
  await ana.restart();
  await say(ana, 'goes on');
  await hear(ben, 'goes on');
});

test('a member whose queue is full holds up nobody else', async () => {
  scene.server.cuts.send = ({ destination }) =>
    destination === cem.id ? { code: 'queue.full' } : undefined;
  const texts = ['one', 'two', 'three'];
  for (const text of texts) await say(ana, text);
  await hear(ben, 'three');
  scene.server.cuts = {};
  await hear(cem, 'three');
  expect(ben.texts).toEqual(texts);
  expect(cem.texts).toEqual(texts);
});

test('a group that a linked device could not read when it heard of it is read later', async () => {
  let asked = 0;
  scene.server.groups.cuts.answer = () => {
    asked += 1;
    throw new NoAnswer('cut');
  };
  const laptop = await scene.link(ana, 'laptop');
  await scene.until(() => asked > 0, 'a question');
  await scene.settle();
  expect(laptop.client.groups.list()).toEqual([]);
  scene.server.groups.cuts = {};
  await laptop.restart();
  await scene.until(() => laptop.client.groups.list().length === 1, 'the group');
});

describe('a member with another identity', () => {
  let laptop: Person;

  beforeEach(async () => {
    laptop = await scene.link(ana, 'laptop');
    await say(ana, 'start');
    await hear(ben, 'start');
    await scene.settle();
  });

  const stolen = () =>
    scene.ended(ana.client.devices.remove(laptop.client.device, { stolen: true }));

  async function accept(): Promise<void> {
    await scene.until(() => ben.client.identity(ana.id)?.blocked === true, 'the new number');
    await scene.settle();
    const { digits } = await scene.ended(ben.client.safetyNumber(ana.id));
    await scene.ended(ben.client.acceptIdentity(ana.id, digits));
  }

  test('is read once it is accepted', async () => {
    await stolen();
    for (const text of ['one', 'two']) void of(ana).send(text);
    await accept();
    await hear(ben, 'one');
    await hear(ben, 'two');
    await scene.settle();
    expect(ben.texts).toEqual(['start', 'one', 'two']);
  });

  test('says under that what waited', async () => {
    let tries = 0;
    scene.server.groups.cuts.upload = () => {
      tries += 1;
      const none = { mismatches: [], unknown: [], held: [], serverTimestamp: 0 };
      return { refusal: { code: 'server.busy' }, ...none };
    };
    void of(ana).send('waits');
    await scene.until(() => tries > 0, 'a try');
    await stolen();
    ana.client.send(ben.id, 'it is me').catch(() => undefined);
    await accept();
    await hear(ben, 'it is me');
    const broken: string[] = [];
    ben.client.on('session', ({ change }) => broken.push(change));
    scene.server.groups.cuts = {};
    await hear(ben, 'waits');
    expect(broken).not.toContain('broken');
  });
});

describe('devices', () => {
  test('of a member that come and go hear what they should, and the key changes', async () => {
    await say(ana, 'one device');
    await hear(ben, 'one device');
    const tablet = await scene.link(ben, 'tablet');
    await scene.settle();
    await say(ana, 'two devices');
    await hear(ben, 'two devices');
    await hear(tablet, 'two devices');
    await scene.ended(ben.client.devices.remove(tablet.client.device));
    await say(ana, 'one again');
    await hear(ben, 'one again');
    await hear(cem, 'one again');
    expect(tablet.texts).not.toContain('one again');
    expect(cem.texts).toEqual(['one device', 'two devices', 'one again']);
  });

  test('of one’s own hear what is said, and say it themselves', async () => {
    const laptop = await scene.link(ana, 'laptop');
    await scene.until(() => laptop.client.groups.list().length === 1, 'the group is known there');
    expect(of(laptop).state()).toMatchObject({ title: 'Lamps', standing: 'member' });
    const told: string[] = [];
    laptop.client.on('ownMessage', ({ text }) => told.push(text));
    await say(ana, 'from the first');
    await scene.until(() => told.includes('from the first'), 'a transcript');
    await say(laptop, 'from the second');
    await hear(ben, 'from the second');
    await hear(cem, 'from the second');
  });
});

test('what cannot be read is said again, to a member alone', async () => {
  await say(ana, 'start');
  await hear(ben, 'start');
  await scene.settle();
  // Ben goes back to a store of before he was given the next key.
  const before = scene.snapshot(ben.profile);
  await scene.ended(group.remove([cem.id]));
  await say(ana, 'under the next key');
  await hear(ben, 'under the next key');
  await ben.restart(before);
  await say(ana, 'and another');
  await hear(ben, 'and another');
  expect(ben.texts.filter((text) => text === 'and another')).toHaveLength(1);
});

test('where administrators alone write, others react', async () => {
  await scene.ended(group.setAnnouncementsOnly(true));
  await scene.until(() => of(ben).state().announcementsOnly, 'Ben knows');
  await expect(scene.ended(of(ben).send('me too'))).rejects.toMatchObject({
    code: 'group.forbidden',
  });
  await say(ana, 'hear ye');
  await hear(ben, 'hear ye');
  const [said] = ana.client.conversation(group.id).history({ limit: 1 });
  if (!said) throw new Error('Nothing was said.');
  await scene.ended(ben.client.conversation(group.id).react(said, '👂'));
  const reactions = () => ana.client.conversation(group.id).message(said)?.reactions.length;
  await scene.until(() => reactions() === 1, 'a reaction');
});
