// Sessions of Socket.IO before there are credentials: one address holds only so many of them.

import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { RawWebSocket } from '../support/rawWebSocket.ts';
import type { RigOptions } from '../support/socketRig.ts';
import { accountOf, password, SocketRig } from '../support/socketRig.ts';
import { until } from '../support/people.ts';

const pendingMax = 64;
let rig: SocketRig;
afterEach(() => rig.stop());

async function open(options: RigOptions = {}): Promise<void> {
  rig = await SocketRig.start(options);
}

/** Begins a session by long-polling; the status, what was said, and when to come again. */
function poll(from = '127.0.0.1', headers: Record<string, string> = {}) {
  const options = { host: '127.0.0.1', port: rig.first.port, localAddress: from, agent: false };
  const path = '/socket.io/?EIO=4&transport=polling';
  return new Promise<{ status: number; text: string; retryAfter: unknown }>((resolve, reject) => {
    request({ ...options, path, headers }, (answer) => {
      let text = '';
      answer.on('data', (bytes) => (text += String(bytes)));
      answer.on('end', () => {
        const { statusCode: status = 0 } = answer;
        resolve({ status, text, retryAfter: answer.headers['retry-after'] });
      });
    })
      .on('error', reject)
      .end();
  });
}

const socket = (from: string) => RawWebSocket.open(rig.first.port, undefined, [], from);
const many = <T>(count: number, make: (n: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, n) => make(n)));
const statuses = (answers: { status: number }[], status: number) =>
  answers.filter((one) => one.status === status).length;

it('by long-polling: no more than the cap, and others are let in', async () => {
  await open();
  const polls = await many(400, () => poll());
  expect(statuses(polls, 200)).toBe(pendingMax);
  expect(statuses(polls, 429)).toBe(400 - pendingMax);
  const refused = polls.find(({ status }) => status === 429);
  expect(refused?.text).toContain('"rate.limited"');
  expect(refused?.retryAfter).toBe('1');
  expect((await poll('127.0.0.2')).status).toBe(200);
});

it('by WebSocket: no more than the cap, and who goes makes room', async () => {
  await open();
  const sockets = await many(100, () => socket('127.0.0.1'));
  const inside = sockets.filter(({ status }) => status.includes(' 101 '));
  expect(inside.length).toBe(pendingMax);
  expect(sockets.find(({ status }) => !status.includes(' 101 '))?.status).toContain(' 429 ');
  expect((await poll()).status).toBe(429);
  for (const one of inside.slice(0, 10)) one.end();
  await until(async () => (await poll()).status === 200, 'room for one more', 3000);
});

it('pipelined on one connection count one by one', async () => {
  await open({ pending: 5 });
  const raw = new RawWebSocket(
    rig.first.port,
    'GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(40),
  );
  await until(() => raw.status.includes(' 200 '), 'an answer', 3000);
  await sleep(100);
  expect((await poll()).status).toBe(429);
  raw.end();
});

it('are pending no longer once they are authenticated', async () => {
  await open({ pending: 2 });
  for (let n = 1; n <= 10; n++) {
    const account = accountOf(n);
    rig.cluster.register(account, password);
    const client = rig.client(account);
    await new Promise<void>((resolve, reject) => {
      client.once('server:hello', () => resolve());
      client.once('connect_error', reject);
    });
  }
  expect(rig.first.door.connections).toBe(10);
  expect(statuses(await many(5, () => poll()), 200)).toBe(2);
});

it('are counted by the address a trusted proxy names, an IPv6 network as one', async () => {
  await open({ pending: 3, proxies: '127.0.0.1' });
  const from = (address: string) => poll('127.0.0.1', { 'x-forwarded-for': address });
  const network = await many(10, (n) => from(`2001:db8:0:1:${n}::${n}`));
  expect(statuses(network, 200)).toBe(3);
  expect((await from('2001:db8:0:2::1')).status).toBe(200);
  expect((await from('198.51.100.7')).status).toBe(200);
  const mapped = await many(10, (n) => from(n % 2 ? '::ffff:198.51.100.8' : '::ffff:c633:6408'));
  expect(statuses(mapped, 200)).toBe(3);
});

it('are begun only so often, however soon they end', async () => {
  await open({ handshakes: 20 });
  for (let n = 0; n < 20; n++) {
    const raw = await socket('127.0.0.1');
    expect(raw.status).toContain(' 101 ');
    raw.end();
  }
  expect((await poll()).status).toBe(429);
  expect((await poll('127.0.0.2')).status).toBe(200);
});

it('take a permit of their account each time, so that nobody comes and goes for ever', async () => {
  const account = accountOf(1);
  let permits = 3;
  await open({
    limiter: {
      take: async (_limit, subject) =>
        subject !== account || permits-- > 0
          ? { allowed: true }
          : { allowed: false, retryAfterMs: 1000 },
    },
  });
  rig.cluster.register(account, password);
  const outcomes: string[] = [];
  for (let n = 0; n < 5; n++) {
    const client = rig.client(account);
    outcomes.push(
      await new Promise<string>((resolve) => {
        client.once('server:hello', () => resolve('let in'));
        client.once('connect_error', (error) => resolve(Reflect.get(error, 'data').code));
      }),
    );
    client.disconnect();
  }
  expect(outcomes).toEqual(['let in', 'let in', 'let in', 'rate.limited', 'rate.limited']);
});
