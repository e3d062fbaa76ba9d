// What is asked without a name, by an access key: who is let in, what the others learn, and what is
// left of it afterwards.

import { randomBytes } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import type { CommandOf } from '#actors';
import type { AccountId, Result, SendFrame } from '#protocol';
import { decodeEnvelope, ok } from '#protocol';
import {
  AnonymousPort,
  deniedAfterMs,
  deniedPermits,
} from '../../../../src/gateway/ingress/anonymous.ts';
import { GroupMembers } from '../../../../src/gateway/ingress/groupMembers.ts';
import { LateAnswers } from '../../../../src/gateway/ingress/lateAnswers.ts';
import { Logins } from '../../../../src/gateway/ingress/logins.ts';
import { takerOf } from '../../../../src/gateway/ingress/rateLimits.ts';
import { createApi } from '../../../../src/gateway/ingress/createApi.ts';
import { ask, join, json } from '../../../support/apiClient.ts';
import { apiOver, createTestServices, operatorToken } from '../../../support/gatewayServices.ts';

const ip = '192.0.2.7';
const accessKey = new Uint8Array(16).fill(9);
const wrongKey = new Uint8Array(16).fill(8);
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
let test: ReturnType<typeof createTestServices>;
let api: ReturnType<typeof apiOver>;
let port: AnonymousPort;
let asked: CommandOf<'account'>[];
let bob: Awaited<ReturnType<typeof join>>;

const attributes = (more: object) => ({
  authorization: bob.authorization,
  body: { registrationId: 11, pniRegistrationId: 12, ...more },
});
const setAccess = (more: object) => ask(api, 'PUT', '/v1/accounts/attributes', attributes(more));

beforeEach(async () => {
  test = createTestServices();
  api = apiOver(test.services);
  port = new AnonymousPort(test.services);
  bob = await join(api, operatorToken);
  await setAccess({ unidentifiedAccessKey: base64(accessKey) });
  asked = [];
  test.router.fault = (command) => void asked.push(command);
  test.taken.length = 0;
});

const frame = (more: Partial<SendFrame> = {}): SendFrame => ({
  guid: randomBytes(16),
  destination: bob.account,
  contents: [{ deviceId: 1, registrationId: 11, type: 6, content: new Uint8Array([1, 2]) }],
  ephemeral: false,
  urgent: true,
  timestamp: 1_700_000_000_000,
  accessKey,
  ...more,
});

const accountOf = ({ account }: typeof bob) => account as AccountId;

/** The outcome, with the time that whoever was not let in has waited. */
async function outcomeOf<T>(asked: Promise<Result<T>>) {
  let outcome: Result<T> | undefined;
  void asked.then((result) => (outcome = result));
  let waitedMs = 0;
  for (let turn = 0; turn < 1000 && !outcome; turn++) {
    await nextTurn();
    if (outcome || turn < 20) continue;
    test.clock.advance(10);
    waitedMs += 10;
  }
  const code = outcome?.ok === false ? outcome.refusal.code : undefined;
  return { outcome, code, waitedMs };
}

const probe = (more: Partial<SendFrame>) => outcomeOf(port.send(frame(more), ip));

