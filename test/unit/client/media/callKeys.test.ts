// The promises of a call's keys, with real keys and frames over a net that delays, loses and
// repeats.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FrameKeys } from '../../../../client/media/callFrames.ts';
import { CallKeys } from '../../../../client/media/callKeys.ts';
import type { CallKeyMessage, MembersNews } from '../../../../client/media/callKeys.ts';
import { freshKeyWaitsMs, leavesGatheredMs } from '../../../../client/media/keyLimits.ts';
import { keyNameOf } from '../../../../client/media/keyName.ts';
import type { KeyName } from '../../../../client/media/keyName.ts';
import { decodeHeader } from '../../../../client/media/sframeHeader.ts';
import type { Arrival, SealedFrame } from './callScene.ts';
import { CallScene, seeded } from './callScene.ts';

/** A leave is gathered, may find a fresh key that waits, and then waits for its own. */
const leaverHearsMs = leavesGatheredMs + 2 * freshKeyWaitsMs;
/** A key may take so long. */
const keyDelayMaxMs = 2_000;
const gapMaxMs = 40;

function restless(seed: number): CallScene {
  const random = seeded(seed);
  const upTo = (most: number) => Math.floor(random() * most);
  return new CallScene({
    frameDelay: () => 5 + upTo(60),
    keyDelay: () => upTo(keyDelayMaxMs),
    newsDelay: () => upTo(300),
    frameCopies: () => (random() < 0.03 ? 0 : random() < 0.03 ? 2 : 1),
    keyCopies: () => (random() < 0.3 ? 2 : 1),
  });
}

function headerOf({ bytes }: SealedFrame) {
  const header = decodeHeader(bytes);
  const name = typeof header === 'string' ? undefined : keyNameOf(header.kid);
  if (typeof header === 'string' || !name) throw new Error('No header.');
  return { ...name, ctr: header.ctr };
}

const isOpened = ({ openings }: Arrival) => openings > 0;

/** What the people of a scene may hear of one another, checked frame by frame. */
function check(scene: CallScene): { readonly heard: number } {
  expect(scene.defects).toEqual([]);
  const counters = scene.sealed.map((frame) => {
    const { mediaId, generation, step, ctr } = headerOf(frame);
    return `${mediaId}.${generation}.${step}.${ctr}`;
  });
  expect(new Set(counters).size).toBe(counters.length);
  let heard = 0;
  for (const arrival of scene.arrivals.values()) {
    const { frame, to, openings, atMs, openedAtMs } = arrival;
    const [sender, receiver] = [scene.person(frame.from), scene.person(to)];
    const about = `${frame.from} to ${to}, sealed at ${frame.atMs}, arrived at ${atMs}`;
    expect(openings, `${about}: once`).toBeLessThanOrEqual(1);
    const cameMs = sender.sawAtMs.get(to) ?? Number.POSITIVE_INFINITY;
    const leftMs = sender.missedAtMs.get(to) ?? Number.POSITIVE_INFINITY;
    if (frame.atMs < cameMs) expect(isOpened(arrival), `${about}: before`).toBe(false);
    if (frame.atMs > leftMs + leaverHearsMs) {
      expect(isOpened(arrival), `${about}: after`).toBe(false);
    }
    const settledMs = Math.max(cameMs, receiver.sawAtMs.get(frame.from) ?? 0, sender.joinedAtMs);
    const stays = frame.atMs > settledMs + keyDelayMaxMs + 200 && frame.atMs < leftMs;
    if (!stays || receiver.leftAtMs !== undefined || sender.leftAtMs !== undefined) continue;
    expect(isOpened(arrival), `${about}: stays`).toBe(true);
    expect((openedAtMs ?? 0) - atMs, `${about}: gap`).toBeLessThanOrEqual(gapMaxMs);
    heard += 1;
  }
  return { heard };
}

