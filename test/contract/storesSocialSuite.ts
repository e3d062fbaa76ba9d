// What every twin of the durable stores promises: verification sessions, invitations,
// relations and records.

import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { changeRelation, ended, requested, written } from '#actors';
import type { AccountId } from '#protocol';
import { limits } from '#protocol';
import type { RecordChange, Relation, VerificationSession } from '#ports';
import { strangers } from '#ports';
import type { ManualClock } from '#runtime';
import { newAccountId } from '../support/storeSubjects.ts';
import type { Stores } from './storesSuite.ts';

/** These accounts have no documents, and need none here. */
const everybody = { isThere: async () => true };
const hex = () => randomBytes(32).toString('hex');

export function registrationPromises(stores: Stores, clock: ManualClock): void {
  const newSession = (): VerificationSession => ({
    id: hex(),
    number: '+15550001111',
    attempts: 0,
    codesSent: 0,
    verified: false,
    expiresAtMs: clock.now() + 600_000,
  });

  test('a session is replaced only from the state the caller saw', async () => {
    const { sessions } = stores();
    const session = newSession();
    await sessions.create(session);
    expect(await sessions.load(session.id)).toEqual(session);
    const sent = { ...session, codesSent: 1, codeHash: 'salt:hash', lastCodeAtMs: 5 };
    expect(await sessions.replace(session, sent)).toBe(true);
    expect(await sessions.replace(session, { ...session, attempts: 1 })).toBe(false);
    expect(await sessions.load(session.id)).toEqual(sent);
  });

  test('of eight who count an attempt at once, one does', async () => {
    const { sessions } = stores();
    const session = newSession();
    await sessions.create(session);
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => sessions.replace(session, { ...session, attempts: 1 })),
    );
    expect(outcomes.filter(Boolean)).toHaveLength(1);
  });

  test('a session ends when it expires or is removed', async () => {
    const { sessions } = stores();
    const removed = newSession();
    const expired = { ...newSession(), expiresAtMs: clock.now() + 1000 };
    await sessions.create(removed);
    await sessions.create(expired);
    await sessions.remove(removed.id);
    await sessions.remove(hex());
    clock.advance(1000);
    expect(await sessions.load(removed.id)).toBeUndefined();
    expect(await sessions.load(expired.id)).toBeUndefined();
    expect(await sessions.replace(expired, { ...expired, verified: true })).toBe(false);
    expect(await sessions.load('x'.repeat(5000))).toBeUndefined();
  });

  test('an invitation is used as often as it allows, however many try at once', async () => {
    const { invitations } = stores();
    const tokenHash = hex();
    const expiresAtMs = clock.now() + 600_000;
    await invitations.create({ tokenHash, usesAllowed: 3, used: 0, expiresAtMs });
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => invitations.use(tokenHash, clock.now())),
    );
    expect(outcomes.filter(Boolean)).toHaveLength(3);
    expect(await invitations.use(tokenHash, clock.now())).toBe(false);
  });

  test('an unknown or expired invitation is of no use', async () => {
    const { invitations } = stores();
    const tokenHash = hex();
    const expiresAtMs = clock.now() + 600_000;
    await invitations.create({ tokenHash, usesAllowed: 3, used: 0, expiresAtMs });
    expect(await invitations.use(hex(), clock.now())).toBe(false);
    expect(await invitations.use(tokenHash, expiresAtMs)).toBe(false);
    expect(await invitations.use(tokenHash, expiresAtMs - 1)).toBe(true);
  });
}

