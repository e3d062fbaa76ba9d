// What can be asked of a group. Whoever asks has shown a credential to the door, which says by what
// name the group knows them; what that name may see and do is decided here, each time anew, so that
// who was removed has no access on any worker. Nobody's account is in any of it.

import { hash } from 'node:crypto';
import { secretsEqual } from '#crypto';
import { limits } from '#protocol';
import type { ErrorCode, GroupAction, GroupId } from '#protocol';
import type { CommandDefinition, Decision as DecisionOf } from '../command.ts';
import { answered, only, refused } from '../command.ts';
import type { Author } from './actions.ts';
import { applyActions, invitationOf, isBanned, memberOf } from './actions.ts';
import type { Group, GroupState, LinkAccess, Member, MemberName, Sealed } from './group.ts';

export interface GroupActorState {
  readonly id: GroupId;
  /** Absent while nobody has made it. */
  readonly group: Group | undefined;
}

/** A signed change as it is told. */
export interface ChangeView {
  readonly version: number;
  /** Shape: base64; what is signed. */
  readonly change: string;
  readonly signature: string;
}

/** Leave to write to all members, for members alone. */
export interface EndorsementsView {
  readonly response: string;
  readonly expiresAtMs: number;
}

interface WithEndorsements {
  readonly endorsements?: EndorsementsView;
}

export interface GroupView extends WithEndorsements {
  readonly state: GroupState;
}

/** The group as it is now. Absent: whoever asks may not see it. */
interface Conflict {
  readonly outcome: 'conflict';
  readonly version: number;
  readonly state?: GroupState;
}

export type ChangeAnswer =
  | ({ readonly outcome: 'changed'; readonly change: ChangeView } & WithEndorsements)
  | Conflict;

export interface LogAnswer extends WithEndorsements {
  readonly changes: readonly ChangeView[];
  /** The group's version; more changes follow while the last one has a lower version. */
  readonly version: number;
}

/** What somebody sees who has the link. */
interface JoinAnswer {
  readonly title?: Sealed;
  readonly description?: Sealed;
  readonly avatar?: Sealed;
  readonly memberCount: number;
  readonly joinByLink: LinkAccess;
  readonly version: number;
  readonly isRequesting: boolean;
}

/** A member's role, or why somebody is none. */
type Standing =
  | { readonly role: Member['role'] }
  | { readonly code: 'group.not_member' | 'group.banned' | 'group.not_found' };

interface Asker {
  /** The name by which the group knows whoever asks. */
  readonly by: MemberName;
}

/** A group's beginning. Its first members have been proven to agree to it. */
interface Create extends Asker {
  readonly draft: Pick<GroupState, 'publicParams' | 'attributes' | 'access' | 'linkPassword'> &
    Partial<Pick<GroupState, 'announcementsOnly'>>;
  readonly profileKey: Sealed;
  readonly actions: readonly GroupAction[];
}

interface Change extends Asker {
  /** The version that it makes: one more than that which was seen. */
  readonly version: number;
  readonly actions: readonly GroupAction[];
  /** The link's, of whoever comes by it. */
  readonly linkPassword?: string | undefined;
}

/** What a decision asks the edge to do; it answers the command. */
export type GroupEffect = Asker & {
  readonly group: Group;
  /** The store's clock, which dates what is signed and endorsed. */
  readonly nowMs: number;
} & (
    | { readonly type: 'create' }
    | { readonly type: 'change'; readonly text: string }
    /** The change that made the present version. */
    | { readonly type: 'repeat' }
    | { readonly type: 'view' }
    | { readonly type: 'log'; readonly from: number }
  );

type Decision<Answer> = DecisionOf<GroupActorState, GroupEffect, Answer>;
type GroupDefinition<
  Type extends string = string,
  Body extends object = object,
  Answer = unknown,
> = CommandDefinition<Type, Body, Answer, GroupActorState, GroupEffect>;

function groupCommand<const Type extends string, Body extends object, Answer>(
  type: Type,
  decide: (state: GroupActorState, command: Body, nowMs: number) => Decision<Answer>,
): GroupDefinition<Type, Body, Answer> {
  return { type, decide };
}

/** Decided only of a group that is there, for whoever is not banned from it. */
function ofThere<const Type extends string, Body extends Asker, Answer>(
  type: Type,
  decide: (state: GroupActorState, group: Group, command: Body, nowMs: number) => Decision<Answer>,
): GroupDefinition<Type, Body, Answer> {
  return groupCommand(type, (state, command, nowMs) => {
    const { group } = state;
    if (!group) return refused(state, 'group.not_found');
    if (isBanned(group, command.by)) return refused(state, 'group.banned');
    return decide(state, group, command, nowMs);
  });
}

