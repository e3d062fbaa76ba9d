// A connection ends with the access token that opened it, unless a newer one of the same device and
// password comes in time. The real actors, tokens and events; a clock turned by hand.

import { beforeEach, describe, expect, it } from 'vitest';
import type { AuthenticatedDevice } from '#actors';
import { accessTokenLifetimeMs } from '#crypto';
import type { AccountId, ConnectionId, DeviceId } from '#protocol';
import {
  decodeAckAnswer,
  decodeAuthExpiring,
  decodeClosing,
  encodeAuthRefresh,
  refuse,
} from '#protocol';
import { Connection } from '../../../src/gateway/egress/connection.ts';
import type { ClientWire } from '../../../src/gateway/egress/plainConnection.ts';
import type { Authenticator } from '../../../src/gateway/ingress/authenticate.ts';
import { createAuthenticator } from '../../../src/gateway/ingress/authenticate.ts';
import type { Credentials } from '../../../src/gateway/ingress/credentials.ts';
import { ClientEvents } from '../../../src/gateway/sockets/events.ts';
import {
  endsSweepMs,
  expiringBeforeMs,
  TokenEnds,
} from '../../../src/gateway/sockets/tokenEnds.ts';
import { join } from '../../support/apiClient.ts';
import { apiOver, createTestServices, operatorToken } from '../../support/gatewayServices.ts';
import { noCalls, noTopics } from '../../support/topics.ts';
import { nobodyNameless } from '../../support/anonymous.ts';

const ip = '192.0.2.1';
let test: ReturnType<typeof createTestServices>;
let authenticator: Authenticator;
let ends: TokenEnds;
let clientEvents: ClientEvents;
let ada: Awaited<ReturnType<typeof join>>;
let bob: Awaited<ReturnType<typeof join>>;

beforeEach(async () => {
  test = createTestServices();
  const { services } = test;
  const api = apiOver(services);
  [ada, bob] = [await join(api, operatorToken), await join(api, operatorToken)];
  authenticator = createAuthenticator(services);
  ends = new TokenEnds(services.clock, authenticator);
  clientEvents = new ClientEvents({
    topics: noTopics,
    calls: noCalls,
    router: services.router,
    api,
    anonymous: nobodyNameless,
    acceptSend: async () => refuse('server.busy'),
    clock: services.clock,
    log: services.log,
    ends,
  });
});

const byPassword = ({ account, password }: typeof ada): Credentials => ({
  scheme: 'basic',
  username: `${account}.1`,
  password,
});

/** A token of this person, with changes. */
async function tokenOf(person: typeof ada, more: Partial<AuthenticatedDevice> = {}) {
  const proof = await authenticator.authenticate(byPassword(person), ip);
  if (!proof.ok) throw new Error(proof.refusal.code);
  const { account, device, credential } = { ...proof.value.device, ...more };
  const { services, clock } = test;
  const proved = { scopes: more.scopes ?? (['device'] as const), authAtMs: 0, amr: [] };
  const claims = { account, device, credential, ...proved };
  return (await services.tokens.issue(claims, clock.now())).token;
}

/** What the handshake does with credentials. */
async function connected(credentials: Credentials, open = true) {
  const proof = await authenticator.authenticate(credentials, ip);
  if (!proof.ok) throw new Error(proof.refusal.code);
  const { device, expiresAtMs } = proof.value;
  const events: string[] = [];
  const bodies = new Map<string, Uint8Array | undefined>();
  const wire: ClientWire = {
    emit(event, body) {
      events.push(event);
      bodies.set(event, body);
    },
    backlogBytes: () => 0,
    holdsBack: () => false,
    close: () => void events.push('(close)'),
    cut: () => void events.push('(cut)'),
  };
  const id = 'c1' as ConnectionId;
  const facts = { id, device, ip, ordinal: 1, connectedAtMs: test.clock.now() };
  const connection = new Connection(facts, wire, test.clock);
  if (expiresAtMs !== undefined) ends.set(connection, expiresAtMs);
  if (open) connection.open(new Uint8Array(0));
  const receive = clientEvents.receiver(connection);
  const refresh = (accessToken: string) =>
    new Promise<string | undefined>((resolve) => {
      const answered = (bytes: Uint8Array) => resolve(decodeAckAnswer(bytes).refusal?.code);
      const body = encodeAuthRefresh({ accessToken });
      receive({ name: 'auth:refresh', body, bytes: body.length, reply: answered });
    });
  const closing = () => decodeClosing(bodies.get('server:closing') ?? new Uint8Array(0));
  const expiring = () => decodeAuthExpiring(bodies.get('auth:expiring') ?? new Uint8Array(0));
  return { connection, events, refresh, closing, expiring };
}

