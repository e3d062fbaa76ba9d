// What is heard in a group: judged by the group as it was when it was said, whatever comes first.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Group } from '#client';
import { encodeContent, limits } from '#protocol';
import type { AccountId, Content, GroupId } from '#protocol';
import { own } from '../../../../client/bytes.ts';
import { Store } from '../../../../client/store/store.ts';
import { aldis as wire } from '../../../../src/protocol/wire.js';
import type { Person, Scene } from '../people.ts';
import { groupOfThree, threePeople } from './three.ts';

let scene: Scene;
let ana: Person;
let ben: Person;
let cem: Person;
let group: Group;

beforeEach(async () => {
  ({ scene, ana, ben, cem } = await threePeople());
  group = await groupOfThree({ scene, ana, ben, cem });
  await say(cem, 'all of us');
  await hear(ben, 'all of us');
  await scene.settle();
});

afterEach(() => scene.end());

const of = (one: Person): Group => one.client.groups.get(group.id);

async function say(from: Person, text: string): Promise<void> {
  await scene.ended(of(from).send(text));
}

const hear = (one: Person, text: string) =>
  scene.until(() => one.texts.includes(text), `${text} is heard`);

/** What is for somebody is kept back from now on, until it is let go. */
function holdBack(who: Person): { letGo(): void; drop(): void } {
  const kept: (() => void)[] = [];
  const { put } = scene.server;
  scene.server.put = (target, key, bytes) => {
    const deliver = () => put.call(scene.server, target, key, bytes);
    if (target.account === who.id) kept.push(deliver);
    else deliver();
  };
  const drop = () => {
    scene.server.put = put;
  };
  return {
    drop,
    letGo() {
      drop();
      for (const deliver of kept) deliver();
    },
  };
}

function reasons(who: Person): string[] {
  const kept: string[] = [];
  who.client.on('rejected', ({ reason }) => kept.push(reason));
  return kept;
}

/** Puts something into an account's or a group's outbox that its client would not say. */
async function forge(who: Person, put: (store: Store, now: number) => void): Promise<void> {
  await who.client.close();
  const store = new Store(who.profile, 'existing');
  store.transaction(() => put(store, scene.clock.now()));
  store.close();
  await who.restart();
}

function putContent(kind: 'receipt' | 'typing', to: Person, make: (at: number) => Content) {
  return (store: Store, now: number) => {
    const timestamp = store.profile.nextTimestamp(now);
    const content = own(encodeContent(make(timestamp)));
    store.outbox.add({ account: to.id as AccountId, kind, content, timestamp }, now);
  };
}

describe('what a member said before it was removed', () => {
  test('is shown, though the word of the removal comes first', async () => {
    const held = holdBack(ben);
    await say(cem, 'my last word');
    await scene.ended(group.remove([cem.id]));
    await scene.ended(of(ben).refresh());
    expect(of(ben).state().members).toHaveLength(2);
    held.letGo();
    await hear(ben, 'my last word');
    expect(ben.heard.at(-1)).toMatchObject({ conversation: group.id, from: cem.id });
  });

  test('is not what it says after, whichever revision it names', async () => {
    const held = holdBack(cem);
    const heard = reasons(ben);
    await scene.ended(group.remove([cem.id]));
    await scene.until(() => of(ben).state().members.length === 2, 'Ben knows');
    // Cem has heard of nothing, and still has leave to write.
    await say(cem, 'too late');
    await scene.until(() => heard.length > 0, 'it is thrown away');
    expect(heard).toEqual(['group']);
    expect(ben.texts).not.toContain('too late');
    held.drop();
  });
});

test('a text from before administrators alone wrote is shown, one from after is not', async () => {
  const held = holdBack(ben);
  const early = holdBack(cem);
  await say(cem, 'while all wrote');
  await scene.ended(group.setAnnouncementsOnly(true));
  await scene.ended(of(ben).refresh());
  await say(cem, 'when all wrote no more');
  const heard = reasons(ben);
  held.letGo();
  await hear(ben, 'while all wrote');
  await scene.until(() => heard.length > 0, 'it is thrown away');
  expect(ben.texts).not.toContain('when all wrote no more');
  early.drop();
});

