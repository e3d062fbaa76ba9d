// Several addresses of one cluster: who is asked when, who is taken, and what is remembered.

import { ManualClock } from '#runtime';
import { beforeEach, expect, test } from 'vitest';
import { Addresses, staggerMs } from '../../../client/transport/addresses.ts';

const [a, b, c] = ['https://a.example', 'https://b.example', 'https://c.example'] as const;
let clock: ManualClock;
let asked: string[];
let ended: string[];
let answers: Map<string, { resolve(): void; reject(error: Error): void }>;
let addresses: Addresses;

beforeEach(() => {
  clock = new ManualClock();
  [asked, ended, answers] = [[], [], new Map()];
  const probe = (address: string, signal: AbortSignal) => {
    asked.push(address);
    signal.addEventListener('abort', () => ended.push(address));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    answers.set(address, { resolve, reject });
    return promise;
  };
  addresses = new Addresses([a, b, c], probe, clock);
});

const turns = () => new Promise((resolve) => setImmediate(resolve));

test('one alone is never asked before it is used', async () => {
  const only = new Addresses([a], () => Promise.reject(new Error('asked')), clock);
  expect([only.known, await only.pick()]).toEqual([a, a]);
  only.failed(a);
  expect(only.known).toBe(a);
});

test('each has a moment for itself, then the next is asked; one answer is enough', async () => {
  const picked = addresses.pick();
  expect(asked).toEqual([a]);
  clock.advance(staggerMs - 1);
  expect(asked).toEqual([a]);
  clock.advance(1);
  expect(asked).toEqual([a, b]);
  answers.get(b)?.resolve();
  expect(await picked).toBe(b);
  expect(ended).toEqual([a, b]);
  clock.advance(10 * staggerMs);
  expect(asked, 'nobody else is asked any more').toEqual([a, b]);
});

test('who answered is remembered until it fails, and comes last then', async () => {
  const both = [addresses.pick(), addresses.pick()];
  answers.get(a)?.resolve();
  expect(await Promise.all(both)).toEqual([a, a]);
  expect(asked).toEqual([a]);
  expect([addresses.known, await addresses.pick()]).toEqual([a, a]);
  addresses.failed(a);
  expect(addresses.known).toBeUndefined();
  void addresses.pick();
  clock.advance(2 * staggerMs);
  expect(asked).toEqual([a, b, c, a]);
});

test('where one fails at once, the next is not waited for', async () => {
  const picked = addresses.pick();
  answers.get(a)?.reject(new Error('refused'));
  await turns();
  expect(asked).toEqual([a, b]);
  answers.get(b)?.resolve();
  expect(await picked).toBe(b);
});

test('where none answers that is said, and all are asked again', async () => {
  const told = expect(addresses.pick()).rejects.toMatchObject({
    name: 'NoAnswer',
    cause: { message: `no ${c}` },
  });
  for (const one of [a, b, c]) {
    answers.get(one)?.reject(new Error(`no ${one}`));
    await turns();
  }
  await told;
  void addresses.pick();
  expect(asked).toEqual([a, b, c, a]);
});
