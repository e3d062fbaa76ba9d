// The account's record between devices of one account: what is written, who reads it, and what a
// server that lies about it comes to.

import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { NoAnswer } from '#client';
import { firstSettings, limits } from '#protocol';
import type { DeviceId } from '#protocol';
import { RecordScene } from './recordScene.ts';
import type { RecordDevice } from './recordScene.ts';

let scene: RecordScene;
let phone: RecordDevice;
let laptop: RecordDevice;

beforeEach(async () => {
  scene = new RecordScene();
  phone = scene.add();
});

async function linked(): Promise<RecordDevice> {
  const device = scene.add();
  await phone.record.connected();
  await device.record.connected();
  await scene.settled();
  return device;
}

const hex = (...keys: Uint8Array[]) => keys.map((key) => Buffer.from(key).toString('hex')).sort();
const kept = () => scene.server.of(scene.account);

describe('what is kept', () => {
  test('stays on the device while there is no other', async () => {
    phone.record.noteGroup(randomBytes(32));
    await phone.record.connected();
    expect(kept().manifest).toBeNull();
    expect(scene.requests).toEqual([]);
  });

  test('is on a device that is linked later', async () => {
    const key = randomBytes(32);
    phone.record.noteGroup(key);
    phone.record.put({ ...firstSettings, typing: false });
    laptop = await linked();
    expect(laptop.groups).toEqual(hex(key));
    expect(laptop.store.record.settings().typing).toBe(false);
  });

  test('tells the user name that was taken last, and that it was given up', async () => {
    phone.record.put({ type: 'username', username: 'ada.42', link: 'aldis://user?a' });
    laptop = await linked();
    expect(laptop.store.record.username()).toEqual({ username: 'ada.42', link: 'aldis://user?a' });
    laptop.record.put({ type: 'username', username: '', link: '' });
    await scene.until(() => phone.store.record.username() === undefined, 'the end of the name');
  });

  test('reaches others at once, and those that were away when they are back', async () => {
    laptop = await linked();
    const tablet = await linked();
    const heard: boolean[] = [];
    laptop.record.onGroups((groups) => heard.push(...groups.map(({ isThere }) => isThere)));
    tablet.isAway = true;
    const key = randomBytes(32);
    phone.record.noteGroup(key, { muted: true });
    await scene.until(() => heard.length === 1, 'the group');
    expect(laptop.record.group(key)).toMatchObject({ muted: true, blocked: false });
    await tablet.back();
    expect(tablet.groups).toEqual(hex(key));
    tablet.record.forgetGroup(key);
    await scene.until(() => heard.length === 2, 'the word that it is gone');
    expect(heard).toEqual([true, false]);
    await scene.settled();
    expect(scene.devices.flatMap(({ groups }) => groups)).toEqual([]);
  });

  test('is written item by item, each value under another key, in sizes of steps', async () => {
    laptop = await linked();
    const [one, other] = [randomBytes(32), randomBytes(32)];
    phone.record.noteGroup(one);
    phone.record.noteGroup(other);
    await scene.until(() => laptop.groups.length === 2);
    await scene.settled();
    const { changes } = scene.server;
    const since = changes.length;
    laptop.record.noteGroup(one, { muted: true });
    await scene.until(() => phone.record.group(one)?.muted === true);
    expect(changes.slice(since).map(({ insertItem }) => insertItem.length)).toEqual([1]);
    expect(changes.at(-1)?.deleteKey).toHaveLength(1);
    const inserted = changes.flatMap(({ insertItem }) => insertItem);
    expect(new Set(inserted.map(({ key }) => key)).size).toBe(inserted.length);
    const sizes = inserted.map(({ value }) => Buffer.from(value, 'base64').length - 28);
    expect(sizes.every((size) => size % 160 === 0)).toBe(true);
    expect(kept().items.size).toBe(3);
  });

  test('and changed at once on two devices is merged, none of it is lost', async () => {
    laptop = await linked();
    const keys = Array.from({ length: 6 }, () => randomBytes(32));
    phone.isAway = true;
    laptop.isAway = true;
    keys.forEach((key, at) => (at % 2 ? phone : laptop).record.noteGroup(key));
    await Promise.all([phone.back(), laptop.back()]);
    await scene.settled();
    expect(phone.groups).toEqual(hex(...keys));
    expect(laptop.groups).toEqual(phone.groups);
  });

  test('survives an answer that is lost, and the others hear of it', async () => {
    laptop = await linked();
    let left = 1;
    phone.cut = ({ path }, when) => {
      if (path !== '/v1/storage' || when === 'before' || left-- < 1) return;
      throw new NoAnswer('cut');
    };
    const key = randomBytes(32);
    phone.record.noteGroup(key);
    await scene.until(() => laptop.groups.length === 1, 'the group');
    await scene.settled();
    expect(kept().items.size).toBe(2);
    expect(phone.troubles).toEqual([]);
  });

  test('may be more than one change or one page holds', async () => {
    const keys = Array.from({ length: limits.recordReadMax * 2 + 1000 }, () => randomBytes(32));
    for (const key of keys) phone.store.record.put(newGroup(key));
    laptop = await linked();
    expect(scene.server.changes.length).toBeGreaterThan(2);
    expect(laptop.groups).toEqual(hex(...keys));
  });

  test('of an account that was there before is begun anew by whoever has it now', async () => {
    kept().manifest = { version: 7, value: randomBytes(400).toString('base64') };
    kept().items.set('old', 'old');
    phone.record.noteGroup(randomBytes(32));
    laptop = await linked();
    expect(laptop.groups).toEqual(phone.groups);
    expect(kept().items.size).toBe(2);
    expect(phone.troubles).toEqual([]);
  });
});

