// What a device does with the frames that come: forged, repeated, late, early and empty ones.

import { describe, expect, it } from 'vitest';
import { CipherKeys } from '../../../../client/media/cipherKeys.ts';
import {
  earlyFramesMs,
  generationsKeptMax,
  heldFramesMax,
  lateFramesMs,
  sendersMax,
} from '../../../../client/media/frameLimits.ts';
import { Hearing } from '../../../../client/media/hearing.ts';
import { kidOf } from '../../../../client/media/keyName.ts';
import type { KeyName } from '../../../../client/media/keyName.ts';
import { Keyring } from '../../../../client/media/keyring.ts';
import { callSuite, ratchet, SframeKey } from '../../../../client/media/sframe.ts';
import type { Bytes } from '../../../../client/media/sframe.ts';

const metadata = new Uint8Array([1]);
const words = new Uint8Array([7, 7, 7]);
const first: KeyName = { mediaId: 5, generation: 10, step: 0 };
const fresh = (fill: number) => new Uint8Array(64).fill(fill);

/** The base key so many steps on. */
async function stepped(base: Bytes, steps: number): Promise<Bytes> {
  let at = base;
  for (let step = 0; step < steps; step += 1) at = await ratchet(callSuite, at);
  return at;
}

async function seal(name: KeyName, base: Bytes, ctr: number): Promise<Bytes> {
  const key = await SframeKey.from(callSuite, kidOf(name), await stepped(base, name.step));
  return key.seal(BigInt(ctr), words, metadata);
}

describe('a keyring', () => {
  it('opens each frame once, in any order, and nothing that is forged or of another', async () => {
    const ring = new Keyring();
    ring.take(first, fresh(1), 0);
    const open = (frame: Bytes, mediaId = 5) => ring.open(mediaId, frame, metadata, 0);
    const frames = await Promise.all([2, 0, 1].map((ctr) => seal(first, fresh(1), ctr)));
    for (const frame of frames) expect(await open(frame)).toEqual(words);
    for (const frame of frames) expect(await open(frame)).toBe('frame.replayed');
    expect(await open(frames[0]!, 6)).toBe('sender.other');
    expect(await open(await seal(first, fresh(2), 9))).toBe('frame.forged');
    expect(await open(await seal(first, fresh(1), 10_000))).toBe('counter.spent');
    expect(await open(new Uint8Array(0))).toBeUndefined();
    expect(await open(new Uint8Array([0xff]))).toBe('header.short');
    const both = await seal(first, fresh(1), 11);
    expect(await Promise.all([open(both), open(both)])).toEqual([words, 'frame.replayed']);
    expect(ring.counts).toMatchObject({
      opened: 4,
      'frame.replayed': 4,
      'sender.other': 1,
      'frame.forged': 1,
      'counter.spent': 1,
      'header.short': 1,
    });
  });

  it('steps on with its sender, and never back; a forged step moves nothing', async () => {
    const ring = new Keyring();
    ring.take({ ...first, step: 3 }, await stepped(fresh(1), 3), 0);
    const open = async (step: number, ctr: number, nowMs: number, base = fresh(1)) =>
      ring.open(5, await seal({ ...first, step }, base, ctr), metadata, nowMs);
    expect(await open(2, 0, 0)).toBe('key.gone');
    expect(await open(3, 0, 0)).toEqual(words);
    expect(await open(200, 0, 10, fresh(9))).toBe('frame.forged');
    expect(await open(3, 1, lateFramesMs * 2)).toEqual(words);
    expect(await open(6, 0, 10_000)).toEqual(words);
    expect(await open(4, 0, 10_000 + lateFramesMs)).toEqual(words);
    expect(await open(4, 1, 10_001 + lateFramesMs)).toBe('key.gone');
    expect(await open(6, 1, 10_001 + lateFramesMs)).toEqual(words);
  });

  it('lets a former generation go after its late frames, and keeps five at most', async () => {
    const ring = new Keyring();
    const name = (generation: number): KeyName => ({ ...first, generation });
    const open = async (generation: number, ctr: number, nowMs: number) =>
      ring.open(5, await seal(name(generation), fresh(generation), ctr), metadata, nowMs);
    ring.take(name(1), fresh(1), 0);
    expect(await open(1, 0, 0)).toEqual(words);
    ring.take(name(2), fresh(2), 0);
    // It waits for as long as the sender likes.
    expect(await open(1, 1, 60_000)).toEqual(words);
    expect(await open(2, 0, 60_000)).toEqual(words);
    expect(await open(1, 2, 60_000 + lateFramesMs)).toEqual(words);
    expect(await open(1, 3, 60_001 + lateFramesMs)).toBe('key.gone');
    expect(await open(3, 0, 70_000)).toBe('key.unknown');
    for (let more = 3; more < 3 + generationsKeptMax; more += 1) {
      ring.take(name(more), fresh(more), 70_000);
    }
    expect(await open(2, 1, 70_000)).toBe('key.gone');
    expect(await open(7, 0, 70_000)).toEqual(words);
    ring.forget(5);
    expect(await open(7, 1, 70_000)).toBe('key.unknown');
  });

  it('takes no second key of one name, and no sender too many', async () => {
    const ring = new Keyring();
    expect(ring.take(first, fresh(1), 0)).toBe(true);
    expect(ring.take(first, fresh(2), 0)).toBe(true);
    expect(await ring.open(5, await seal(first, fresh(1), 0), metadata, 0)).toEqual(words);
    for (let mediaId = 100; mediaId < 100 + sendersMax - 1; mediaId += 1) {
      expect(ring.take({ ...first, mediaId }, fresh(1), 0)).toBe(true);
    }
    expect(ring.take({ ...first, mediaId: 9 }, fresh(1), 0)).toBe(false);
  });

  it('keeps as many ciphers as are named, those that were used last', async () => {
    const ciphers = new CipherKeys(2);
    let made = 0;
    const make = () => {
      made += 1;
      return SframeKey.from(callSuite, 1n, fresh(1));
    };
    for (const name of ['a', 'b', 'a', 'c', 'a', 'b']) await ciphers.get(name, make);
    expect(ciphers.size).toBe(2);
    expect(made).toBe(4);
  });
});

