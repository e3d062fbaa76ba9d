// The rules of a group as clients hold them beside those of the server: whatever is done, both come
// to the same group, and what the server refuses the client takes for impossible.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyActions } from '../../../../src/actors/group/actions.ts';
import type { GroupAction } from '#protocol';
import { applyChange } from '../../../../client/groups/changing.ts';
import type { SealedGroup } from '../../../../client/groups/sealedGroup.ts';
import { newGroup } from '../../../support/groups.ts';

const names = ['a', 'b', 'c', 'd', 'e'] as const;
const name = fc.constantFrom(...names);
const role = fc.constantFrom('MEMBER' as const, 'ADMINISTRATOR' as const);
const joinByLink = fc.constantFrom('ANY' as const, 'ADMINISTRATOR' as const);
const value = fc.constantFrom('AA==', 'AQ==');

const of = (type: string, more: Record<string, fc.Arbitrary<unknown>> = {}) =>
  fc.record({ type: fc.constant(type), ...more });
const action = fc.oneof(
  of('setAttribute', { attribute: fc.constantFrom('title', 'timer'), value }),
  of('setAccess', { attributes: role, members: role }),
  of('setAccess', { joinByLink }),
  of('setAnnouncementsOnly', { value: fc.boolean() }),
  of('setLinkPassword', { value }),
  of('withdraw'),
  ...['setProfileKey', 'accept', 'join', 'request'].map((type) => of(type, { profileKey: value })),
  ...['setRole', 'invite', 'approve'].map((type) => of(type, { userId: name, role })),
  ...['uninvite', 'reject', 'remove', 'ban', 'unban'].map((type) => of(type, { userId: name })),
  of('add', { userId: name, profileKey: value, role }),
) as fc.Arbitrary<GroupAction>;
// The founder is behind most of it: who is nobody is refused most of the time.
const by = fc.oneof(
  { weight: 3, arbitrary: fc.constant('a' as const) },
  { weight: 2, arbitrary: name },
);
const change = fc.record({ by, actions: fc.array(action, { minLength: 1, maxLength: 2 }) });

/** What of a server's group members see. */
const seen = ({ madeBy: _, publicParams: __, ...group }: ReturnType<typeof newGroup>) =>
  group as unknown as SealedGroup;

test('a change leads where the server says it leads, and what it refuses leads nowhere', () => {
  const counts = { applied: 0, refused: 0 };
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 25 }), (changes) => {
      const founder = { userId: 'a', role: 'ADMINISTRATOR' as const, profileKey: 'AA==' };
      let server = newGroup({ members: [{ ...founder, joinedAtVersion: 0 }] });
      let client = seen(server);
      for (const { by, actions } of changes) {
        const version = server.version + 1;
        const author = { userId: by, hasLink: true };
        // Whoever is banned is refused before anything is decided.
        const made = server.banned.includes(by)
          ? 'group.banned'
          : applyActions(server, author, actions as GroupAction[]);
        const next = applyChange(client, { group: server.id, version, by, actions });
        if (typeof made === 'string') {
          expect(next).toBeUndefined();
          counts.refused += 1;
          continue;
        }
        server = { ...made, version };
        expect(next).toEqual(seen(server));
        client = next as SealedGroup;
        counts.applied += 1;
        if (server.members.length === 0) return;
      }
    }),
    { numRuns: 800 },
  );
  expect(counts.applied).toBeGreaterThan(300);
  expect(counts.refused).toBeGreaterThan(300);
});

test('a change of another group or version leads nowhere', () => {
  const group = seen(newGroup());
  const [by = ''] = group.members.map(({ userId }) => userId);
  const made = { group: group.id, version: 1, by, actions: [] };
  expect(applyChange(group, made)?.version).toBe(1);
  expect(applyChange(group, { ...made, version: 2 })).toBeUndefined();
  expect(applyChange(group, { ...made, version: 0 })).toBeUndefined();
  expect(applyChange(group, { ...made, group: 'ff'.repeat(32) })).toBeUndefined();
});