/** The next state is taken up by the effect, once it is on disk. */
const create = groupCommand(
  'create',
  (
    state: GroupActorState,
    { by, draft, profileKey, actions }: Create,
    nowMs,
  ): Decision<GroupView> => {
    const madeBy = hash('sha256', JSON.stringify({ by, draft, profileKey, actions }));
    const { group } = state;
    if (group) {
      const isRepeated = group.version === 0 && group.madeBy === madeBy;
      return isRepeated
        ? only(state, { type: 'view', group, by, nowMs })
        : refused(state, 'group.exists');
    }
    const founder: Member = {
      userId: by,
      role: 'ADMINISTRATOR',
      profileKey,
      joinedAtVersion: 0,
    };
    const bare: Group = {
      ...{ announcementsOnly: false, ...draft, id: state.id },
      // The members come at the version that this is before.
      version: -1,
      ...{ members: [founder], invited: [], requesting: [], banned: [] },
      madeBy,
    };
    const isBeginning = actions.every(({ type }) => type === 'add' || type === 'invite');
    if (!isBeginning) return refused(state, 'group.invalid');
    const made = applyActions(bare, { userId: by, hasLink: false }, actions);
    if (typeof made === 'string') return refused(state, made);
    return only(state, { type: 'create', group: { ...made, version: 0 }, by, nowMs });
  },
);

const describe = ofThere('describe', (state, group, { by }: Asker, nowMs): Decision<GroupView> => {
  if (!maySee(group, by)) return refused(state, 'group.not_member');
  return only(state, { type: 'view', group, by, nowMs });
});

const log = ofThere(
  'log',
  (state, group, { by, from }: Asker & { from: number }, nowMs): Decision<LogAnswer> => {
    const member = memberOf(group, by);
    if (!member) return refused(state, 'group.not_member');
    const first = Math.max(from, member.joinedAtVersion);
    return only(state, { type: 'log', group, by, nowMs, from: first });
  },
);

const peek = ofThere(
  'peek',
  (state, group, { by, linkPassword }: Asker & { linkPassword: string }): Decision<JoinAnswer> => {
    if (!opens(group, linkPassword)) return refused(state, 'group.link_invalid');
    const { timer: _, ...shown } = group.attributes;
    return answered(state, {
      ...shown,
      memberCount: group.members.length,
      joinByLink: group.access.joinByLink,
      version: group.version,
      isRequesting: group.requesting.some(({ userId }) => userId === by),
    });
  },
);

/** What each of these names is: in the call of a group people are what they are in it. */
const standings = groupCommand(
  'standings',
  (
    state: GroupActorState,
    { names }: { readonly names: readonly MemberName[] },
  ): Decision<readonly Standing[]> => {
    const { group } = state;
    if (!group) return refused(state, 'group.not_found');
    const told = names.map((name): Standing => {
      if (isBanned(group, name)) return { code: 'group.banned' };
      const member = memberOf(group, name);
      return member ? { role: member.role } : { code: 'group.not_member' };
    });
    return answered(state, told);
  },
);

const change = ofThere('change', (state, group, command: Change, nowMs): Decision<ChangeAnswer> => {
  const { by, version, actions, linkPassword } = command;
  const said = { group: group.id, version, by, actions };
  const madeBy = hash('sha256', JSON.stringify(said));
  if (version === group.version && group.madeBy === madeBy) {
    return only(state, { type: 'repeat', group, by, nowMs });
  }
  const hasLink = linkPassword !== undefined && opens(group, linkPassword);
  if (version !== group.version + 1) return conflict(state, group, { userId: by, hasLink });
  if (version > limits.groupVersionMax) return refused(state, 'group.full');
  const next = applyActions(group, { userId: by, hasLink }, actions);
  if (typeof next === 'string') return refused(state, next);
  const text = JSON.stringify({ ...said, at: nowMs });
  const made = withAvatarsLeft(group, { ...next, version, madeBy });
  return only(state, { type: 'change', group: made, text, by, nowMs });
});

export const groupCommands = [create, describe, log, peek, standings, change] as const;

function conflict(
  state: GroupActorState,
  group: Group,
  { userId, hasLink }: Author,
): Decision<Conflict> {
  const { version } = group;
  if (maySee(group, userId)) {
    return answered(state, { outcome: 'conflict', version, state: stateOf(group) });
  }
  const isWaiting = group.requesting.some((one) => one.userId === userId);
  const code: ErrorCode = 'group.not_member';
  if (!hasLink && !isWaiting) return refused(state, code);
  return answered(state, { outcome: 'conflict', version });
}

/** What the version before had a picture of is let go by whoever writes this one, or reads it. */
function withAvatarsLeft({ avatarBlob: before }: Group, made: Group): Group {
  const { avatarsLeft: _, ...next } = made;
  if (before === next.avatarBlob) return next;
  return { ...next, avatarsLeft: before === undefined ? [] : [before] };
}

/** Members, and whoever is asked to become one. */
const maySee = (group: Group, name: MemberName): boolean =>
  memberOf(group, name) !== undefined || invitationOf(group, name) !== undefined;

/** A link that is on, with its password. */
function opens(group: Group, linkPassword: string): boolean {
  const { joinByLink } = group.access;
  const stored = group.linkPassword;
  const isOn = joinByLink !== 'UNSATISFIABLE' && stored !== undefined;
  return isOn && secretsEqual(stored, linkPassword);
}

/** What of a group may be seen. */
export function stateOf({ madeBy: _, avatarsLeft: __, ...state }: Group): GroupState {
  return state;
}