export function invitationPromises(stores: Stores, clock: ManualClock): void {
  test('invitations are listed until they expire or are revoked, without being used', async () => {
    const { invitations } = stores();
    const nowMs = clock.now();
    const made = [3, 1, 2].map((hours, at) => {
      const tokenHash = `${at}`.repeat(64).replace(/^./, 'e');
      const expiresAtMs = nowMs + hours * 60 * 60 * 1000;
      return { tokenHash, usesAllowed: 5, used: 0, expiresAtMs };
    });
    for (const one of made) await invitations.create(one);
    const [late, soon, middle] = made;
    if (!late || !soon || !middle) throw new Error('three were made');
    const mine = async (atMs = nowMs) => {
      const all = await invitations.list(atMs, 1000);
      return all.filter(({ tokenHash }) => made.some((one) => one.tokenHash === tokenHash));
    };
    expect(await mine()).toEqual([soon, middle, late]);
    expect(await mine(soon.expiresAtMs)).toEqual([middle, late]);
    expect(await invitations.use(middle.tokenHash, nowMs)).toBe(true);
    expect(await mine()).toEqual([soon, { ...middle, used: 1 }, late]);
    expect(await invitations.list(nowMs, 1)).toHaveLength(1);
    expect(await invitations.revoke(middle.tokenHash)).toBe(true);
    expect(await invitations.revoke(middle.tokenHash)).toBe(false);
    expect(await invitations.use(middle.tokenHash, nowMs)).toBe(false);
    expect(await mine()).toEqual([soon, late]);
    for (const one of [soon, late]) await invitations.revoke(one.tokenHash);
    expect(await mine()).toEqual([]);
  });
}

