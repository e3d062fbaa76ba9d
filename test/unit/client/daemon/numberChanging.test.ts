// A phone number is changed in steps by a program that cannot be asked: one code is sent, and no
// more than have to be; what is refused behind it is asked again without another one.

import { beforeEach, expect, test } from 'vitest';
import { accountMethods } from '../../../../client/cli/accountMethods.ts';
import { refusalOf as toldOf } from '../../../../client/cli/holding.ts';
import { NumberChanging } from '../../../../client/cli/numberChanging.ts';
import { proofWaitMs } from '../../../../client/cli/numberProving.ts';
import { answerBy } from '../../../../client/daemon/methods.ts';
import type { Peer } from '../../../../client/daemon/peer.ts';
import { OwnAccount } from '../../../../client/ownAccount.ts';
import { lockTokenOf } from '../../../../client/registrationLock.ts';
import { refusalOf } from '../../../../client/transport/http.ts';
import type { HttpAnswer, HttpAsk } from '../../../../client/transport/transport.ts';
import { ManualClock } from '#runtime';

const page = 'https://captcha.example/';
const number = '+12025550123';
const right = '123456';
/** Tokens of PINs take their time, beside other work. */
const pinTimeoutMs = 60_000;
const dayMs = 24 * 60 * 60 * 1000;

let clock: ManualClock;
/** The numbers that codes were sent to. */
let sent: string[];
/** What the change has shown, each time that the server was asked for it. */
let shown: object[];
/** What the server refuses, one after another. */
let refusals: { readonly status: number; readonly body: unknown }[];
/** What was brought to a session that asks for a captcha. */
let solved: unknown[];
let wantsCaptcha: boolean;
let hasLock: boolean;
let mayChange: boolean;
let changing: NumberChanging;
let holdUp: Promise<void> | undefined;

const answer = (body: unknown, status = 200): HttpAnswer => ({ status, headers: {}, body });

/** The routes of verification sessions, as the server has them. */
async function verification({ verb, path, body }: HttpAsk): Promise<HttpAnswer> {
  const { number: to, code } = body as { number?: string; code?: string };
  if (verb === 'PATCH') solved.push(body);
  if (to !== undefined) return answer({ id: `session of ${to}`, verified: false });
  const [, id] = /session\/([^/]+)/.exec(path) ?? [];
  const session = decodeURIComponent(id ?? '');
  if (verb === 'POST' && wantsCaptcha && solved.length === 0) {
    const requestedInformation = ['captcha'];
    return answer({ id: session, verified: false, requestedInformation, captchaPage: page }, 409);
  }
  if (verb === 'POST') sent.push(session.replace('session of ', ''));
  return answer({ id: session, verified: code === right });
}

async function ofAccount({ verb }: HttpAsk): Promise<HttpAnswer> {
  if (verb === 'GET') return answer({ isSet: hasLock });
  return mayChange ? answer({ code: 'request.invalid' }, 422) : fresh;
}
const fresh = answer({ code: 'auth.fresh_proof', message: 'It takes fresh proof.' }, 401);

beforeEach(() => {
  [clock, sent, shown, refusals, hasLock, mayChange] = [new ManualClock(), [], [], [], false, true];
  [holdUp, solved, wantsCaptcha] = [undefined, [], false];
  const store = { profile: { number: undefined } };
  const context = { http: ofAccount, nameless: verification, store };
  const devices = {
    isPrimary: true,
    async changeNumber(proven: object) {
      shown.push(proven);
      await holdUp;
      const refused = refusals.shift();
      if (refused) throw refusalOf({ ...refused, headers: {} }, 'The number was not changed');
    },
  };
  const own = new OwnAccount(context as never, devices, { keyUsed: () => undefined });
  changing = new NumberChanging(own, clock);
});

const methods = accountMethods(
  () => ({}) as never,
  () => '',
  () => changing,
);
const change = (asked: object) => answerBy(methods, 'number.change', asked, {} as Peer);
const sentTo = (to: string) => ({ number: to, isChanged: false, wanted: 'code' });
const changed = { number, isChanged: true };
const refused = (code: string) => expect.objectContaining({ code });

test('a code is sent, a wrong one is told, and the right one changes the number', async () => {
  expect(await change({ number })).toEqual(sentTo(number));
  for (const code of ['000000', '12345', 'a code']) {
    await expect(change({ number, code })).rejects.toEqual(refused('registration.unverified'));
  }
  expect(shown).toEqual([]);
  expect(await change({ number, code: ' 123-456 ' })).toEqual(changed);
  expect([sent, shown]).toEqual([[number], [{ number, sessionId: `session of ${number}` }]]);
  await expect(change({ number, code: right })).rejects.toEqual(
    refused('registration.session_not_found'),
  );
  expect(sent).toEqual([number]);
});

