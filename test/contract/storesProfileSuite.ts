// Promises of the store of profiles, which each twin keeps.

import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { DeviceLife, Profile } from '#ports';
import { newBlobKey } from '#crypto';
import type { BlobKey, DeviceId, QueueGeneration } from '#protocol';
import { limits } from '#protocol';
import { fence, newAccountId } from '../support/storeSubjects.ts';
import type { Stores } from './storesSuite.ts';

const newVersion = () => randomBytes(32).toString('hex');
const newLife = (): DeviceLife => ({
  account: newAccountId(),
  device: 1 as DeviceId,
  generation: newVersion() as QueueGeneration,
});
const bytes = (text: string) => new Uint8Array(Buffer.from(text));
export const profileOf = (version: string, name = 'name'): Profile => ({
  version,
  name: bytes(name),
  about: bytes('about'),
  aboutEmoji: new Uint8Array(0),
  paymentAddress: new Uint8Array(0),
  phoneNumberSharing: bytes('no'),
  avatarDigest: bytes('digest'),
  commitment: bytes('commitment'),
});

export function profilePromises(stores: Stores): void {
  test('a profile comes back as it was written, by its version', async () => {
    const { profiles } = stores();
    const life = newLife();
    const version = newVersion();
    expect(await profiles.read(life, version)).toBeUndefined();
    expect(await profiles.write(life, fence(1), profileOf(version))).toEqual([]);
    expect(await profiles.read(life, version)).toEqual(profileOf(version));
    expect(await profiles.read(life, newVersion())).toBeUndefined();
    expect(await profiles.write(life, fence(1), profileOf(version, 'other'))).toEqual([]);
    expect(await profiles.read(life, version)).toEqual(profileOf(version, 'other'));
  });

  test('only the last few versions of profiles stay', async () => {
    const { profiles } = stores();
    const life = newLife();
    const versions = Array.from({ length: limits.profileVersionsMax + 2 }, newVersion);
    for (const version of versions) await profiles.write(life, fence(1), profileOf(version));
    const first = versions[2] as string;
    await profiles.write(life, fence(1), profileOf(first, 'again'));
    await profiles.write(life, fence(1), profileOf(newVersion()));
    const left = await Promise.all(versions.map((version) => profiles.read(life, version)));
    expect(left.map((one) => one?.version)).toEqual([
      undefined,
      undefined,
      first,
      undefined,
      ...versions.slice(4),
    ]);
  });

  test('an owner that was followed by another writes no profile', async () => {
    const { profiles } = stores();
    const life = newLife();
    const version = newVersion();
    await profiles.write(life, fence(5), profileOf(version, 'new'));
    expect(await profiles.write(life, fence(4), profileOf(version, 'old'))).toBe('fenced');
    expect(await profiles.write(life, fence(4), profileOf(newVersion()))).toBe('fenced');
    expect(await profiles.read(life, version)).toEqual(profileOf(version, 'new'));
    expect(await profiles.write(life, fence(6), profileOf(version, 'newer'))).toEqual([]);
  });

  test('of profiles that are written at once each is there', async () => {
    const { profiles } = stores();
    const life = newLife();
    const versions = Array.from({ length: limits.profileVersionsMax }, newVersion);
    const written = versions.map((one) => profiles.write(life, fence(1), profileOf(one)));
    expect(await Promise.all(written)).toEqual(versions.map(() => []));
    const read = await Promise.all(versions.map((one) => profiles.read(life, one)));
    expect(read.map((one) => one?.version)).toEqual(versions);
  });

  test('profiles of an earlier life are nobody’s, and their end touches no later one', async () => {
    const { profiles } = stores();
    const former = newLife();
    const next = { ...newLife(), account: former.account };
    const version = newVersion();
    await profiles.write(former, fence(1), profileOf(version));
    expect(await profiles.read(next, version)).toBeUndefined();
    await profiles.write(next, fence(2), profileOf(version, 'next'));
    await profiles.clear(former);
    expect(await profiles.read(next, version)).toEqual(profileOf(version, 'next'));
    await profiles.clear(next);
    await profiles.clear(next);
    expect(await profiles.read(next, version)).toBeUndefined();
    expect(await profiles.write(next, fence(1), profileOf(version))).toEqual([]);
  });

  test('an avatar that no profile names any more is told of, until others have come', async () => {
    const { profiles } = stores();
    const life = newLife();
    const version = newVersion();
    const put = (avatar?: BlobKey, isKept = false, named = version) =>
      profiles.write(life, fence(1), { ...profileOf(named), ...(avatar && { avatar }) }, isKept);
    const [first, second, third] = [newBlobKey(), newBlobKey(), newBlobKey()];
    expect(await put(first)).toEqual([]);
    expect(await put(undefined, true)).toEqual([]);
    expect((await profiles.read(life, version))?.avatar).toBe(first);
    expect(await put(second)).toEqual([first]);
    // Whoever was to release it may have been cut off.
    expect(await put(undefined, true)).toEqual([first]);
    expect(await put()).toEqual([first, second]);
    expect(await profiles.read(life, version)).toEqual(profileOf(version));
    expect(await put(undefined, true)).toEqual([first, second]);
    expect((await profiles.read(life, version))?.avatar).toBeUndefined();
    expect(await put(third, false, newVersion())).toEqual([first, second]);
    expect(await profiles.avatars(life)).toEqual([first, second, third]);
    for (let n = 0; n < limits.profileVersionsMax; n++) await put(undefined, false, newVersion());
    expect(await profiles.avatars(life)).toEqual([first, second, third]);
    for (let n = 0; n < 100; n++) await put(newBlobKey());
    expect((await profiles.avatars(life)).length).toBeLessThan(20);
  });

  test('avatars of an earlier life are the next one’s to release', async () => {
    const { profiles } = stores();
    const former = newLife();
    const next = { ...newLife(), account: former.account };
    const avatar = newBlobKey();
    await profiles.write(former, fence(1), { ...profileOf(newVersion()), avatar });
    expect(await profiles.avatars(next)).toEqual([]);
    expect(await profiles.write(next, fence(2), profileOf(newVersion()))).toEqual([avatar]);
    expect(await profiles.avatars(former)).toEqual([]);
    expect(await profiles.avatars(next)).toEqual([avatar]);
    await profiles.clear(next);
    expect(await profiles.avatars(next)).toEqual([]);
  });
}
