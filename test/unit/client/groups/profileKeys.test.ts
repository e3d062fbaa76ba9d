// The profile keys of members in their groups: another one reaches every group, and all members
// take it, whoever is killed meanwhile.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Group, HttpAsk } from '#client';
import { NoAnswer } from '#client';
import type { AccountId } from '#protocol';
import { GroupSecrets } from '../../../../client/groups/secrets.ts';
import { Store } from '../../../../client/store/store.ts';
import { newCertificates } from '../anonymousTwin.ts';
import { Scene } from '../people.ts';
import type { Person } from '../people.ts';

let scene: Scene;
let ana: Person;
let ben: Person;
let dora: Person;
let groups: Group[];
let secrets: GroupSecrets[];

beforeEach(async () => {
  scene = new Scene();
  scene.server.certificates = newCertificates();
  ana = await scene.person('ana');
  ben = await scene.person('ben');
  dora = await scene.person('dora');
  groups = [];
  for (const title of ['Lamps', 'Flags', 'Drums']) {
    groups.push(await together(title));
  }
  await scene.settle();
  secrets = look(ana, (store) => store.groups.all().map((one) => new GroupSecrets(one.masterKey)));
});

afterEach(() => scene.end());

/** A group of Ana, who made it, and Ben. */
async function together(title: string): Promise<Group> {
  const made = await scene.ended(ana.client.groups.create({ title, members: [ben.id] }));
  const isInvited = () => ben.client.groups.invitations.some(({ id }) => id === made.id);
  const isIn = () => made.state().members.length === 2;
  await scene.until(() => isInvited() || isIn(), 'an invitation');
  if (isInvited()) await scene.ended(ben.client.groups.get(made.id).accept());
  await scene.until(isIn, 'two members');
  return made;
}

function look<T>(who: Person, read: (store: Store) => T): T {
  const store = new Store(scene.snapshot(who.profile), 'existing');
  const found = read(store);
  store.close();
  return found;
}

const keyOf = (who: Person) => look(who, (store) => Buffer.from(store.sealed.profileKey()));
const knownBy = (who: Person) =>
  look(who, (store) => Buffer.from(store.sealed.of(ana.id)?.key ?? new Uint8Array(0)));

/** Ana's key, as each group keeps it. */
function inGroups(): (Buffer | undefined)[] {
  const account = ana.id as AccountId;
  return secrets.map((one) => {
    const members = scene.server.groups.groups.get(one.id)?.members ?? [];
    const own = members.find(({ userId }) => userId === one.nameOf(account));
    const key = own && one.openProfileKey(own.profileKey, account);
    return key && Buffer.from(key);
  });
}

const isTold = (ask: HttpAsk): boolean => JSON.stringify(ask.body ?? {}).includes('setProfileKey');

/** Ana's key is another one from now on. */
const rotate = (who = ana) => scene.ended(who.client.contacts.block(dora.id));

const areAll = (key: Buffer) => inGroups().every((one) => one?.equals(key));

describe('another profile key', () => {
  test('comes into every group, one after the other', async () => {
    const before = keyOf(ana);
    expect(areAll(before)).toBe(true);
    const times: number[] = [];
    scene.server.groups.cuts.answer = (ask, answer) => {
      if (isTold(ask)) times.push(scene.clock.now());
      return answer;
    };
    await rotate();
    const now = keyOf(ana);
    expect(now.equals(before)).toBe(false);
    await scene.until(() => areAll(now), 'the new key in all of them');
    expect(times).toHaveLength(groups.length);
    const [one = 0, two = 0] = times;
    expect(two - one).toBeGreaterThanOrEqual(1000);
  });

  test('is taken from the group by whoever was told by nobody', async () => {
    const { put } = scene.server;
    scene.server.put = (target, key, bytes) => {
      if (target.account !== ben.id) put.call(scene.server, target, key, bytes);
    };
    await rotate();
    const now = keyOf(ana);
    await scene.until(() => areAll(now), 'the new key in all of them');
    expect(knownBy(ben).equals(now)).toBe(false);
    const [first] = groups;
    await scene.ended(ben.client.groups.get(first?.id ?? '').refresh());
    expect(knownBy(ben).equals(now)).toBe(true);
    scene.server.put = put;
  });

  test('takes the place of none that is newer', async () => {
    await rotate();
    const [now, cut] = [keyOf(ana), groups[0]?.id ?? ''];
    await scene.until(() => areAll(now), 'the new key in all of them');
    await scene.settle();
    const newer = new Uint8Array(32).fill(7);
    await ben.client.close();
    const store = new Store(ben.profile, 'existing');
    store.sealed.learn(ana.id, newer, scene.clock.now());
    store.close();
    const { put } = scene.server;
    await ben.restart();
    scene.server.put = (target, key, bytes) => {
      if (target.account !== ben.id) put.call(scene.server, target, key, bytes);
    };
    await scene.ended(ana.client.contacts.block('00000000-0000-4000-8000-000000000009'));
    const next = keyOf(ana);
    await scene.until(() => areAll(next), 'the next key');
    await scene.ended(ben.client.groups.get(cut).refresh());
    expect(knownBy(ben).equals(Buffer.from(newer))).toBe(true);
    scene.server.put = put;
  });

  test('comes into each once, where the client is killed at each of them', async () => {
    const told: string[] = [];
    let copy: string | undefined;
    scene.server.groups.cuts.answer = (ask, answer) => {
      if (!isTold(ask)) return answer;
      if (answer.status === 200) told.push(JSON.stringify(answer.body));
      copy ??= scene.snapshot(ana.profile);
      throw new NoAnswer('cut');
    };
    void ana.client.contacts.block(dora.id);
    for (let round = 0; round < groups.length; round += 1) {
      await scene.until(() => copy !== undefined, 'the cut');
      const from = copy;
      await ana.client.close();
      copy = undefined;
      await ana.restart(from);
    }
    scene.server.groups.cuts = {};
    const now = keyOf(ana);
    await scene.until(() => areAll(now), 'the new key in all of them');
    const logs = groups.map(({ id }) => scene.server.groups.logs.get(id) ?? []);
    const changes = logs.map((log) => {
      const texts = log.map(({ change }) => Buffer.from(change, 'base64').toString());
      return texts.filter((text) => text.includes('setProfileKey')).length;
    });
    expect(changes).toEqual([1, 1, 1]);
  });

  test('does not come where somebody blocked would have it', async () => {
    const before = keyOf(ana);
    await scene.ended(ana.client.contacts.block(ben.id));
    await scene.settle();
    await scene.settle();
    expect(keyOf(ana).equals(before)).toBe(false);
    expect(areAll(before)).toBe(true);
  });
});
