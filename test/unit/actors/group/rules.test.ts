// Who may do what in a group, and what becomes of it.

import { describe, expect, it } from 'vitest';
import type { Group } from '#ports';
import { limits } from '#protocol';
import type { GroupAction } from '#protocol';
import { applyActions } from '../../../../src/actors/group/actions.ts';
import { newGroup } from '../../../support/groups.ts';

const member = (userId: string, role: 'MEMBER' | 'ADMINISTRATOR' = 'MEMBER') => ({
  userId,
  role,
  profileKey: `key of ${userId}`,
  joinedAtVersion: 0,
});
/** Ada administers, Ben is a member, Cid is invited by Ben, Dot waits, Eve is banned. */
const group = newGroup({
  members: [member('ada', 'ADMINISTRATOR'), member('ben')],
  invited: [{ userId: 'cid', role: 'MEMBER', invitedBy: 'ben' }],
  requesting: [{ userId: 'dot', profileKey: 'key of dot' }],
  banned: ['eve'],
  linkPassword: 'pw',
});
const open: Group = { ...group, access: { ...group.access, joinByLink: 'ANY' } };
const approved: Group = { ...group, access: { ...group.access, joinByLink: 'ADMINISTRATOR' } };

const after = (of: Group, by: string, ...actions: GroupAction[]) =>
  applyActions(of, { userId: by, hasLink: false }, actions);
const byLink = (of: Group, by: string, ...actions: GroupAction[]) =>
  applyActions(of, { userId: by, hasLink: true }, actions);
const code = (result: Group | string) => (typeof result === 'string' ? result : 'ok');
const stateOf = (result: Group | string): Group => {
  if (typeof result === 'string') throw new Error(`refused: ${result}`);
  return result;
};

const profileKey = 'k';
const actions: Record<string, GroupAction> = {
  setAttribute: { type: 'setAttribute', attribute: 'title', value: 't' },
  setAccess: { type: 'setAccess', members: 'ADMINISTRATOR' },
  setAnnouncementsOnly: { type: 'setAnnouncementsOnly', value: true },
  setLinkPassword: { type: 'setLinkPassword', value: 'other' },
  setRole: { type: 'setRole', userId: 'ben', role: 'ADMINISTRATOR' },
  setProfileKey: { type: 'setProfileKey', profileKey },
  add: { type: 'add', userId: 'new', profileKey, role: 'MEMBER' },
  addAdministrator: { type: 'add', userId: 'new', profileKey, role: 'ADMINISTRATOR' },
  invite: { type: 'invite', userId: 'new', role: 'MEMBER' },
  inviteAdministrator: { type: 'invite', userId: 'new', role: 'ADMINISTRATOR' },
  uninvite: { type: 'uninvite', userId: 'cid' },
  accept: { type: 'accept', profileKey },
  join: { type: 'join', profileKey },
  request: { type: 'request', profileKey },
  withdraw: { type: 'withdraw' },
  approve: { type: 'approve', userId: 'dot', role: 'MEMBER' },
  reject: { type: 'reject', userId: 'dot' },
  remove: { type: 'remove', userId: 'ben' },
  ban: { type: 'ban', userId: 'ben' },
  unban: { type: 'unban', userId: 'eve' },
};
const no = 'group.not_member';
const forbidden = 'group.forbidden';
const link = 'group.link_invalid';
const invalid = 'group.invalid';

describe('each action, by everybody', () => {
  // Administrator, member, invited, waiting, stranger.
  const expected: Record<string, [string, string, string, string, string]> = {
    setAttribute: ['ok', 'ok', no, no, no],
    setAccess: ['ok', forbidden, no, no, no],
    setAnnouncementsOnly: ['ok', forbidden, no, no, no],
    setLinkPassword: ['ok', forbidden, no, no, no],
    setRole: ['ok', forbidden, no, no, no],
    setProfileKey: ['ok', 'ok', no, no, no],
    add: ['ok', 'ok', no, no, no],
    addAdministrator: ['ok', forbidden, no, no, no],
    invite: ['ok', 'ok', no, no, no],
    inviteAdministrator: ['ok', forbidden, no, no, no],
    uninvite: ['ok', 'ok', 'ok', no, no],
    accept: [no, no, 'ok', no, no],
    join: [invalid, invalid, link, link, link],
    request: [invalid, invalid, link, link, link],
    withdraw: [no, no, no, 'ok', no],
    approve: ['ok', forbidden, no, no, no],
    reject: ['ok', forbidden, no, no, no],
    remove: ['ok', 'ok', no, no, no],
    ban: ['ok', forbidden, no, no, no],
    unban: ['ok', forbidden, no, no, no],
  };

  it.each(Object.keys(actions))('%s', (name) => {
    const action = actions[name] as GroupAction;
    const seen = ['ada', 'ben', 'cid', 'dot', 'new'].map((by) => code(after(open, by, action)));
    expect(seen).toEqual(expected[name]);
  });

  it('access takes from members what it gives to administrators', () => {
    const closed = newGroup({
      ...group,
      access: { attributes: 'ADMINISTRATOR', members: 'ADMINISTRATOR', joinByLink: 'ANY' },
    });
    for (const name of ['setAttribute', 'add', 'invite']) {
      expect(code(after(closed, 'ben', actions[name] as GroupAction))).toBe(forbidden);
      expect(code(after(closed, 'ada', actions[name] as GroupAction))).toBe('ok');
    }
  });

  it('who is in, or is banned, is not let in again', () => {
    for (const userId of ['ben', 'eve']) {
      const expectedCode = userId === 'eve' ? 'group.banned' : invalid;
      const add = { type: 'add', userId, profileKey, role: 'MEMBER' } as const;
      expect(code(after(group, 'ada', add))).toBe(expectedCode);
      expect(code(after(group, 'ada', { type: 'invite', userId, role: 'MEMBER' }))).toBe(
        expectedCode,
      );
    }
    for (const userId of ['cid', 'dot']) {
      const invite = { type: 'invite', userId, role: 'MEMBER' } as const;
      expect(code(after(group, 'ada', invite))).toBe(invalid);
    }
  });
});