const byToken = (token: string): Credentials => ({ scheme: 'bearer', token });
const untilExpiryMs = accessTokenLifetimeMs - expiringBeforeMs;

describe('a connection that was opened with an access token', () => {
  it('is told beforehand, once, and ends with the token', async () => {
    const startMs = test.clock.now();
    const { events, closing, expiring } = await connected(byToken(await tokenOf(ada)));
    test.clock.advance(untilExpiryMs - 1);
    expect(events).toEqual(['server:hello']);
    test.clock.advance(endsSweepMs);
    expect(events).toEqual(['server:hello', 'auth:expiring']);
    expect(expiring()).toEqual({ expiresAtMs: startMs + accessTokenLifetimeMs });
    test.clock.advance(expiringBeforeMs - 2 * endsSweepMs);
    expect(events).toHaveLength(2);
    test.clock.advance(2 * endsSweepMs);
    expect(events.slice(2)).toEqual(['server:closing', '(close)']);
    expect(closing()).toEqual({ code: 'auth.expired', reconnectAfterMs: 0 });
  });

  it('goes on with a newer token, and is told of its end again', async () => {
    const { connection, events, refresh } = await connected(byToken(await tokenOf(ada)));
    test.clock.advance(untilExpiryMs + endsSweepMs);
    expect(await refresh(await tokenOf(ada))).toBeUndefined();
    test.clock.advance(untilExpiryMs - endsSweepMs);
    expect(connection.phase).toBe('open');
    expect(events).toEqual(['server:hello', 'auth:expiring']);
    test.clock.advance(2 * endsSweepMs);
    expect(events.slice(2)).toEqual(['auth:expiring']);
    test.clock.advance(expiringBeforeMs);
    expect(events.slice(3)).toEqual(['server:closing', '(close)']);
  });

  it('stays as it was when the token is of somebody else, void or no token', async () => {
    const { connection, events, refresh } = await connected(byToken(await tokenOf(ada)));
    test.clock.advance(untilExpiryMs - endsSweepMs);
    for (const token of [
      await tokenOf(bob),
      await tokenOf(ada, { account: bob.account as AccountId }),
      await tokenOf(ada, { device: 2 as DeviceId }),
      await tokenOf(ada, { credential: 'older' }),
      'a.b.c',
      '',
    ]) {
      expect(await refresh(token)).toBe('auth.invalid');
      expect(connection.phase).toBe('open');
    }
    test.clock.advance(expiringBeforeMs + 2 * endsSweepMs);
    expect(events).toEqual(['server:hello', 'auth:expiring', 'server:closing', '(close)']);
  });

  it('is not brought nearer to its end by an older token', async () => {
    const older = await tokenOf(ada);
    test.clock.advance(untilExpiryMs - endsSweepMs);
    const { connection, refresh } = await connected(byToken(await tokenOf(ada)));
    expect(await refresh(older)).toBeUndefined();
    test.clock.advance(untilExpiryMs - endsSweepMs);
    expect(connection.phase).toBe('open');
    expect(await refresh(older)).toBe('auth.expired');
    expect(connection.phase).toBe('open');
  });

  it('is refused when the token ends while the handshake is under way', async () => {
    const { connection, events } = await connected(byToken(await tokenOf(ada)), false);
    test.clock.advance(accessTokenLifetimeMs + endsSweepMs);
    expect(events).toEqual([]);
    expect(connection.endedEarly).toEqual({ code: 'auth.expired', reconnectAfterMs: 0 });
  });

  it('is forgotten when it is gone', async () => {
    const { connection, events } = await connected(byToken(await tokenOf(ada)));
    ends.forget(connection);
    test.clock.advance(2 * accessTokenLifetimeMs);
    expect(events).toEqual(['server:hello']);
  });
});

it('a connection that a password opened has no end, and no token gives it one', async () => {
  const { connection, events, refresh } = await connected(byPassword(ada));
  expect(await refresh(await tokenOf(ada))).toBeUndefined();
  expect(await refresh(await tokenOf(bob))).toBe('auth.invalid');
  test.clock.advance(3 * accessTokenLifetimeMs);
  expect(connection.phase).toBe('open');
  expect(events).toEqual(['server:hello']);
});
