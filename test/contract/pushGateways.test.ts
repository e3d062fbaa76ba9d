// What every push gateway promises to whoever wakes devices, whatever service is behind it. Each
// stands before a service on loopback that behaves as its documents say.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PushGateway, PushKind } from '#ports';
import type { Answer, PushTwin } from '../support/pushServices.ts';
import { browserKeys, callOf, startTwin } from '../support/pushServices.ts';
import { decrypt } from '../unit/push/httpEce.ts';

const kinds: readonly PushKind[] = ['fcm', 'apns', 'webpush', 'unifiedpush'];

describe.each(kinds)('the gateway of %s', (kind) => {
  let twin: PushTwin;
  let gateway: PushGateway;

  beforeEach(async () => {
    twin = await startTwin(kind);
    gateway = twin.opened.gateways.get(kind) as PushGateway;
  });
  afterEach(() => twin.stop());

  const send = (isUrgent = true) => gateway.send(callOf(twin.push, isUrgent));
  const always = (answer: Answer) => {
    twin.answer = () => answer;
  };
  const withHeaders = (answer: Answer, headers: Record<string, string>): Answer =>
    answer === 'cut' ? answer : { ...answer, headers };

  it('says that a service took a call, which is one call, and the same each time', async () => {
    expect(await send()).toEqual({ outcome: 'accepted' });
    expect(await send()).toEqual({ outcome: 'accepted' });
    expect(twin.calls.length).toBe(2);
    const [first, second] = twin.calls.map(readCall);
    expect(second).toEqual(first);
  });

  it('carries how urgent it is, one name for the device, 28 days, and nothing else', async () => {
    await send(true);
    await send(false);
    const [urgent, unhurried] = twin.calls.map(readCall);
    expect(urgent).toMatchObject({ isUrgent: true, name: 'AAAAAAAAAAAAAAAAAAAAAA' });
    expect(unhurried).toMatchObject({ isUrgent: false, name: 'AAAAAAAAAAAAAAAAAAAAAA' });
    for (const { seconds, payload } of [urgent, unhurried] as Read[]) {
      expect(Math.abs(seconds - 28 * 24 * 60 * 60)).toBeLessThan(60);
      expect(payload.length).toBeLessThan(200);
    }
    expect(urgent?.payload).toContain('newMessageAlert');
  });

  it('carries a challenge as it is, for as long as it is worth something, or none', async () => {
    const isCarried = kind === 'fcm' || kind === 'apns';
    const untilMs = twin.clock.now() + 600_000;
    const token = 'token' in twin.push ? twin.push.token : '';
    const named = isCarried ? kind : 'fcm';
    for (const name of ['challenge', 'rateLimitChallenge'] as const) {
      const one = { kind: named, token, name, text: 'of-the-tests', untilMs } as const;
      const said = await gateway.challenge(one);
      expect(said).toEqual({ outcome: isCarried ? 'accepted' : 'refused' });
    }
    expect(twin.calls.length).toBe(isCarried ? 2 : 0);
    if (!isCarried) return;
    const other = kind === 'fcm' ? 'apns' : 'fcm';
    const foreign = { kind: other, token, name: 'challenge', text: 'x', untilMs } as const;
    expect(await gateway.challenge(foreign)).toEqual({ outcome: 'refused' });
    const [first, second] = twin.calls.map(readChallenge);
    expect(first?.data).toEqual({ challenge: 'of-the-tests' });
    expect(second?.data).toEqual({ rateLimitChallenge: 'of-the-tests' });
    expect(Math.abs((first?.seconds ?? 0) - 600)).toBeLessThan(5);
  });

  it('tells of a challenge what its service says, as of any call', async () => {
    if (kind !== 'fcm' && kind !== 'apns') return;
    const token = 'token' in twin.push ? twin.push.token : '';
    const untilMs = twin.clock.now() + 600_000;
    const push = () =>
      gateway.challenge({ kind, token, name: 'challenge', text: 'of-the-tests', untilMs });
    always(twin.words.gone);
    expect((await push()).outcome).toBe('gone');
    always(withHeaders(twin.words.throttled, { 'retry-after': '7' }));
    expect(await push()).toEqual({ outcome: 'later', reason: 'throttled', retryAfterMs: 7000 });
  });

  it('makes many calls at once', async () => {
    const said = await Promise.all(Array.from({ length: 40 }, () => send()));
    expect(new Set(said.map(({ outcome }) => outcome))).toEqual(new Set(['accepted']));
    expect(twin.calls.length).toBe(40);
  });

  it('tells what is gone from what was refused, and tries neither again', async () => {
    always(twin.words.gone);
    expect((await send()).outcome).toBe('gone');
    always(twin.words.refused);
    expect(await send()).toEqual({ outcome: 'refused' });
    expect(twin.calls.length).toBe(2);
  });

  it('tells when a service wants to be left alone, in seconds or by a date', async () => {
    always(withHeaders(twin.words.throttled, { 'retry-after': '7' }));
    const throttled = { outcome: 'later', reason: 'throttled' };
    expect(await send()).toEqual({ ...throttled, retryAfterMs: 7000 });
    const at = Math.ceil(twin.clock.now() / 1000) * 1000 + 30_000;
    const date = new Date(at).toUTCString();
    always(withHeaders(twin.words.unavailable, { 'retry-after': date }));
    const away = { outcome: 'later', reason: 'unavailable' };
    expect(await send()).toEqual({ ...away, retryAfterMs: at - twin.clock.now() });
    always(withHeaders(twin.words.unavailable, { 'retry-after': 'soon' }));
    expect(await send()).toEqual(away);
  });

  it('says later, and throws nothing, when a service breaks off or is away', async () => {
    const away = { outcome: 'later', reason: 'unavailable' };
    always('cut');
    expect(await send()).toEqual(away);
    twin.answer = undefined;
    expect(await send()).toEqual({ outcome: 'accepted' });
    await twin.leave();
    expect(await send()).toEqual(away);
    await twin.comeBack();
    expect(await send()).toEqual({ outcome: 'accepted' });
  });

  it('throws nothing at an answer that makes no sense', async () => {
    const nonsense = ['', 'null', '[]', '{"error":{"details":[null,1]}}', '\u0000{"reason":1}'];
    for (const body of nonsense) {
      always({ status: 400, body });
      expect(await send()).toEqual({ outcome: 'refused' });
    }
    always({ status: 500, body: 'x'.repeat(100_000) });
    expect(await send()).toEqual({ outcome: 'later', reason: 'unavailable' });
  });

  it('leaves a service alone that fails again and again, and calls it later', async () => {
    always(twin.words.unavailable);
    for (let i = 0; i < 5; i++) await send();
    const before = twin.calls.length;
    expect(await send()).toMatchObject({ outcome: 'later', reason: 'unavailable' });
    expect(twin.calls.length).toBe(before);
    twin.answer = undefined;
    twin.clock.advance(60_000);
    expect(await send()).toEqual({ outcome: 'accepted' });
  });

  it('calls nobody for a device that is reached otherwise', async () => {
    const isToken = kind === 'fcm' || kind === 'apns';
    const other = isToken
      ? ({ kind: 'unifiedpush', endpoint: 'https://push.example.org', setAtMs: 0 } as const)
      : ({ kind: 'fcm', token: 'x', setAtMs: 0 } as const);
    expect(await gateway.send(callOf(other))).toEqual({ outcome: 'refused' });
    expect(twin.calls).toEqual([]);
  });

  it('is closed at once, and says later from then on', async () => {
    await send();
    await twin.opened.close();
    if (kind === 'apns') {
      expect(await send()).toEqual({ outcome: 'later', reason: 'unavailable' });
    }
  });

  interface Read {
    readonly isUrgent: boolean;
    readonly name: unknown;
    readonly seconds: number;
    readonly payload: string;
  }

  /** What a service is told, in one form. */
  function readCall({ headers, body }: PushTwin['calls'][number]): Read {
    const text = body.toString();
    if (kind === 'fcm') {
      const { message } = JSON.parse(text);
      const { token, data, android, ...rest } = message;
      const { priority, ttl, collapse_key: name, ...more } = android;
      expect([token, rest, more]).toEqual(['fcm-token:APA91b', {}, {}]);
      const payload = JSON.stringify(data);
      return { isUrgent: priority === 'HIGH', name, seconds: Number.parseInt(ttl, 10), payload };
    }
    if (kind === 'apns') {
      const isUrgent = headers['apns-priority'] === '10';
      expect(headers['apns-push-type']).toBe(isUrgent ? 'alert' : 'background');
      const seconds = Number(headers['apns-expiration']) - Math.floor(twin.clock.now() / 1000);
      return { isUrgent, name: headers['apns-collapse-id'], seconds, payload: text };
    }
    const opened = kind === 'webpush' ? decrypt(body, browserKeys.browser, browserKeys.auth) : body;
    return {
      isUrgent: headers['urgency'] === 'high',
      name: headers['topic'],
      seconds: Number(headers['ttl']),
      payload: opened.toString(),
    };
  }

  /** The same of a challenge. */
  function readChallenge({ path, headers, body }: PushTwin['calls'][number]) {
    const read = JSON.parse(body.toString());
    if (kind === 'fcm') {
      const { token, data, android } = read.message;
      expect([token, android.priority]).toEqual(['fcm-token:APA91b', 'HIGH']);
      return { data, seconds: Number.parseInt(android.ttl, 10) };
    }
    expect(path).toBe(`/3/device/${'ab'.repeat(32)}`);
    expect(headers['apns-collapse-id']).toBeUndefined();
    const { aps, ...data } = read;
    expect(aps).toEqual({ 'content-available': 1 });
    const seconds = Number(headers['apns-expiration']) - Math.floor(twin.clock.now() / 1000);
    return { data, seconds };
  }
});