describe('a sealed send', () => {
  it('is taken by whoever has the access key, and names nobody', async () => {
    const { outcome, waitedMs } = await probe({});
    expect(outcome).toMatchObject({ ok: true, value: { needsSync: false } });
    expect(waitedMs).toBe(0);
    expect(asked.map(({ type }) => type)).toEqual(['admit', 'sendSealed']);
    for (const command of asked) expect(command).not.toHaveProperty('source');
  });

  it('asks about a key once, however many come, and goes on in their order', async () => {
    const times = [1, 2, 3, 4];
    const sends = times.map((timestamp) => probe({ timestamp }));
    for (const { outcome } of await Promise.all(sends)) expect(outcome?.ok).toBe(true);
    expect((await probe({ timestamp: 5 })).outcome?.ok).toBe(true);
    const sealed = asked.flatMap((one) => (one.type === 'sendSealed' ? [one] : []));
    expect(sealed.map(({ clientTimestamp }) => clientTimestamp)).toEqual([...times, 5]);
    expect(asked.filter(({ type }) => type === 'admit')).toHaveLength(1);
  });

  it('of an account without a key is not taken, until it takes any', async () => {
    await setAccess({ unidentifiedAccessKey: null });
    expect((await probe({})).code).toBe('auth.invalid');
    expect((await probe({ accessKey: new Uint8Array(16) })).code).toBe('auth.invalid');
    await setAccess({ unrestrictedUnidentifiedAccess: true });
    expect((await probe({ accessKey: wrongKey })).outcome?.ok).toBe(true);
    await setAccess({ unrestrictedUnidentifiedAccess: false });
    expect((await probe({ accessKey: wrongKey })).code).toBe('auth.invalid');
  });

  it('keeps its key when attributes say nothing of it, and loses it with the account', async () => {
    await setAccess({});
    expect((await probe({})).outcome?.ok).toBe(true);
    await ask(api, 'DELETE', '/v1/accounts/me', { authorization: bob.authorization });
    expect((await probe({})).code).toBe('auth.invalid');
  });

  it.each([
    [{ contents: [{ deviceId: 1, registrationId: 11, type: 1, content: accessKey }] }, 'type'],
    [{ contents: [{ deviceId: 1, registrationId: 11, type: 8, content: accessKey }] }, 'type'],
  ])('is of type 6 alone: %#', async (more) => {
    expect((await probe(more)).code).toBe('message.type');
    expect(asked).toEqual([]);
  });

  it('is told how it differs from the device list, by whoever is let in alone', async () => {
    const stale = [{ deviceId: 1, registrationId: 5, type: 6, content: accessKey }];
    const extra = [...frame().contents, { ...stale[0], deviceId: 2 } as (typeof stale)[0]];
    expect((await probe({ contents: stale })).code).toBe('message.stale_devices');
    expect((await probe({ contents: extra })).code).toBe('message.mismatched_devices');
    expect((await probe({ contents: stale, accessKey: wrongKey })).code).toBe('auth.invalid');
  });

  it('leaves no note of who has written, and its envelope names no source', async () => {
    const noted: unknown[] = [];
    const { relations } = test.services;
    relations.replace = async (...note) => noted.push(note) > 0;
    await probe({});
    await nextTurn();
    expect(noted).toEqual([]);
    const stored = test.inserted.map((bytes) => decodeEnvelope(bytes));
    expect(stored).toHaveLength(1);
    expect(stored[0]).not.toHaveProperty('sourceServiceId');
    expect(stored[0]).not.toHaveProperty('sourceDevice');
  });
});

