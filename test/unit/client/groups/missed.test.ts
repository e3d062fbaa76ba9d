// A member that has come in is sent what was said since by those who had not heard of it yet, once,
// and nothing of what was said before.

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Group } from '#client';
import type { AccountId } from '#protocol';
import type { Person, Scene } from '../people.ts';
import { threePeople } from './three.ts';

let scene: Scene;
let ana: Person;
let ben: Person;
let cem: Person;
let group: Group;

beforeEach(async () => {
  ({ scene, ana, ben, cem } = await threePeople());
});

afterEach(() => scene.end());

const of = (one: Person): Group => one.client.groups.get(group.id);

async function comeIn(one: Person): Promise<void> {
  await scene.until(() => one.client.groups.invitations.length === 1, 'an invitation');
  await scene.ended(of(one).accept());
}

/** Ana and Cem are in; Ben is invited. */
async function begin(): Promise<void> {
  const members = [ben.id, cem.id];
  group = await scene.ended(ana.client.groups.create({ title: 'Lamps', members }));
  await comeIn(cem);
  await scene.until(() => group.state().members.length === 2, 'Cem');
  await say('before');
  await scene.until(() => cem.texts.includes('before'), 'a text');
  await scene.settle();
}

async function say(text: string): Promise<number> {
  return (await scene.ended(of(ana).send(text))).timestamp;
}

/** What is for Ana is kept back from now on, until it is let go. */
function holdBack(): () => void {
  const kept: (() => void)[] = [];
  const { put } = scene.server;
  scene.server.put = (target, key, bytes) => {
    const deliver = () => put.call(scene.server, target, key, bytes);
    if (target.account === ana.id) kept.push(deliver);
    else deliver();
  };
  return () => {
    scene.server.put = put;
    for (const deliver of kept) deliver();
  };
}

test('what was said since is sent alone, in order, and what was said before is not', async () => {
  await begin();
  const letGo = holdBack();
  await comeIn(ben);
  const sentAt = await say('one');
  await say('two');
  await scene.until(() => cem.texts.includes('two'), 'two');
  await scene.settle();
  expect(ben.texts).toEqual([]);
  letGo();
  await scene.until(() => ben.texts.includes('two'), 'what was missed');
  await say('three');
  await scene.until(() => ben.texts.includes('three'), 'three');
  await scene.settle();
  expect(ben.texts).toEqual(['one', 'two', 'three']);
  expect(cem.texts).toEqual(['before', 'one', 'two', 'three']);
  expect(ben.heard[0]).toMatchObject({ conversation: group.id, from: ana.id });
  const said = { author: ana.id as AccountId, sentAt };
  const receipts = () => ana.client.conversation(group.id).message(said)?.receipts ?? {};
  await scene.until(() => Object.keys(receipts()).includes(ben.id), 'a receipt');
});

test('so is what was sealed before the word came, and taken after', async () => {
  await begin();
  const letGo = holdBack();
  let stuck: Buffer | undefined;
  scene.server.groups.cuts.upload = ({ upload }) => {
    stuck ??= Buffer.from(upload);
    if (!stuck.equals(upload)) return undefined;
    const none = { mismatches: [], unknown: [], held: [], serverTimestamp: 0 };
    return { refusal: { code: 'server.busy' }, ...none };
  };
  const saying = of(ana).send('on its way');
  await scene.until(() => stuck !== undefined, 'a try');
  await comeIn(ben);
  letGo();
  await scene.until(() => of(ana).state().members.length === 3, 'Ana knows');
  scene.server.groups.cuts = {};
  await scene.ended(saying);
  await scene.until(() => ben.texts.includes('on its way'), 'what was missed');
  await scene.settle();
  expect(ben.texts).toEqual(['on its way']);
  expect(cem.texts).toEqual(['before', 'on its way']);
});

test('what was said before is not, though the server tells an earlier time', async () => {
  await begin();
  await scene.ended(group.refresh());
  scene.server.clockMs -= 10_000;
  await comeIn(ben);
  await scene.until(() => group.state().members.length === 3, 'Ana knows');
  await scene.settle();
  await say('welcome');
  await scene.until(() => ben.texts.includes('welcome'), 'a text');
  expect(ben.texts).toEqual(['welcome']);
});

test('it is sent once, where the client is killed', async () => {
  await begin();
  const letGo = holdBack();
  await comeIn(ben);
  await say('missed');
  let copy: string | undefined;
  scene.server.cuts.sent = ({ destination }) => {
    if (destination === ben.id) copy ??= scene.snapshot(ana.profile);
  };
  letGo();
  await scene.until(() => copy !== undefined && ben.texts.includes('missed'), 'what was missed');
  scene.server.cuts = {};
  await ana.restart(copy);
  await scene.settle();
  await say('and more');
  await scene.until(() => ben.texts.includes('and more'), 'more');
  expect(ben.texts).toEqual(['missed', 'and more']);
});

test('whoever was alone hears who came before it speaks', async () => {
  group = await scene.ended(ana.client.groups.create({ title: 'Two', members: [ben.id] }));
  const letGo = holdBack();
  await comeIn(ben);
  await say('are you there?');
  await scene.until(() => ben.texts.includes('are you there?'), 'a text');
  letGo();
  await scene.settle();
  expect(ben.texts).toEqual(['are you there?']);
});

test('nobody is sent what was said while they were out, where nobody saw them return', async () => {
  await begin();
  await comeIn(ben);
  await scene.until(() => of(ana).state().members.length === 3, 'Ben');
  await say('to Ben as well');
  await scene.until(() => ben.texts.includes('to Ben as well'), 'a text');
  await scene.ended(of(ana).remove([ben.id]));
  await say('about Ben');
  await scene.until(() => cem.texts.includes('about Ben'), 'a text');
  await scene.ended(of(ana).setRole(cem.id, 'ADMINISTRATOR'));
  await scene.ended(of(ana).leave());
  await scene.until(() => of(cem).state().members.length === 1, 'Cem alone');
  for (const one of [ben, ana]) {
    await scene.ended(of(cem).invite([one.id]));
    await comeIn(one);
  }
  await scene.until(() => of(ana).state().members.length === 3, 'all of them');
  await say('here again');
  await scene.until(() => ben.texts.includes('here again'), 'a text');
  await scene.settle();
  expect(ben.texts).toEqual(['to Ben as well', 'here again']);
});
