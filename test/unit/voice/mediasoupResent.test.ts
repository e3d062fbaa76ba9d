// How much one device is told again, before it hears nothing for a while.

import { ManualClock, metrics } from '#runtime';
import { beforeEach, expect, it } from 'vitest';
import { counted } from '../../support/counted.ts';
import { ResentWatch, resentLookMs, unheardMs } from '../../../src/voice/mediasoupResent.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));
const seconds = resentLookMs / 1000;

let clock: ManualClock;
let sent: { rtpBytesSent: number; rtxBytesSent: number };
let watch: ResentWatch;
let asked: number;

beforeEach(() => {
  clock = new ManualClock();
  sent = { rtpBytesSent: 0, rtxBytesSent: 0 };
  asked = 0;
  watch = new ResentWatch(async () => {
    asked += 1;
    return sent;
  }, clock);
});

function stream() {
  const one = {
    isHeard: true,
    async pause() {
      one.isHeard = false;
    },
    async resume() {
      one.isHeard = true;
    },
  };
  return one;
}

/** Until the next look: so much is said in a second, and so much said again. */
async function say(bytes: number, again: number): Promise<void> {
  const { rtpBytesSent, rtxBytesSent } = sent;
  const rtxNow = rtxBytesSent + again * seconds;
  sent = { rtpBytesSent: rtpBytesSent + bytes * seconds, rtxBytesSent: rtxNow };
  clock.advance(resentLookMs);
  await turn();
}

it('a device hears on that asks for what got lost, twice over', async () => {
  const one = stream();
  await watch.add(one);
  for (let looks = 0; looks < 20; looks += 1) await say(50_000, 100_000);
  expect(one.isHeard).toBe(true);
});

it('a device that has far more said again than was said hears nothing for a while', async () => {
  const [one, other] = [stream(), stream()];
  await watch.add(one);
  await watch.add(other);
  const unheard = await counted(metrics.mediaUnheard);
  await say(7_000, 400_000);
  expect(await unheard()).toBe(1);
  expect([one.isHeard, other.isHeard]).toEqual([false, false]);
  // What is begun meanwhile is not heard either.
  const third = stream();
  await watch.add(third);
  expect(third.isHeard).toBe(false);
  for (let ms = resentLookMs; ms < unheardMs; ms += resentLookMs) await say(0, 0);
  expect(one.isHeard).toBe(false);
  await say(0, 0);
  expect([one.isHeard, other.isHeard, third.isHeard]).toEqual([true, true, true]);
  await say(7_000, 400_000);
  expect(one.isHeard).toBe(false);
});

it('a device that hears nothing is not looked at', async () => {
  const one = stream();
  await watch.add(one);
  await say(0, 0);
  expect(asked).toBe(1);
  watch.remove(one);
  await say(0, 0);
  expect(asked).toBe(1);
  await watch.add(one);
  watch.close();
  await say(0, 0);
  expect(asked).toBe(1);
});
