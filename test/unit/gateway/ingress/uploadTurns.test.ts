// Uploads for many at one worker: how many are under way, in which order, who is sent away.

import type { Result } from '#protocol';
import { ok } from '#protocol';
import { ManualClock } from '#runtime';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  UploadTurns,
  uploadAtOnceMax,
  uploadRecipientsAtOnce,
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

function upload(name: string, recipients: number): Promise<Result<string>> {
  return turns.take(recipients, () => {
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

  it('are held up by none that failed', async () => {
    const failed = turns.take(uploadRecipientsAtOnce, () => Promise.reject(new Error('a defect')));
    const next = upload('next', uploadRecipientsAtOnce);
    await expect(failed).rejects.toThrow('a defect');
    await settle();
    await end(1);
    expect(await next).toEqual(ok('next'));
  });

  it('never hold more than has room, whatever comes and however long it takes', async () => {
    const steps = fc.array(
      fc.oneof(
        fc.record({ recipients: fc.integer({ min: uploadAtOnceMax + 1, max: 5000 }) }),
        fc.record({ endsAfterMs: fc.integer({ min: 0, max: 3000 }) }),
      ),
      { maxLength: 60 },
    );
    const walk = async (walked: readonly ({ recipients: number } | { endsAfterMs: number })[]) => {
      clock = new ManualClock();
      turns = new UploadTurns(clock);
      underWay = [];
      const asked: Promise<Result<string>>[] = [];
      for (const step of walked) {
        if ('recipients' in step) asked.push(upload(String(asked.length), step.recipients));
        else await end(step.endsAfterMs);
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
