// Invitations: those of strangers are requests, of which a device keeps a few and the record none;
// those of blocked people are not seen.

import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Group } from '#client';
import { invitationRequestsMax } from '../../../../client/groups/invitations.ts';
import { GroupSecrets } from '../../../../client/groups/secrets.ts';
import { Store } from '../../../../client/store/store.ts';
import { newCertificates } from '../anonymousTwin.ts';
import { Scene, talk } from '../people.ts';
import type { Person } from '../people.ts';

let scene: Scene;
let ana: Person;
let ben: Person;
let dora: Person;

beforeEach(async () => {
  scene = new Scene();
  scene.server.certificates = newCertificates();
  ana = await scene.person('ana');
  ben = await scene.person('ben');
  dora = await scene.person('dora');
  await talk(ana, ben, 'known');
});

afterEach(() => scene.end());

/** By an invitation alone. */
async function invite(from: Person, title: string): Promise<Group> {
  const made = await scene.ended(from.client.groups.create({ title }));
  await scene.ended(made.invite([ben.id]));
  await scene.settle();
  return made;
}

const invitedTo = () => ben.client.groups.invitations.map(({ title }) => title);
const requested = () => ben.client.groups.requests.map(({ title }) => title);

/** Groups in the record of Ben's account. */
function inRecord(): number {
  const store = new Store(scene.snapshot(ben.profile), 'existing');
  const { length } = store.record.groups();
  store.close();
  return length;
}

test('of a stranger is a request, and stands in the record once it is accepted', async () => {
  const told: unknown[] = [];
  ben.client.on('request', (one) => told.push(one));
  const strange = await invite(dora, 'Strange');
  await invite(ana, 'Known');
  expect(invitedTo().toSorted()).toEqual(['Known', 'Strange']);
  expect(requested()).toEqual(['Strange']);
  expect(told).toEqual([{ account: dora.id, group: strange.id }]);
  expect(inRecord()).toBe(1);
  await scene.ended(ben.client.groups.get(strange.id).accept());
  expect(requested()).toEqual([]);
  expect(inRecord()).toBe(2);
});

test('of strangers are kept up to a number, those of others always', async () => {
  await ben.client.close();
  const store = new Store(ben.profile, 'existing');
  store.transaction(() => {
    for (let n = 0; n < invitationRequestsMax; n += 1) {
      const secrets = new GroupSecrets(randomBytes(32));
      store.groups.add(secrets.id, secrets.masterKey, 'invited', 0);
    }
  });
  store.close();
  // The server knows none of them: what cannot be read now stays as it was.
  scene.server.groups.cuts.answer = (_ask, answer) =>
    answer.status === 403 || answer.status === 404
      ? { status: 503, headers: {}, body: { code: 'server.busy' } }
      : answer;
  await ben.restart();
  const rejected: string[] = [];
  ben.client.on('rejected', ({ reason }) => rejected.push(reason));
  await invite(dora, 'Strange');
  await invite(ana, 'Known');
  await scene.until(() => invitedTo().includes('Known'), 'the invitation of somebody known');
  expect(invitedTo()).toEqual(['Known']);
  expect(rejected).toContain('tooMany');
  expect(inRecord()).toBe(1);
});

test('of somebody blocked is not seen, neither the old one nor a new one', async () => {
  await invite(dora, 'Before');
  expect(invitedTo()).toEqual(['Before']);
  await scene.ended(ben.client.contacts.block(dora.id));
  expect(invitedTo()).toEqual([]);
  const told: unknown[] = [];
  ben.client.on('group', (one) => told.push(one));
  const later = await invite(dora, 'After');
  // Also where another member tells of it.
  await scene.ended(later.add([ana.id]));
  await scene.until(() => ana.client.groups.list().length === 1, 'a group of Ana');
  const hers = ana.client.groups.get(later.id);
  if (hers.state().standing === 'invited') await scene.ended(hers.accept());
  await scene.settle();
  expect(told).toEqual([]);
  expect(invitedTo()).toEqual([]);
  await scene.ended(ben.client.contacts.unblock(dora.id));
  expect(invitedTo()).toEqual(['Before']);
});

test('of a stranger leaves nothing where it is taken back', async () => {
  const groupsKept = () => {
    const store = new Store(scene.snapshot(ben.profile), 'existing');
    const { length } = store.groups.all();
    store.close();
    return length;
  };
  for (let n = 0; n < 3; n += 1) {
    const made = await invite(dora, `Strange ${n}`);
    expect(groupsKept()).toBe(1);
    await scene.ended(made.remove([ben.id]));
    await ben.restart();
    await scene.until(() => invitedTo().length === 0, 'no invitation');
    await scene.settle();
  }
  expect(groupsKept()).toBe(0);
});

test('taken back by a stranger leaves the group in which something was said before', async () => {
  const strange = await invite(dora, 'Strange');
  const { id } = strange;
  await scene.ended(ben.client.groups.get(id).accept());
  await scene.until(() => strange.state().members.length === 2, 'Ben');
  await scene.ended(strange.send('welcome'));
  await scene.until(() => ben.texts.includes('welcome'), 'a text');
  const standing = () => ben.client.groups.get(id).state().standing;
  await scene.ended(strange.remove([ben.id]));
  await scene.until(() => standing() === 'out', 'the removal');
  await scene.ended(strange.invite([ben.id]));
  await scene.until(() => standing() === 'invited', 'another invitation');
  await scene.ended(strange.remove([ben.id]));
  await ben.restart();
  await scene.until(() => invitedTo().length === 0, 'no invitation');
  await scene.settle();
  expect(ben.client.groups.get(id).state()).toMatchObject({ title: 'Strange', standing: 'out' });
});