test('an administrator of then is heard as one, and not once it is none', async () => {
  await scene.ended(group.setRole(cem.id, 'ADMINISTRATOR'));
  await scene.ended(group.setAnnouncementsOnly(true));
  const knows = () => of(cem).state().announcementsOnly && of(ben).state().announcementsOnly;
  await scene.until(knows, 'they know');
  await scene.settle();
  const held = holdBack(ben);
  const early = holdBack(cem);
  await say(cem, 'as an administrator');
  await scene.ended(group.setRole(cem.id, 'MEMBER'));
  await scene.ended(of(ben).refresh());
  await say(cem, 'as if I were one');
  const heard = reasons(ben);
  held.letGo();
  await hear(ben, 'as an administrator');
  await scene.until(() => heard.length > 0, 'it is thrown away');
  expect(ben.texts).not.toContain('as if I were one');
  early.drop();
});

test('a content of a newer version waits in the group for an update', async () => {
  const requires = limits.contentVersion + 1;
  const says = (version: number, timestamp: number, revision: number) =>
    own(
      wire.Content.encode({
        dataMessage: {
          requiredProtocolVersion: version,
          timestamp,
          body: 'of the future',
          group: { masterKey: masterKey(), revision },
        },
      }).finish(),
    );
  const masterKey = () => {
    const store = new Store(scene.snapshot(cem.profile), 'existing');
    const key = store.groups.get(group.id)?.masterKey;
    store.close();
    return key as Uint8Array;
  };
  const { version } = of(cem).state();
  const unreadable: unknown[] = [];
  ben.client.on('unreadable', (one) => unreadable.push(one));
  await forge(cem, (store, now) => {
    const timestamp = store.profile.nextTimestamp(now);
    const content = says(requires, timestamp, version);
    store.groupOutbox.add({ group: group.id, kind: 'text', content, timestamp }, now);
  });
  await scene.until(() => unreadable.length > 0, 'a placeholder');
  expect(unreadable).toMatchObject([{ conversation: group.id, author: cem.id, requires }]);
  const shown = () => ben.client.conversation(group.id).history().at(-1);
  expect(shown()).toMatchObject({ author: cem.id, unreadable: true, text: '' });
  expect(ben.client.conversation(cem.id).history()).toEqual([]);
  await ben.client.close();
  const store = new Store(ben.profile, 'existing');
  const [row] = store.messages.readable(requires);
  store.close();
  expect(row).toMatchObject({ conversation: group.id, author: cem.id });
});

describe('of somebody who is no member', () => {
  let dora: Person;
  let sentAt: number;

  beforeEach(async () => {
    dora = await scene.person('dora');
    await scene.ended(ana.client.send(dora.id, 'hello Dora'));
    await hear(dora, 'hello Dora');
    ({ timestamp: sentAt } = await scene.ended(group.send('who has this?')));
    await hear(ben, 'who has this?');
    await scene.settle();
  });

  test('a receipt counts nothing', async () => {
    const told: string[] = [];
    ana.client.on('receipt', ({ from, timestamps }) => {
      if (timestamps.includes(sentAt)) told.push(from);
    });
    const read = { type: 'receipt', receipt: 'read', timestamps: [sentAt] } as const;
    const shown = () => {
      const said = { author: ana.id as AccountId, sentAt };
      return ana.client.conversation(group.id).message(said)?.receipts;
    };
    await forge(
      dora,
      putContent('receipt', ana, () => read),
    );
    await scene.ended(dora.client.send(ana.id, 'and a word'));
    await hear(ana, 'and a word');
    await scene.settle();
    expect(told).not.toContain(dora.id);
    expect(Object.keys(shown() ?? {})).not.toContain(dora.id);
    await forge(
      cem,
      putContent('receipt', ana, () => read),
    );
    await scene.until(() => told.includes(cem.id), 'the receipt of a member');
    expect(Object.keys(shown() ?? {})).toContain(cem.id);
  });

  test('nor does it type there', async () => {
    const typing: unknown[] = [];
    const heard = reasons(ana);
    ana.client.on('typing', (one) => typing.push(one));
    const groupId = Buffer.from(group.id as GroupId, 'hex');
    const types = (timestamp: number) =>
      ({ type: 'typing', started: true, timestamp, groupId }) as const;
    // Its client drops what was to be typed before a connection.
    const kept = putContent('receipt', ana, types);
    await forge(dora, kept);
    await scene.until(() => heard.length > 0, 'it is thrown away');
    expect(heard).toEqual(['group']);
    expect(typing).toEqual([]);
  });
});
