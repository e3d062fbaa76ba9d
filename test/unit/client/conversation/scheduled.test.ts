// Texts that are sent at a time of their own.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { limits } from '#protocol';
import { Scene } from '../people.ts';
import type { Person } from '../people.ts';

const hourMs = 60 * 60 * 1000;
let scene: Scene;
let ana: Person;
let ben: Person;

beforeEach(async () => {
  scene = new Scene();
  [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
});

afterEach(() => scene.end());

const withBen = () => ana.client.conversation(ben.id);

test('goes out at its time, not before, once, with the time it was sent', async () => {
  const at = scene.clock.now() + hourMs;
  const { id } = withBen().schedule('good morning', at);
  withBen().schedule('good evening', at + 12 * hourMs);
  expect(withBen().scheduled()).toMatchObject([
    { id, text: 'good morning', at },
    { text: 'good evening' },
  ]);
  await withBen().send('now');
  scene.clock.advance(hourMs - 60_000);
  await scene.settle();
  expect(ben.texts).toEqual(['now']);
  scene.clock.advance(60_000);
  await scene.until(() => ben.texts.length === 2, 'the morning');
  await scene.settle();
  expect(ben.texts).toEqual(['now', 'good morning']);
  expect(ben.heard.at(-1)?.timestamp).toBeGreaterThanOrEqual(at);
  expect(withBen().scheduled()).toHaveLength(1);
  expect(
    withBen()
      .history()
      .map((one) => one.text),
  ).toEqual(['now', 'good morning']);
});

test('survives a restart, and goes out when the client is open again', async () => {
  withBen().schedule('later', scene.clock.now() + hourMs);
  await ana.restart();
  expect(withBen().scheduled()).toHaveLength(1);
  await ana.client.close();
  scene.clock.advance(2 * hourMs);
  expect(ben.texts).toEqual([]);
  await ana.restart();
  await scene.until(() => ben.texts.length === 1, 'the text');
  await ana.restart();
  await scene.settle();
  expect(ben.texts).toEqual(['later']);
});

test('goes out once, wherever the client is killed while its time comes', async () => {
  for (const moment of ['before', 'after'] as const) {
    const text = `killed ${moment} the server had it`;
    let copy: string | undefined;
    const kill = () => {
      copy ??= scene.snapshot(ana.profile);
    };
    scene.server.cuts = moment === 'after' ? { sent: kill } : {};
    withBen().schedule(text, scene.clock.now() + hourMs);
    if (moment === 'before') {
      kill();
      await ana.client.close();
    }
    scene.clock.advance(hourMs);
    if (moment === 'after') await scene.until(() => copy !== undefined, 'the moment');
    scene.server.cuts = {};
    await ana.restart(copy);
    await scene.until(() => ben.texts.includes(text), text);
    await scene.settle();
    expect(ben.texts.filter((one) => one === text)).toHaveLength(1);
    expect(withBen().scheduled()).toEqual([]);
    expect(
      withBen()
        .history()
        .filter((one) => one.text === text),
    ).toHaveLength(1);
  }
});

test('can be cancelled until it is sent', async () => {
  const first = withBen().schedule('never', scene.clock.now() + hourMs);
  expect(withBen().cancel(first)).toBe(true);
  expect(withBen().cancel(first)).toBe(false);
  const second = withBen().schedule('at once', scene.clock.now() - 5);
  expect(withBen().cancel(second)).toBe(false);
  scene.clock.advance(2 * hourMs);
  await scene.until(() => ben.texts.length === 1);
  await scene.settle();
  expect(ben.texts).toEqual(['at once']);
});

test('takes the timer that holds when it is sent', async () => {
  withBen().schedule('later', scene.clock.now() + hourMs);
  await withBen().setTimer(60);
  scene.clock.advance(hourMs);
  await scene.until(() => ben.texts.length === 1);
  expect(ben.heard[0]?.disappearsAfter).toBe(60);
});

test('what cannot be sent is refused when it is scheduled', () => {
  const later = scene.clock.now() + hourMs;
  expect(() => withBen().schedule('', later)).toThrow(/nothing to send/);
  expect(() => withBen().schedule('x'.repeat(100_000), later)).toThrow(/longer than/);
  expect(() => withBen().schedule('x', Number.NaN)).toThrow(/no time/);
  expect(withBen().scheduled()).toEqual([]);
});

test('is refused when it is too long to be sent then, and not later', async () => {
  const at = scene.clock.now() + hourMs;
  const fits = (letters: number) => {
    try {
      return withBen().cancel(withBen().schedule('x'.repeat(letters), at));
    } catch (error) {
      expect(error).toMatchObject({ code: 'text.too_long' });
      return false;
    }
  };
  let [longest, tooLong] = [1, limits.envelopeBytesMax];
  while (tooLong - longest > 1) {
    const middle = Math.floor((longest + tooLong) / 2);
    if (fits(middle)) longest = middle;
    else tooLong = middle;
  }
  withBen().schedule('x'.repeat(longest), at);
  withBen().schedule('after it', at + 1);
  await withBen().setTimer(limits.expireTimerSecondsMax);
  scene.clock.advance(hourMs + 1);
  await scene.until(() => ben.texts.includes('after it'), 'both');
  expect(ben.texts.map((text) => text.length)).toEqual([longest, 'after it'.length]);
});
