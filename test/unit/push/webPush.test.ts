// Web Push and UnifiedPush against real servers on loopback that say what the documents have
// services say.

import { createECDH } from 'node:crypto';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createVapidKey } from '#crypto';
import type { Push, PushGateway } from '#ports';
import type { OpenPush } from '#push';
import { openPush } from '#push';
import { ManualClock, silentLog } from '#runtime';
import { plainSettings } from '../../support/pushServices.ts';
import { decrypt } from './httpEce.ts';

interface Seen {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

let seen: Seen[];
let reply: (answer: ServerResponse) => void;
let opened: OpenPush;
let origin: string;
let close: () => void;
const clock = new ManualClock();
const browser = createECDH('prime256v1');
const auth = Buffer.alloc(16, 9);

beforeEach(async () => {
  seen = [];
  reply = (answer) => void answer.writeHead(201).end();
  const server = createServer((request, answer) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      seen.push({ url: request.url ?? '', headers: request.headers, body: Buffer.concat(parts) });
      reply(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  origin = `http://127.0.0.1:${port}`;
  close = () => void server.close().closeAllConnections();
  opened = openPush({
    config: { ...plainSettings, ALDIS_PUSH_HOSTS: `127.0.0.1:${port}` },
    vapid: createVapidKey(Buffer.alloc(32, 1)),
    clock,
    log: silentLog,
  });
});
afterEach(async () => {
  await opened.close();
  close();
});

const collapseId = 'AAAAAAAAAAAAAAAAAAAAAA';
const web = (path = '/p'): Push => ({
  kind: 'webpush',
  endpoint: `${origin}${path}`,
  p256dh: new Uint8Array(browser.generateKeys()),
  auth: new Uint8Array(auth),
  setAtMs: 0,
});
const send = (push: Push, isUrgent = true) =>
  (opened.gateways.get(push.kind) as PushGateway).send({ push, isUrgent, collapseId });

describe('a browser', () => {
  it('gets what it alone opens, the same each time, with urgency, topic and life', async () => {
    const push = web('/wpush/v2/x?y=1');
    expect(await send(push)).toEqual({ outcome: 'accepted' });
    expect(await send(push, false)).toEqual({ outcome: 'accepted' });
    const [first, second] = seen as [Seen, Seen];
    expect(first.url).toBe('/wpush/v2/x?y=1');
    expect(first.headers).toMatchObject({
      ttl: '2419200',
      urgency: 'high',
      topic: collapseId,
      'content-encoding': 'aes128gcm',
    });
    expect(second.headers['urgency']).toBe('normal');
    // An independent library opens it.
    for (const { body } of [first, second]) {
      expect(decrypt(body, browser, auth).toString()).toBe('newMessageAlert');
    }
    const token = /^vapid t=[\w-]+\.([\w-]+)\./.exec(first.headers.authorization ?? '')?.[1] ?? '';
    expect(JSON.parse(Buffer.from(token, 'base64url').toString())).toMatchObject({
      aud: origin,
      sub: 'mailto:op@example.org',
    });
    // The word is used again, and made anew after an hour.
    expect(second.headers.authorization).toBe(first.headers.authorization);
    clock.advance(61 * 60_000);
    await send(push);
    expect(seen[2]?.headers.authorization).not.toBe(first.headers.authorization);
  });
});

describe('a distributor', () => {
  it('is told nothing but to wake it', async () => {
    await send({ kind: 'unifiedpush', endpoint: `${origin}/up?token=1`, setAtMs: 0 });
    expect(seen[0]?.body.toString()).toBe('newMessageAlert');
    expect(seen[0]?.headers.authorization).toBeUndefined();
    expect(seen[0]?.headers['topic']).toBe(collapseId);
  });
});

describe('what a service says', () => {
  it.each([
    [200, {}, { outcome: 'accepted' }],
    [201, {}, { outcome: 'accepted' }],
    [404, {}, { outcome: 'gone' }],
    [410, {}, { outcome: 'gone' }],
    [400, {}, { outcome: 'refused' }],
    [403, {}, { outcome: 'refused' }],
    [413, {}, { outcome: 'refused' }],
    [301, { location: 'http://127.0.0.1/' }, { outcome: 'refused' }],
    [429, { 'retry-after': '7' }, { outcome: 'later', reason: 'throttled', retryAfterMs: 7000 }],
    [429, {}, { outcome: 'later', reason: 'throttled' }],
    [503, { 'retry-after': '1' }, { outcome: 'later', reason: 'unavailable', retryAfterMs: 1000 }],
    [500, { 'retry-after': 'soon' }, { outcome: 'later', reason: 'unavailable' }],
  ])('%i is understood', async (status, headers, outcome) => {
    reply = (answer) => void answer.writeHead(status, headers).end('{"reason": "x"}');
    expect(await send(web())).toEqual(outcome);
  });

  it('that fails again and again is left alone for a while', async () => {
    reply = (answer) => void answer.destroy();
    for (let i = 0; i < 5; i++) {
      expect(await send(web())).toEqual({ outcome: 'later', reason: 'unavailable' });
    }
    const before = seen.length;
    const paused = await send(web());
    expect(paused).toMatchObject({ outcome: 'later', reason: 'unavailable' });
    expect(seen.length).toBe(before);
    reply = (answer) => void answer.writeHead(201).end();
    clock.advance(60_000);
    expect(await send(web())).toEqual({ outcome: 'accepted' });
    expect(await send(web())).toEqual({ outcome: 'accepted' });
  });
});

describe('an address', () => {
  it('that was believed once is looked at again before each call', async () => {
    const elsewhere: Push = { ...web(), endpoint: 'https://localhost:1/x' } as Push;
    expect(await send(elsewhere)).toEqual({ outcome: 'refused' });
    const literal: Push = { ...web(), endpoint: 'https://127.0.0.1:1/x' } as Push;
    expect(await send(literal)).toEqual({ outcome: 'refused' });
    expect(seen).toEqual([]);
  });
});

it('a service that answers without end is read no further than an error needs', async () => {
  const { promise: left, resolve } = Promise.withResolvers<number>();
  reply = (answer) => {
    let written = 0;
    const piece = Buffer.alloc(64 * 1024, 'x');
    const more = () => {
      while (!answer.destroyed && answer.write(piece)) written += piece.length;
    };
    answer.on('drain', more).on('close', () => resolve(written));
    answer.writeHead(201);
    more();
  };
  const push: Push = { kind: 'unifiedpush', endpoint: `${origin}/x`, setAtMs: 0 };
  const gateway = opened.gateways.get('unifiedpush') as PushGateway;
  const said = await gateway.send({ push, isUrgent: true, collapseId: 'c' });
  expect(said).toEqual({ outcome: 'accepted' });
  expect(await left).toBeLessThan(16 * 1024 * 1024);
}, 20_000);
