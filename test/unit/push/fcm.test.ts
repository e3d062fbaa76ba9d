// FCM's own: its access tokens, and what its errors mean.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createVapidKey } from '#crypto';
import type { Push, PushGateway } from '#ports';
import type { OpenPush } from '#push';
import { describePush, openPush } from '#push';
import { ManualClock, silentLog } from '#runtime';
import type { Answer, Called } from '../../support/pushServices.ts';
import {
  callOf,
  fcmError,
  googleJudge,
  listen,
  operatorFiles,
  overHttp,
  plainSettings,
  unlisten,
} from '../../support/pushServices.ts';

const push: Push = { kind: 'fcm', token: 'fcm-token', setAtMs: 0 };
let files: Awaited<ReturnType<typeof operatorFiles>>;
let clock: ManualClock;
let google: ReturnType<typeof googleJudge>;
let answer: ((call: Called) => Answer | undefined) | undefined;
let listening: ReturnType<typeof overHttp>;
let origin: string;
let opened: OpenPush;

beforeEach(async () => {
  files = await operatorFiles();
  clock = new ManualClock(Date.now());
  google = googleJudge(clock, () => `${origin}/token`);
  answer = undefined;
  listening = overHttp(files.certificate, (call) => answer?.(call) ?? google.judge(call));
  origin = `https://127.0.0.1:${await listen(listening)}`;
  files.writeAccount(`${origin}/token`);
  opened = open();
});
afterEach(async () => {
  await opened.close();
  await unlisten(listening);
  files.remove();
});

const open = (more: object = {}) =>
  openPush({
    config: {
      ...plainSettings,
      ALDIS_PUSH_FCM_FILE: files.fcm,
      ALDIS_PUSH_FCM_URL: origin,
      ALDIS_PUSH_CA_FILE: files.ca,
      ...more,
    },
    vapid: createVapidKey(Buffer.alloc(32, 1)),
    clock,
    log: silentLog,
  });
const send = () => (opened.gateways.get('fcm') as PushGateway).send(callOf(push));
const accepted = { outcome: 'accepted' };
const credentials = { outcome: 'later', reason: 'credentials' };
const isToken = ({ path }: Called) => path === '/token';

describe('an access token', () => {
  it('is asked for with a word of the account, once for many calls and until its end', async () => {
    await Promise.all(Array.from({ length: 10 }, send));
    expect(google.words.length).toBe(1);
    expect(google.words[0]).toMatchObject({
      head: { alg: 'RS256', kid: 'google-key-1' },
      claims: {
        iss: 'push@aldis-test.iam.example.org',
        scope: 'https://www.googleapis.com/auth/firebase.messaging',
        aud: `${origin}/token`,
      },
    });
    clock.advance(54 * 60_000);
    await send();
    expect(google.words.length).toBe(1);
    clock.advance(60_000);
    expect(await send()).toEqual(accepted);
    expect(google.words.length).toBe(2);
  });

  it('that FCM believes no longer is replaced, once for all calls that find out', async () => {
    await send();
    clock.advance(2 * 60_000);
    google.forget();
    const said = await Promise.all(Array.from({ length: 10 }, send));
    expect(said).toEqual(Array.from({ length: 10 }, () => accepted));
    expect(google.words.length).toBe(2);
  });

  it('that is new and not believed is no reason to ask for ever more of them', async () => {
    answer = (call) => (isToken(call) ? undefined : fcmError(401, 'UNAUTHENTICATED'));
    for (let i = 0; i < 5; i++) expect(await send()).toEqual(credentials);
    expect(google.words.length).toBe(1);
  });

  it.each([
    [400, {}, credentials],
    [401, {}, credentials],
    [200, {}, credentials],
    [429, { 'retry-after': '9' }, { outcome: 'later', reason: 'throttled', retryAfterMs: 9000 }],
    [503, {}, { outcome: 'later', reason: 'unavailable' }],
  ])('that is refused with %i is not asked for by every call', async (status, headers, outcome) => {
    let asked = 0;
    answer = (call) => {
      if (!isToken(call)) return undefined;
      asked += 1;
      return { status, headers, body: '{"error":"invalid_grant"}' };
    };
    for (let i = 0; i < 3; i++) expect(await send()).toEqual(outcome);
    expect(asked).toBe(1);
    answer = undefined;
    clock.advance(11_000);
    expect(await send()).toEqual(accepted);
  });
});

describe('an error of FCM', () => {
  it.each([
    [fcmError(404, 'UNREGISTERED'), { outcome: 'gone' }],
    [fcmError(400, 'INVALID_ARGUMENT'), { outcome: 'gone' }],
    [fcmError(403, 'SENDER_ID_MISMATCH'), { outcome: 'refused' }],
    [fcmError(403, 'PERMISSION_DENIED'), credentials],
    [{ status: 404, body: '<html>' }, credentials],
    [
      fcmError(429, 'QUOTA_EXCEEDED'),
      { outcome: 'later', reason: 'throttled', retryAfterMs: 60_000 },
    ],
    [fcmError(500, 'INTERNAL'), { outcome: 'later', reason: 'unavailable' }],
  ] as const)('is understood (%j)', async (said, outcome) => {
    answer = (call) => (isToken(call) ? undefined : said);
    expect(await send()).toEqual(outcome);
  });

  it('about a field of ours says nothing of the token', async () => {
    const error = { details: [{ errorCode: 'INVALID_ARGUMENT' }, { fieldViolations: [{}] }] };
    const said = { status: 400, body: JSON.stringify({ error }) };
    answer = (call) => (isToken(call) ? undefined : said);
    expect(await send()).toEqual({ outcome: 'refused' });
  });
});

describe('the file of a service account', () => {
  it('is refused with one sentence that names the setting and no secret', () => {
    const wrong = (more: Record<string, unknown>) => {
      files.writeAccount(`${origin}/token`, more);
      return () => open();
    };
    expect(wrong({ type: 'user' })).toThrow(/^ALDIS_PUSH_FCM_FILE: .* type /);
    expect(wrong({ private_key: 'secret' })).toThrow(/private_key of \S+ is no RSA key\.$/);
    expect(wrong({ token_uri: 'http://x/' })).toThrow(/token_uri/);
    expect(() => open({ ALDIS_PUSH_FCM_FILE: '/nowhere' })).toThrow(/cannot be read/);
    expect(() => open({ ALDIS_PUSH_CA_FILE: files.apns })).toThrow(/has no certificate/);
  });

  it('that is not named leaves devices to come by themselves', () => {
    const { gateways } = open({ ALDIS_PUSH_FCM_FILE: undefined });
    expect([...gateways.keys()]).toEqual(['webpush', 'unifiedpush']);
    expect(open({ ALDIS_PUSH: false }).gateways.size).toBe(0);
    const told = { ...plainSettings, ALDIS_PUSH_FCM_FILE: files.fcm };
    expect(describePush(told)).toBe('Web Push, UnifiedPush, FCM');
    expect(() => describePush({ ...told, ALDIS_PUSH_FCM_FILE: '/nowhere' })).toThrow(/cannot be/);
  });
});
