// Promises of late answers: who guesses waits longer each time, whoever is let in never does, and
// as many as wait there is an end of.

import { beforeEach, describe, expect, it } from 'vitest';
import type { ErrorCode } from '#protocol';
import { ManualClock } from '#runtime';
import {
  failureWindowMs,
  freeFailures,
  LateAnswers,
  lateAnswersMax,
  lateAnswersOfOneMax,
  lateRequestBytesMax,
} from '../../../../src/gateway/ingress/lateAnswers.ts';
import { ask, basic, join } from '../../../support/apiClient.ts';
import { apiOver, createTestServices, operatorToken } from '../../../support/gatewayServices.ts';

let clock: ManualClock;
let late: LateAnswers;
const baseMs = 100;
const bot = '198.51.100.7';

beforeEach(() => {
  clock = new ManualClock();
  late = new LateAnswers({ clock, config: { ALDIS_FAILURE_DELAY_MS: baseMs } });
});

/** After how long it is told, in steps; undefined: not within this. */
async function waitOf(ip: string, code: ErrorCode = 'auth.invalid'): Promise<number | undefined> {
  let told: string | undefined;
  void late.told({ code }, ip).then((refusal) => {
    told = refusal.code;
  });
  for (let waitedMs = 0; waitedMs <= baseMs * 32; waitedMs += baseMs) {
    await new Promise(setImmediate);
    if (told !== undefined) return waitedMs;
    clock.advance(baseMs);
  }
  return undefined;
}

describe('a wrong guess', () => {
  it('is told later each time, up to 32 times the setting', async () => {
    const waits: (number | undefined)[] = [];
    for (let n = 0; n < freeFailures + 7; n += 1) waits.push(await waitOf(bot));
    expect(waits).toEqual([0, 0, 0, 100, 200, 400, 800, 1600, 3200, 3200]);
    expect(await waitOf('203.0.113.9')).toBe(0);
  });

  it('is forgotten after a minute without another', async () => {
    for (let n = 0; n < freeFailures + 2; n += 1) await waitOf(bot);
    clock.advance(failureWindowMs);
    expect(await waitOf(bot)).toBe(0);
  });

  it('is one, whatever was guessed; what is no guess is told at once', async () => {
    const codes: ErrorCode[] = ['auth.invalid', 'registration.invitation', 'totp.invalid'];
    for (const code of codes) await waitOf(bot, code);
    expect(await waitOf(bot, 'registration.locked')).toBe(baseMs);
    expect(await waitOf(bot, 'rate.limited')).toBe(0);
    expect(await waitOf(bot, 'queue.full')).toBe(0);
  });

  it('holds a timer of an address, and of all, up to a bound', async () => {
    const codes: string[] = [];
    const flood = (ip: string, count: number) => {
      for (let n = 0; n < count; n += 1) {
        void late.told({ code: 'auth.invalid' }, ip).then(({ code }) => codes.push(code));
      }
    };
    flood(bot, freeFailures + lateAnswersOfOneMax + 50);
    await new Promise(setImmediate);
    const told = (code: string) => codes.filter((one) => one === code).length;
    expect([told('auth.invalid'), told('rate.limited')]).toEqual([freeFailures, 50]);
    const perAddress = freeFailures + lateAnswersOfOneMax;
    const addresses = Math.ceil(lateAnswersMax / lateAnswersOfOneMax) + 10;
    for (let n = 0; n < addresses; n += 1) flood(`10.1.${n}.1`, perAddress);
    await new Promise(setImmediate);
    const waiting = addresses * lateAnswersOfOneMax + lateAnswersOfOneMax - lateAnswersMax;
    expect(told('rate.limited') - 50).toBe(waiting);
    clock.advance(baseMs * 32);
    await new Promise(setImmediate);
    expect(told('auth.invalid')).toBe(freeFailures * (addresses + 1) + lateAnswersMax);
  });

  it('is told at once where the operator has said so', async () => {
    late = new LateAnswers({ clock, config: { ALDIS_FAILURE_DELAY_MS: 0 } });
    for (let n = 0; n < 20; n += 1) expect(await waitOf(bot)).toBe(0);
  });
});

it('whoever sends much with a wrong guess is told to come again, and holds no memory', async () => {
  const test = createTestServices({ ALDIS_FAILURE_DELAY_MS: '100' });
  const api = apiOver(test.services);
  const sent = async (bytes: number) => {
    const said = api.answer({
      verb: 'PUT',
      target: '/v1/messages/3f8b6a52-9d0e-4d5c-8f1c-0a4de5c3b001',
      headers: { authorization: 'no credentials' },
      body: new Uint8Array(bytes),
      ip: bot,
    });
    const waiting = new Promise((resolve) => setTimeout(resolve, 20, 'waits'));
    return Promise.race([said.then(({ headers }) => headers['x-aldis-code']), waiting]);
  };
  for (let n = 0; n < freeFailures; n += 1) {
    expect(await sent(lateRequestBytesMax + 1)).toBe('auth.invalid');
  }
  expect(await sent(lateRequestBytesMax + 1)).toBe('rate.limited');
  expect(await sent(lateRequestBytesMax)).toBe('waits');
});

it('whoever is let in is kept waiting by nobody else at that address', async () => {
  const test = createTestServices({ ALDIS_FAILURE_DELAY_MS: '100' });
  const api = apiOver(test.services);
  const ada = await join(api, operatorToken);
  const wrong = { authorization: basic(`${ada.account}.1`, 'a guess of somebody else') };
  const path = '/v1/accounts/whoami';
  for (let n = 0; n < freeFailures; n += 1)
    expect((await ask(api, 'GET', path, wrong)).status).toBe(401);
  let isTold = false;
  const slow = ask(api, 'GET', path, wrong).finally(() => {
    isTold = true;
  });
  await new Promise(setImmediate);
  const owner = await ask(api, 'GET', path, { authorization: ada.authorization });
  expect([owner.status, isTold]).toEqual([200, false]);
  test.clock.advance(100);
  expect((await slow).status).toBe(401);
});
