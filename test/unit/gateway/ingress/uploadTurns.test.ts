// Uploads for many at one worker: how many are under way, in which order, who is sent away.

import type { Result } from '#protocol';
import { limits, ok } from '#protocol';
import { ManualClock, metrics } from '#runtime';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  fewOfAddressMax,
  UploadTurns,
  uploadAtOnceMax,
  uploadRecipientsAtOnce,
  uploadRecipientsWaitingMax,
  uploadWaitMsMax,
} from '../../../../src/gateway/ingress/uploadTurns.ts';

let clock: ManualClock;
let turns: UploadTurns;
/** Those under way, oldest first, by name. */
let underWay: { readonly name: string; readonly recipients: number; end(): void }[];
let begun: string[];

beforeEach(() => {
  clock = new ManualClock();
  turns = new UploadTurns(clock);
  underWay = [];
  begun = [];
});

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

function upload(name: string, recipients: number, from = 'here'): Promise<Result<string>> {
  return turns.take(recipients, from, () => {
    const { promise, resolve } = Promise.withResolvers<Result<string>>();
    begun.push(name);
    underWay.push({ name, recipients, end: () => resolve(ok(name)) });
    return promise;
  });
}

/** The oldest ends after some time. */
async function end(afterMs: number): Promise<void> {
  clock.advance(afterMs);
  underWay.shift()?.end();
  await settle();
}

