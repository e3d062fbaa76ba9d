// Promises of the lock of a phone number: who has only the number does not get its account.

import { noMedia } from '#ports';
import { ManualClock } from '#runtime';
import { describe, expect, it } from 'vitest';
import { ask, basic, registrationBody } from '../../../support/apiClient.ts';
import { apiOver, createTestServices } from '../../../support/gatewayServices.ts';

const number = '+12025550123';
const password = 'a password of sixteen';
const sessions = '/v1/verification/session';
const lock = '/v1/accounts/registration_lock';
const right = 'ab'.repeat(32);
const wrong = 'cd'.repeat(32);
const dayMs = 24 * 60 * 60 * 1000;

/** Days of it pass without a timer that runs. */
class Calendar extends ManualClock {
  aheadMs = 0;

  override now(): number {
    return super.now() + this.aheadMs;
  }
}

class Locked {
  readonly calendar = new Calendar();
  readonly test = createTestServices({}, noMedia(), this.calendar);
  readonly api = apiOver(this.test.services);
  account = '';

  async verified(): Promise<string> {
    const begun = await ask(this.api, 'POST', sessions, { body: { number } });
    const path = `${sessions}/${String(begun.json['id'])}/code`;
    await ask(this.api, 'POST', path, { body: { transport: 'sms' } });
    const told = await ask(this.api, 'PUT', path, { body: { code: this.test.codes.at(-1)?.code } });
    expect(told.json['verified']).toBe(true);
    return String(begun.json['id']);
  }

  register(sessionId: string, token?: string) {
    const { accountAttributes, ...body } = registrationBody();
    const shown = token === undefined ? {} : { registrationLock: token };
    return ask(this.api, 'POST', '/v1/registration', {
      authorization: basic(number, `${password}${Math.random()}`),
      body: { ...body, sessionId, accountAttributes: { ...accountAttributes, ...shown } },
    });
  }

  /** An account that has locked its number. */
  static async make(): Promise<Locked> {
    const made = new Locked();
    const registered = await ask(made.api, 'POST', '/v1/registration', {
      authorization: basic(number, password),
      body: { ...registrationBody(), sessionId: await made.verified() },
    });
    made.account = String(registered.json['uuid']);
    expect((await made.put(right)).status).toBe(204);
    return made;
  }

  put(registrationLock: string) {
    const authorization = basic(this.account, password);
    return ask(this.api, 'PUT', lock, { authorization, body: { registrationLock } });
  }

  /** Days pass, without anybody being there. */
  pass(days: number) {
    this.calendar.aheadMs += days * dayMs;
  }
}

describe('the lock of a number', () => {
  it('keeps out who shows nothing or another token, and says for how long', async () => {
    const locked = await Locked.make();
    locked.pass(2);
    const session = await locked.verified();
    for (const token of [undefined, wrong]) {
      const answer = await locked.register(session, token);
      expect([answer.status, answer.headers['x-aldis-code']]).toEqual([423, 'registration.locked']);
      expect(answer.json['timeRemaining']).toBe(5 * dayMs);
    }
    // The session is still good, and so is what the owner has.
    const whoami = { authorization: basic(locked.account, password) };
    expect((await ask(locked.api, 'GET', '/v1/accounts/whoami', whoami)).status).toBe(200);
    const opened = await locked.register(session, right);
    expect([opened.status, opened.json['uuid']]).toEqual([200, locked.account]);
  });

  it('survives a take-over that opened it', async () => {
    const locked = await Locked.make();
    expect((await locked.register(await locked.verified(), right)).status).toBe(200);
    expect((await locked.register(await locked.verified())).status).toBe(423);
  });

  it('lapses a week after the account was last here, and goes with the take-over', async () => {
    const locked = await Locked.make();
    locked.pass(7);
    expect((await locked.register(await locked.verified())).status).toBe(200);
    expect((await locked.register(await locked.verified())).status).toBe(200);
  });

  it('is set by a registration that shows a token where there was none', async () => {
    const fresh = new Locked();
    expect((await fresh.register(await fresh.verified(), right)).status).toBe(200);
    expect((await fresh.register(await fresh.verified())).status).toBe(423);
  });

  it('is taken away by its owner', async () => {
    const locked = await Locked.make();
    const authorization = basic(locked.account, password);
    expect((await ask(locked.api, 'DELETE', lock, { authorization })).status).toBe(204);
    expect((await locked.register(await locked.verified())).status).toBe(200);
  });

  it('ten guesses a day are heard', async () => {
    const locked = await Locked.make();
    const session = locked.test.services.sessions;
    const id = await locked.verified();
    const statuses: number[] = [];
    for (let guess = 0; guess < 12; guess++) {
      statuses.push((await locked.register(id, wrong)).status);
      locked.test.clock.advance(30_000);
    }
    expect(statuses).toEqual([...Array(10).fill(423), 429, 429]);
    expect((await session.load(id))?.verified).toBe(true);
  });

  it.each(['', right.slice(1), right.toUpperCase(), `${right}0`])(
    'takes sixty-four characters of hex, not %j',
    async (token) => expect((await (await Locked.make()).put(token)).status).toBe(422),
  );
});
