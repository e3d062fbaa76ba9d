// A group's next version from a change that was signed. Pure. The rules of who may do what are
// held here as well: a server that signs what nobody could have done is noticed.

import { limits } from '#protocol';
import type { GroupAction } from '#protocol';
import type { Standing } from '../store/groupTable.ts';
import type { GroupChange, Role, SealedGroup } from './sealedGroup.ts';

type Of<Type> = Extract<GroupAction, { readonly type: Type }>;
/** `undefined`: nobody could have done that. */
type Rule<Type> = (group: SealedGroup, by: string, action: Of<Type>) => SealedGroup | undefined;
type AnyRule = (...given: [SealedGroup, string, never]) => SealedGroup | undefined;
type Member = SealedGroup['members'][number];

export const memberNamed = ({ members }: Pick<SealedGroup, 'members'>, name: string) =>
  members.find(({ userId }) => userId === name);

export const invitationOf = ({ invited }: SealedGroup, name: string) =>
  invited.find(({ userId }) => userId === name);

export const requestOf = ({ requesting }: SealedGroup, name: string) =>
  requesting.find(({ userId }) => userId === name);

/** Where somebody stands in the group. */
export function standingIn(group: SealedGroup, name: string): Standing {
  if (memberNamed(group, name)) return 'member';
  if (invitationOf(group, name)) return 'invited';
  return requestOf(group, name) ? 'requesting' : 'out';
}

const without = <T extends { readonly userId: string }>(all: readonly T[], name: string): T[] =>
  all.filter(({ userId }) => userId !== name);

function withMember(group: SealedGroup, member: Omit<Member, 'joinedAtVersion'>): SealedGroup {
  const { userId } = member;
  return {
    ...group,
    members: [...group.members, { ...member, joinedAtVersion: group.version + 1 }],
    invited: without(group.invited, userId),
    requesting: without(group.requesting, userId),
  };
}

const byRole = <Type>(needed: (group: SealedGroup) => Role, rule: Rule<Type>): Rule<Type> => {
  return (group, by, action) => {
    const role = memberNamed(group, by)?.role;
    const isEnough = role === 'ADMINISTRATOR' || (role && needed(group) === 'MEMBER');
    return isEnough ? rule(group, by, action) : undefined;
  };
};
const byMembers = <Type>(rule: Rule<Type>) => byRole<Type>(() => 'MEMBER', rule);
const byAdministrators = <Type>(rule: Rule<Type>) => byRole<Type>(() => 'ADMINISTRATOR', rule);
const byInviters = <Type>(rule: Rule<Type>) => byRole<Type>((group) => group.access.members, rule);

/** Nobody is let in twice, against a ban, or as what others are not themselves. */
function mayBeLetIn(group: SealedGroup, by: string, userId: string, role: Role): boolean {
  if (memberNamed(group, userId) || group.banned.includes(userId)) return false;
  return role === 'MEMBER' || memberNamed(group, by)?.role === 'ADMINISTRATOR';
}

