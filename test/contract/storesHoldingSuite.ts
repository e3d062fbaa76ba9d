// What every twin of the holdings promises: all that the other stores keep of an account.

import { randomBytes, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { strangers } from '#ports';
import { fence, newAccountId, newDevice } from '../support/storeSubjects.ts';
import { profileOf } from './storesProfileSuite.ts';
import type { Stores } from './storesSuite.ts';

const bytes = (length: number): Uint8Array => Uint8Array.from(randomBytes(length));

export function holdingPromises(stores: Stores): void {
  test('all relations of an account are told, page after page, each once', async () => {
    const { relations, holdings } = stores();
    const of = newAccountId();
    const others = Array.from({ length: 7 }, newAccountId);
    for (const [at, other] of others.entries()) {
      const wrote = [{ account: at % 2 ? of : other, day: 12 }];
      await relations.replace(of, other, strangers, { friendship: 'none', wrote });
    }
    const told: string[] = [];
    for (let behind: typeof of | undefined; ; ) {
      const page = await holdings.relations(of, behind, 3);
      told.push(...page.map((one) => one.with));
      expect(page.every(({ relation }) => relation.wrote[0]?.day === 12)).toBe(true);
      behind = page.at(-1)?.with;
      if (page.length < 3) break;
    }
    expect(told.sort()).toEqual([...others].sort());
    expect(await holdings.relations(newAccountId(), undefined, 3)).toEqual([]);
  });

  test('names, profiles and the record are told as they were stored', async () => {
    const { usernames, profiles, records, holdings } = stores();
    const life = newDevice();
    const of = life.account;
    expect(await holdings.record(of)).toBeUndefined();
    const link = { handle: randomUUID(), encrypted: bytes(40) };
    const [first, second] = [bytes(32), bytes(32)];
    const nowMs = Date.now();
    await usernames.reserve(of, [first], nowMs);
    await usernames.confirm(of, first, undefined, nowMs);
    await usernames.reserve(of, [second], nowMs);
    await usernames.confirm(of, second, link, nowMs);
    const names = await holdings.usernames(of);
    expect(names.map(({ state }) => state).sort()).toEqual(['confirmed', 'held']);
    expect(names.find(({ state }) => state === 'confirmed')?.link).toEqual(link);
    const profile = profileOf('0'.repeat(64));
    await profiles.write(life, fence(1), profile);
    expect(await holdings.profiles(of)).toEqual([profile]);
    const item = { key: bytes(16), value: bytes(30) };
    const manifest = { version: 1, value: bytes(20) };
    await records.write(of, { manifest, insert: [item], remove: [], clearAll: false });
    expect(await holdings.record(of)).toEqual({ manifest, items: [item] });
  });
}
