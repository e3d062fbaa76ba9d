// What can be changed of a group, by whom, and what becomes of it. Pure: the rules of roles and of
// access stand here alone. What an action asks of the state refuses with group.invalid, what it
// asks of whoever wants it with group.forbidden.

import type { ErrorCode, GroupAction } from '#protocol';
import { limits } from '#protocol';
import type { Access, Group, LinkAccess, Member, MemberName, Role } from './group.ts';

/** Who wants it, and whether the link's password was shown. */
export interface Author {
  readonly userId: MemberName;
  readonly hasLink: boolean;
}

type Applied = Group | ErrorCode;
type Of<Type> = Extract<GroupAction, { readonly type: Type }>;
type Rule<Type> = (group: Group, by: Author, action: Of<Type>) => Applied;
type AnyRule = (group: Group, by: Author, action: never) => Applied;

/** The member of that name. */
export const memberOf = (group: Group, name: MemberName): Member | undefined =>
  group.members.find(({ userId }) => userId === name);

export const invitationOf = (group: Group, name: MemberName) =>
  group.invited.find(({ userId }) => userId === name);

export const isBanned = (group: Group, name: MemberName): boolean => group.banned.includes(name);

const requestOf = (group: Group, name: MemberName) =>
  group.requesting.find(({ userId }) => userId === name);

const without = <T extends { readonly userId: MemberName }>(all: readonly T[], name: MemberName) =>
  all.filter(({ userId }) => userId !== name);

/** The next version becomes theirs. */
function withMember(group: Group, member: Omit<Member, 'joinedAtVersion'>): Applied {
  const { userId } = member;
  const invited = without(group.invited, userId);
  if (group.members.length + invited.length >= limits.groupMembersMax) return 'group.full';
  return {
    ...group,
    members: [...group.members, { ...member, joinedAtVersion: group.version + 1 }],
    invited,
    requesting: without(group.requesting, userId),
  };
}

const withoutAnywhere = (group: Group, userId: MemberName): Group => ({
  ...group,
  members: without(group.members, userId),
  invited: without(group.invited, userId),
  requesting: without(group.requesting, userId),
});

/** Lets through whose role is enough. */
const byRole = <Type>(needed: (group: Group) => Role, rule: Rule<Type>): Rule<Type> => {
  return (group, by, action) => {
    const member = memberOf(group, by.userId);
    if (!member) return 'group.not_member';
    if (needed(group) === 'ADMINISTRATOR' && member.role !== 'ADMINISTRATOR') {
      return 'group.forbidden';
    }
    return rule(group, by, action);
  };
};
const byMembers = <Type>(rule: Rule<Type>) => byRole<Type>(() => 'MEMBER', rule);
const byAdministrators = <Type>(rule: Rule<Type>) => byRole<Type>(() => 'ADMINISTRATOR', rule);
const byInviters = <Type>(rule: Rule<Type>) => byRole<Type>((group) => group.access.members, rule);

/** Somebody who is to be let in, by a member: nobody makes others what they are not themselves. */
function mayBeLetIn(group: Group, by: Author, userId: MemberName, role: Role) {
  const isAdministrator = memberOf(group, by.userId)?.role === 'ADMINISTRATOR';
  if (role === 'ADMINISTRATOR' && !isAdministrator) return 'group.forbidden';
  if (isBanned(group, userId)) return 'group.banned';
  return memberOf(group, userId) ? 'group.invalid' : undefined;
}

/** Somebody who comes by the link. */
function mayComeByLink(group: Group, by: Author, needed: LinkAccess): ErrorCode | undefined {
  if (memberOf(group, by.userId)) return 'group.invalid';
  if (!by.hasLink || group.access.joinByLink === 'UNSATISFIABLE') return 'group.link_invalid';
  return group.access.joinByLink === needed ? undefined : 'group.forbidden';
}

const setAccess = byAdministrators<'setAccess'>((group, _by, action) => {
  const { attributes, members, joinByLink } = group.access;
  const access: Access = {
    attributes: action.attributes ?? attributes,
    members: action.members ?? members,
    joinByLink: action.joinByLink ?? joinByLink,
  };
  return { ...group, access };
});

const ban = byAdministrators<'ban'>((group, by, { userId }) => {
  if (userId === by.userId || isBanned(group, userId)) return 'group.invalid';
  if (group.banned.length >= limits.groupBansMax) return 'group.full';
  return { ...withoutAnywhere(group, userId), banned: [...group.banned, userId] };
});

