// What can be learnt of somebody's presence by who may not: strangers, friends of once, and friends
// who do not show themselves. Who does not show itself is to a friend as who is not there.

import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  decodeAckAnswer,
  encodeTopicPublish,
  encodeTopicSubscribe,
  encodeTopicUnsubscribe,
} from '#protocol';
import type { Connection } from '../support/pageClient/connection.ts';
import { until } from '../support/pageClient/connection.ts';
import type { PageDevice } from '../support/pageClient/device.ts';
import { Town } from '../support/pageClient/town.ts';

/** More than a signal takes, on a busy machine as well. */
const quietMs = 1500;

let town: Town;
let [ann, ben, eve, off]: PageDevice[] = [];
let annHere: Connection;
let benHere: Connection;
const open: Connection[] = [];

const topicOf = ({ aci }: PageDevice) => `presence/${aci}`;
const quiet = () => new Promise((resolve) => setTimeout(resolve, quietMs));

async function connect(who: PageDevice): Promise<Connection> {
  const connection = await who.connect();
  open.push(connection);
  return connection;
}

async function said(by: Connection, event: string, bytes: Uint8Array) {
  return decodeAckAnswer(await by.emit(event, bytes)).refusal?.code;
}

const hear = (by: Connection, whom: PageDevice) =>
  said(by, 'topic:subscribe', encodeTopicSubscribe({ topic: topicOf(whom) }));
const leave = (by: Connection, whom: PageDevice) =>
  said(by, 'topic:unsubscribe', encodeTopicUnsubscribe({ topic: topicOf(whom) }));
const publish = (by: Connection, whom: PageDevice) =>
  said(
    by,
    'topic:publish',
    encodeTopicPublish({ topic: topicOf(whom), payload: new Uint8Array(1) }),
  );

async function befriend(one: Connection, a: PageDevice, other: Connection, b: PageDevice) {
  await one.request('PUT', `/v1/friends/${b.aci}`);
  const answer = await other.request('PUT', `/v1/friends/${a.aci}`);
  expect(answer.body).toEqual({ friendship: 'accepted' });
}

/** What a connection was told of others' presence. */
const learnt = (by: Connection, whom: PageDevice) => [
  ...by.presences.filter(({ account }) => account === whom.aci),
  ...by.signals.filter(({ account }) => account === whom.aci),
];

beforeAll(async () => {
  town = await Town.start();
  [ann, ben, eve, off] = await Promise.all([
    town.person(),
    town.person(),
    town.person(),
    town.person(),
  ]);
  annHere = await connect(ann as PageDevice);
  benHere = await connect(ben as PageDevice);
  await befriend(annHere, ann as PageDevice, benHere, ben as PageDevice);
  expect(await hear(annHere, ann as PageDevice)).toBeUndefined();
});

afterAll(async () => {
  for (const one of open) one.close();
  await town?.stop();
});

it('a friend who does not show itself learns nothing, and says nothing', async () => {
  const [a, b] = [ann as PageDevice, ben as PageDevice];
  expect(await hear(benHere, a)).toBe('presence.off');
  expect(await publish(benHere, b)).toBe('presence.off');
  expect(await publish(annHere, a)).toBeUndefined();
  await quiet();
  expect(learnt(benHere, a)).toEqual([]);
});

it('a friend who shows itself learns it, until it shows itself no more', async () => {
  const [a, b] = [ann as PageDevice, ben as PageDevice];
  expect(await hear(benHere, b)).toBeUndefined();
  expect(await hear(benHere, a)).toBeUndefined();
  await until(() => benHere.presences[0], 'presence');
  expect(learnt(benHere, a)).toEqual([{ account: a.aci, devices: [1] }]);
  expect(await leave(benHere, b)).toBeUndefined();
  const known = learnt(benHere, a).length;
  expect(await publish(annHere, a)).toBeUndefined();
  await leave(annHere, a);
  await hear(annHere, a);
  await quiet();
  // The last word of it is that nobody is there.
  expect(learnt(benHere, a).slice(known - 1)).toEqual([{ account: a.aci, devices: [] }]);
  expect(await hear(benHere, a)).toBe('presence.off');
});

it('a stranger hears the same of everybody, there or not, shown or not', async () => {
  const [a, b, c] = [ann as PageDevice, ben as PageDevice, off as PageDevice];
  const evil = await connect(eve as PageDevice);
  expect(await hear(evil, a)).toBe('presence.off');
  expect(await hear(evil, eve as PageDevice)).toBeUndefined();
  // Shown; connected and not shown; not there; nobody.
  const nobody = { aci: '00000000-0000-4000-8000-000000000000' } as PageDevice;
  for (const whom of [a, b, c, nobody]) expect(await hear(evil, whom)).toBe('relation.required');
  expect(await publish(annHere, a)).toBeUndefined();
  await quiet();
  expect([a, b, c].flatMap((whom) => learnt(evil, whom))).toEqual([]);
});

it('a friend who is not there cannot be told from one who does not show itself', async () => {
  const [a, c] = [ann as PageDevice, off as PageDevice];
  const offHere = await connect(c);
  await befriend(annHere, a, offHere, c);
  const watch = async () => {
    const before = annHere.events.length;
    const code = await hear(annHere, c);
    await quiet();
    // That they are friends now may be told meanwhile.
    const events = annHere.events.slice(before).filter((event) => event !== 'notice');
    await leave(annHere, c);
    return { code, events, learnt: learnt(annHere, c) };
  };
  const hidden = await watch();
  offHere.close();
  const absent = await watch();
  expect(hidden).toEqual({ code: undefined, events: [], learnt: [] });
  expect(absent).toEqual(hidden);
});

it('a friend of once hears no more with the answer that ended it', async () => {
  const [a, b] = [ann as PageDevice, ben as PageDevice];
  expect(await hear(benHere, b)).toBeUndefined();
  expect(await hear(benHere, a)).toBeUndefined();
  await until(
    () => benHere.presences.findLast(({ devices }) => devices.length > 0),
    'presence again',
  );
  expect((await annHere.request('DELETE', `/v1/friends/${b.aci}`)).status).toBe(204);
  // The workers are told at once; what was on its way before may still come.
  await quiet();
  const known = learnt(benHere, a).length;
  expect(benHere.presences.at(-1)).toEqual({ account: a.aci, devices: [] });
  expect(await publish(annHere, a)).toBeUndefined();
  await leave(annHere, a);
  await hear(annHere, a);
  await quiet();
  expect(learnt(benHere, a)).toHaveLength(known);
  expect(await hear(benHere, a)).toBe('relation.required');
});
