// The picture of a group: who may show one, who sees it, and what is believed of a server that
// shows another.

import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Group } from '#client';
import { limits } from '#protocol';
import { digestOf } from '../../../../client/store/pictureTable.ts';
import { newCertificates } from '../anonymousTwin.ts';
import { Scene } from '../people.ts';
import type { Person } from '../people.ts';

let scene: Scene;
let ana: Person;
let ben: Person;
let group: Group;

const pictureOf = (length = 3000) =>
  new Uint8Array(
    Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), randomBytes(length - 8)]),
  );
const of = (one: Person): Group => one.client.groups.get(group.id);
const hex = (bytes: Uint8Array) => Buffer.from(digestOf(bytes)).toString('hex');
const seenBy = async (one: Person) => (await of(one).avatar())?.bytes;
const blobs = () => scene.server.blobs;
const stored = () => scene.server.groups.only;

beforeEach(async () => {
  scene = new Scene();
  scene.server.certificates = newCertificates();
  [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  group = await scene.ended(ana.client.groups.create({ title: 'Lamps', members: [ben.id] }));
  await scene.until(() => ben.client.groups.invitations.length === 1, 'an invitation');
  await scene.ended(of(ben).accept());
  await scene.until(() => of(ana).state().members.length === 2, 'two members');
  await scene.settle();
});

afterEach(() => scene.end());

async function shows(bytes: Uint8Array | null, from = ana): Promise<void> {
  await scene.ended(of(from).setAvatar(bytes));
  const told = bytes ? hex(bytes) : undefined;
  await scene.until(() => of(ben).state().avatar === told, 'Ben knows of it');
}

test('a picture is seen by the members, fetched once, and goes when it is to', async () => {
  const picture = pictureOf();
  expect(await of(ben).avatar()).toBeUndefined();
  await shows(picture);
  expect(await of(ben).avatar()).toEqual({ kind: 'png', bytes: picture });
  expect(await seenBy(ben)).toEqual(picture);
  expect(await seenBy(ana)).toEqual(picture);
  expect(blobs().log.filter((one) => one.startsWith('GET'))).toHaveLength(1);
  await ben.restart();
  expect(await seenBy(ben)).toEqual(picture);
  const [blob] = [...blobs().kept.values()];
  expect(Buffer.from(blob?.bytes ?? []).includes(Buffer.from(picture.subarray(0, 32)))).toBe(false);
  await scene.ended(of(ana).setTitle('Others'));
  await scene.until(() => of(ben).state().title === 'Others', 'the title');
  expect(await seenBy(ben)).toEqual(picture);
  await shows(null);
  expect(await of(ben).avatar()).toBeUndefined();
  expect(stored().avatarBlob).toBeUndefined();
});

test('what is no picture, or too large, is not sent; the rest is, without a name', async () => {
  const before = blobs().log.length;
  await expect(of(ana).setAvatar(new Uint8Array(Buffer.from('<svg/>')))).rejects.toThrow(/JPEG/);
  await expect(of(ana).setAvatar(pictureOf(limits.avatarBytesMax + 1))).rejects.toThrow(/2 MiB/);
  expect(blobs().log).toHaveLength(before);
  const named: unknown[] = [];
  blobs().cuts.bytes = (ask) => {
    if (ask.verb !== 'GET' && ask.isNameless !== true) named.push(ask);
    return undefined;
  };
  await shows(pictureOf());
  expect(named).toEqual([]);
});

test('where administrators alone say what a group is, a member shows no picture', async () => {
  await scene.ended(of(ana).setAccess({ attributes: 'ADMINISTRATOR' }));
  await expect(scene.ended(of(ben).setAvatar(pictureOf()))).rejects.toMatchObject({
    code: 'group.forbidden',
  });
  expect(stored().avatarBlob).toBeUndefined();
});

test('whoever is removed is told neither of the next picture nor what opens it', async () => {
  const [first, second] = [pictureOf(), pictureOf()];
  await shows(first);
  expect(await seenBy(ben)).toEqual(first);
  const before = stored().attributes.avatar;
  await scene.ended(of(ana).remove([ben.id]));
  await scene.until(() => of(ben).state().standing === 'out', 'Ben is out');
  await scene.ended(of(ana).setAvatar(second));
  await scene.settle();
  await scene.ended(of(ben).refresh()).catch(() => undefined);
  expect(await seenBy(ben)).toEqual(first);
  expect(of(ben).state().avatar).toBe(hex(first));
  // Nor does the secret of the one before open it, where somebody tells of the key.
  const { avatarBlob } = stored();
  scene.server.groups.groups.set(group.id, { ...stored(), attributes: { avatar: before ?? '' } });
  expect(avatarBlob).toBeDefined();
  const tab = await scene.link(ana, 'tab');
  await scene.until(() => tab.client.groups.list().length === 1, 'the group');
  await expect(seenBy(tab)).rejects.toMatchObject({ code: 'group.untrue' });
});

test.each(['another picture', 'a bent one', 'a longer one', 'one of a kind that is none'])(
  'a server that has %s is found out',
  async (what) => {
    await shows(pictureOf());
    const old = blobs().kept.get(stored().avatarBlob ?? '');
    await shows(pictureOf());
    const key = stored().avatarBlob ?? '';
    const blob = blobs().kept.get(key);
    if (!blob || !old) throw new Error('There is no blob.');
    if (what === 'another picture') blobs().kept.set(key, old);
    else if (what === 'a bent one') blob.bytes[100] = (blob.bytes[100] ?? 0) ^ 1;
    else {
      const length = what === 'a longer one' ? limits.avatarBlobBytesMax + 1 : blob.length;
      blobs().kept.set(key, { length, bytes: new Uint8Array(length) });
    }
    await expect(seenBy(ben)).rejects.toMatchObject({ code: 'group.untrue' });
  },
);

test('a server that names another blob in the state is found out', async () => {
  await shows(pictureOf());
  const first = stored().avatarBlob;
  await shows(pictureOf());
  if (!first) throw new Error('There was no picture.');
  const { groups } = scene.server;
  groups.groups.set(group.id, { ...stored(), avatarBlob: first });
  const tab = await scene.link(ben, 'tab');
  await scene.until(() => tab.client.groups.list().length === 1, 'the group');
  await expect(seenBy(tab)).rejects.toMatchObject({ code: 'group.untrue' });
});
