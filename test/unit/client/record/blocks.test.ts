// When an account was blocked: what holds now, what is never shown, and that devices that hear of
// it in any order hold the same.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AccountId, RecordContact } from '#protocol';
import { decodeRecordItem, encodeRecordItem, limits } from '#protocol';
import type { Blocks } from '../../../../client/record/blocks.ts';
import { isBlocked, isSilenced, joined, turned } from '../../../../client/record/blocks.ts';
import { isSameItem, mergeItem } from '../../../../client/record/merge.ts';
import { newContact } from '../../../../client/store/recordSchema.ts';

const account = '9d0652a3-dcc3-4d11-975f-74d61598733f' as AccountId;
const none: Blocks = { blockedAt: [], unblockedAt: [] };
const changesMax = 64;

/** Some blocks and their ends, each at a time of its own. */
const blocks: fc.Arbitrary<Blocks> = fc
  .uniqueArray(fc.tuple(fc.nat(5000), fc.boolean()), { selector: ([at]) => at, maxLength: 40 })
  .map((all) => {
    const times = (isBlock: boolean) =>
      all
        .filter(([, one]) => one === isBlock)
        .map(([at]) => at)
        .sort((one, other) => one - other);
    return { blockedAt: times(true), unblockedAt: times(false) };
  });

const turns = (...times: number[]): Blocks => times.reduce(turned, none);

describe('a block', () => {
  test('hides what came from its beginning to its end, and nothing else', () => {
    const ended = turns(100, 200);
    expect(isBlocked(ended)).toBe(false);
    const hidden = [99, 100, 150, 200, 201].map((at) => isSilenced(ended, at));
    expect(hidden).toEqual([false, true, true, true, false]);
    expect(isSilenced(turns(100, 200, 300), 250)).toBe(true);
    expect(isSilenced(turns(100, 200, 300, 400), 250)).toBe(false);
    expect(isSilenced(none, 0)).toBe(false);
  });

  test('ends when it is ended, whatever the clock says', () => {
    const back = turned(turned(none, 5000), 10);
    expect(isBlocked(back)).toBe(false);
    expect(isSilenced(back, 5000)).toBe(true);
    expect(isSilenced(back, 5002)).toBe(false);
  });

  test('of before these times were kept hides what came until its end', () => {
    const contact = { ...newContact(account), blockedAt: [0] };
    expect(isSilenced(turned(contact, 400), 1)).toBe(true);
    expect(isSilenced(turned(contact, 400), 401)).toBe(false);
  });

  test('stands in the record as it was', () => {
    fc.assert(
      fc.property(blocks, (times) => {
        const contact: RecordContact = { ...newContact(account), ...times };
        expect(isSameItem(decodeRecordItem(encodeRecordItem(contact)), contact)).toBe(true);
      }),
    );
  });

  test('and its ends are times that a record can hold, whatever a server dates them', () => {
    let contact: RecordContact = newContact(account);
    for (const at of [limits.timestampMax + 1, Number.MAX_SAFE_INTEGER, 5, limits.timestampMax]) {
      const wasBlocked = isBlocked(contact);
      contact = { ...contact, ...turned(contact, at) };
      expect(isBlocked(contact)).toBe(!wasBlocked);
      expect(isSameItem(decodeRecordItem(encodeRecordItem(contact)), contact)).toBe(true);
    }
  });

  test('is kept for as many as there is room for; before them nothing is shown', () => {
    const many = turns(...Array.from({ length: 2 * changesMax + 1 }, (_, n) => 10 * (n + 1)));
    expect(many.blockedAt.length + many.unblockedAt.length).toBe(changesMax);
    expect(isBlocked(many)).toBe(true);
    const first = Math.min(...many.blockedAt, ...many.unblockedAt);
    const isEnd = many.unblockedAt.includes(first);
    expect(isSilenced(many, first - 1)).toBe(isEnd);
  });
});

describe('of several devices', () => {
  test('all that was done holds, in whatever order it is joined', () => {
    fc.assert(
      fc.property(fc.array(blocks, { minLength: 3, maxLength: 3 }), ([a, b, c]) => {
        if (!a || !b || !c) return;
        const one = joined(joined(a, b), c);
        expect(joined(a, joined(b, c))).toEqual(one);
        expect(joined(joined(c, a), b)).toEqual(one);
        expect(joined(one, a)).toEqual(one);
      }),
      { numRuns: 500 },
    );
  });

  const turn = fc.record({ device: fc.nat(2), isWritten: fc.boolean() });

  test('devices over one record come to hold the same, and each hides what any has blocked', () => {
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 20 }), (done) => {
        const first: RecordContact = newContact(account);
        let kept = first;
        const devices = [0, 1, 2].map(() => ({ base: first, mine: first }));
        const sync = (device: { base: RecordContact; mine: RecordContact }) => {
          kept = mergeItem(device.base, device.mine, kept) as RecordContact;
          device.mine = device.base = kept;
        };
        /** Blocks that one device began and ended without having heard of others meanwhile. */
        const spans: [from: number, until: number][] = [];
        const began = new Map<number, number>();
        done.forEach(({ device: at, isWritten }, step) => {
          const device = devices[at];
          if (!device) return;
          const now = 10 * (step + 1);
          const wasBlocked = isBlocked(device.mine);
          device.mine = { ...device.mine, ...turned(device.mine, now) };
          const from = began.get(at);
          if (wasBlocked && from !== undefined) spans.push([from, now]);
          if (wasBlocked) began.delete(at);
          else began.set(at, now);
          if (isWritten) {
            began.clear();
            sync(device);
          }
        });
        for (let round = 0; round < 2; round += 1) devices.forEach(sync);
        for (const { mine } of devices) expect(isSameItem(mine, kept)).toBe(true);
        const last = Math.max(0, ...kept.blockedAt);
        expect(isBlocked(kept)).toBe(last > 0 && last > Math.max(0, ...kept.unblockedAt));
        for (const [from, until] of spans) {
          // Until another device, which knew of it or not, let the account be heard.
          const heard = kept.unblockedAt.find((time) => time > from) ?? until;
          expect(isSilenced(kept, from)).toBe(true);
          expect(isSilenced(kept, Math.min(heard, until) - 1)).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
