// APNs' own: the words of a provider, the one session, and what its errors mean.

import type { ServerHttp2Stream } from 'node:http2';
import { constants } from 'node:http2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createVapidKey } from '#crypto';
import type { Push, PushGateway } from '#ports';
import type { OpenPush } from '#push';
import { openPush } from '#push';
import { ManualClock, silentLog } from '#runtime';
import type { Answer } from '../../support/pushServices.ts';
import {
  apnsError,
  apnsIds,
  appleJudge,
  appleKeys,
  callOf,
  listen,
  operatorFiles,
  overHttp2,
  plainSettings,
  readWord,
  unlisten,
} from '../../support/pushServices.ts';

const push: Push = { kind: 'apns', token: 'ab'.repeat(32), setAtMs: 0 };
let files: Awaited<ReturnType<typeof operatorFiles>>;
let clock: ManualClock;
/** Apple's, which may differ. */
let appleClock: ManualClock;
let apple: ReturnType<typeof appleJudge>;
let answer: ((stream: ServerHttp2Stream) => Answer | undefined) | undefined;
let listening: ReturnType<typeof overHttp2>;
let origin: string;
let opened: OpenPush;

beforeEach(async () => {
  files = await operatorFiles();
  clock = new ManualClock(Date.now());
  appleClock = new ManualClock(clock.now());
  apple = appleJudge(appleClock);
  answer = undefined;
  listening = overHttp2(files.certificate, (call, stream) => answer?.(stream) ?? apple.judge(call));
  origin = `https://127.0.0.1:${await listen(listening)}`;
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
      ...apnsIds,
      ALDIS_PUSH_APNS_KEY_FILE: files.apns,
      ALDIS_PUSH_APNS_URL: origin,
      ALDIS_PUSH_CA_FILE: files.ca,
      ...more,
    },
    vapid: createVapidKey(Buffer.alloc(32, 1)),
    clock,
    log: silentLog,
  });
const send = () => (opened.gateways.get('apns') as PushGateway).send(callOf(push));
const pass = (ms: number) => {
  clock.advance(ms);
  appleClock.advance(ms);
};
const accepted = { outcome: 'accepted' };
const credentials = { outcome: 'later', reason: 'credentials' };

describe("a provider's word", () => {
  it('says which team and since when, and is used for 50 minutes', async () => {
    await Promise.all(Array.from({ length: 10 }, send));
    expect(apple.words.length).toBe(1);
    expect(readWord(apple.words[0] ?? '', appleKeys.publicKey)).toEqual({
      head: { alg: 'ES256', kid: 'ABC123DEFG' },
      claims: { iss: 'DEF123GHIJ', iat: Math.floor(clock.now() / 1000) },
    });
    pass(49 * 60_000);
    await send();
    expect(apple.words.length).toBe(1);
    pass(60_000);
    expect(await send()).toEqual(accepted);
    expect(apple.words.length).toBe(2);
  });

  it('that has expired for APNs is made anew once, for all calls that find out', async () => {
    await send();
    pass(30 * 60_000);
    let left = 10;
    answer = () => (left-- > 0 ? apnsError(403, 'ExpiredProviderToken') : undefined);
    const said = await Promise.all(Array.from({ length: 10 }, send));
    expect(said).toEqual(Array.from({ length: 10 }, () => accepted));
    expect(apple.words.length).toBe(2);
  });

  it('that is new and has expired all the same is told to the operator', async () => {
    let asked = 0;
    answer = () => {
      asked += 1;
      return apnsError(403, 'ExpiredProviderToken');
    };
    expect(await send()).toEqual(credentials);
    expect(asked).toBe(2);
    // Apple throttles who makes words all the time.
    for (let i = 0; i < 3; i++) expect(await send()).toEqual(credentials);
    expect(asked).toBe(5);
  });
});

