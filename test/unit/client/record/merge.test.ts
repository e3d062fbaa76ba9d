// Items that two devices have changed: the merge alone, and any number of devices over a record
// whose writer names the version that it changes.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AccountId, RecordContact, RecordItem } from '#protocol';
import { decodeRecordItem, encodeRecordItem } from '#protocol';
import { isSameItem, mergeItem } from '../../../../client/record/merge.ts';

const account = '9d0652a3-dcc3-4d11-975f-74d61598733f' as AccountId;
const key = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const contact: fc.Arbitrary<RecordContact> = fc.record({
  type: fc.constant('contact' as const),
  account: fc.constant(account),
  accepted: fc.boolean(),
  // What becomes of these: blocks.test.ts.
  blockedAt: fc.constant([]),
  unblockedAt: fc.constant([]),
  name: fc.constantFrom('', 'Ana', 'Ben', 'Cara'),
  note: fc.constantFrom('', 'met in Lisbon', 'owes me a book'),
  profileKey: fc.constantFrom(new Uint8Array(0), new Uint8Array(32), new Uint8Array(32).fill(7)),
  clearedUntil: fc.nat(3),
});
const settings: fc.Arbitrary<RecordItem> = fc.record({
  type: fc.constant('settings' as const),
  readReceipts: fc.boolean(),
  viewedReceipts: fc.boolean(),
  typing: fc.boolean(),
  presence: fc.boolean(),
  foundByNumber: fc.boolean(),
  relayCalls: fc.boolean(),
});
const group: fc.Arbitrary<RecordItem> = fc.record({
  type: fc.constant('group' as const),
  masterKey: fc.constant(new Uint8Array(32).fill(1)),
  blocked: fc.boolean(),
  muted: fc.boolean(),
});
const own: fc.Arbitrary<RecordItem> = fc.record({
  type: fc.constant('own' as const),
  profileKey: key(32),
});
const username: fc.Arbitrary<RecordItem> = fc.constantFrom('', 'ada.42', 'ada.43').map((name) => ({
  type: 'username' as const,
  username: name,
  link: name === '' ? '' : `aldis://user?${name}`,
}));
/** Three states of one item, each of which may be that it is not there. */
const three = fc
  .constantFrom<fc.Arbitrary<RecordItem>>(contact, settings, group, own, username)
  .chain((item) => {
    const maybe = fc.option(item, { nil: undefined, freq: 4 });
    return fc.tuple(maybe, maybe, maybe);
  });
const fieldsOf = (item: RecordItem | undefined) =>
  item as unknown as Record<string, string | number | boolean | Uint8Array>;

describe('an item', () => {
  test('is the same encoded and decoded', () => {
    fc.assert(
      fc.property(fc.oneof(contact, settings, group, own), (item) => {
        expect(isSameItem(decodeRecordItem(encodeRecordItem(item)), item)).toBe(true);
      }),
    );
  });

  test('merges to the same, whoever merges', () => {
    fc.assert(
      fc.property(three, ([base, one, other]) => {
        const [here, there] = [mergeItem(base, one, other), mergeItem(base, other, one)];
        expect(isSameItem(here, there)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('keeps what one alone has changed, and every field that one alone has changed', () => {
    fc.assert(
      fc.property(three, ([base, one, other]) => {
        expect(isSameItem(mergeItem(base, one, base), one)).toBe(true);
        expect(isSameItem(mergeItem(base, one, one), one)).toBe(true);
        if (!base || !one || !other) return;
        const merged = fieldsOf(mergeItem(base, one, other));
        for (const [field, value] of Object.entries(fieldsOf(base))) {
          const [mine, theirs] = [fieldsOf(one)[field], fieldsOf(other)[field]];
          const differs = (now: unknown) => String(now) !== String(value);
          if (differs(mine) && !differs(theirs)) expect(merged[field]).toEqual(mine);
          if (differs(theirs) && !differs(mine)) expect(merged[field]).toEqual(theirs);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('that was removed here and changed there stays', () => {
    fc.assert(
      fc.property(contact, contact, (base, changed) => {
        const merged = mergeItem(base, undefined, changed);
        expect(merged).toEqual(isSameItem(base, changed) ? undefined : changed);
      }),
    );
  });
});

describe('devices over one record', () => {
  interface Device {
    base: RecordItem | undefined;
    mine: RecordItem | undefined;
  }
  const change = fc.record({
    device: fc.nat(2),
    field: fc.constantFrom('name' as const, 'note' as const, 'accepted' as const),
    isWritten: fc.boolean(),
  });

  test('come to hold the same, in whatever order they write, and lose no change', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), contact, (changes, first) => {
        let kept: RecordItem | undefined = first;
        const devices: Device[] = [0, 1, 2].map(() => ({ base: first, mine: first }));
        const sync = (device: Device) => {
          device.mine = mergeItem(device.base, device.mine, kept);
          kept = device.mine;
          device.base = device.mine;
        };
        const touched = new Map<string, Set<number>>();
        const last = new Map<string, unknown>();
        changes.forEach(({ device: at, field, isWritten }, step) => {
          const device = devices[at] as Device;
          const before = device.mine as RecordContact;
          const value = field === 'accepted' ? !before[field] : `change ${step}`;
          device.mine = { ...before, [field]: value };
          touched.set(field, (touched.get(field) ?? new Set()).add(at));
          last.set(field, value);
          if (isWritten) sync(device);
        });
        for (let round = 0; round < 2; round += 1) devices.forEach(sync);
        for (const { mine } of devices) expect(isSameItem(mine, kept)).toBe(true);
        for (const [field, by] of touched) {
          if (by.size === 1) expect(fieldsOf(kept)[field]).toBe(last.get(field));
        }
      }),
      { numRuns: 1000 },
    );
  });
});

test('a user name and its link are of one device, whoever merges', () => {
  fc.assert(
    fc.property(username, username, username, (base, mine, theirs) => {
      const merged = mergeItem(base, mine, theirs);
      expect([mine, theirs]).toContainEqual(merged);
      expect(mergeItem(base, theirs, mine)).toEqual(merged);
    }),
  );
});
