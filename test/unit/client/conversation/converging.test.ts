// Three devices of two people hear the same in any order and any number of times: they hold the
// same.

import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { AccountId, Content, SaidContent } from '#protocol';
import { encodeContent } from '#protocol';
import { ManualClock } from '#runtime';
import type { Said } from '../../../../client/conversation/deeds.ts';
import { Hearing } from '../../../../client/conversation/hearing.ts';
import { viewOf } from '../../../../client/conversation/view.ts';
import { Events } from '../../../../client/events.ts';
import { Store } from '../../../../client/store/store.ts';

const seed = Number(process.env['FC_SEED'] ?? 20261127);
const anaId = '00000000-0000-4000-8000-00000000000a' as AccountId;
const benId = '00000000-0000-4000-8000-00000000000b' as AccountId;
const messagesMax = 1000;
/** Of two devices of Ana, one of Ben, and one that hears all in order. */
const stores = [0, 1, 2, 3].map(() => new Store(':memory:', 'create'));

afterAll(() => {
  for (const store of stores) store.close();
});

interface Word {
  readonly author: AccountId;
  readonly device: number;
  readonly sentAt: number;
  readonly content: Content;
}

/** One device, in a conversation that its store has not seen before. */
class Device {
  readonly #store: Store;
  readonly #hearing: Hearing;
  readonly #self: AccountId;
  readonly #other: AccountId;
  readonly #device: number;

