// The small parts: padding, back-off, the lock, the events.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AccountId } from '#protocol';
import { pad, unpad } from '../../../client/bytes.ts';
import { Events } from '../../../client/events.ts';
import { KeyedLock } from '../../../client/keyedLock.ts';
import { Backoff, reconnect } from '../../../client/transport/backoff.ts';
import { refusalOf } from '../../../client/transport/http.ts';

test('padding hides the length in blocks of 160 bytes and comes off again', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 1000 }), (plaintext) => {
      const padded = pad(plaintext);
      expect(padded.length % 160).toBe(0);
      expect(padded.length).toBeGreaterThan(plaintext.length);
      expect(Buffer.from(unpad(padded) ?? [])).toEqual(Buffer.from(plaintext));
    }),
    { seed: 42 },
  );
  expect(unpad(new Uint8Array(160))).toBeUndefined();
  expect(unpad(new Uint8Array(0))).toBeUndefined();
});

test('waits grow from 200 ms to 4 s with full jitter and start again after a success', () => {
  const highest = new Backoff(reconnect, () => 1);
  expect(Array.from({ length: 8 }, () => highest.next())).toEqual([
    200, 400, 800, 1600, 3200, 4000, 4000, 4000,
  ]);
  highest.reset();
  expect(highest.next()).toBe(200);
  expect(new Backoff(reconnect, () => 0.25).next()).toBe(50);
  const asked = new Backoff(reconnect, () => 0.5);
  expect(asked.atLeast(1_000)).toBe(1_250);
  expect(asked.atLeast(1e15)).toBe(60 * 60 * 1000);
  expect(Array.from({ length: 4 }, () => asked.atLeast(1))).toEqual([400, 800, 1600, 2000]);
});

test('work of one key runs in turn, of several at the same time', async () => {
  const lock = new KeyedLock();
  const order: string[] = [];
  const step =
    (name: string, fails = false) =>
    async () => {
      order.push(`${name} begins`);
      await Promise.resolve();
      order.push(`${name} ends`);
      if (fails) throw new Error(name);
    };
  const first = lock.run('a', step('one', true));
  const second = lock.run('a', step('two'));
  const other = lock.run('b', step('three'));
  await expect(first).rejects.toThrow('one');
  await Promise.all([second, other, lock.idle()]);
  expect(order.indexOf('one ends')).toBeLessThan(order.indexOf('two begins'));
  expect(order.indexOf('three begins')).toBeLessThan(order.indexOf('two begins'));
});

test('listeners come and go', () => {
  const events = new Events();
  const heard: unknown[] = [];
  const off = events.on('notice', (notice) => heard.push(notice.kind));
  const account = '00000000-0000-4000-8000-000000000001' as AccountId;
  expect(events.emit('notice', { kind: 'a', account })).toBe(true);
  off();
  events.emit('notice', { kind: 'b', account });
  expect(heard).toEqual(['a']);
  expect(events.has('notice')).toBe(false);
});

test('a refused request keeps its code, its words and its wait', () => {
  const named = refusalOf(
    {
      status: 429,
      headers: { 'retry-after': '7' },
      body: { code: 'queue.full', detail: 'Full.' },
    },
    'Sending',
  );
  expect(named).toMatchObject({
    code: 'queue.full',
    message: 'Sending: Full.',
    retryAfterMs: 7000,
  });
  const bare = refusalOf({ status: 404, headers: {}, body: undefined }, 'Keys');
  expect(bare.code).toBe('account.not_found');
  const odd = refusalOf({ status: 418, headers: {}, body: { code: '__proto__' } }, 'Tea');
  expect(odd.code).toBe('server.refused');
});
