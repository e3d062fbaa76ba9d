// Stopping goes backwards, one step at a time, and no step can hold up or break the others.

import { createLifecycle, silentLog } from '#runtime';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('stops what was opened last first, and one after the other', async () => {
  const lifecycle = createLifecycle(silentLog);
  const seen: string[] = [];
  for (const name of ['a', 'b', 'c']) {
    lifecycle.onStop(name, 1000, async () => {
      seen.push(`${name} begins`);
      await Promise.resolve();
      seen.push(`${name} ends`);
    });
  }
  expect(await lifecycle.stop()).toBe(true);
  expect(seen).toEqual(['c', 'b', 'a'].flatMap((name) => [`${name} begins`, `${name} ends`]));
});

it('goes on past a step that fails, at once or later', async () => {
  const lifecycle = createLifecycle(silentLog);
  const seen: string[] = [];
  lifecycle.onStop('first', 1000, () => void seen.push('first'));
  lifecycle.onStop('throws', 1000, () => {
    throw new Error('at once');
  });
  lifecycle.onStop('rejects', 1000, () => Promise.reject(new Error('later')));
  expect(await lifecycle.stop()).toBe(false);
  expect(seen).toEqual(['first']);
});

it('leaves a step behind when its time is over', async () => {
  const lifecycle = createLifecycle(silentLog);
  let reached = false;
  lifecycle.onStop('first', 1000, () => {
    reached = true;
  });
  lifecycle.onStop('hangs', 500, () => new Promise(() => undefined));
  const stopped = lifecycle.stop();
  await vi.advanceTimersByTimeAsync(499);
  expect(reached).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(await stopped).toBe(false);
  expect(reached).toBe(true);
});

it('stops once, however often it is asked, and says so from the first time on', async () => {
  const lifecycle = createLifecycle(silentLog);
  let stops = 0;
  lifecycle.onStop('part', 1000, () => {
    stops += 1;
  });
  expect(lifecycle.stopping).toBe(false);
  const [first, second] = [lifecycle.stop(), lifecycle.stop()];
  expect(lifecycle.stopping).toBe(true);
  expect([await first, await second, await lifecycle.stop()]).toEqual([true, true, true]);
  expect(stops).toBe(1);
});

it('stops at once what is opened while it stops', async () => {
  const lifecycle = createLifecycle(silentLog);
  await lifecycle.stop();
  let stopped = false;
  lifecycle.onStop('late', 1000, () => {
    stopped = true;
  });
  expect(stopped).toBe(true);
});
