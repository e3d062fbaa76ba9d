// What every twin of the durable stores promises: verification sessions, invitations and relations.

import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { changeRelation, ended, requested, written } from '#actors';
import type { AccountId } from '#protocol';
import type { Relation, VerificationSession } from '#ports';
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
    expect(listed.map((one) => one.with)).toEqual(others);
    expect(listed[0]?.relation).toEqual({
      friendship: 'requested',
      requestedBy: others[0],
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
    await Promise.all(others.map((other) => relations.replace(me, other, strangers, old)));
    while (!(await relations.expire(day)).finished);
    const left = await Promise.all(others.map((other) => relations.load(me, other)));
    expect(left.filter(({ wrote: by }) => by.length > 0)).toEqual([]);
  });
}
