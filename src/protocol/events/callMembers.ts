// `call:members`: who is in a call. Who joins hears of all, and afterwards of what changes.

import { codec } from '../codec.ts';
import type { CallId, MediaId } from '../ids.ts';
import { callToBytes, parseMediaId } from '../ids.ts';
import { callMembersFieldsMax } from '../limits.ts';
import type { MediaKind } from '../media.ts';
import { callOf, mediaKinds } from '../media.ts';
import { milliseconds, NumberRefused } from '../numbers.ts';
import { aldis as wire } from '../wire.js';
import { defineServerEvent } from './define.ts';

export type CallRole = 'MEMBER' | 'ADMINISTRATOR';

/** What a device sends in a call. */
export interface CallSource {
  /** Never twice in a call. */
  readonly id: number;
  readonly kind: MediaKind;
  /** Nothing of it is passed on. */
  readonly muted: boolean;
}

/** A device in a call. */
export interface CallMember {
  readonly mediaId: MediaId;
  /** The name the group has for one of its members; the device chooses one in a call by secret. */
  readonly name: Uint8Array;
  readonly role: CallRole;
  readonly sources: readonly CallSource[];
}

export interface CallMembers {
  readonly call: CallId;
  /** Grows with every change. */
  readonly version: number;
  /** Grows with every change of who is in the call. */
  readonly epoch: number;
  /** False: what has changed since the version before. */
  readonly whole: boolean;
  readonly members: readonly CallMember[];
  readonly left: readonly MediaId[];
  /**
   * They are few enough, and all of them can: they speak with each other directly. Absent: by the
   * media workers.
   */
  readonly direct?: boolean;
}

export const callMembersShape = { 5: { 4: {} }, 6: 'numbers' } as const;

export const membersToWire = (told: CallMembers): wire.CallMembers.$Properties => ({
  call: callToBytes(told.call),
  version: told.version,
  epoch: told.epoch,
  whole: told.whole,
  members: told.members.map(({ sources, ...member }) => ({
    ...member,
    sources: sources.map((source) => ({ ...source })),
  })),
  left: [...told.left],
  ...(told.direct && { direct: true }),
});

/** Throws for ids and roles that cannot be. What is sent of kinds not known here is left out. */
export const membersFromWire = (read: wire.CallMembers.$Properties): CallMembers => ({
  call: callOf(read.call ?? new Uint8Array(0)),
  version: milliseconds(read.version),
  epoch: milliseconds(read.epoch),
  whole: read.whole ?? false,
  members: (read.members ?? []).map(memberFromWire),
  left: (read.left ?? []).map(mediaIdOf),
  ...(read.direct && { direct: true }),
});

/** Throws for what is none. */
export function mediaIdOf(value: number | null | undefined): MediaId {
  const mediaId = parseMediaId(value);
  if (mediaId === undefined) throw new NumberRefused('a media id that cannot be');
  return mediaId;
}

function memberFromWire(read: wire.CallMember.$Properties): CallMember {
  const { role } = read;
  if (role !== 'MEMBER' && role !== 'ADMINISTRATOR') {
    throw new NumberRefused('a role that is not known');
  }
  return {
    mediaId: mediaIdOf(read.mediaId),
    name: read.name ?? new Uint8Array(0),
    role,
    sources: (read.sources ?? []).flatMap(({ id, kind: text, muted }) => {
      const kind = mediaKinds.find((one) => one === text);
      return kind === undefined ? [] : { id: id ?? 0, kind, muted: muted ?? false };
    }),
  };
}

export const callMembersEvent = defineServerEvent({
  name: 'call:members',
  tag: 25,
  who: ['anonymous'],
  summary: 'Who is in a call that the connection is in: what has changed, or all.',
  guarantee:
    'After the answer to `call:join`, each change once and in order, as a rule; one whose ' +
    'version is not above the known one is passed over. Where the server has missed any, all ' +
    'are told within 20 s. Never stored.',
  body: codec(wire.CallMembers, {
    shape: callMembersShape,
    fieldsMax: callMembersFieldsMax,
    write: membersToWire,
    read: membersFromWire,
  }),
});

export const { encode: encodeCallMembers } = callMembersEvent.body;
