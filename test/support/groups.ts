// Groups for tests that do not care who is behind the names.

import { randomBytes } from 'node:crypto';
import type { Group } from '#ports';
import type { GroupId } from '#protocol';

const newGroupId = () => randomBytes(32).toString('hex') as GroupId;

/** A group that nobody else has, with one administrator unless others are named. */
export function newGroup(more: Partial<Group> = {}): Group {
  return {
    id: newGroupId(),
    version: 0,
    publicParams: 'cGFyYW1z',
    attributes: {},
    access: { attributes: 'MEMBER', members: 'MEMBER', joinByLink: 'UNSATISFIABLE' },
    announcementsOnly: false,
    members: [{ userId: 'bWU=', role: 'ADMINISTRATOR', profileKey: 'a2V5', joinedAtVersion: 0 }],
    invited: [],
    requesting: [],
    banned: [],
    madeBy: 'ab',
    ...more,
  };
}
