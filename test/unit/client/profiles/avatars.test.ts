// Pictures that people show of themselves: what may be one, who sees it, what is believed of a
// server that shows another, and what becomes of it where somebody is cut off.

import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { limits } from '#protocol';
import { sealedLength } from '../../../../client/blobs/sealing.ts';
import { kindOf } from '../../../../client/profiles/pictures.ts';
import { digestOf, picturesBytesMax, picturesMax } from '../../../../client/store/pictureTable.ts';
import { Store } from '../../../../client/store/store.ts';
import { newCertificates } from '../anonymousTwin.ts';
import { MemoryProfiles } from '../memoryProfiles.ts';
import { Scene, talk } from '../people.ts';
import type { Person } from '../people.ts';

let scene: Scene;
let profiles: MemoryProfiles;
let ana: Person;
let ben: Person;

const heads = {
  png: '\x89PNG\r\n\x1a\n',
  jpeg: '\xff\xd8\xff\xc0\x00\x0b\x08\x00\x10\x00\x10',
  gif: 'GIF89a\x10\x00\x10\x00\x00\x00\x00;',
  webp: 'RIFF\x01\x02\x03\x04WEBPVP8 \x00\x00\x00\x00\x00\x00\x00\x9d\x01\x2a\x10\x00\x10\x00',
};
const pictureOf = (kind: keyof typeof heads = 'png', length = 3000) => {
  const head = Buffer.from(heads[kind], 'latin1');
  return new Uint8Array(Buffer.concat([head, randomBytes(length - head.length)]));
};