  constructor(store: Store | undefined, self: AccountId, other: AccountId, device: number) {
    if (!store) throw new Error('There is no store.');
    [this.#store, this.#self, this.#other, this.#device] = [store, self, other, device];
    const clock = new ManualClock();
    this.#hearing = new Hearing({ store, clock, events: new Events(), account: self });
  }

  hear({ author, device, sentAt, content }: Word): void {
    const { keeper } = this.#hearing;
    const said: Said = { conversation: this.#other, author, device, sentAt, content };
    if (author !== this.#self) keeper.hear(said, sentAt);
    else if (device === this.#device) keeper.say(said);
    else if (content.type === 'syncRead') keeper.applyOwn(content, device, sentAt);
    else {
      const encoded = encodeContent(content);
      const sent = { sentAt, destination: this.#other, content: encoded, serverTimestamp: sentAt };
      keeper.applyOwn({ type: 'syncSent', ...sent }, device, sentAt);
    }
  }

  /** Who has read what and when, and when that of others disappears. */
  marked(): unknown {
    const rows = this.#store.messages.page(this.#other, undefined, messagesMax);
    return rows
      .map((row) => {
        const { marks } = this.#store.deeds.get(this.#other, row);
        const disappears = row.author === this.#self ? undefined : row.expiresAt;
        return [row.author, row.device, row.sentAt, row.readAt, disappears, marks ?? {}] as const;
      })
      .toSorted((one, other) => (one.slice(0, 3).join() < other.slice(0, 3).join() ? -1 : 1));
  }

  /** What a person sees, without what only one side knows. */
  seen(): unknown {
    const rows = this.#store.messages.page(this.#other, undefined, messagesMax);
    const messages = rows.map((row) => {
      const deeds = this.#store.deeds.get(this.#other, row);
      const { author, device, sentAt, text, before, reactions, poll, pinned, deleted, quote } =
        viewOf(row, deeds, this.#self, 0);
      const { disappearsAfter } = viewOf(row, deeds, this.#self, 0);
      const told = reactions.toSorted((one, other) => (one.author < other.author ? -1 : 1));
      return [
        ...[author, device, sentAt, text, before, told],
        ...[poll, pinned, deleted, quote, disappearsAfter],
      ];
    });
    const inOrder = messages.map((one) => JSON.stringify(one)).sort();
    return { inOrder, timer: this.#store.deeds.timer(this.#other) };
  }
}

/** Few messages, so that much is done to each. */
const time = fc.integer({ min: 1, max: 2 });
const later = fc.integer({ min: 1, max: 12 });
const speaker = fc.constantFrom<[AccountId, number]>([anaId, 1], [anaId, 2], [benId, 1]);
const target = fc.record({ author: fc.constantFrom(anaId, benId), sentAt: time });
const body = fc.constantFrom('one', 'two', 'three');
const timer = fc.record({
  seconds: fc.constantFrom(0, 60, 3600),
  version: fc.integer({ min: 1, max: 3 }),
});
type Untimed<One> = One extends unknown ? Omit<One, 'timestamp'> : never;

const messages: fc.Arbitrary<Untimed<SaidContent>> = fc.oneof(
  fc.record(
    { type: fc.constant('text' as const), body, timer },
    { requiredKeys: ['type', 'body'] },
  ),
  fc.record({
    type: fc.constant('poll' as const),
    question: body,
    options: fc.constant(['yes', 'no']),
    multiple: fc.boolean(),
  }),
);

const often = { weight: 4 };
const deeds: fc.Arbitrary<Untimed<SaidContent>> = fc.oneof(
  {
    ...often,
    arbitrary: fc.record({ type: fc.constant('edit' as const), body, targetSentAt: time }),
  },
  {
    ...often,
    arbitrary: fc.record({
      type: fc.constant('reaction' as const),
      target,
      emoji: fc.constantFrom('👍', '👎'),
      remove: fc.boolean(),
    }),
  },
  {
    ...often,
    arbitrary: fc.record({
      type: fc.constant('vote' as const),
      target,
      choices: fc.uniqueArray(fc.nat(2)),
      count: fc.nat(2),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('timer' as const), timer }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('pin' as const), target }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('unpin' as const), target }) },
  fc.record({ type: fc.constant('delete' as const), targetSentAt: time }),
  fc.record({ type: fc.constant('pollEnd' as const), targetSentAt: time }),
);

/** A device says one thing at a time; devices may speak at the same time. */
const words = fc
  .tuple(said(time, messages, 6), said(later, deeds, 24))
  .map(([first, then]): Word[] => [...first, ...then]);

function said(
  when: fc.Arbitrary<number>,
  contents: fc.Arbitrary<Untimed<SaidContent>>,
  maxLength: number,
): fc.Arbitrary<Word[]> {
  const word = fc
    .tuple(speaker, when, contents)
    .map(([[author, device], sentAt, content]): Word => {
      return { author, device, sentAt, content: { ...content, timestamp: sentAt } as Content };
    });
  const selector = ({ author, device, sentAt }: Word) => `${author}.${device}.${sentAt}`;
  return fc.uniqueArray(word, { minLength: maxLength / 2, maxLength, size: 'max', selector });
}

const order = <T>(all: readonly T[]) =>
  fc.tuple(fc.shuffledSubarray([...all], { minLength: all.length }), fc.subarray([...all]));

test('three devices hold the same, whatever order they heard it in and how often', () => {
  const scenes = words.chain((all) =>
    fc.tuple(fc.constant(all), order(all), order(all), order(all)),
  );
  let told = 0;
  let run = 0;
  fc.assert(
    fc.property(scenes, (scene) => {
      run += 1;
      const [ana, ben] = [anaId, benId].map((id) => id.replace('-0000-', `-${1000 + run}-`));
      const renamed = JSON.stringify(scene)
        .replaceAll(anaId, ana ?? '')
        .replaceAll(benId, ben ?? '');
      const [all, ...heard] = JSON.parse(renamed) as typeof scene;
      const [one, two] = [ana as AccountId, ben as AccountId];
      const straight = new Device(stores[3], two, one, 1);
      for (const word of all) straight.hear(word);
      const expected = straight.seen();
      const devices = [
        new Device(stores[0], one, two, 1),
        new Device(stores[1], one, two, 2),
        new Device(stores[2], two, one, 1),
      ];
      for (const [index, device] of devices.entries()) {
        for (const word of (heard[index] ?? []).flat()) device.hear(word);
        expect(device.seen()).toEqual(expected);
      }
      told += all.length;
    }),
    { seed, numRuns: 300 },
  );
  expect(told).toBeGreaterThan(2000);
}, 60_000);

/** Receipts of Ben's devices, and what Ana has read on either of hers. */
const marks: fc.Arbitrary<Word> = fc.oneof(
  fc.record({
    author: fc.constant(benId),
    device: fc.constantFrom(1, 2),
    sentAt: later,
    content: fc.record({
      type: fc.constant('receipt' as const),
      receipt: fc.constantFrom('delivery' as const, 'read' as const, 'viewed' as const),
      timestamps: fc.uniqueArray(time, { minLength: 1 }),
    }),
  }),
  fc.record({
    author: fc.constant(anaId),
    device: fc.constantFrom(1, 2),
    sentAt: later,
    content: fc.record({
      type: fc.constant('syncRead' as const),
      messages: fc.array(fc.record({ author: fc.constant(benId), sentAt: time }), { minLength: 1 }),
    }),
  }),
);

test('two devices of one person agree on who has read what, and when it disappears', () => {
  const scenes = fc
    .tuple(said(time, messages, 6), fc.array(marks, { minLength: 4, maxLength: 14, size: 'max' }))
    .map(([first, then]) => [...first, ...then])
    .chain((all) => fc.tuple(order(all), order(all)));
  let run = 0;
  fc.assert(
    fc.property(scenes, (scene) => {
      run += 1;
      const ben = benId.replace('-0000-', `-${5000 + run}-`) as AccountId;
      const heard = JSON.parse(JSON.stringify(scene).replaceAll(benId, ben)) as typeof scene;
      const devices = [1, 2].map((device) => new Device(stores[device - 1], anaId, ben, device));
      for (const [index, device] of devices.entries()) {
        for (const word of (heard[index] ?? []).flat()) device.hear(word);
      }
      expect(devices[0]?.marked()).toEqual(devices[1]?.marked());
    }),
    { seed, numRuns: 300 },
  );
}, 60_000);