const changedMember = (group: SealedGroup, name: string, to: Partial<Member>): SealedGroup => ({
  ...group,
  members: group.members.map((one) => (one.userId === name ? { ...one, ...to } : one)),
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
  setAccess: byAdministrators((group, _by, { type: _, ...more }) => {
    const set = Object.entries(more).filter(([, value]) => value !== undefined);
    return { ...group, access: { ...group.access, ...Object.fromEntries(set) } };
  }),
  setAnnouncementsOnly: byAdministrators((group, _by, { value }) => ({
    ...group,
    announcementsOnly: value,
  })),
  setLinkPassword: byAdministrators((group, _by, { value }) => ({ ...group, linkPassword: value })),
  setRole: byAdministrators((group, _by, { userId, role }) =>
    memberNamed(group, userId) ? changedMember(group, userId, { role }) : undefined,
  ),
  setProfileKey: byMembers((group, by, { profileKey }) => changedMember(group, by, { profileKey })),
  add: byInviters((group, by, { userId, profileKey, role }) => {
    if (!mayBeLetIn(group, by, userId, role)) return undefined;
    return withMember(group, { userId, role, profileKey });
  }),
  invite: byInviters((group, by, { userId, role }) => {
    const isThere = invitationOf(group, userId) ?? requestOf(group, userId);
    if (isThere || !mayBeLetIn(group, by, userId, role)) return undefined;
    return { ...group, invited: [...group.invited, { userId, role, invitedBy: by }] };
  }),
  uninvite(group, by, { userId }) {
    const invitation = invitationOf(group, userId);
    const isAdministrator = memberNamed(group, by)?.role === 'ADMINISTRATOR';
    const isTheirs = userId === by || invitation?.invitedBy === by;
    if (!invitation || !(isTheirs || isAdministrator)) return undefined;
    return { ...group, invited: without(group.invited, userId) };
  },
  accept(group, by, { profileKey }) {
    const invitation = invitationOf(group, by);
    return invitation && withMember(group, { userId: by, role: invitation.role, profileKey });
  },
  join(group, by, { profileKey }) {
    if (group.access.joinByLink !== 'ANY' || !mayBeLetIn(group, by, by, 'MEMBER')) return undefined;
    return withMember(group, { userId: by, role: 'MEMBER', profileKey });
  },
  request(group, by, { profileKey }) {
    const isOpen = group.access.joinByLink === 'ADMINISTRATOR';
    const isThere = requestOf(group, by) ?? invitationOf(group, by);
    if (!isOpen || isThere || !mayBeLetIn(group, by, by, 'MEMBER')) return undefined;
    return { ...group, requesting: [...group.requesting, { userId: by, profileKey }] };
  },
  withdraw(group, by) {
    if (!requestOf(group, by)) return undefined;
    return { ...group, requesting: without(group.requesting, by) };
  },
  approve: byAdministrators((group, _by, { userId, role }) => {
    const request = requestOf(group, userId);
    return request && withMember(group, { ...request, role });
  }),
  reject: byAdministrators((group, _by, { userId }) => {
    if (!requestOf(group, userId)) return undefined;
    return { ...group, requesting: without(group.requesting, userId) };
  }),
  remove: byMembers((group, by, { userId }) => {
    const isAdministrator = memberNamed(group, by)?.role === 'ADMINISTRATOR';
    if (!memberNamed(group, userId) || !(userId === by || isAdministrator)) return undefined;
    return { ...group, members: without(group.members, userId) };
  }),
  ban: byAdministrators((group, by, { userId }) => {
    if (userId === by || group.banned.includes(userId)) return undefined;
    return {
      ...group,
      members: without(group.members, userId),
      invited: without(group.invited, userId),
      requesting: without(group.requesting, userId),
      banned: [...group.banned, userId],
    };
  }),
  unban: byAdministrators((group, _by, { userId }) => {
    if (!group.banned.includes(userId)) return undefined;
    return { ...group, banned: group.banned.filter((name) => name !== userId) };
  }),
};

/**
 * The group after the change that follows its version, or `undefined` where that cannot have been:
 * it is another group's, not the next one, or nothing that its author could do.
 */
export function applyChange(
  group: SealedGroup,
  change: Omit<GroupChange, 'at'>,
): SealedGroup | undefined {
  if (change.group !== group.id || change.version !== group.version + 1) return undefined;
  let next = group;
  for (const action of change.actions) {
    const rule: AnyRule = rules[action.type];
    const applied = rule(next, change.by, action as never);
    if (!applied) return undefined;
    next = applied;
  }
  const { members } = next;
  const isAdministered = members.some(({ role }) => role === 'ADMINISTRATOR');
  if (members.length > 0 && !isAdministered) return undefined;
  if (members.length + next.invited.length > limits.groupMembersMax) return undefined;
  return { ...(members.length > 0 ? next : ended(next)), version: change.version };
}

/** Nobody is left: neither is anything that was told of it. */
function ended({ linkPassword: _, avatarBlob: __, ...group }: SealedGroup): SealedGroup {
  const access = { ...group.access, joinByLink: 'UNSATISFIABLE' as const };
  return { ...group, access, attributes: {}, invited: [], requesting: [], banned: [] };
}