describe('who is not let in', () => {
  const nobody = '11111111-2222-4333-8444-555555555555';

  it('cannot tell that no account is there from another key: answer, work and time', async () => {
    const seen = { known: new Map<string, number>(), unknown: new Map<string, number>() };
    for (let n = 0; n < 60; n++) {
      const isKnown = n % 2 === 0;
      test.taken.length = 0;
      asked.length = 0;
      const key = randomBytes(16);
      const destination = isKnown ? bob.account : nobody;
      const { outcome, waitedMs } = await probe({ accessKey: key, destination });
      const work = {
        outcome,
        waitedMs,
        takes: test.taken.map((one) => one.replace(destination, '').replace(/\w{32}/, '')),
        asks: asked.map((one) => Object.keys(one)),
      };
      const counts = isKnown ? seen.known : seen.unknown;
      const form = JSON.stringify(work);
      counts.set(form, (counts.get(form) ?? 0) + 1);
    }
    expect([...seen.known]).toEqual([...seen.unknown]);
    expect([...seen.known.values()]).toEqual([30]);
  });

  it('hears it at a pace, and waits once there were too many', async () => {
    const { anonymous } = test.services.limits;
    const buckets = { ...anonymous, burst: 2 * (1 + deniedPermits) };
    const services = { ...test.services, limits: { ...test.services.limits, anonymous: buckets } };
    port = new AnonymousPort(services);
    const first = await probe({ accessKey: wrongKey });
    expect(first.code).toBe('auth.invalid');
    expect(first.waitedMs).toBe(deniedAfterMs);
    const codes: (string | undefined)[] = [];
    for (let n = 0; n < 6; n++) {
      test.clock.advance(-deniedAfterMs);
      codes.push((await probe({ accessKey: wrongKey })).code);
    }
    expect(new Set(codes)).toEqual(new Set(['auth.invalid', 'rate.limited']));
  });

  it('uses up nothing of those who have the key', async () => {
    const { sealedMessages } = test.services.limits;
    const few = { ...sealedMessages, burst: 2, refillMs: 60_000 };
    const services = { ...test.services, limits: { ...test.services.limits, sealedMessages: few } };
    port = new AnonymousPort(services);
    for (let n = 0; n < 3; n++) await probe({ accessKey: wrongKey });
    expect((await probe({})).outcome?.ok).toBe(true);
    expect((await probe({})).outcome?.ok).toBe(true);
    expect((await probe({})).code).toBe('rate.limited');
  });
});

describe('the permits of an account', () => {
  /** The port where each bucket of this name has two permits. */
  function portWithFew(name: 'sealedMessages' | 'sealedPreKeys'): AnonymousPort {
    const few = { ...test.services.limits[name], burst: 2, refillMs: 60_000 };
    return new AnonymousPort({
      ...test.services,
      limits: { ...test.services.limits, [name]: few },
    });
  }

  it.each(['send', 'takeBundles'] as const)(
    '%s takes of those who are let in alone',
    async (by) => {
      for (const key of [wrongKey, accessKey]) {
        test.taken.length = 0;
        const isLetIn = key === accessKey;
        const { outcome } = await (by === 'send'
          ? probe({ accessKey: key })
          : outcomeOf(port.takeBundles(accountOf(bob), 'all', { accessKey: key }, ip)));
        expect(outcome?.ok).toBe(isLetIn);
        expect(test.taken.some((one) => one.includes(bob.account))).toBe(isLetIn);
      }
    },
  );

  it('are shared by all whom it lets in without its key, and kept from who has it', async () => {
    await setAccess({ unrestrictedUnidentifiedAccess: true });
    port = portWithFew('sealedMessages');
    const strangers = () => probe({ accessKey: randomBytes(16) });
    const codes = [await strangers(), await strangers(), await strangers()].map(({ code }) => code);
    expect(codes).toEqual([undefined, undefined, 'rate.limited']);
    expect((await probe({})).outcome?.ok).toBe(true);
  });

  it('of its bundles are shared likewise', async () => {
    await setAccess({ unrestrictedUnidentifiedAccess: true });
    port = portWithFew('sealedPreKeys');
    const strangers = (from: string) =>
      port.takeBundles(accountOf(bob), 'all', { accessKey: randomBytes(16) }, from);
    const taken = [];
    for (const host of [1, 2, 3]) taken.push(await strangers(`198.51.100.${host}`));
    expect(taken.map(({ ok: isTaken }) => isTaken)).toEqual([true, true, false]);
    expect((await port.takeBundles(accountOf(bob), 'all', { accessKey }, ip)).ok).toBe(true);
  });

  it('are not used up by whoever has a key that it had once', async () => {
    port = portWithFew('sealedMessages');
    expect((await probe({})).outcome?.ok).toBe(true);
    await setAccess({ unidentifiedAccessKey: base64(wrongKey) });
    for (let n = 0; n < 3; n++) expect((await probe({})).code).toBe('auth.invalid');
    // One was used before, and one until the port had heard of it.
    test.clock.advance(60_000);
    expect((await probe({ accessKey: wrongKey })).outcome?.ok).toBe(true);
    expect(test.taken.filter((one) => one.startsWith('sealedMessages'))).toHaveLength(3);
  });
});