describe('the session', () => {
  it('is one for all calls, also where APNs begins with one call at a time', async () => {
    const said = await Promise.all(Array.from({ length: 50 }, send));
    expect(said).toEqual(Array.from({ length: 50 }, () => accepted));
    await send();
    expect(listening.sessions.length).toBe(1);
  });

  it('that APNs ends is followed by another, and no call is lost', async () => {
    await send();
    listening.sessions[0]?.goaway(constants.NGHTTP2_NO_ERROR);
    expect(await send()).toEqual(accepted);
    listening.sessions.at(-1)?.destroy();
    expect(await send()).toEqual(accepted);
    listening.sessions.at(-1)?.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    expect(await send()).toEqual(accepted);
    expect(listening.sessions.length).toBeGreaterThan(2);
  });

  it('that ends under calls repeats them on another', async () => {
    await send();
    let isFirst = true;
    answer = () => {
      if (!isFirst) return undefined;
      isFirst = false;
      return 'cut';
    };
    const said = await Promise.all(Array.from({ length: 10 }, send));
    expect(said).toEqual(Array.from({ length: 10 }, () => accepted));
  });

  it('that refuses one call alone repeats it', async () => {
    await send();
    let isFirst = true;
    answer = (stream) => {
      if (!isFirst) return undefined;
      isFirst = false;
      stream.close(constants.NGHTTP2_REFUSED_STREAM);
      return { status: 200 };
    };
    expect(await send()).toEqual(accepted);
  });
});

describe('an error of APNs', () => {
  it.each([
    [apnsError(410, 'Unregistered', { timestamp: 12_345 }), { outcome: 'gone', goneAtMs: 12_345 }],
    [apnsError(410, 'ExpiredToken'), { outcome: 'gone' }],
    [apnsError(410, 'Unregistered', { timestamp: 'x' }), { outcome: 'gone' }],
    [apnsError(400, 'BadDeviceToken'), { outcome: 'gone' }],
    [apnsError(400, 'DeviceTokenNotForTopic'), { outcome: 'refused' }],
    [apnsError(400, 'TopicDisallowed'), credentials],
    [apnsError(403, 'InvalidProviderToken'), credentials],
    [apnsError(413, 'PayloadTooLarge'), { outcome: 'refused' }],
    [apnsError(429, 'TooManyProviderTokenUpdates'), { outcome: 'later', reason: 'throttled' }],
    [apnsError(500, 'InternalServerError'), { outcome: 'later', reason: 'unavailable' }],
    [apnsError(503, 'Shutdown'), { outcome: 'later', reason: 'unavailable' }],
  ] as const)('is understood (%j)', async (said, outcome) => {
    answer = () => said;
    expect(await send()).toEqual(outcome);
  });
});

describe('how APNs does', () => {
  const state = () => opened.door.states().apns;

  it('is known by calls: credentials that it refuses at once, its absence after five', async () => {
    expect(state()).toBe('unknown');
    await send();
    expect(state()).toBe('ready');
    answer = () => apnsError(503, 'ServiceUnavailable');
    for (let i = 0; i < 4; i++) await send();
    expect(state()).toBe('ready');
    await send();
    expect(state()).toBe('failing');
    answer = () => apnsError(403, 'InvalidProviderToken');
    clock.advance(60_000);
    await send();
    expect(state()).toBe('failing');
    answer = undefined;
    expect(await send()).toEqual(accepted);
    expect(state()).toBe('ready');
    answer = () => apnsError(403, 'InvalidProviderToken');
    await send();
    expect(state()).toBe('failing');
  });

  it('is not said to be bad where it throttles, or knows a device no more', async () => {
    for (const said of [apnsError(429, 'TooManyRequests'), apnsError(410, 'Unregistered')]) {
      answer = () => said;
      for (let i = 0; i < 6; i++) await send();
      expect(state()).not.toBe('failing');
    }
  });
});

describe('the settings', () => {
  it('are refused with one sentence where one is missing or no key is there', () => {
    const wrong = (more: object) => () => open(more);
    expect(wrong({ ALDIS_PUSH_APNS_TEAM_ID: undefined })).toThrow(/^ALDIS_PUSH_APNS_TEAM_ID: /);
    expect(wrong({ ALDIS_PUSH_APNS_KEY_FILE: undefined })).toThrow(/^ALDIS_PUSH_APNS_KEY_FILE: /);
    expect(wrong({ ALDIS_PUSH_APNS_KEY_FILE: files.ca })).toThrow(/is no key of P-256/);
  });
});
