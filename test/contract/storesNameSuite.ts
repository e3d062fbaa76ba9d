// What every twin of the store of user names promises.

import { randomBytes, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { limits } from '#protocol';
import { newAccountId } from '../support/storeSubjects.ts';
import type { Stores } from './storesSuite.ts';

const nowMs = Date.now();
const newHash = (): Uint8Array => Uint8Array.from(randomBytes(32));
const newLink = () => ({ handle: randomUUID() as string, encrypted: newHash() });

export function usernamePromises(stores: Stores): void {
  /** An account with this name. */
  async function named(hash: Uint8Array, atMs = nowMs) {
    const of = newAccountId();
    expect(await stores().usernames.reserve(of, [hash], atMs)).toEqual(hash);
    expect(await stores().usernames.confirm(of, hash, undefined, atMs)).toBe('confirmed');
    return of;
  }

  test('of sixteen who reserve a name at once one has it; the first free one is got', async () => {
    const { usernames } = stores();
    const [wanted, spare] = [newHash(), newHash()];
    const people = Array.from({ length: 16 }, newAccountId);
    const got = await Promise.all(people.map((of) => usernames.reserve(of, [wanted], nowMs)));
    expect(got.filter(Boolean)).toEqual([wanted]);
    const confirmed = await Promise.all(
      people.map((of) => usernames.confirm(of, wanted, undefined, nowMs)),
    );
    expect(confirmed.filter((one) => one === 'confirmed').length).toBe(1);
    expect(await usernames.find(wanted)).toBe(people[got.findIndex(Boolean)]);
    expect(await usernames.reserve(newAccountId(), [wanted, spare], nowMs)).toEqual(spare);
  });

  test('of two names that one account confirms at once one is confirmed', async () => {
    const { usernames } = stores();
    for (let round = 0; round < 20; round++) {
      const names = [newHash(), newHash()] as const;
      const of = await named(names[0]);
      await usernames.reserve(of, [names[1]], nowMs);
      await Promise.all(names.map((one) => usernames.confirm(of, one, undefined, nowMs)));
      const found = await Promise.all(names.map((one) => usernames.find(one)));
      expect(found.filter(Boolean)).toEqual([of]);
    }
  });

  test('a reservation lasts five minutes, and one a person', async () => {
    const { usernames } = stores();
    const [one, two] = [newHash(), newHash()];
    const [first, second] = [newAccountId(), newAccountId()];
    await usernames.reserve(first, [one], nowMs);
    const lateMs = nowMs + limits.usernameReservedMs;
    expect(await usernames.confirm(first, one, undefined, lateMs)).toBe('lapsed');
    expect(await usernames.reserve(second, [one], lateMs - 1)).toBeUndefined();
    expect(await usernames.reserve(second, [one], lateMs)).toEqual(one);
    expect(await usernames.confirm(first, one, undefined, lateMs)).toBe('taken');
    await usernames.reserve(second, [two], lateMs);
    expect(await usernames.reserve(first, [one], lateMs)).toEqual(one);
    expect(await usernames.find(one)).toBeUndefined();
  });

  test('a former name is held for its account for a week, and comes back to it', async () => {
    const { usernames } = stores();
    const [old, next] = [newHash(), newHash()];
    const of = await named(old);
    await usernames.reserve(of, [next], nowMs);
    await usernames.confirm(of, next, undefined, nowMs);
    expect([await usernames.find(old), await usernames.find(next)]).toEqual([undefined, of]);
    const stranger = newAccountId();
    const endMs = nowMs + limits.usernameHeldMs;
    expect(await usernames.reserve(stranger, [old], endMs - 1)).toBeUndefined();
    expect(await usernames.reserve(of, [old], nowMs)).toEqual(old);
    expect(await usernames.confirm(of, old, undefined, nowMs)).toBe('confirmed');
    expect([await usernames.find(old), await usernames.find(next)]).toEqual([of, undefined]);
    expect(await usernames.reserve(stranger, [next], endMs)).toEqual(next);
  });

  test('three former names are held, the last', async () => {
    const { usernames } = stores();
    const names = Array.from({ length: 5 }, newHash);
    const of = newAccountId();
    for (const [index, name] of names.entries()) {
      await usernames.reserve(of, [name], nowMs + index);
      await usernames.confirm(of, name, undefined, nowMs + index);
    }
    const [gone = newHash(), ...held] = names;
    expect(await usernames.reserve(newAccountId(), [...held], nowMs + 9)).toBeUndefined();
    expect(await usernames.reserve(newAccountId(), [gone], nowMs + 9)).toEqual(gone);
  });

  test('one that is reserved anew by who has it stays theirs', async () => {
    const { usernames } = stores();
    const hash = newHash();
    const of = await named(hash);
    expect(await usernames.reserve(of, [hash], nowMs)).toEqual(hash);
    expect(await usernames.find(hash)).toBe(of);
  });

  test('a link leads to the name until there is another, or another name, or none', async () => {
    const { usernames } = stores();
    const hash = newHash();
    const [first, second, third] = [newLink(), newLink(), newLink()];
    const of = newAccountId();
    expect(await usernames.setLink(of, first)).toBe(false);
    await usernames.reserve(of, [hash], nowMs);
    expect(await usernames.setLink(of, first)).toBe(false);
    await usernames.confirm(of, hash, first, nowMs);
    expect(await usernames.findLink(first.handle)).toEqual(first.encrypted);
    expect(await usernames.setLink(of, second)).toBe(true);
    expect(await usernames.findLink(first.handle)).toBeUndefined();
    expect(await usernames.findLink(second.handle)).toEqual(second.encrypted);
    await usernames.setLink(of, undefined);
    expect(await usernames.findLink(second.handle)).toBeUndefined();
    await usernames.setLink(of, third);
    await usernames.release(of, nowMs + 1, nowMs);
    expect(await usernames.findLink(third.handle)).toBeUndefined();
  });

  test('a release holds what was confirmed before, and a removal leaves nothing', async () => {
    const { usernames } = stores();
    const hash = newHash();
    const of = await named(hash);
    await usernames.release(of, nowMs, nowMs);
    expect(await usernames.find(hash)).toBe(of);
    await usernames.release(of, nowMs + 1, nowMs);
    await usernames.release(of, nowMs + 1, nowMs);
    expect(await usernames.find(hash)).toBeUndefined();
    expect(await usernames.reserve(newAccountId(), [hash], nowMs)).toBeUndefined();
    await usernames.removeAll(of);
    await usernames.removeAll(of);
    const next = newAccountId();
    expect(await usernames.reserve(next, [hash], nowMs)).toEqual(hash);
  });
}
