// How it stood in a group when something was said there. A content is judged twice: by the revision
// that it names, and by the version that held when the server took it. The first is the author's
// word; the second is none of theirs, so that nobody speaks as what they are no more.

import type { GroupAction, GroupId } from '#protocol';
import type { Past } from '../store/groupPastTable.ts';
import type { Store } from '../store/store.ts';
import { memberNamed } from './changing.ts';
import type { GroupChange, Role, SealedGroup } from './sealedGroup.ts';

/** What was said longer ago waits for nobody any more. */
const pastAgeMaxMs = 45 * 24 * 60 * 60 * 1000;
/** How many rows of one group are kept. */
const pastRowsMax = 4000;
/**
 * A change that is said to have been made so far ahead was made nobody knows when. Taken for true
 * it would make all that follow it as late, and void what they end.
 */
const aheadMaxMs = 24 * 60 * 60 * 1000;

/** Says something in a group. */
export interface Speaking {
  /** The name that the group has for its author. */
  readonly name: string;
  /** The group's revision that the author knew. */
  readonly revision: number;
  /** When the server took it, by its clock. */
  readonly at: number;
}

/** What an author was in the group, and whether administrators alone wrote. */
export interface Stood {
  readonly role: Role | undefined;
  readonly isClosed: boolean;
}

/** What a change ends; `at`: when it was made, or 0. */
export function endedBy(before: SealedGroup, after: SealedGroup, at: number): Past[] {
  const { version } = after;
  const ended: Past[] = [];
  if (before.announcementsOnly !== after.announcementsOnly) {
    ended.push({ version, name: '', was: roleToWrite(before), at });
  }
  if (before.members === after.members) return ended;
  const roles = new Map(after.members.map(({ userId, role }) => [userId, role]));
  const known = new Set(before.members.map(({ userId }) => userId));
  for (const { userId: name, role } of before.members) {
    if (roles.get(name) !== role) ended.push({ version, name, was: role, at });
  }
  for (const name of roles.keys()) {
    if (!known.has(name)) ended.push({ version, name, was: undefined, at });
  }
  return ended;
}

/** What only administrators do, so that whoever does it is one. */
const ofAdministrators: readonly GroupAction['type'][] = [
  ...(['setAccess', 'setAnnouncementsOnly', 'setLinkPassword', 'setRole'] as const),
  ...(['approve', 'reject', 'ban', 'unban'] as const),
];

/**
 * What changes have ended that led to a group, as far as they say it. What somebody was of whom
 * they say nothing else: a member, and whoever was banned perhaps none.
 */
export function endedUntil(changes: readonly GroupChange[]): Past[] {
  const roles = new Map<string, Role>();
  const invited = new Map<string, Role>();
  return changes.flatMap(({ version, by, at, actions }) =>
    actions.flatMap((action): Past[] => {
      const isOfOther = action.type === 'remove' && action.userId !== by;
      if (isOfOther || ofAdministrators.includes(action.type)) roles.set(by, 'ADMINISTRATOR');
      const came = (name: string, role: Role): Past[] => {
        roles.set(name, role);
        return [{ version, name, was: undefined, at }];
      };
      const went = (name: string, was: Role | undefined): Past[] => {
        roles.delete(name);
        return was ? [{ version, name, was, at }] : [];
      };
      switch (action.type) {
        case 'invite':
          invited.set(action.userId, action.role);
          return [];
        case 'remove':
          return went(action.userId, roles.get(action.userId) ?? 'MEMBER');
        case 'ban':
          return went(action.userId, roles.get(action.userId));
        case 'add':
        case 'approve':
          return came(action.userId, action.role);
        case 'accept':
          return came(by, invited.get(by) ?? 'MEMBER');
        case 'join':
          return came(by, 'MEMBER');
        case 'setRole': {
          const was = action.role === 'MEMBER' ? 'ADMINISTRATOR' : 'MEMBER';
          roles.set(action.userId, action.role);
          return [{ version, name: action.userId, was, at }];
        }
        case 'setAnnouncementsOnly':
          return [{ version, name: '', was: action.value ? 'MEMBER' : 'ADMINISTRATOR', at }];
        default:
          return [];
      }
    }),
  );
}

/** Inside the caller's transaction. */
export function keepPast(store: Store, group: GroupId, ended: readonly Past[], now: number): void {
  for (const one of ended) {
    store.groupPast.add(group, one.at > now + aheadMaxMs ? { ...one, at: 0 } : one);
  }
  if (ended.length > 0) store.groupPast.prune(group, now - pastAgeMaxMs, pastRowsMax);
}

/**
 * How somebody stood: in the revision that is named, and when the server took what they said; these
 * may be the same.
 */
export function stood(store: Store, group: SealedGroup, id: GroupId, said: Speaking): Stood[] {
  const { revision: version } = said;
  return [{ version }, { version, at: said.at }].map((then) => {
    const before = (name: string) => store.groupPast.before(id, name, then);
    const author = before(said.name);
    const role = author ? author.was : memberNamed(group, said.name)?.role;
    const needed = before('');
    return { role, isClosed: (needed ? needed.was : roleToWrite(group)) === 'ADMINISTRATOR' };
  });
}

const roleToWrite = ({ announcementsOnly }: SealedGroup): Role =>
  announcementsOnly ? 'ADMINISTRATOR' : 'MEMBER';