const rules: { readonly [Type in GroupAction['type']]: Rule<Type> } = {
  setAttribute: byRole(
    (group) => group.access.attributes,
    (group, _by, action) => {
      const { attribute, value } = action;
      const attributes = { ...group.attributes, [attribute]: value };
      if (attribute !== 'avatar') return { ...group, attributes };
      const { avatarBlob: _, ...others } = group;
      return { ...others, attributes, ...(action.blob && { avatarBlob: action.blob }) };
    },
  ),
  setAccess,
  setAnnouncementsOnly: byAdministrators((group, _by, { value }) => ({
    ...group,
    announcementsOnly: value,
  })),
  setLinkPassword: byAdministrators((group, _by, { value }) => ({ ...group, linkPassword: value })),
  setRole: byAdministrators((group, _by, { userId, role }) => {
    if (!memberOf(group, userId)) return 'group.invalid';
    return { ...group, members: changed(group.members, userId, { role }) };
  }),
  setProfileKey: byMembers((group, { userId }, { profileKey }) => ({
    ...group,
    members: changed(group.members, userId, { profileKey }),
  })),
  add: byInviters((group, by, { userId, profileKey, role }) => {
    const refused = mayBeLetIn(group, by, userId, role);
    return refused ?? withMember(group, { userId, role, profileKey });
  }),
  invite: byInviters((group, by, { userId, role }) => {
    const refused = mayBeLetIn(group, by, userId, role);
    if (refused) return refused;
    if (invitationOf(group, userId) || requestOf(group, userId)) return 'group.invalid';
    const count = group.members.length + group.invited.length;
    if (count >= limits.groupMembersMax) return 'group.full';
    return { ...group, invited: [...group.invited, { userId, role, invitedBy: by.userId }] };
  }),
  uninvite(group, by, { userId }) {
    const invitation = invitationOf(group, userId);
    const author = memberOf(group, by.userId);
    const isOwn = userId === by.userId;
    if (!isOwn && !author) return 'group.not_member';
    if (!invitation) return 'group.invalid';
    const isInviter = invitation.invitedBy === by.userId;
    if (!isOwn && !isInviter && author?.role !== 'ADMINISTRATOR') return 'group.forbidden';
    return { ...group, invited: without(group.invited, userId) };
  },
  accept(group, { userId }, { profileKey }) {
    const invitation = invitationOf(group, userId);
    if (!invitation) return 'group.not_member';
    return withMember(group, { userId, role: invitation.role, profileKey });
  },
  join(group, by, { profileKey }) {
    const refused = mayComeByLink(group, by, 'ANY');
    return refused ?? withMember(group, { userId: by.userId, role: 'MEMBER', profileKey });
  },
  request(group, by, { profileKey }) {
    const { userId } = by;
    const refused = mayComeByLink(group, by, 'ADMINISTRATOR');
    if (refused) return refused;
    if (requestOf(group, userId) || invitationOf(group, userId)) return 'group.invalid';
    if (group.requesting.length >= limits.groupRequestsMax) return 'group.full';
    return { ...group, requesting: [...group.requesting, { userId, profileKey }] };
  },
  withdraw(group, { userId }) {
    if (!requestOf(group, userId)) return 'group.not_member';
    return { ...group, requesting: without(group.requesting, userId) };
  },
  approve: byAdministrators((group, _by, { userId, role }) => {
    const request = requestOf(group, userId);
    return request ? withMember(group, { ...request, role }) : 'group.invalid';
  }),
  reject: byAdministrators((group, _by, { userId }) => {
    if (!requestOf(group, userId)) return 'group.invalid';
    return { ...group, requesting: without(group.requesting, userId) };
  }),
  remove: byMembers((group, by, { userId }) => {
    const isAdministrator = memberOf(group, by.userId)?.role === 'ADMINISTRATOR';
    if (userId !== by.userId && !isAdministrator) return 'group.forbidden';
    if (!memberOf(group, userId)) return 'group.invalid';
    return { ...group, members: without(group.members, userId) };
  }),
  ban,
  unban: byAdministrators((group, _by, { userId }) => {
    if (!isBanned(group, userId)) return 'group.invalid';
    return { ...group, banned: group.banned.filter((name) => name !== userId) };
  }),
};

function changed(members: readonly Member[], name: MemberName, to: Partial<Member>): Member[] {
  return members.map((member) => (member.userId === name ? { ...member, ...to } : member));
}

/**
 * The group after these actions, one after the other, under the version that it has: each as if its
 * author had asked for it alone. Whoever leaves last ends the group; until then somebody
 * administers it.
 */
export function applyActions(
  group: Group,
  by: Author,
  actions: readonly GroupAction[],
): Group | ErrorCode {
  let next = group;
  for (const action of actions) {
    const rule: AnyRule = rules[action.type];
    const applied = rule(next, by, action as never);
    if (typeof applied === 'string') return applied;
    next = applied;
  }
  if (next.members.length === 0) return ended(next);
  const isAdministered = next.members.some(({ role }) => role === 'ADMINISTRATOR');
  return isAdministered ? next : 'group.last_administrator';
}

/** What is left: its name, so that nobody begins it anew under a lower version. */
function ended({ linkPassword: _, avatarBlob: __, ...group }: Group): Group {
  const access = { ...group.access, joinByLink: 'UNSATISFIABLE' } as const;
  return { ...group, access, attributes: {}, invited: [], requesting: [], banned: [] };
}
