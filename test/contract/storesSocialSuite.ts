// What every twin of the durable stores promises: verification sessions, invitations and relations.

import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { VerificationSession } from '#ports';
import type { ManualClock } from '#runtime';
import { newAccountId } from '../support/storeSubjects.ts';
import type { Stores } from './storesSuite.ts';

const hex = () => randomBytes(32).toString('hex');
const strangers = { friendship: 'none', wrote: [] };

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
  test('a request waits for the other, whose request accepts it', async () => {
    const { relations } = stores();
    const [a, b] = [newAccountId(), newAccountId()];
    expect(await relations.load(a, b)).toEqual(strangers);
    const asked = { friendship: 'requested', requestedBy: a, wrote: [] };
    expect(await relations.request(a, b)).toEqual(asked);
    expect(await relations.request(a, b)).toEqual(asked);
    expect(await relations.request(b, a)).toEqual({ friendship: 'accepted', wrote: [] });
    expect(await relations.load(a, b)).toEqual({ friendship: 'accepted', wrote: [] });
    expect(await relations.request(a, b)).toEqual({ friendship: 'accepted', wrote: [] });
  });

  test('nobody accepts their own request', async () => {
    const { relations } = stores();
    const [a, b] = [newAccountId(), newAccountId()];
    expect(await relations.accept(b, a)).toBe(false);
    await relations.request(a, b);
    expect(await relations.accept(a, b)).toBe(false);
    expect(await relations.accept(b, a)).toBe(true);
    expect(await relations.accept(b, a)).toBe(true);
    expect(await relations.load(b, a)).toEqual({ friendship: 'accepted', wrote: [] });
  });

  test('the end of a friendship keeps who has written', async () => {
    const { relations } = stores();
    const [a, b, c] = [newAccountId(), newAccountId(), newAccountId()];
    await relations.recordWrote(a, b);
    await relations.recordWrote(b, a);
    await relations.recordWrote(a, b);
    await relations.request(a, b);
    await relations.end(b, a);
    expect(await relations.load(a, b)).toEqual({ friendship: 'none', wrote: [a, b].sort() });
    await relations.request(a, c);
    await relations.end(a, c);
    await relations.end(a, c);
    expect(await relations.load(a, c)).toEqual(strangers);
  });

  test('a list has friends and requests up to its limit, and no mere correspondents', async () => {
    const { relations } = stores();
    const me = newAccountId();
    const others = [newAccountId(), newAccountId(), newAccountId()].sort();
    for (const other of others) await relations.request(other, me);
    await relations.recordWrote(newAccountId(), me);
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
      await relations.request(from, to);
    await relations.removeAll(a);
    expect(await relations.list(a, 9)).toEqual([]);
    expect((await relations.list(b, 9)).map((one) => one.with)).toEqual([c]);
    expect((await relations.list(c, 9)).map((one) => one.with)).toEqual([b]);
  });
}
