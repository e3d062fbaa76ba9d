// What two accounts become to each other, whatever is asked in whatever order.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountId } from '#protocol';
import type { Relation } from '#ports';
import { Unreachable } from '#ports';
import { changeRelation, changesTriedMax } from '../../../../src/actors/relations/change.ts';
import {
  areAcquainted,
  ended,
  expired,
  isSameRelation,
  renewAfterDays,
  requested,
  strangers,
  written,
} from '../../../../src/actors/relations/decide.ts';
import { newAccountId } from '../../../support/accounts.ts';

const [a, b] = [newAccountId(), newAccountId()];
const day = 20_900;
const steps = {
  request: requested,
  end: ended,
  write: (relation: Relation, by: AccountId) => written(relation, by, day),
} as const;
const history = fc.array(
  fc.record({
    step: fc.constantFrom('request' as const, 'end' as const, 'write' as const),
    by: fc.constantFrom(a, b),
  }),
  { maxLength: 30 },
);

describe('a relation', () => {
  it('is a friendship only when each has asked since it last ended', () => {
    fc.assert(
      fc.property(history, (all) => {
        let relation: Relation = strangers;
        let asked = new Set<AccountId>();
        const writers = new Set<AccountId>();
        for (const { step, by } of all) {
          relation = steps[step](relation, by);
          if (step === 'end') asked = new Set();
          if (step === 'request') asked.add(by);
          if (step === 'write') writers.add(by);
          expect(relation.friendship).toBe(
            asked.size === 2 ? 'accepted' : asked.size === 1 ? 'requested' : 'none',
          );
          expect(relation.requestedBy).toBe(asked.size === 1 ? [...asked][0] : undefined);
          const notes = [...writers].sort().map((account) => ({ account, day }));
          expect(relation.wrote).toEqual(notes);
          expect(areAcquainted(relation, day)).toBe(asked.size === 2 || writers.size === 2);
          expect(isSameRelation(relation, steps[step](relation, by))).toBe(true);
        }
      }),
      { seed: 20_310 },
    );
  });

  it('forgets who has written, unless they have written again, and keeps the friendship', () => {
    const friends: Relation = { friendship: 'accepted', wrote: [] };
    const both = written(written(friends, a, day), b, day + renewAfterDays);
    expect(written(both, a, day + renewAfterDays - 1)).toBe(both);
    const strange: Relation = { ...both, friendship: 'none' };
    expect(areAcquainted(strange, day)).toBe(true);
    expect(areAcquainted(strange, day + 1)).toBe(false);
    const again = written(strange, a, day + renewAfterDays);
    expect(areAcquainted(again, day + renewAfterDays)).toBe(true);
    expect(expired(again, day + renewAfterDays)).toBe(again);
    expect(expired(both, day + renewAfterDays + 1)).toEqual(friends);
  });
});

const everybody = { isThere: async () => true };

describe('a change', () => {
  it('is decided anew on what another change has made of the pair', async () => {
    let held: Relation = strangers;
    let others = 3;
    const store = {
      load: async () => held,
      replace: async (_a: AccountId, _b: AccountId, expected: Relation, next: Relation) => {
        if (others-- > 0) held = others % 2 === 0 ? requested(held, b) : ended(held);
        if (!isSameRelation(held, expected)) return false;
        held = next;
        return true;
      },
    };
    const { before, after } = await changeRelation(
      { relations: store, accounts: everybody },
      [a, b],
      (one) => requested(one, a),
    );
    expect(before).toEqual({ friendship: 'requested', requestedBy: b, wrote: [] });
    expect(after).toEqual({ friendship: 'accepted', wrote: [] });
    expect(held).toEqual(after);
  });

  it('gives up when others come first each time, and says that it can be tried again', async () => {
    let tried = 0;
    const store = {
      load: async () => strangers,
      replace: async () => {
        tried += 1;
        return false;
      },
    };
    const change = changeRelation({ relations: store, accounts: everybody }, [a, b], (one) =>
      requested(one, a),
    );
    await expect(change).rejects.toBeInstanceOf(Unreachable);
    expect(tried).toBe(changesTriedMax);
  });

  it('that changes nothing writes nothing', async () => {
    const store = {
      load: async () => strangers,
      replace: () => Promise.reject(new Error('written')),
    };
    expect(
      (await changeRelation({ relations: store, accounts: everybody }, [a, b], ended)).after,
    ).toEqual(strangers);
  });

  it('leaves nothing behind of who was deleted while it was written', async () => {
    for (const gone of [a, b]) {
      let held: Relation = strangers;
      let isDeleted = false;
      const relations = {
        load: async () => held,
        replace: async (_a: AccountId, _b: AccountId, expected: Relation, next: Relation) => {
          if (!isSameRelation(held, expected)) return false;
          // The account's document is marked, and its relations are cleared, right before.
          if (!isDeleted) held = strangers;
          isDeleted = true;
          held = next;
          return true;
        },
      };
      const accounts = { isThere: async (id: AccountId) => !(isDeleted && id === gone) };
      const change = changeRelation({ relations, accounts }, [a, b], (one) => written(one, a, 1));
      expect(await change).toEqual({ before: strangers, after: strangers, isGone: true });
      expect(held).toEqual(strangers);
    }
  });
});
