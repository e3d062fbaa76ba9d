// What an account's actor does about profiles.

import { randomBytes } from 'node:crypto';
import { newBlobKey } from '#crypto';
import type { FencingToken } from '#protocol';
import { describe, expect, it } from 'vitest';
import { newRegistration } from '../../../support/accounts.ts';
import { ActorsBench } from '../../../support/actorsBench.ts';
import { away } from '../../../support/faults.ts';

const accessKey = new Uint8Array(16).fill(3);
const profile = {
  version: randomBytes(32).toString('hex'),
  name: new Uint8Array(81).fill(1),
  about: new Uint8Array(0),
  aboutEmoji: new Uint8Array(0),
  paymentAddress: new Uint8Array(0),
  phoneNumberSharing: new Uint8Array(29).fill(2),
  avatarDigest: new Uint8Array(60).fill(4),
  commitment: new Uint8Array(97).fill(3),
};
const put = { type: 'putProfile', profile, isAvatarKept: false } as const;
const read = { type: 'readProfile', version: profile.version } as const;
const sealedRead = { type: 'readProfileSealed', version: profile.version } as const;

describe('a profile', () => {
  it('is stored before it is answered, and not at all where the store is away', async () => {
    const bench = await ActorsBench.registered();
    const end = bench.profiles.begin(away, 'write', 'read');
    expect(await bench.code(put)).toBe('server.unavailable');
    expect(await bench.code(read)).toBe('server.unavailable');
    end();
    expect((await bench.value(read)).profile).toBeUndefined();
    expect(await bench.code(put)).toBe('ok');
    expect((await bench.value(read)).profile).toEqual(profile);
  });

  it('that a newer owner wrote is not written over: the shard is given up', async () => {
    const bench = await ActorsBench.registered();
    await bench.value(put);
    const life = bench.profiles.calls('write')[0]?.[0] as Parameters<
      typeof bench.profiles.real.write
    >[0];
    await bench.profiles.real.write(life, 9 as FencingToken, profile);
    expect(await bench.code(put)).toBe('shard.not_owner');
    expect(await bench.code(read)).toBe('shard.not_owner');
  });

  it('has its avatar held before anybody may read of it, and let go by whoever can', async () => {
    const bench = await ActorsBench.registered();
    const [first, second] = [newBlobKey(), newBlobKey()];
    const withAvatar = (avatar: typeof first) => ({ ...put, profile: { ...profile, avatar } });
    let end = bench.profiles.begin(away, 'write');
    expect(await bench.code(withAvatar(first))).toBe('server.unavailable');
    end();
    // Held for nothing: what did not come is awaited for some days alone.
    expect([...bench.held]).toEqual([first]);
    bench.held.clear();
    await bench.value(withAvatar(first));
    expect([...bench.held]).toEqual([first]);
    end = bench.avatars.begin(away, 'release');
    expect(await bench.code(withAvatar(second))).toBe('server.unavailable');
    end();
    expect([...bench.held]).toEqual([first, second]);
    await bench.value({ ...put, isAvatarKept: true });
    expect([...bench.held]).toEqual([second]);
    expect((await bench.value(read)).profile).toEqual({ ...profile, avatar: second });
    await bench.value({ type: 'deleteAccount' });
    expect([...bench.held]).toEqual([]);
  });

  it('of a newer owner keeps its avatar where the same is asked of an older one late', async () => {
    const bench = await ActorsBench.registered();
    await bench.value(put);
    const [life] = bench.profiles.calls('write')[0] as Parameters<typeof bench.profiles.real.write>;
    const same = { ...profile, avatar: newBlobKey() };
    bench.held.add(same.avatar);
    await bench.profiles.real.write(life, 9 as FencingToken, same);
    expect(await bench.code({ ...put, profile: same })).toBe('shard.not_owner');
    expect([...bench.held]).toEqual([same.avatar]);
  });

  it('is written by no credential that is none any more', async () => {
    const bench = await ActorsBench.registered();
    expect(await bench.code({ ...put, credential: 'another' })).toBe('auth.invalid');
    expect(bench.profiles.calls('write')).toEqual([]);
  });

  it('does not stay behind when its account is deleted by another owner meanwhile', async () => {
    const bench = await ActorsBench.registered();
    await bench.value(read);
    bench.accounts.once({ says: false }, 'isThere');
    const late = { ...put, profile: { ...profile, avatar: newBlobKey() } };
    expect(await bench.code(late)).toBe('auth.invalid');
    expect((await bench.value(read)).profile).toBeUndefined();
    expect([...bench.held]).toEqual([]);
  });

  it('is gone once somebody else has registered in its place', async () => {
    const bench = await ActorsBench.registered();
    await bench.value(put);
    const { command } = newRegistration(bench.registration.command.number);
    await bench.evicting(bench.value(command));
    expect((await bench.value(read)).profile).toBeUndefined();
    expect((await bench.value(read)).identityKey).toEqual(command.keys.identityKeys.aci);
    expect(bench.profiles.calls('clear')).toHaveLength(1);
  });

  it('is read without a name by the access key alone', async () => {
    const bench = new ActorsBench();
    expect(await bench.code({ ...sealedRead, accessKey })).toBe('auth.invalid');
    await bench.value({ ...bench.registration.command, unidentifiedAccessKey: accessKey });
    await bench.value(put);
    const view = await bench.value({ ...sealedRead, accessKey });
    expect(view.profile).toEqual(profile);
    expect(view.accessKeyChecksum).toHaveLength(32);
    const wrong = new Uint8Array(16);
    expect(await bench.code({ ...sealedRead, accessKey: wrong })).toBe('auth.invalid');
  });

  it('comes with what all of the devices can do', async () => {
    const bench = new ActorsBench();
    const { device } = bench.registration.command;
    const capabilities = { spqr: true, odd: false };
    await bench.value({ ...bench.registration.command, device: { ...device, capabilities } });
    expect((await bench.value(read)).capabilities).toEqual({ spqr: true });
  });
});