describe('a track', () => {
  function track() {
    const ring = new Keyring();
    const heard: Bytes[] = [];
    let missing = 0;
    const hearing = new Hearing<Bytes>(ring, {
      mediaId: 5,
      metadata,
      bytesOf: (frame) => frame,
      opened: (frame) => heard.push(frame),
      missing: () => (missing += 1),
    });
    return { ring, heard, hearing, missing: () => missing };
  }

  it('keeps what is before its key, in order, and opens it as soon as that is there', async () => {
    const { ring, heard, hearing, missing } = track();
    const frames = await Promise.all([0, 1, 2].map((ctr) => seal(first, fresh(1), ctr)));
    for (const frame of frames) await hearing.hear(frame, 0);
    await hearing.hear(new Uint8Array(0), 0);
    await hearing.retry(10);
    expect(heard).toEqual([]);
    ring.take(first, fresh(1), earlyFramesMs);
    await hearing.retry(earlyFramesMs);
    expect(heard).toEqual(frames);
    expect([ring.counts['key.unknown'], missing()]).toEqual([0, 0]);
  });

  it('gives it up after two seconds, counted, and says that a key is missing', async () => {
    const { ring, heard, hearing, missing } = track();
    const frame = await seal(first, fresh(1), 0);
    await hearing.hear(frame, 0);
    await hearing.sweep(earlyFramesMs);
    expect(missing()).toBe(0);
    await hearing.sweep(earlyFramesMs + 1);
    ring.take(first, fresh(1), earlyFramesMs + 1);
    await hearing.retry(earlyFramesMs + 1);
    expect(heard).toEqual([]);
    expect([ring.counts['key.unknown'], missing()]).toEqual([1, 1]);
  });

  it('keeps so many frames and bytes at most, and drops the oldest', async () => {
    const { ring, heard, hearing } = track();
    const frames: Bytes[] = [];
    for (let ctr = 0; ctr < heldFramesMax + 3; ctr += 1) {
      const frame = await seal(first, fresh(1), ctr);
      frames.push(frame);
      await hearing.hear(frame, 0);
    }
    expect(ring.counts['key.unknown']).toBe(3);
    ring.take(first, fresh(1), 0);
    await hearing.retry(0);
    expect(heard).toEqual(frames.slice(3));
    const big = new Uint8Array(40_000);
    big.set((await seal({ ...first, generation: 11 }, fresh(1), 0)).subarray(0, 8));
    await hearing.hear(big, 0);
    await hearing.hear(new Uint8Array(big), 0);
    expect(ring.counts['key.unknown']).toBe(4);
  });
});