export function relationPromises(stores: Stores): void {
  const asked = (from: AccountId) => (relation: Relation) => requested(relation, from);
  const day = 20_900;
  const wrote = (from: AccountId) => (relation: Relation) => written(relation, from, day);
  const notes = (...from: AccountId[]) => from.sort().map((account) => ({ account, day }));
  const change = (a: AccountId, b: AccountId, decide: (relation: Relation) => Relation) =>
    changeRelation({ relations: stores().relations, accounts: everybody }, [a, b], decide);

  test('a pair is replaced only as whoever asks for it has seen it', async () => {
    const { relations } = stores();
    const [a, b] = [newAccountId(), newAccountId()];
    const mine: Relation = { friendship: 'requested', requestedBy: a, wrote: [] };
    expect(await relations.load(a, b)).toEqual(strangers);
    expect(await relations.replace(a, b, mine, strangers)).toBe(false);
    expect(await relations.replace(a, b, strangers, mine)).toBe(true);
    expect(await relations.replace(b, a, strangers, mine)).toBe(false);
    expect(await relations.load(b, a)).toEqual(mine);
    const friends: Relation = { friendship: 'accepted', wrote: notes(a, b) };
    expect(await relations.replace(b, a, { ...mine, requestedBy: b }, friends)).toBe(false);
    expect(await relations.replace(b, a, { ...mine, wrote: notes(a) }, friends)).toBe(false);
    expect(await relations.replace(b, a, mine, friends)).toBe(true);
    expect(await relations.replace(a, b, { ...friends, wrote: notes(a) }, strangers)).toBe(false);
    expect(await relations.load(a, b)).toEqual(friends);
    expect(await relations.replace(a, b, friends, strangers)).toBe(true);
    expect(await relations.load(a, b)).toEqual(strangers);
    expect(await relations.replace(a, b, friends, mine)).toBe(false);
  });

  test('changes at the same time come one after the other, and none is lost', async () => {
    const { relations } = stores();
    const [a, b] = [newAccountId(), newAccountId()];
    await Promise.all([
      change(a, b, asked(a)),
      change(b, a, asked(b)),
      change(a, b, wrote(a)),
      change(b, a, wrote(b)),
    ]);
    const both: Relation = { friendship: 'accepted', wrote: notes(a, b) };
    expect(await relations.load(a, b)).toEqual(both);
  });

  test('the end of a friendship keeps who has written', async () => {
    const { relations } = stores();
    const [a, b] = [newAccountId(), newAccountId()];
    await change(a, b, wrote(a));
    await change(a, b, asked(a));
    await change(b, a, ended);
    expect(await relations.load(a, b)).toEqual({ friendship: 'none', wrote: notes(a) });
    await change(b, a, wrote(b));
    expect(await relations.load(a, b)).toEqual({ friendship: 'none', wrote: notes(a, b) });
  });

  test('a list has friends and requests up to its limit, and no mere correspondents', async () => {
    const { relations } = stores();
    const me = newAccountId();
    const others = [newAccountId(), newAccountId(), newAccountId()].sort();
    for (const other of others) await change(other, me, asked(other));
    const correspondent = newAccountId();
    await change(correspondent, me, wrote(correspondent));
    const listed = await relations.list(me, 10);
    expect(listed.map((one) => one.with).sort()).toEqual(others);
    expect(listed[0]?.relation).toEqual({
      friendship: 'requested',
      requestedBy: listed[0]?.with,
      wrote: [],
    });
    expect(await relations.list(me, 2)).toEqual(listed.slice(0, 2));
  });

  test('an account that goes takes its relations with it, and no others', async () => {
    const { relations } = stores();
    const [a, b, c] = [newAccountId(), newAccountId(), newAccountId()];
    for (const [from, to] of [
      [a, b],
      [b, c],
      [c, a],
    ] as const)
      await change(from, to, asked(from));
    await relations.removeAll(a);
    expect(await relations.list(a, 9)).toEqual([]);
    expect((await relations.list(b, 9)).map((one) => one.with)).toEqual([c]);
    expect((await relations.list(c, 9)).map((one) => one.with)).toEqual([b]);
  });

  test('who has written is forgotten when its day is past, and no friendship with it', async () => {
    const { relations } = stores();
    const [a, b, c] = [newAccountId(), newAccountId(), newAccountId()];
    const writes = (from: AccountId, to: AccountId, onDay: number) =>
      change(from, to, (relation) => written(relation, from, onDay));
    const expire = async (beforeDay: number) => {
      while (!(await relations.expire(beforeDay)).finished);
    };
    await writes(a, b, day - 10);
    await writes(b, a, day);
    await writes(a, c, day - 10);
    await change(a, c, asked(a));
    await writes(b, c, day - 10);
    await expire(day - 10);
    expect((await relations.load(b, c)).wrote).toHaveLength(1);
    await expire(day - 9);
    expect(await relations.load(b, a)).toEqual({ friendship: 'none', wrote: notes(b) });
    expect(await relations.load(a, b)).toEqual(await relations.load(b, a));
    expect(await relations.load(c, a)).toEqual({
      friendship: 'requested',
      requestedBy: a,
      wrote: [],
    });
    expect(await relations.load(b, c)).toEqual(strangers);
    expect(await relations.replace(b, c, strangers, await relations.load(b, a))).toBe(true);
  });

  test('more pairs than one step looks at are all looked at', async () => {
    const { relations } = stores();
    const me = newAccountId();
    const others = Array.from({ length: 300 }, newAccountId);
    const old = { friendship: 'none', wrote: [{ account: me, day: day - 10 }] } as const;
    // Fewer at once than there are connections to wait for on a busy machine.
    const handfuls = Array.from({ length: 12 }, (_, at) => others.slice(25 * at, 25 * (at + 1)));
    for (const some of handfuls) {
      await Promise.all(some.map((other) => relations.replace(me, other, strangers, old)));
    }
    while (!(await relations.expire(day)).finished);
    for (const some of handfuls) {
      const left = await Promise.all(some.map((other) => relations.load(me, other)));
      expect(left.filter(({ wrote: by }) => by.length > 0)).toEqual([]);
    }
  });
}

