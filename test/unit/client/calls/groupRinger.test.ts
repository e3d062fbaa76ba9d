// The call of a group rings at its members through the SDK, over a server in memory: on all their
// devices, sealed in the group, until they join, decline, or whoever rang gives up.

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ClientEvents, Group } from '#client';
import type { CallId } from '#protocol';
import { ringMs } from '../../../../client/calls/ringing.ts';
import { newCertificates } from '../anonymousTwin.ts';
import type { Person } from '../people.ts';
import { Scene } from '../people.ts';

type Told = 'callRinging' | 'callMissed' | 'callEnded';

let scene: Scene;
let ana: Person;
let ben: Person;
let tablet: Person;
let cem: Person;
let group: Group;
let call: CallId;
let told: Map<Person, { readonly name: Told; readonly why?: string; readonly account?: string }[]>;

const names = (one: Person) => told.get(one)?.map(({ name, why }) => why ?? name);
const outcomes = (one: Person) =>
  one.client
    .conversation(group.id)
    .history()
    .flatMap(({ call: past }) => past?.outcome ?? []);

beforeEach(async () => {
  scene = new Scene();
  scene.server.certificates = newCertificates();
  [ana, ben, cem] = [
    await scene.person('ana'),
    await scene.person('ben'),
    await scene.person('cem'),
  ];
  const members = [ben.id, cem.id];
  group = await scene.ended(ana.client.groups.create({ title: 'Lamps', members }));
  for (const one of [ben, cem]) {
    await scene.until(() => one.client.groups.invitations.length === 1, 'an invitation');
    await scene.ended(one.client.groups.get(group.id).accept());
  }
  tablet = await scene.link(ben, 'tablet');
  const knowsAll = (one: Person) =>
    one.client.groups.list().some(({ id }) => id === group.id) &&
    one.client.groups.get(group.id).state().members.length === 3;
  await scene.until(() => [ana, ben, cem, tablet].every(knowsAll), 'three members everywhere');
  await scene.settle();
  told = new Map();
  for (const one of [ana, ben, tablet, cem]) {
    const heard: { name: Told; why?: string; account?: string }[] = [];
    told.set(one, heard);
    for (const name of ['callRinging', 'callMissed', 'callEnded'] as const) {
      one.client.on(name, (event: ClientEvents[Told]) => heard.push({ name, ...event }));
    }
  }
  call = ana.client.calls.idOf(group.id);
});

afterEach(() => scene.end());

async function ringing(): Promise<void> {
  await scene.ended(ana.client.calls.join(group.id));
  ana.client.calls.ringGroup(group.id);
  const all = [ben, tablet, cem];
  await scene.until(() => all.every((one) => told.get(one)?.length === 1), 'rings');
}

test('rings everybody, stops with who joins, and is declined by one for one', async () => {
  expect(() => ana.client.calls.ringGroup(group.id)).toThrow('Come into the call');
  await ringing();
  expect(told.get(tablet)).toMatchObject([
    { name: 'callRinging', call, account: ana.id, group: group.id, media: 'audio' },
  ]);
  expect(told.get(ana)).toEqual([]);
  expect(() => ana.client.calls.ringGroup(group.id)).toThrow('rings already');
  cem.client.calls.decline(call);
  expect(names(cem)).toEqual(['callRinging', 'declined']);
  await scene.settle();
  expect([names(ben), names(tablet)]).toEqual([['callRinging'], ['callRinging']]);
  const theirs = await scene.ended(tablet.client.calls.answer(call));
  expect(theirs.members.length).toBe(2);
  await scene.until(() => names(ben)?.length === 2);
  expect(names(ben)).toEqual(['callRinging', 'answeredElsewhere']);
  scene.clock.advance(2 * ringMs);
  await scene.settle();
  expect(names(tablet)).toEqual(['callRinging']);
  expect([ben, tablet, cem].map(outcomes)).toEqual([['answered'], ['answered'], ['declined']]);
  // Nothing of it is a message to anybody.
  expect(outcomes(ana)).toEqual([]);
});

test('is missed where who rang gives up alone, and where nobody comes for a minute', async () => {
  await ringing();
  ana.client.calls.hangUp(call);
  const isMissed = (one: Person, times: number) =>
    names(one)?.filter((name) => name === 'callMissed').length === times;
  await scene.until(() => [ben, tablet, cem].every((one) => isMissed(one, 1)), 'missed');
  expect(names(cem)).toEqual(['callRinging', 'callMissed', 'missed']);
  await scene.ended(ana.client.calls.join(group.id));
  ana.client.calls.ringGroup(group.id);
  await scene.until(() => names(cem)?.at(-1) === 'callRinging', 'rings again');
  scene.clock.advance(ringMs);
  await scene.until(() => isMissed(cem, 2), 'missed again');
  expect(outcomes(cem)).toEqual(['missed', 'missed']);
});

test('that ends while it is being answered does not end the call', async () => {
  await ringing();
  const answered = ben.client.calls.answer(call);
  scene.clock.advance(ringMs);
  await scene.ended(answered);
  await scene.settle();
  expect(names(ben)).toEqual(['callRinging']);
  expect(names(cem)).toEqual(['callRinging', 'callMissed', 'missed']);
});

test('of who is put out of the group rings no more, and not again', async () => {
  await scene.ended(ana.client.groups.get(group.id).setRole(ben.id, 'ADMINISTRATOR'));
  await ringing();
  await scene.ended(ben.client.groups.get(group.id).remove([ana.id]));
  await scene.until(() => names(cem)?.at(-1) === 'missed', 'rings no more');
  const before = names(cem)?.length;
  expect(() => ana.client.calls.ringGroup(group.id)).toThrow();
  await scene.settle();
  expect(names(cem)?.length).toBe(before);
});