describe('coming in', () => {
  it('an invitation makes a member of the role it names, who has seen nothing before', () => {
    const next = stateOf(after({ ...group, version: 6 }, 'cid', { type: 'accept', profileKey }));
    expect(next.members.at(-1)).toEqual({
      userId: 'cid',
      role: 'MEMBER',
      profileKey,
      joinedAtVersion: 7,
    });
    expect(next.invited).toEqual([]);
  });

  it('a link lets in whom its access lets in, and only with its password', () => {
    const join = actions['join'] as GroupAction;
    const request = actions['request'] as GroupAction;
    expect(stateOf(byLink(open, 'new', join)).members.at(-1)?.userId).toBe('new');
    expect(stateOf(byLink(open, 'new', join)).members.at(-1)?.role).toBe('MEMBER');
    expect(code(byLink(open, 'new', request))).toBe(forbidden);
    expect(code(byLink(approved, 'new', join))).toBe(forbidden);
    expect(stateOf(byLink(approved, 'new', request)).requesting.at(-1)?.userId).toBe('new');
    expect(code(byLink(group, 'new', join))).toBe(link);
    expect(code(after(approved, 'new', request))).toBe(link);
    expect(code(byLink(approved, 'dot', request))).toBe(invalid);
  });

  it('a request that is approved makes a member with the profile key that was shown', () => {
    const next = stateOf(after(approved, 'ada', actions['approve'] as GroupAction));
    expect(next.requesting).toEqual([]);
    expect(next.members.at(-1)).toMatchObject({ userId: 'dot', profileKey: 'key of dot' });
  });

  it('a group has an end, invited people counted', () => {
    const people = (count: number) => Array.from({ length: count }, (_, n) => member(`m${n}`));
    const full = newGroup({
      members: [member('ada', 'ADMINISTRATOR'), ...people(limits.groupMembersMax - 2)],
      invited: [{ userId: 'cid', role: 'MEMBER', invitedBy: 'ada' }],
      access: { attributes: 'MEMBER', members: 'MEMBER', joinByLink: 'ANY' },
      requesting: [{ userId: 'dot', profileKey }],
    });
    for (const name of ['add', 'invite', 'approve']) {
      expect(code(after(full, 'ada', actions[name] as GroupAction))).toBe('group.full');
    }
    expect(code(byLink(full, 'new', actions['join'] as GroupAction))).toBe('group.full');
    expect(code(after(full, 'cid', actions['accept'] as GroupAction))).toBe('ok');
    const waiting = Array.from({ length: limits.groupRequestsMax }, (_, n) => ({
      userId: `r${n}`,
      profileKey,
    }));
    const busy = { ...approved, requesting: waiting };
    expect(code(byLink(busy, 'new', actions['request'] as GroupAction))).toBe('group.full');
    const banned = Array.from({ length: limits.groupBansMax }, (_, n) => `b${n}`);
    expect(code(after({ ...group, banned }, 'ada', actions['ban'] as GroupAction))).toBe(
      'group.full',
    );
  });
});

describe('going out', () => {
  const leave = (userId: string) => ({ type: 'remove', userId }) as const;

  it('everybody may leave, but somebody administers what is left', () => {
    expect(stateOf(after(group, 'ben', leave('ben'))).members).toHaveLength(1);
    expect(code(after(group, 'ada', leave('ada')))).toBe('group.last_administrator');
    const demoted = { type: 'setRole', userId: 'ada', role: 'MEMBER' } as const;
    expect(code(after(group, 'ada', demoted))).toBe('group.last_administrator');
    const promoted = actions['setRole'] as GroupAction;
    expect(stateOf(after(group, 'ada', promoted, leave('ada'))).members).toHaveLength(1);
    expect(code(after(group, 'ada', promoted, leave('ada'), promoted))).toBe(no);
    expect(code(after(group, 'ben', leave('ada')))).toBe(forbidden);
  });

  it('the last one ends it: nothing is left but its name', () => {
    const alone = { ...open, members: [member('ada', 'ADMINISTRATOR')] };
    const end = stateOf(after(alone, 'ada', leave('ada')));
    expect(end).toMatchObject({ members: [], invited: [], requesting: [], banned: [] });
    expect(end).toMatchObject({ attributes: {}, access: { joinByLink: 'UNSATISFIABLE' } });
    expect(end.linkPassword).toBeUndefined();
  });

  it('whoever is banned is nowhere in it any more', () => {
    for (const userId of ['ben', 'cid', 'dot', 'new']) {
      const next = stateOf(after(group, 'ada', { type: 'ban', userId }));
      const names = [...next.members, ...next.invited, ...next.requesting];
      expect(names.map((one) => one.userId)).not.toContain(userId);
      expect(next.banned).toEqual(['eve', userId]);
    }
    expect(code(after(group, 'ada', { type: 'ban', userId: 'ada' }))).toBe(invalid);
    expect(code(after(group, 'ada', { type: 'ban', userId: 'eve' }))).toBe(invalid);
    const back = { type: 'invite', userId: 'eve', role: 'MEMBER' } as const;
    expect(code(after(group, 'ada', actions['unban'] as GroupAction, back))).toBe('ok');
  });
});