describe('over HTTP', () => {
  const path = () => `/v1/messages/${bob.account}`;
  const body = json({
    messages: [
      {
        type: 6,
        destinationDeviceId: 1,
        destinationRegistrationId: 11,
        content: base64(accessKey),
      },
    ],
    timestamp: 1_700_000_000_000,
  });
  const header = (key: Uint8Array) => ({ 'unidentified-access-key': base64(key) });

  it('an access key sends and takes bundles, from the facade too', async () => {
    const sent = await ask(api, 'PUT', path(), { raw: body, headers: header(accessKey), ip });
    expect([sent.status, sent.json]).toEqual([200, { needsSync: false }]);
    const keys = await ask(api, 'GET', `/v2/keys/${bob.account}/*`, { headers: header(accessKey) });
    expect(keys.json).toMatchObject({ identityKey: bob.aci.publicKey });
    const facade = `/api/signal/keys/${bob.account}`;
    const byKey = await ask(api, 'GET', facade, { headers: header(accessKey) });
    expect(byKey.json).toMatchObject({ success: true, data: { userId: bob.account } });
  });

  it('beside other credentials it is a request that cannot be read', async () => {
    const { authorization } = bob;
    for (const [verb, target] of [
      ['PUT', path()],
      ['GET', `/v2/keys/${bob.account}/*`],
      ['GET', '/v1/accounts/whoami'],
    ] as const) {
      const both = await ask(api, verb, target, {
        authorization,
        headers: header(accessKey),
        ...(verb === 'PUT' ? { raw: body } : {}),
      });
      expect([both.status, both.headers['x-aldis-code']]).toEqual([400, 'request.malformed']);
    }
  });

  it('a wrong key, or none of that form, is refused alike for whomever', async () => {
    const nobody = '11111111-2222-4333-8444-555555555555';
    const answers: Awaited<ReturnType<typeof ask>>[] = [];
    for (const account of [bob.account, nobody]) {
      for (const key of [wrongKey, new Uint8Array(15), new Uint8Array(17)]) {
        const answered = ask(api, 'PUT', `/v1/messages/${account}`, {
          raw: body,
          headers: header(key),
        });
        const { outcome } = await outcomeOf(answered.then((value) => ok(value)));
        if (outcome?.ok) answers.push(outcome.value);
      }
    }
    expect(answers).toHaveLength(6);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]?.status).toBe(401);
  });

  it('opens no other route', async () => {
    const own = await ask(api, 'GET', '/v1/accounts/whoami', { headers: header(accessKey) });
    expect([own.status, own.headers['x-aldis-code']]).toEqual([401, 'auth.required']);
    const doors = {
      authenticator: { authenticate: () => Promise.reject(new Error('nobody is named')) },
      send: () => Promise.reject(new Error('nobody is named')),
      provide: () => Promise.reject(new Error('nobody is named')),
      anonymous: port,
      permits: { under: () => Promise.reject(new Error('nobody is named')) },
      members: new GroupMembers({ ...test.services, take: takerOf(test.services) }),
      late: new LateAnswers(test.services),
      logins: new Logins(test.services),
    };
    const nameless = createApi(test.services, doors);
    const asked = { headers: {}, body: new Uint8Array(0), ip, isAnonymous: true } as const;
    for (const target of ['/v1/accounts/whoami', '/v2/config', '/livez', '/v1/friends']) {
      const answer = await nameless.answer({ ...asked, verb: 'GET', target });
      expect([answer.status, answer.headers['x-aldis-code']]).toEqual([403, 'auth.forbidden']);
    }
    const authorization = bob.authorization;
    const named = { ...asked, headers: { authorization }, verb: 'GET', target: '/v2/config' };
    expect((await nameless.answer(named)).status).toBe(400);
  });
});
