// The steps of the page that changes the phone number: which is asked for next, and what is not
// asked for twice.

import { signal } from '@preact/signals';
import { beforeEach, expect, test } from 'vitest';
import { NumberChange } from '../../../../client/desk/page/model/numberChange.ts';
import type { NumberAsked, NumberNext } from '../../../../client/desk/page/model/numberSteps.ts';
import { RpcFailure } from '../../../../client/desk/page/rpc.ts';
import { failureWords } from '../../../../client/desk/page/words/failures.ts';

const number = '+442079460123';
const hourMs = 60 * 60 * 1000;
let asked: NumberAsked[];
/** What comes of each, in turn. */
let outcomes: (boolean | NumberNext | RpcFailure)[];
let steps: NumberChange;

beforeEach(() => {
  [asked, outcomes] = [[], []];
  const lock = signal({ number: '+12025550100', isSet: false });
  const changeNumber = async (one: NumberAsked) => {
    asked.push(one);
    const outcome = outcomes.shift() ?? false;
    if (outcome instanceof RpcFailure) throw outcome;
    if (typeof outcome === 'object') return outcome;
    return outcome ? {} : ({ wanted: 'code' } as const);
  };
  steps = new NumberChange({ lock, changeNumber });
});

const nothing = { pin: '', totp: '' };
const page = 'https://captcha.example/';
const state = () => [steps.number.value, steps.isProved.value, [...steps.wanted.value]];
const beginning = [undefined, false, []];
const refuse = (code: string, remainingMs?: number) => new RpcFailure(code, code, remainingMs);

test('the number as people type it, then the code, and it is done', async () => {
  outcomes = [false, true];
  expect(await steps.ask(' +44 (20) 7946-0123', '')).toBe(false);
  expect(state()).toEqual([number, false, []]);
  expect(await steps.go({ code: '123456', ...nothing })).toBe(true);
  expect(asked).toEqual([{ number }, { number, code: '123456' }]);
  expect(state()).toEqual(beginning);
});

test('what is no number, or is the account’s already, asks for no code', async () => {
  for (const wrong of ['020 7946 0123', '+44', 'ben', '']) {
    await expect(steps.ask(wrong, '')).rejects.toThrow('That is no phone number.');
  }
  await expect(steps.ask('+1 202 555 0100', '')).rejects.toThrow('has this number already');
  expect(asked).toEqual([]);
});

test('a wrong code is typed again; behind the right one a PIN, then a one-time code', async () => {
  outcomes = [
    ...[false, refuse('registration.unverified'), refuse('registration.locked', 30 * hourMs)],
    ...[refuse('registration.totp'), refuse('auth.fresh_proof'), true],
  ];
  await steps.ask(number, '');
  await expect(steps.go({ code: '000000', ...nothing })).rejects.toThrow();
  expect(state()).toEqual([number, false, []]);
  await expect(steps.go({ code: '123456', ...nothing })).rejects.toThrow();
  expect(state()).toEqual([number, true, ['pin']]);
  await expect(steps.go({ code: '123456', pin: '4711', totp: '' })).rejects.toThrow();
  expect(state()).toEqual([number, true, ['pin', 'totp']]);
  const all = { code: '123456', pin: '4711', totp: '654321' };
  await expect(steps.go(all)).rejects.toThrow();
  expect(await steps.go(all)).toBe(true);
  expect(asked.slice(3)).toEqual([
    { number, pin: '4711' },
    ...[1, 2].map(() => ({ number, pin: '4711', totp: '654321' })),
  ]);
  expect(state()).toEqual(beginning);
});

test('a code that is over leads back to the number, and a refused number stays there', async () => {
  outcomes = [false, refuse('registration.session_not_found'), refuse('rate.limited')];
  await steps.ask(number, '4711');
  await expect(steps.go({ code: '123456', ...nothing })).rejects.toThrow();
  expect(state()).toEqual(beginning);
  await expect(steps.ask(number, '4711')).rejects.toThrow();
  expect(state()).toEqual(beginning);
  expect(asked[2]).toEqual({ number, pin: '4711' });
});

test('a captcha is asked for before the code is, and a wrong one leads back', async () => {
  const captcha = { wanted: 'captcha', page } as const;
  outcomes = [captcha, refuse('daemon.busy'), false, captcha, refuse('challenge.invalid')];
  expect(await steps.ask(number, '')).toBe(false);
  expect([steps.number.value, steps.captcha.value]).toEqual([number, { page }]);
  const shown = { captcha: 'a token', code: '123456', ...nothing };
  await expect(steps.go(shown)).rejects.toThrow();
  expect(steps.captcha.value).toEqual({ page });
  expect(await steps.go(shown)).toBe(false);
  expect([steps.number.value, steps.captcha.value]).toEqual([number, undefined]);
  expect(asked.slice(1)).toEqual([1, 2].map(() => ({ number, captcha: 'a token' })));
  await steps.ask(number, '');
  await expect(steps.go(shown)).rejects.toThrow();
  expect([...state(), steps.captcha.value]).toEqual([...beginning, undefined]);
});

test('nothing of what is secret stays in it', async () => {
  outcomes = [false, refuse('registration.locked'), refuse('registration.totp')];
  await steps.ask(number, 'a pin');
  for (const _ of [1, 2]) {
    const all = { code: '123456', pin: 'a pin', totp: '654321' };
    await expect(steps.go(all)).rejects.toThrow();
  }
  const kept = JSON.stringify({ ...steps });
  for (const secret of ['a pin', '123456', '654321']) expect(kept).not.toContain(secret);
});

test('each refusal has its sentence, that of a lock with how long it holds', () => {
  const said = (code: string, remainingMs?: number) => failureWords(refuse(code, remainingMs));
  expect(said('registration.locked', 30 * hourMs)).toBe(
    'The number is locked: type the PIN that locks it. ' +
      'If its account stays away, it takes none in 1 day and 6 hours.',
  );
  expect(said('registration.locked')).toBe('The number is locked: type the PIN that locks it.');
  for (const code of [
    ...['number.taken', 'registration.unverified', 'registration.session_not_found'],
    ...['registration.totp', 'registration.number_refused', 'registration.sender_refused'],
    ...['challenge.invalid', 'challenge.required'],
    ...['registration.conflict', 'message.mismatched_devices', 'rate.limited', 'auth.forbidden'],
  ]) {
    expect(said(code)).not.toBe(code);
  }
});