beforeEach(async () => {
  scene = new Scene();
  scene.server.certificates = newCertificates();
  profiles = new MemoryProfiles(scene.server);
  scene.server.profiles = profiles;
  [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  await talk(ana, ben, 'start');
});

afterEach(() => scene.end());

const says = (one: Person, change: object) => scene.ended(one.client.profiles.set(change));
const hex = (bytes: Uint8Array) => Buffer.from(digestOf(bytes)).toString('hex');
const shownTo = (one: Person) => one.client.profiles.known(ana.id)?.avatar;
/** Without the clock: what comes goes to real files. */
const seenBy = async (one: Person) => (await one.client.profiles.avatar(ana.id))?.bytes;
const puts = () => scene.server.requests.filter((one) => one === 'PUT /v1/profile').length;
const forms = () => scene.server.blobs.log.filter((one) => one === 'form').length;
const storedKeys = () =>
  [...profiles.stored].flatMap(([name, { avatar }]) =>
    name.startsWith(ana.id) ? (avatar ?? []) : [],
  );

async function shows(bytes: Uint8Array): Promise<void> {
  await says(ana, { avatar: bytes });
  await scene.until(() => shownTo(ben) === hex(bytes), 'Ben knows of it');
}

describe('a picture', () => {
  test('is seen by those who have the profile key, and is theirs from then on', async () => {
    const picture = pictureOf();
    await shows(picture);
    expect(await ben.client.profiles.avatar(ana.id)).toEqual({ kind: 'png', bytes: picture });
    const gets = () => scene.server.blobs.log.filter((one) => one.startsWith('GET')).length;
    expect(gets()).toBe(1);
    expect(await seenBy(ben)).toEqual(picture);
    expect(await seenBy(ana)).toEqual(picture);
    await ben.restart();
    expect(await seenBy(ben)).toEqual(picture);
    expect(gets()).toBe(1);
    const cem = await scene.person('cem');
    expect(await seenBy(cem)).toBeUndefined();
  });

  test('is one of a few kinds, by its first bytes, and not too large', async () => {
    for (const kind of ['png', 'jpeg', 'gif', 'webp'] as const) {
      expect(kindOf(pictureOf(kind))).toBe(kind);
    }
    const before = puts();
    const wrong = ['', 'RIFF....WAVE', '<svg/>', 'BM', 'GIF88a', '%PDF-1.7', '\x89PNG'];
    for (const text of wrong) {
      const avatar = new Uint8Array(Buffer.from(text, 'latin1'));
      expect(() => ana.client.profiles.set({ avatar })).toThrow(/JPEG/);
    }
    const large = pictureOf('png', limits.avatarBytesMax + 1);
    expect(() => ana.client.profiles.set({ avatar: large })).toThrow(/2 MiB/);
    const file = join(scene.folder, 'large.png');
    writeFileSync(file, large);
    expect(() => ana.client.profiles.set({ avatar: file })).toThrow(/2 MiB/);
    expect(puts()).toBe(before);
    expect(sealedLength(limits.avatarBytesMax)).toBeLessThan(limits.avatarBlobBytesMax);
  });

  test('is read from a file, stays when other words are said, and goes when it is to', async () => {
    const picture = pictureOf('jpeg');
    const file = join(scene.folder, 'me.jpg');
    writeFileSync(file, picture);
    await says(ana, { avatar: file });
    expect(forms()).toBe(1);
    await says(ana, { name: 'Ana' });
    expect(forms()).toBe(1);
    await scene.until(() => ben.client.profiles.known(ana.id)?.name === 'Ana', 'the name');
    expect(await seenBy(ben)).toEqual(picture);
    await says(ana, { avatar: null });
    expect(storedKeys()).toEqual([]);
    await scene.until(() => shownTo(ben) === undefined, 'none');
    expect(await seenBy(ben)).toBeUndefined();
  });

  test('is sealed anew under another profile key', async () => {
    const picture = pictureOf();
    await shows(picture);
    const [before] = storedKeys();
    const cem = await scene.person('cem');
    await talk(cem, ana, 'hello');
    await scene.ended(ana.client.contacts.block(cem.id));
    await scene.until(() => storedKeys().length === 2, 'another one');
    const uploaded = () => scene.server.blobs.kept.get(storedKeys()[1] ?? '');
    await scene.until(() => uploaded()?.bytes.length === uploaded()?.length, 'the upload');
    await scene.settle();
    expect(storedKeys()[1]).not.toBe(before);
    expect(forms()).toBe(2);
    const tab = await scene.link(ben, 'tab');
    await scene.settle();
    expect(await seenBy(tab)).toEqual(picture);
  });

  test('is the same on all devices of an account, and each can say other words', async () => {
    const picture = pictureOf();
    await shows(picture);
    const tab = await scene.link(ana, 'tab');
    await scene.until(() => tab.client.profiles.own.avatar === hex(picture), 'the picture');
    expect(await seenBy(tab)).toEqual(picture);
    const isContact = () => tab.client.contacts.list().some(({ account }) => account === ben.id);
    await scene.until(isContact, 'who is to hear of it');
    await says(tab, { name: 'Anna' });
    expect(forms()).toBe(1);
    await scene.until(() => ben.client.profiles.known(ana.id)?.name === 'Anna', 'the name');
    expect(await seenBy(ben)).toEqual(picture);
  });
});

describe('an upload that is cut off', () => {
  test('is done again, and nobody is told of it before', async () => {
    const picture = pictureOf();
    const told: unknown[] = [];
    ben.client.on('profile', (event) => told.push(event));
    scene.server.blobs.cuts.patch = () => 0;
    const setting = ana.client.profiles.set({ avatar: picture });
    setting.catch(() => undefined);
    await scene.until(() => storedKeys().length === 1, 'the profile names it');
    await scene.settle();
    expect(told).toEqual([]);
    const copy = scene.snapshot(ana.profile);
    scene.server.blobs.cuts = {};
    await ana.restart(copy);
    await scene.until(() => shownTo(ben) === hex(picture), 'Ben knows of it');
    expect(await seenBy(ben)).toEqual(picture);
    expect(storedKeys()).toHaveLength(1);
  });

  test('is not there, which is seen as no picture, and looked for again', async () => {
    const picture = pictureOf();
    await shows(picture);
    const { kept } = scene.server.blobs;
    const [key = ''] = storedKeys();
    const blob = kept.get(key);
    kept.delete(key);
    expect(await seenBy(ben)).toBeUndefined();
    if (blob) kept.set(key, blob);
    expect(await seenBy(ben)).toEqual(picture);
  });
});

describe('a server', () => {
  test.each(['another picture', 'a bent one', 'a longer one', 'one of a kind that is none'])(
    'that has %s is found out',
    async (what) => {
      await shows(pictureOf());
      const [first = ''] = storedKeys();
      const { kept } = scene.server.blobs;
      const old = kept.get(first);
      await shows(pictureOf());
      const [key = ''] = storedKeys();
      const blob = kept.get(key);
      if (!blob || !old) throw new Error('There is no blob.');
      if (what === 'another picture') kept.set(key, old);
      else if (what === 'a bent one') blob.bytes[100] = (blob.bytes[100] ?? 0) ^ 1;
      else {
        const length = what === 'a longer one' ? limits.avatarBlobBytesMax + 1 : blob.length;
        kept.set(key, { length, bytes: new Uint8Array(length) });
      }
      await expect(seenBy(ben)).rejects.toMatchObject({ code: 'profile.untrue' });
    },
  );

  test('that mixes the digest of another time into a profile is found out', async () => {
    await shows(pictureOf());
    const older = [...profiles.stored].find(([name]) => name.startsWith(ana.id))?.[1];
    await shows(pictureOf());
    const avatarDigest = older?.avatarDigest;
    profiles.shows = (_account, stored) => ({ ...stored, avatarDigest });
    scene.clock.advance(25 * 60 * 60 * 1000);
    await expect(scene.ended(ben.client.profiles.of(ana.id))).rejects.toMatchObject({
      code: 'profile.untrue',
    });
  });
});

test('of pictures of others the last ones are kept, and our own', () => {
  const store = new Store(':memory:', 'either');
  const mine = store.pictures.put(pictureOf(), 1);
  store.people.say({ name: '', about: '', emoji: '', avatar: mine }, 1);
  const others = Array.from({ length: picturesMax + 5 }, (_, n) => {
    return store.pictures.put(pictureOf(), n + 2);
  });
  expect(store.pictures.get(mine)).toBeDefined();
  const left = others.filter((digest) => store.pictures.get(digest));
  expect(left.length).toBeGreaterThanOrEqual(picturesMax);
  expect(left.length).toBeLessThanOrEqual(picturesMax + 1);
  expect(left.at(-1)).toEqual(others.at(-1));
  store.close();
});

test('nor are more kept than there is room for, however few', () => {
  const store = new Store(':memory:', 'either');
  const large = (n: number) => {
    const bytes = new Uint8Array(limits.avatarBytesMax);
    bytes.set(pictureOf());
    new DataView(bytes.buffer).setUint32(bytes.length - 4, n);
    return bytes;
  };
  const mine = store.pictures.put(large(0), 1);
  store.people.say({ name: '', about: '', emoji: '', avatar: mine }, 1);
  const small = store.pictures.put(pictureOf(), 2);
  const room = picturesBytesMax / limits.avatarBytesMax;
  const others = Array.from({ length: room + 4 }, (_, n) =>
    store.pictures.put(large(n + 1), n + 3),
  );
  const left = others.filter((digest) => store.pictures.get(digest));
  // The last one has its place beside the others.
  expect(left).toEqual(others.slice(-room - 1));
  expect(store.pictures.get(mine)).toBeDefined();
  expect(store.pictures.get(small)).toBeUndefined();
  store.close();
});