export function recordPromises(stores: Stores): void {
  const key = (n: number) => Buffer.alloc(16, n);
  const bytes = (text: string) => new Uint8Array(Buffer.from(text));
  const change = (version: number, more: Partial<RecordChange> = {}): RecordChange => ({
    manifest: { version, value: bytes(`manifest ${version}`) },
    insert: [],
    remove: [],
    clearAll: false,
    ...more,
  });
  const read = async (of: AccountId, ...keys: number[]) => {
    const items = await stores().records.read(of, keys.map(key));
    return items.map((item) => [item.key[0], Buffer.from(item.value).toString()]);
  };

  test('a record comes back as it was written, item by item', async () => {
    const { records } = stores();
    const of = newAccountId();
    expect(await records.manifest(of)).toBeUndefined();
    const insert = [
      { key: key(1), value: bytes('one') },
      { key: key(2), value: bytes('two') },
    ];
    expect(await records.write(of, change(1, { insert }))).toEqual({ outcome: 'written' });
    expect(await records.manifest(of)).toEqual({ version: 1, value: bytes('manifest 1') });
    expect(await read(of, 2, 3, 1)).toEqual([
      [2, 'two'],
      [1, 'one'],
    ]);
    expect(await read(newAccountId(), 1)).toEqual([]);
  });

  test('a change replaces, removes and adds in one', async () => {
    const { records } = stores();
    const of = newAccountId();
    const item = (n: number, text: string) => ({ key: key(n), value: bytes(text) });
    await records.write(of, change(1, { insert: [item(1, 'one'), item(2, 'two')] }));
    const insert = [item(1, 'other'), item(3, 'three')];
    await records.write(of, change(2, { insert, remove: [key(2), key(9)] }));
    expect(await read(of, 1, 2, 3)).toEqual([
      [1, 'other'],
      [3, 'three'],
    ]);
    await records.write(of, change(3, { insert: [item(4, 'four')], clearAll: true }));
    expect(await read(of, 1, 2, 3, 4)).toEqual([[4, 'four']]);
    expect((await records.manifest(of))?.version).toBe(3);
  });

  test('whoever changes another version than the current one changes nothing', async () => {
    const { records } = stores();
    const of = newAccountId();
    const insert = [{ key: key(1), value: bytes('late') }];
    const none = { outcome: 'conflict', current: undefined };
    expect(await records.write(of, change(2, { insert }))).toEqual(none);
    await records.write(of, change(1));
    const current = { version: 1, value: bytes('manifest 1') };
    for (const version of [1, 3]) {
      for (const clearAll of [false, true]) {
        const outcome = await records.write(of, change(version, { insert, clearAll }));
        expect(outcome).toEqual({ outcome: 'conflict', current });
      }
    }
    expect(await read(of, 1)).toEqual([]);
  });

  test('of eight devices that change the same version at once, one does', async () => {
    const { records } = stores();
    for (const version of [1, 2]) {
      const of = newAccountId();
      if (version === 2) await records.write(of, change(1));
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, (_, n) =>
          records.write(of, change(version, { insert: [{ key: key(n), value: bytes(`${n}`) }] })),
        ),
      );
      expect(outcomes.filter(({ outcome }) => outcome === 'written')).toHaveLength(1);
      expect(await read(of, 0, 1, 2, 3, 4, 5, 6, 7)).toHaveLength(1);
    }
  });

  test('a record has an end, and what does not fit changes nothing', async () => {
    const { records } = stores();
    const of = newAccountId();
    const value = new Uint8Array(1024 * 1024).fill(7);
    const four = [1, 2, 3, 4].map((n) => ({ key: key(n), value }));
    expect(limits.recordBytesMax).toBe(4 * value.length);
    await records.write(of, change(1, { insert: four }));
    const one = { key: key(5), value: bytes('x') };
    expect(await records.write(of, change(2, { insert: [one] }))).toEqual({ outcome: 'full' });
    expect((await records.manifest(of))?.version).toBe(1);
    const instead = change(2, { insert: [one], remove: [key(1)] });
    expect(await records.write(of, instead)).toEqual({ outcome: 'written' });
  });

  test('removing a record leaves nothing, and may come again', async () => {
    const { records } = stores();
    const of = newAccountId();
    await records.write(of, change(1, { insert: [{ key: key(1), value: bytes('one') }] }));
    await records.removeAll(of);
    await records.removeAll(of);
    expect(await records.manifest(of)).toBeUndefined();
    expect(await read(of, 1)).toEqual([]);
    expect(await records.write(of, change(1))).toEqual({ outcome: 'written' });
  });
}
