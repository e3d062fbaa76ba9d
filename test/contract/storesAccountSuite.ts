// What every twin of the store of accounts promises.

import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Account, IdleAccount } from '#ports';
import type { AccountId, DeviceId } from '#protocol';
import { fence, newAccount, newLogin } from '../support/storeSubjects.ts';
import type { Stores } from './storesSuite.ts';

let numbers = 0;
const newNumber = () => `+1555${String(Date.now()).slice(-8)}${numbers++}`;

export function accountPromises(stores: Stores): void {
  test('an account comes back as it was stored, byte arrays included', async () => {
    const account = newAccount(newNumber());
    expect(await stores().accounts.create(account, fence(3))).toBe('created');
    expect(await stores().accounts.claim(account.id, fence(4))).toEqual(account);
  });

  test('an id, a number and a PNI belong to one account', async () => {
    const { accounts } = stores();
    const account = newAccount(newNumber());
    await accounts.create(account, fence(1));
    const { number, pni, id } = account;
    expect(await accounts.create({ ...newAccount(), id }, fence(9))).toBe('taken');
    expect(await accounts.create({ ...newAccount(), pni }, fence(9))).toBe('taken');
    expect(await accounts.create({ ...newAccount(), ...(number && { number }) }, fence(9))).toBe(
      'taken',
    );
    expect(await accounts.create(newAccount(), fence(1))).toBe('created');
    expect(await accounts.create(newAccount(), fence(1))).toBe('created');
  });

  test('of two who create the same number at once, one succeeds', async () => {
    const number = newNumber();
    const outcomes = await Promise.all(
      [1, 2, 3, 4].map(() => stores().accounts.create(newAccount(number), fence(1))),
    );
    expect(outcomes.sort()).toEqual(['created', 'taken', 'taken', 'taken']);
  });

  test('a changed number or PNI is one account’s, and those of before are free', async () => {
    const { accounts } = stores();
    const people = [newAccount(newNumber()), newAccount(newNumber()), newAccount()] as const;
    for (const one of people) await accounts.create(one, fence(1));
    const number = newNumber();
    const moved = people.map((one) => ({ ...one, number, pni: newAccount().pni }));
    const written = await Promise.all(moved.map((one) => accounts.replace(one, fence(1))));
    expect(written.toSorted()).toEqual(['replaced', 'taken', 'taken']);
    const at = written.indexOf('replaced');
    const [winner, before] = [moved[at], people[at]] as [Account, Account];
    expect(await accounts.findByNumber(number)).toEqual({ id: winner.id, pni: winner.pni });
    expect(await accounts.findByPhoneIdentity(winner.pni)).toBe(winner.id);
    expect(await accounts.findByPhoneIdentity(before.pni)).toBeUndefined();
    if (before.number) expect(await accounts.findByNumber(before.number)).toBeUndefined();
    // Those who came too late are as they were, whole.
    for (const one of people.filter(({ id }) => id !== winner.id)) {
      expect(await accounts.claim(one.id, fence(1))).toEqual(one);
      expect(await accounts.findByPhoneIdentity(one.pni)).toBe(one.id);
      if (one.number) expect((await accounts.findByNumber(one.number))?.id).toBe(one.id);
      const usurping = { ...one, pni: winner.pni };
      expect(await accounts.replace(usurping, fence(1))).toBe('taken');
    }
    expect(await accounts.create(newAccount(number), fence(1))).toBe('taken');
    const { number: _given, ...bare } = winner;
    expect(await accounts.replace(bare, fence(1))).toBe('replaced');
    expect(await accounts.findByNumber(number)).toBeUndefined();
    expect(await accounts.create(newAccount(number), fence(1))).toBe('created');
    expect(await accounts.replace(winner, fence(1))).toBe('taken');
    expect(await accounts.claim(winner.id, fence(1))).toEqual(bare);
  });

  test('an older owner takes no number, and frees none', async () => {
    const { accounts } = stores();
    const number = newNumber();
    const account = newAccount(newNumber());
    await accounts.create(account, fence(5));
    expect(await accounts.replace({ ...account, number }, fence(4))).toBe('fenced');
    expect(await accounts.findByNumber(number)).toBeUndefined();
    expect((await accounts.findByNumber(account.number ?? ''))?.id).toBe(account.id);
  });

  test('the name of a login is one account’s, from that write to the next', async () => {
    const { accounts } = stores();
    const people = [newAccount(), newAccount(), newAccount()] as const;
    for (const one of people) await accounts.create(one, fence(1));
    const name = `name-${randomUUID()}`;
    const named = people.map((one) => ({ ...one, login: newLogin(name) }));
    const written = await Promise.all(named.map((one) => accounts.replace(one, fence(1))));
    expect(written.toSorted()).toEqual(['replaced', 'taken', 'taken']);
    const winner = named[written.indexOf('replaced')] as (typeof named)[number];
    const loser = named[written.indexOf('taken')] as (typeof named)[number];
    const found = await accounts.findByLogin(name);
    expect(found).toEqual({ account: winner.id, login: winner.login });
    expect(await accounts.claim(loser.id, fence(1))).not.toHaveProperty('login');
    expect(await accounts.create({ ...newAccount(), login: newLogin(name) }, fence(1))).toBe(
      'taken',
    );
    const changed = { ...winner, login: newLogin(name) };
    expect(await accounts.replace(changed, fence(2))).toBe('replaced');
    expect((await accounts.findByLogin(name))?.login).toEqual(changed.login);
    expect(await accounts.replace({ ...winner, login: newLogin(`${name}2`) }, fence(2))).toBe(
      'replaced',
    );
    expect(await accounts.findByLogin(name)).toBeUndefined();
    expect(await accounts.replace(loser, fence(2))).toBe('replaced');
    const { login: _gone, ...bare } = loser;
    expect(await accounts.replace(bare, fence(2))).toBe('replaced');
    expect(await accounts.findByLogin(name)).toBeUndefined();
    await accounts.remove(winner.id, fence(2));
    expect(await accounts.findByLogin(`${name}2`)).toBeUndefined();
  });

  test('accounts are told by the day on which a linked device was last seen', async () => {
    const { accounts } = stores();
    const from = 1_000_000 * (1 + Math.floor(Math.random() * 1000));
    const seen = (account: Account, ...days: (number | undefined)[]): Account => ({
      ...account,
      devices: days.map((day, index) => ({
        ...(account.devices[0] as Account['devices'][number]),
        id: (index + 1) as DeviceId,
        ...(day === undefined ? {} : { seenOnDay: day }),
      })),
    });
    // Of the primary the day does not matter, and of others the oldest does.
    const made = [
      seen(newAccount(), from, from + 3),
      seen(newAccount(), undefined, from + 9, from + 1),
      seen(newAccount(), from + 9, from + 2),
      seen(newAccount(), from + 9, from + 2),
      seen(newAccount(), from),
      seen(newAccount(), from, undefined),
    ];
    for (const account of made) await accounts.create(account, fence(1));
    const idle = async (upTo: number, limit = 100, behind?: IdleAccount) =>
      (await accounts.idle(from + upTo, behind, limit)).filter(({ sinceDay }) => sinceDay >= from);
    const [third, first] = made;
    // Of one day in the store's own order.
    const order = (await idle(9)).map(({ id }) => id);
    const second = made.slice(2, 4).sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
    const inOrder = [first, ...second, third].map((one) => one?.id);
    expect((await idle(9)).map(({ id }) => id)).toEqual(inOrder);
    expect((await idle(2)).map(({ id, sinceDay }) => [id, sinceDay - from])).toEqual([
      [first?.id, 1],
      [second[0]?.id, 2],
      [second[1]?.id, 2],
    ]);
    const paged: unknown[] = [];
    for (let last: IdleAccount | undefined = { id: '' as AccountId, sinceDay: from }; last; ) {
      const [next]: IdleAccount[] = await idle(9, 1, last);
      if (next) paged.push(next.id);
      last = next;
    }
    expect(paged).toEqual(inOrder);
    await accounts.replace(seen(first as Account, from, from + 4), fence(1));
    await accounts.replace(seen(second[0] as Account, from), fence(1));
    await accounts.remove((second[1] as Account).id, fence(1));
    expect((await idle(9)).map(({ id, sinceDay }) => [id, sinceDay - from])).toEqual([
      [third?.id, 3],
      [first?.id, 4],
    ]);
  });

  test('an older owner can neither replace, remove nor claim', async () => {
    const { accounts } = stores();
    const account = newAccount(newNumber());
    await accounts.create(account, fence(5));
    await accounts.claim(account.id, fence(7));
    const late = { ...account, discoverableByNumber: false };
    expect(await accounts.replace(late, fence(6))).toBe('fenced');
    expect(await accounts.remove(account.id, fence(6))).toBe('fenced');
    expect(await accounts.claim(account.id, fence(6))).toBe('fenced');
    expect(await accounts.claim(account.id, fence(7))).toEqual(account);
    expect(await accounts.replace(late, fence(7))).toBe('replaced');
    expect(await accounts.claim(account.id, fence(7))).toEqual(late);
  });

  test('a replacement by a newer owner raises the fence', async () => {
    const { accounts } = stores();
    const account = newAccount();
    await accounts.create(account, fence(1));
    expect(await accounts.replace(account, fence(2))).toBe('replaced');
    expect(await accounts.replace(account, fence(1))).toBe('fenced');
  });

  test('an account that is not there is missing', async () => {
    const { accounts } = stores();
    const account = newAccount();
    expect(await accounts.claim(account.id, fence(1))).toBe('missing');
    expect(await accounts.replace(account, fence(1))).toBe('missing');
    expect(await accounts.remove(account.id, fence(1))).toBe('missing');
  });

  test('an account is there until it is deleted, whatever of it is left then', async () => {
    const { accounts } = stores();
    const account = newAccount();
    expect(await accounts.isThere(account.id)).toBe(false);
    await accounts.create(account, fence(1));
    expect(await accounts.isThere(account.id)).toBe(true);
    await accounts.replace({ ...account, devices: [], deleted: true }, fence(1));
    expect(await accounts.isThere(account.id)).toBe(false);
    await accounts.remove(account.id, fence(1));
    expect(await accounts.isThere(account.id)).toBe(false);
  });

  test('identity keys are told of all that there are, as they were written last', async () => {
    const { accounts } = stores();
    const [one, two, gone] = [newAccount(), newAccount(), newAccount()];
    for (const account of [one, two, gone]) await accounts.create(account, fence(1));
    await accounts.replace({ ...gone, devices: [], deleted: true }, fence(1));
    const changed = { aci: Uint8Array.of(5, 1), pni: Uint8Array.of(5, 2) };
    await accounts.replace({ ...two, identityKeys: changed }, fence(1));
    const asked = [one.id, two.id, gone.id, newAccount().id];
    const found = await accounts.identityKeys(asked);
    expect([...found.keys()].sort()).toEqual([one.id, two.id].sort());
    expect(found.get(one.id)).toEqual(one.identityKeys);
    expect(found.get(two.id)).toEqual(changed);
    expect((await accounts.identityKeys([])).size).toBe(0);
  });

  test('an account is found by number and PNI until it is removed', async () => {
    const { accounts } = stores();
    const number = newNumber();
    const account = newAccount(number);
    await accounts.create(account, fence(1));
    expect(await accounts.findByNumber(number)).toEqual({ id: account.id, pni: account.pni });
    expect(await accounts.findByPhoneIdentity(account.pni)).toBe(account.id);
    expect(await accounts.remove(account.id, fence(1))).toBe('removed');
    expect(await accounts.findByNumber(number)).toBeUndefined();
    expect(await accounts.findByPhoneIdentity(account.pni)).toBeUndefined();
    expect(await accounts.create(newAccount(number), fence(1))).toBe('created');
  });
}