describe("a call's keys", { timeout: 120_000 }, () => {
  it('let nobody hear what was before or after them, and cost those who stay nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const scene = restless(seed);
        const random = seeded(seed + 1);
        scene.join('ada', true);
        scene.join('bob', false);
        for (const [index, name] of ['cleo', 'dan', 'eve'].entries()) {
          const comes = Math.floor(random() * 3_000);
          scene.at(comes, () => scene.join(name, index === 0));
          if (index > 0) scene.at(comes + Math.floor(random() * 3_000), () => scene.leave(name));
        }
        await scene.run(15_000);
        expect(check(scene).heard).toBeGreaterThan(1_000);
        const generations = scene.sealed.filter(({ from }) => from === 'ada').map(headerOf);
        expect(new Set(generations.map(({ generation }) => generation)).size).toBeGreaterThan(1);
      }),
      { numRuns: 1 },
    );
  });

  it('survive a crowd that comes and goes', async () => {
    const scene = restless(7);
    scene.join('ada', true);
    scene.join('bob', false);
    for (let guest = 0; guest < 12; guest += 1) {
      scene.at(1_000 + guest * 250, () => scene.join(`guest ${guest}`, false));
      scene.at(1_700 + guest * 250, () => scene.leave(`guest ${guest}`));
    }
    await scene.run(12_000);
    expect(check(scene).heard).toBeGreaterThan(400);
  });

  it('are asked for again where one was lost, and given to those in the call alone', async () => {
    const scene: CallScene = new CallScene({
      frameDelay: () => 10,
      keyDelay: () => 50,
      newsDelay: () => 0,
      frameCopies: () => 1,
      // No key that is given unasked arrives.
      keyCopies: () => (scene.nowMs > 2_000 ? 1 : 0),
    });
    scene.join('ada', true);
    scene.join('bob', false);
    scene.join('eve', false);
    scene.at(100, () => scene.leave('eve'));
    scene.at(2_100, () => scene.person('eve').keys.missing(1));
    await scene.run(8_000);
    const opened = [...scene.arrivals.values()].filter(isOpened);
    expect(opened.filter(({ to }) => to === 'eve')).toEqual([]);
    const bobs = opened.filter(({ to }) => to === 'bob').map(({ frame }) => frame.atMs);
    expect(Math.min(...bobs)).toBeLessThan(2_500);
    const from = scene.sealed.filter(({ atMs }) => atMs > 2_500 && atMs < 7_900);
    expect(bobs.filter((atMs) => atMs > 2_500 && atMs < 7_900)).toHaveLength(from.length);
  });

  it('step on when a key has sealed as much as it may, and each half a minute', async () => {
    const scene = restless(3);
    scene.join('ada', true);
    scene.join('bob', false);
    await scene.run(31_000);
    expect(new Set(scene.sealed.map((frame) => headerOf(frame).step)).size).toBeGreaterThan(1);
    const { step } = headerOf(scene.sealed.at(-1)!);
    const { generation } = headerOf(scene.sealed.at(-1)!);
    scene.person('ada').keys.spent({ generation, step });
    // The same key is spent once.
    scene.person('ada').keys.spent({ generation, step });
    await scene.run(32_000);
    expect(headerOf(scene.sealed.at(-1)!)).toMatchObject({ generation, step: step + 1 });
    check(scene);
  });
});

describe('what a device says of its keys', () => {
  const base = new Uint8Array(64).fill(4);
  const whole: CallKeyMessage = {
    callId: 'call',
    mediaId: 2,
    keys: [{ generation: 1, step: 0, base }],
    asks: false,
  };
  const members: MembersNews = {
    epoch: 0,
    members: [{ device: 'bob', mediaId: 2, talks: true }],
    verified: new Set(['bob']),
    talks: false,
  };

  async function told(messages: readonly CallKeyMessage[], openWith: FrameKeys['openWith']) {
    const failures: unknown[] = [];
    const keys = new CallKeys({
      callId: 'call',
      mediaId: 1,
      clock: { now: () => 0, after: () => ({ cancel: () => undefined }) },
      frames: {
        sealWith: () => undefined,
        stopSealing: () => undefined,
        forget: () => undefined,
        openWith,
      },
      send: () => undefined,
      failed: (error) => failures.push(error),
    });
    keys.members(members);
    for (const one of messages) keys.heard('bob', one);
    await keys.settled();
    keys.close();
    return failures;
  }

  it('is heard within its bounds and in its own call', async () => {
    const taken: KeyName[] = [];
    const [key] = whole.keys;
    const messages = [
      { ...whole, callId: 'another' },
      { ...whole, mediaId: 3 },
      { ...whole, keys: [{ ...key!, base: base.subarray(1) }] },
      { ...whole, keys: [{ ...key!, step: 256 }] },
      { ...whole, keys: [{ ...key!, generation: -1 }] },
      { ...whole, keys: [key!, key!, key!] },
      whole,
    ];
    expect(await told(messages, (name) => void taken.push(name))).toEqual([]);
    expect(taken).toEqual([{ mediaId: 2, generation: 1, step: 0 }]);
  });

  it('is copied before it is given away: two keys may be parts of the same bytes', async () => {
    const message = new Uint8Array(200).fill(7);
    const keys = [3, 80].map((at, generation) => {
      return { generation, step: 0, base: message.subarray(at, at + base.length) };
    });
    const taken: number[] = [];
    const openWith: FrameKeys['openWith'] = (_name, given) => {
      taken.push(structuredClone(given, { transfer: [given.buffer] }).length);
    };
    expect(await told([{ ...whole, keys }], openWith)).toEqual([]);
    expect(taken).toEqual([base.length, base.length]);
    expect(message).toEqual(new Uint8Array(200).fill(7));
  });

  it('tells of a defect where it is taken, and goes on', async () => {
    const taken: KeyName[] = [];
    const defect = new Error('defect');
    const openWith = async (name: KeyName) => {
      taken.push(name);
      if (taken.length === 1) throw defect;
    };
    expect(await told([whole, whole], openWith)).toEqual([defect]);
    expect(taken).toHaveLength(2);
  });
});