test('a captcha is told with its page, and the code is sent once it was brought', async () => {
  wantsCaptcha = true;
  const wanted = { number, isChanged: false, wanted: 'captcha', page };
  expect(await change({ number })).toEqual(wanted);
  await expect(change({ number, code: right })).rejects.toEqual(
    refused('registration.session_not_found'),
  );
  expect([sent, solved]).toEqual([[], []]);
  expect(await change({ number, captcha: ' a token ' })).toEqual(sentTo(number));
  expect([sent, solved]).toEqual([[number], [{ captcha: 'a token' }]]);
  expect(await change({ number, code: right })).toEqual(changed);
});

test('a code that is wrong too often ends it, and none is sent that nobody asked for', async () => {
  await change({ number });
  for (const code of ['000000', '000001']) {
    await expect(change({ number, code })).rejects.toEqual(refused('registration.unverified'));
  }
  for (const code of ['000002', right]) {
    await expect(change({ number, code })).rejects.toEqual(
      refused('registration.session_not_found'),
    );
  }
  expect([sent, shown]).toEqual([[number], []]);
  await change({ number });
  expect(await change({ number, code: right })).toEqual(changed);
});

test(
  'what the number takes besides is brought behind the code, which is sent once',
  async () => {
    const locked = { code: 'registration.locked', message: 'Locked.', timeRemaining: 6 * dayMs };
    refusals = [
      { status: 423, body: locked },
      { status: 441, body: { code: 'registration.totp', message: 'A code.', timeRemaining: 0 } },
      fresh,
    ];
    await change({ number });
    const error = await change({ number, code: right }).catch((one: unknown) => one);
    expect(toldOf(error).data).toEqual({ code: 'registration.locked', timeRemainingMs: 6 * dayMs });
    const pin = '4711';
    await expect(change({ number, pin })).rejects.toEqual(refused('registration.totp'));
    const all = { number, code: right, pin, totp: '654321' };
    await expect(change(all)).rejects.toEqual(refused('auth.fresh_proof'));
    expect(await change(all)).toEqual(changed);
    expect(sent).toEqual([number]);
    const reglock = lockTokenOf(pin, number);
    const session = { number, sessionId: `session of ${number}` };
    expect(shown).toEqual([
      session,
      { ...session, reglock },
      ...[1, 2].map(() => ({ ...session, reglock, totp: '654321' })),
    ]);
  },
  pinTimeoutMs,
);

test(
  'who may not, or has a lock and brings no PIN, is told before a code is sent',
  async () => {
    mayChange = false;
    await expect(change({ number })).rejects.toEqual(refused('auth.fresh_proof'));
    [mayChange, hasLock] = [true, true];
    await expect(change({ number })).rejects.toEqual(refused('argument.invalid'));
    expect(sent).toEqual([]);
    expect(await change({ number, pin: '4711' })).toEqual(sentTo(number));
    expect(await change({ number, code: right })).toEqual(changed);
    expect(shown).toEqual([expect.objectContaining({ reglock: lockTokenOf('4711', number) })]);
  },
  pinTimeoutMs,
);

test('a session that is over is forgotten: the next step sends another code', async () => {
  refusals = [
    { status: 409, body: { code: 'number.taken', message: 'Taken.' } },
    { status: 401, body: { code: 'registration.unverified', message: 'Unverified.' } },
  ];
  await change({ number });
  await expect(change({ number, code: right })).rejects.toEqual(refused('number.taken'));
  await expect(change({ number, code: right })).rejects.toEqual(
    refused('registration.session_not_found'),
  );
  expect(await change({ number })).toEqual(sentTo(number));
  expect(sent).toEqual([number, number]);
});

test('one is waited for at a time, for ten minutes, and to the end of the process', async () => {
  const other = '+12025550199';
  await change({ number: other });
  expect(await change({ number })).toEqual(sentTo(number));
  const lapsed = refused('registration.session_not_found');
  await expect(change({ number: other, code: right })).rejects.toEqual(lapsed);
  clock.advance(proofWaitMs);
  await expect(change({ number, code: right })).rejects.toEqual(lapsed);
  await change({ number });
  changing.end();
  await expect(change({ number, code: right })).rejects.toEqual(lapsed);
  expect([sent, shown]).toEqual([[other, number, number], []]);
});

test('while it is under way nothing else is begun', async () => {
  const patience = Promise.withResolvers<void>();
  holdUp = patience.promise;
  await change({ number });
  const first = change({ number, code: right });
  for (const again of [{ number }, { number, code: right }, { number: '+12025550199' }]) {
    await expect(change(again)).rejects.toMatchObject({ data: { code: 'daemon.busy' } });
  }
  patience.resolve();
  expect(await first).toEqual(changed);
  expect(sent).toEqual([number]);
});

test('what is no number is refused by name', async () => {
  for (const wrong of ['2025550123', '+0123456789', '+1 202 555 0123', '']) {
    await expect(change({ number: wrong })).rejects.toMatchObject({
      rpcCode: -32602,
      message: expect.stringMatching(/^number/),
    });
  }
});