describe('uploads', () => {
  it('begin as they came, as many at once as have room, and each answers its own', async () => {
    const all = ['a', 'b', 'c', 'd'].map((name) => upload(name, uploadRecipientsAtOnce / 2));
    await settle();
    expect(begun).toEqual(['a', 'b']);
    await end(1);
    expect(begun).toEqual(['a', 'b', 'c']);
    for (let n = 0; n < 3; n++) await end(1);
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd'].map((name) => ok(name)));
  });

  it('for few wait for nobody, and one for more than have room goes alone', async () => {
    void upload('large', uploadRecipientsAtOnce * 2);
    void upload('next', uploadAtOnceMax + 1);
    void upload('few', uploadAtOnceMax);
    await settle();
    expect(begun).toEqual(['large', 'few']);
    await end(1);
    expect(begun).toEqual(['large', 'few', 'next']);
  });

  it('for few take turns like others where an address has many, or all have together', async () => {
    const fewMax = fewOfAddressMax / uploadAtOnceMax;
    for (let n = 0; n < 800; n++) void upload('flood', uploadAtOnceMax, 'one');
    await settle();
    const passed = begun.length;
    expect(passed).toBeLessThanOrEqual(
      (fewOfAddressMax + uploadRecipientsAtOnce) / uploadAtOnceMax,
    );
    void upload('other', uploadAtOnceMax, 'two');
    expect(begun.at(-1)).toBe('other');
    for (let from = 0; from < 100; from++) {
      for (let n = 0; n < fewMax; n++) void upload('crowd', uploadAtOnceMax, `crowd ${from}`);
    }
    await settle();
    const sum = underWay.reduce((all, { recipients }) => all + recipients, 0);
    expect(sum).toBeLessThanOrEqual(2 * uploadRecipientsAtOnce);
    const before = begun.length;
    await end(1);
    expect(begun.length).toBeGreaterThanOrEqual(before);
    void upload('once more', uploadAtOnceMax, 'three');
    expect(begun.at(-1)).toBe('once more');
  });

  it('that wait are counted until they begin or are sent away', async () => {
    const waiting = async () => (await metrics.groupUploadsWaiting.get()).values[0]?.value ?? 0;
    const before = await waiting();
    void upload('first', uploadRecipientsAtOnce);
    void upload('second', uploadRecipientsAtOnce);
    void upload('third', uploadRecipientsAtOnce);
    await settle();
    expect((await waiting()) - before).toBe(2);
    for (let n = 0; n < 3; n++) await end(1);
    expect((await waiting()) - before).toBe(0);
  });

  it('that would wait for too long are told when there is room, and are taken then', async () => {
    const slow = upload('slow', uploadRecipientsAtOnce);
    await settle();
    await end(20_000);
    await slow;
    void upload('first', uploadRecipientsAtOnce);
    const refused = await upload('second', uploadRecipientsAtOnce);
    expect(refused).toMatchObject({ ok: false, refusal: { code: 'server.busy' } });
    const { retryAfterMs = 0 } = refused.ok ? {} : refused.refusal;
    expect(retryAfterMs).toBeGreaterThan(uploadWaitMsMax);
    await end(retryAfterMs);
    void upload('again', uploadRecipientsAtOnce);
    expect(begun).toEqual(['slow', 'first', 'again']);
  });

  it('of one address hold up nobody else’s, however many they are', async () => {
    const flood: Promise<Result<string>>[] = [];
    for (let n = 0; n < 40; n++) flood.push(upload(`flood ${n}`, 1000, 'one'));
    const others = ['two', 'three'].map((from) => upload(from, 1000, from));
    await settle();
    expect(begun).toEqual(['flood 0', 'flood 1']);
    for (let n = 0; n < 4; n++) await end(200);
    expect(begun.slice(2, 6)).toEqual(['flood 2', 'two', 'three', 'flood 3']);
    while (underWay.length > 0) await end(200);
    expect(await Promise.all(others)).toEqual([ok('two'), ok('three')]);
    const refused = (await Promise.all(flood)).filter((one) => !one.ok);
    expect(refused.length).toBeGreaterThan(0);
    expect(begun).toHaveLength(42 - refused.length);
  });

  it('of whoever waits with most make room for somebody who has none there', async () => {
    const flood: Promise<Result<string>>[] = [];
    const most = uploadRecipientsWaitingMax / 1000;
    // Uploads that cost next to nothing: what waits is bounded by their bytes alone.
    for (let n = 0; n < 40; n++) {
      const one = upload('quick', uploadRecipientsAtOnce);
      await settle();
      await end(0);
      await one;
    }
    for (let n = 0; n < most + 2; n++) flood.push(upload(`flood ${n}`, 1000, 'one'));
    const more = upload('more', 1000, 'one');
    expect(await more).toMatchObject({ ok: false, refusal: { code: 'server.busy' } });
    const other = upload('other', 1000, 'two');
    expect(await flood.at(-1)).toMatchObject({ ok: false, refusal: { code: 'server.busy' } });
    while (underWay.length > 0) await end(1);
    expect(await other).toEqual(ok('other'));
    expect((await Promise.all(flood)).filter((one) => one.ok)).toHaveLength(most + 1);
  });

  it('for few whose last part is late do not send the next away', async () => {
    void upload('late', uploadAtOnceMax + 1);
    await settle();
    await end(10_000);
    void upload('first', 1000);
    void upload('second', 1000);
    const third = upload('third', 1000);
    await settle();
    for (let n = 0; n < 3; n++) await end(200);
    expect(await third).toEqual(ok('third'));
  });

  it('that were held up for longer than anybody waits for them have not begun', async () => {
    const held = upload('held up', uploadRecipientsAtOnce);
    const stale = upload('stale', uploadRecipientsAtOnce);
    await settle();
    clock.advance(limits.commandDeadlineMs / 2);
    const fresh = upload('fresh', uploadRecipientsAtOnce);
    await end(limits.commandDeadlineMs / 2 + 1);
    expect(await held).toEqual(ok('held up'));
    expect(await stale).toMatchObject({ ok: false, refusal: { code: 'server.busy' } });
    await settle();
    expect(begun).toEqual(['held up', 'fresh']);
    await end(1);
    expect(await fresh).toEqual(ok('fresh'));
  });

  it('are told to come again no later than all have ended that are under way', async () => {
    const slow = upload('slow', uploadRecipientsAtOnce);
    await settle();
    await end(limits.commandDeadlineMs * 9);
    await slow;
    void upload('first', uploadRecipientsAtOnce);
    const refused = await upload('second', uploadRecipientsAtOnce);
    expect(refused).toMatchObject({ ok: false, refusal: { code: 'server.busy' } });
    const { retryAfterMs = 0 } = refused.ok ? {} : refused.refusal;
    expect(retryAfterMs).toBeLessThanOrEqual(limits.commandDeadlineMs);
  });

  it('are held up by none that failed', async () => {
    const failed = turns.take(uploadRecipientsAtOnce, 'here', () =>
      Promise.reject(new Error('a defect')),
    );
    const next = upload('next', uploadRecipientsAtOnce);
    await expect(failed).rejects.toThrow('a defect');
    await settle();
    await end(1);
    expect(await next).toEqual(ok('next'));
  });

  it('never hold more than has room, whatever comes and however long it takes', async () => {
    const steps = fc.array(
      fc.oneof(
        fc.record({
          recipients: fc.integer({ min: uploadAtOnceMax + 1, max: 5000 }),
          from: fc.constantFrom('one', 'two', 'three'),
        }),
        fc.record({ endsAfterMs: fc.integer({ min: 0, max: 3000 }) }),
      ),
      { maxLength: 60 },
    );
    type Walked = { recipients: number; from: string } | { endsAfterMs: number };
    const walk = async (walked: readonly Walked[]) => {
      clock = new ManualClock();
      turns = new UploadTurns(clock);
      underWay = [];
      const asked: Promise<Result<string>>[] = [];
      for (const step of walked) {
        if ('recipients' in step) {
          asked.push(upload(String(asked.length), step.recipients, step.from));
        } else await end(step.endsAfterMs);
        await settle();
        const sum = underWay.reduce((all, { recipients }) => all + recipients, 0);
        expect(underWay.length <= 1 || sum <= uploadRecipientsAtOnce).toBe(true);
      }
      while (underWay.length > 0) await end(1);
      const answers = await Promise.all(asked);
      const codes = answers.map((one) => (one.ok ? 'ok' : one.refusal.code));
      expect(codes.every((code) => code === 'ok' || code === 'server.busy')).toBe(true);
    };
    await fc.assert(fc.asyncProperty(steps, walk), { seed: 20_261_128, numRuns: 100 });
  });
});
