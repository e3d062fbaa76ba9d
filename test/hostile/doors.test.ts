// What strangers and registered devices say at the doors of a running cluster to be taken for
// something else: requests two readers read differently, ids that are queries, guesses.

import { createConnection } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeSendAnswer, isErrorCode } from '#protocol';
import { plainSend } from './scene/bombs.ts';
import { malformedHttp } from './scene/malformedHttp.ts';
import { registerByNumber } from './scene/numbers.ts';
import { basicOf, type Citizen, HostileScene } from './scene/scene.ts';
import { poisons, wrongKinds } from './scene/texts.ts';

const example = '9d0652a3-dcc3-4d11-975f-74d61598733f';

let scene: HostileScene;
let ann: Citizen;
let eve: Citizen;

beforeAll(async () => {
  scene = await HostileScene.open({ friend: { burst: 1000 }, facadeKeys: { burst: 1000 } });
  ann = await scene.register();
  eve = await scene.register();
});

afterAll(async () => {
  expect(scene.defects()).toEqual([]);
  expect(await scene.close()).toBe(0);
});

/** Statuses of the answers in a stream of bytes. */
const statusesOf = (text: string): string[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((match) => match[1] ?? '');

describe('bytes that are no request', () => {
  let heard: ReadonlyMap<string, string>;

  beforeAll(async () => {
    const asked = malformedHttp.map(async ([name, bytes]) => {
      return [name, await scene.raw(Buffer.from(bytes, 'latin1'), 2000)] as const;
    });
    heard = new Map(await Promise.all(asked));
  });

  it.each(malformedHttp)('%s: at most one answer, and it refuses', (name, _bytes, status) => {
    const statuses = statusesOf(heard.get(name) ?? '');
    expect(statuses.length).toBeLessThanOrEqual(1);
    expect(statuses[0] ?? '').toMatch(status);
  });

  it('hide no second request behind the first', async () => {
    const smuggled = 'GET /livez HTTP/1.1\r\nHost: x\r\n\r\n';
    const bodies = [
      `Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
      `Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${smuggled}`,
      `Transfer-Encoding : chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${smuggled}`,
      `Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n${smuggled}`,
    ];
    for (const body of bodies) {
      const head = 'POST /v1/verification/session HTTP/1.1\r\nHost: x\r\n';
      expect(statusesOf(await scene.raw(`${head}${body}`, 1000))).toEqual(['400']);
    }
  });
});

describe('ids that are something else', () => {
  const places: readonly (readonly [string, (id: string) => string])[] = [
    ['GET', (id) => `/v1/verification/session/${id}`],
    ['POST', (id) => `/v1/verification/session/${id}/code`],
    ['GET', (id) => `/v2/keys/${id}/1`],
    ['GET', (id) => `/v2/keys/${example}/${id}`],
    ['PUT', (id) => `/v1/messages/${id}`],
    ['PUT', (id) => `/v1/friends/${id}`],
    ['DELETE', (id) => `/v1/friends/${id}`],
    ['GET', (id) => `/api/signal/keys/${id}`],
  ];
  const body = { messages: [], timestamp: 1, transport: 'sms' };
  // Where a pattern is an id of its own: all devices.
  const allowed = (name: string, place: number) => name === 'a pattern' && place === 3;

  it.each(poisons(example))('%s in a path: refused everywhere', async (name, text) => {
    const encoded = encodeURIComponent(text).replaceAll('*', '%2A');
    for (const [n, [verb, path]] of places.entries()) {
      const { authorization } = ann;
      const asked =
        verb === 'GET' || verb === 'DELETE' ? { authorization } : { authorization, body };
      const answer = await scene.ask(verb, path(encoded), asked);
      if (allowed(name, n) && answer.code === 'account.not_found') continue;
      expect([400, 404, 422], `${verb} ${path('…')}: ${answer.status}`).toContain(answer.status);
      expect(isErrorCode(answer.code)).toBe(true);
      expect(answer.code).not.toBe('account.not_found');
      // Nothing of the client's text comes back, neither in the body nor as a header.
      expect(answer.text).not.toContain('script');
      expect(answer.headers['x-aldis-code']).toBe(answer.code);
    }
  });

  it.each(poisons(example))('%s in an event: refused', async (_name, text) => {
    const socket = await scene.socketOf(ann);
    const content = Uint8Array.of(1);
    const answer = await socket.timeout(5000).emitWithAck('send', plainSend(text, content));
    expect(decodeSendAnswer(answer as Uint8Array).refusal?.code).toBe('request.invalid');
    socket.disconnect();
  });

  it.each(wrongKinds)('%s in place of a text in a body: refused', async (_name, value) => {
    const { authorization } = ann;
    const bodies: [string, string, object, string | undefined][] = [
      ['POST', '/v1/verification/session', { number: value }, undefined],
      ['POST', '/api/signal/session/establish', { userId: value }, authorization],
      ['POST', '/api/signal/messages', { ...body, userId: value }, authorization],
      ['POST', '/v2/keys/check', { identityType: value, digest: value }, authorization],
      ['PUT', '/v2/keys', { preKeys: [{ keyId: 1, publicKey: value }] }, authorization],
      [
        'POST',
        '/v1/registration',
        { invitation: value, sessionId: value },
        basicOf('invitation', ann.password),
      ],
    ];
    for (const [verb, path, given, auth] of bodies) {
      const asked = { body: given, ...(auth ? { authorization: auth } : {}) };
      const answer = await scene.ask(verb, path, asked);
      expect([answer.status, answer.code], path).toEqual([422, 'request.invalid']);
    }
  });

  it('make no name in Redis that is not one of ours', async () => {
    const names = await redisNames(join(scene.cluster.dataDir, 'redis', 'redis.sock'));
    expect(names.length).toBeGreaterThan(0);
    const ours = /^(aldis:|bull:|\{aldis|\{bull)[\w:{}.@-]+$/;
    expect(names.filter((name) => !ours.test(name))).toEqual([]);
    expect(names.filter((name) => /FLUSHALL|\$ne|proto__|script/.test(name))).toEqual([]);
  });
});

describe('guesses', () => {
  const rounds = 15;
  /** What telling two kinds of account apart by time may show: not more than noise. */
  const timingToleranceMs = 25;
  const median = (list: number[]) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;

  // Again where something else came between: what tells them apart does so each time.
  it('at a password: the same answer whether the account exists or not', { retry: 3 }, async ({
    task,
  }) => {
    const net = `127.0.${10 + (task.result?.retryCount ?? 0)}`;
    const took: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
    const answers = new Set<string>();
    for (let n = 0; n < rounds; n++) {
      // Each round from an address of its own, so that no limit answers in place of the account.
      const from = `${net}.${n + 1}`;
      const unknown = `${example.slice(0, 34)}${(10 + n).toString(16).padStart(2, '0')}`;
      const kinds = { known: ann.account, unknown };
      for (const [kind, account] of Object.entries(kinds)) {
        const authorization = basicOf(`${account}.1`, 'a wrong password of mine');
        const answer = await scene.ask('GET', '/v1/accounts/whoami', { authorization, from });
        took[kind as keyof typeof kinds].push(answer.tookMs);
        answers.add(`${answer.status} ${answer.code} ${answer.text}`);
      }
    }
    expect(answers.size).toBe(1);
    const [known, unknown] = [median(took.known), median(took.unknown)];
    console.log(`wrong password: known ${known.toFixed(2)} ms, unknown ${unknown.toFixed(2)} ms`);
    expect(Math.abs(known - unknown)).toBeLessThan(timingToleranceMs);
  });

  it('at a number: a session tells nothing about who has it', async () => {
    const known = '+15550123';
    await registerByNumber(scene, known);
    const shapes = new Set<string>();
    for (const number of [known, '+15550124']) {
      const answer = await scene.ask('POST', '/v1/verification/session', { body: { number } });
      const { id, ...rest } = JSON.parse(answer.text) as { id: string };
      expect(id).toMatch(/^[\w-]{27}$/);
      shapes.add(JSON.stringify([answer.status, rest]));
      const authorization = basicOf(number, 'a password of sixteen');
      const taken = await scene.ask('POST', '/v1/registration', { authorization, body: {} });
      shapes.add(JSON.stringify([taken.status, taken.code]));
    }
    expect(shapes.size).toBe(2);
  });

  it('shut out the address they come from, whatever it claims to be, and nobody else', async () => {
    const from = '127.0.2.1';
    const guess = (n: number) =>
      scene.ask('GET', '/v1/accounts/whoami', {
        authorization: basicOf(ann.username, `wrong password number ${n}`),
        from,
        headers: {
          'x-forwarded-for': `10.0.0.${n}, 127.0.0.1`,
          'x-real-ip': `10.0.0.${n}`,
          forwarded: `for=10.0.0.${n}`,
        },
      });
    const codes: string[] = [];
    for (let n = 0; n < 60; n++) codes.push((await guess(n)).code);
    expect(codes.slice(0, 20)).toEqual(Array(20).fill('auth.invalid'));
    // Each worker learns by itself that the bucket is empty, by one more failure.
    expect(codes.slice(-10)).toEqual(Array(10).fill('rate.limited'));
    const right = { authorization: ann.authorization };
    const late = await scene.ask('GET', '/v1/accounts/whoami', { ...right, from });
    expect([late.status, late.code]).toEqual([429, 'rate.limited']);
    expect(Number(late.headers['retry-after'])).toBeGreaterThan(0);
    expect((await scene.ask('GET', '/v1/accounts/whoami', right)).status).toBe(200);
    const pretending = { ...right, headers: { 'x-forwarded-for': from } };
    expect((await scene.ask('GET', '/v1/accounts/whoami', pretending)).status).toBe(200);
  });

  it('at a verification code end after five', async () => {
    const path = '/v1/verification/session';
    const from = '127.0.2.2';
    const number = '+15550177';
    const begun = await scene.ask('POST', path, { body: { number }, from });
    const { id } = JSON.parse(begun.text) as { id: string };
    await scene.ask('POST', `${path}/${id}/code`, { body: { transport: 'sms' }, from });
    const guess = (n: number) =>
      scene.ask('PUT', `${path}/${id}/code`, { body: { code: String(100_000 + n) }, from });
    // At once, so that no guess is judged that was not counted.
    const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => guess(n)));
    const judged = answers.filter(({ status }) => status === 200);
    expect(judged.length).toBeLessThanOrEqual(5);
    expect(answers.every(({ status }) => [200, 409, 429].includes(status))).toBe(true);
  });

  it("at another's mail, keys or friends find only the own", async () => {
    const { authorization } = eve;
    const keys = await scene.ask('GET', `/api/signal/keys/${ann.account}`, { authorization });
    expect([keys.status, keys.code]).toEqual([403, 'relation.required']);
    const friends = await scene.ask('GET', '/v1/friends', { authorization });
    expect(JSON.parse(friends.text)).toEqual({ friends: [] });
  });
});

/** All names of the private Redis, by a connection of our own. */
function redisNames(path: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    let text = '';
    socket.on('connect', () => socket.write('KEYS *\r\nQUIT\r\n'));
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
    });
    socket.on('error', reject);
    socket.on('close', () => {
      const lines = text.split('\r\n');
      resolve(lines.filter((_, n) => n > 0 && lines[n - 1]?.startsWith('$')));
    });
  });
}