const newGroup = (masterKey: Uint8Array) =>
  ({ type: 'group', masterKey, blocked: false, muted: false }) as const;

describe('a server that lies', () => {
  test('is seen through when it shows an older record, which is written over', async () => {
    laptop = await linked();
    const [before, after] = [randomBytes(32), randomBytes(32)];
    phone.record.noteGroup(before);
    await scene.until(() => laptop.groups.length === 1);
    await scene.settled();
    const old = scene.server.copy(scene.account);
    phone.record.forgetGroup(before);
    phone.record.noteGroup(after);
    await scene.until(() => laptop.groups[0] === hex(after)[0]);
    await scene.settled();
    scene.server.kept.set(scene.account, old);
    await laptop.record.connected();
    expect(laptop.troubles).toEqual(['record.rolled_back']);
    await scene.settled();
    expect([laptop.groups, phone.groups]).toEqual([hex(after), hex(after)]);
    expect(kept().items.size).toBe(2);
  });

  test('gains nothing by putting one item in the place of another', async () => {
    laptop = await linked();
    laptop.isAway = true;
    for (const key of [randomBytes(32), randomBytes(32)]) phone.record.noteGroup(key);
    await scene.settled();
    const { items } = kept();
    const [one, other] = [...items].slice(-2);
    if (!one || !other) throw new Error('There are no items.');
    items.set(one[0], other[1]);
    items.set(other[0], one[1]);
    await laptop.back();
    expect(laptop.troubles).toEqual(['record.unreadable']);
    expect(laptop.groups).toEqual([]);
    items.set(...one);
    items.set(...other);
    await scene.until(() => laptop.groups.length === 2, 'both, once they are shown');
  });

  test('takes nothing away by losing the record or showing one of somebody else', async () => {
    const key = randomBytes(32);
    phone.record.noteGroup(key);
    laptop = await linked();
    scene.server.kept.delete(scene.account);
    await phone.record.connected();
    expect(phone.troubles).toEqual(['record.rolled_back']);
    await scene.settled();
    kept().manifest = { version: 99, value: randomBytes(400).toString('base64') };
    await phone.record.connected();
    expect(phone.troubles).toHaveLength(2);
    await laptop.record.connected();
    await scene.settled();
    expect(laptop.groups).toEqual(hex(key));
  });

  test('is told nothing by a device that it shows a record it cannot open', async () => {
    laptop = await linked();
    const { changes } = scene.server;
    const since = changes.length;
    kept().manifest = { version: 99, value: randomBytes(400).toString('base64') };
    await laptop.record.connected();
    expect(changes.slice(since)).toEqual([]);
  });
});

describe('the master key', () => {
  test('is asked for by a device that was linked without it', async () => {
    const key = randomBytes(32);
    phone.record.noteGroup(key);
    laptop = scene.add(false);
    await laptop.record.connected();
    await phone.record.connected();
    await scene.settled();
    expect(laptop.groups).toEqual(hex(key));
  });

  test('is another one once a device is gone: what it knew opens nothing of now', async () => {
    laptop = await linked();
    const tablet = await linked();
    const key = randomBytes(32);
    phone.record.noteGroup(key);
    await scene.until(() => tablet.groups.length === 1);
    await scene.settled();
    const former = tablet.store.record.head().masterKey;
    tablet.isAway = true;
    scene.list([1, 2] as DeviceId[]);
    phone.store.transaction(() => phone.record.changeMasterKey());
    await scene.until(() => laptop.store.record.head().formerKey === undefined, 'the new key');
    await scene.settled();
    expect(phone.store.record.head().masterKey).not.toEqual(former);
    expect(laptop.store.record.head().masterKey).toEqual(phone.store.record.head().masterKey);
    expect(laptop.groups).toEqual(hex(key));
    // The server shows it all the same, and it says nothing.
    tablet.mail.length = 0;
    await tablet.back();
    phone.record.noteGroup(randomBytes(32));
    await scene.until(() => laptop.groups.length === 2);
    await tablet.record.sync();
    expect(tablet.groups).toEqual(hex(key));
  });

  test('changes without loss while another device writes', async () => {
    laptop = await linked();
    const keys = Array.from({ length: 8 }, () => randomBytes(32));
    keys.forEach((key, at) => (at % 2 ? phone : laptop).record.noteGroup(key));
    phone.store.transaction(() => phone.record.changeMasterKey());
    phone.record.noteGroup(keys[0] ?? randomBytes(32), { muted: true });
    await Promise.all([phone.record.sync(), laptop.record.sync()]);
    await scene.settled();
    await scene.until(() => laptop.groups.length === 8 && phone.groups.length === 8);
    await scene.settled();
    expect(laptop.store.record.head().formerKey).toBeUndefined();
    expect(phone.store.record.head().formerKey).toBeUndefined();
  });

  test('changes without loss while this device reads what another has written', async () => {
    laptop = await linked();
    const [known, news] = [randomBytes(32), randomBytes(32)];
    phone.record.noteGroup(known);
    await scene.until(() => laptop.groups.length === 1);
    await scene.settled();
    const gone: boolean[] = [];
    phone.record.onGroups((groups) => gone.push(...groups.map(({ isThere }) => !isThere)));
    let isChanged = false;
    phone.cut = ({ path }, when) => {
      if (path !== '/v1/storage/read' || when === 'before' || isChanged) return;
      isChanged = true;
      phone.store.transaction(() => phone.record.changeMasterKey());
    };
    laptop.record.noteGroup(news);
    await scene.until(() => isChanged, 'the change');
    await scene.settled();
    await scene.until(() => laptop.store.record.head().formerKey === undefined, 'the new key');
    await scene.settled();
    expect(phone.groups).toEqual(hex(known, news));
    expect(laptop.groups).toEqual(hex(known, news));
    expect(gone).toEqual([false]);
  });
});
