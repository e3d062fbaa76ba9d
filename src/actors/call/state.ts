// A call as decisions see it: who is in it, what they send, whom a moderator has removed. Pure.
// Whoever is in it has a number and a name; whose they are, nobody here knows.

import { hash } from 'node:crypto';
import { secretsEqual } from '#crypto';
import type {
  CallId,
  CallMember,
  CallMembers,
  CallRole,
  ConnectionAddress,
  MediaId,
  MediaKind,
} from '#protocol';
import { limits, parseMediaId } from '#protocol';

/** Who was not renewed for so long is there no more: a worker that has died says no farewell. */
export const placeMs = 60_000;
/** Changes of what others are told that one device makes at once. */
export const changesBurst = 20;
/** Another may follow every so often. */
export const changesRefillMs = 500;
/** Names of removed people that a call remembers: as many as may be in it. */
const removedMax = limits.callMembersMax;

/** Numbers below are given before larger ones: they are short in every packet. */
const shortIds = 0xffff;
const idBytes = 4;
const tokenBytes = 16;

/** What a device sends. */
export interface Source {
  readonly id: number;
  readonly kind: MediaKind;
  readonly muted: boolean;
  /** What the host of media calls it. */
  readonly media: string;
}

/** The name by which others know a device. Shape: base64. */
export type CallName = string;

export interface Participant {
  readonly mediaId: MediaId;
  readonly name: CallName;
  readonly role: CallRole;
  readonly connection: ConnectionAddress;
  readonly sources: readonly Source[];
  /** Devices up to which it speaks with the others directly. */
  readonly directMost: number;
  readonly untilMs: number;
  /** Permits to change what others are told, as of a time. */
  readonly permits: number;
  readonly asOfMs: number;
}

/** What of a call is drawn at random, when it begins. */
export interface CallSeed {
  /** The first number that is given. Unit: 1 to 2^16-1. */
  readonly firstId: number;
  /** What tokens are made with. */
  readonly key: Uint8Array;
  /** Where epoch and version begin: not below those of an earlier owner of the shard. */
  readonly firstVersion: number;
}

export interface CallState {
  readonly id: CallId;
  readonly seed: CallSeed;
  /** Grows with every change of what is told. */
  readonly version: number;
  /** Grows with every change of who is there. */
  readonly epoch: number;
  /** Numbers of devices and of sources that were given. */
  readonly given: number;
  readonly sourcesGiven: number;
  readonly participants: ReadonlyMap<MediaId, Participant>;
  /** Names that come in no more, and until when. */
  readonly removed: ReadonlyMap<CallName, number>;
}

/** The place that something is asked for. */
export interface Seat {
  readonly mediaId: MediaId;
  readonly connection: ConnectionAddress;
}

export function newCall(id: CallId, seed: CallSeed): CallState {
  return {
    id,
    seed,
    version: seed.firstVersion,
    epoch: seed.firstVersion,
    given: 0,
    sourcesGiven: 0,
    participants: new Map(),
    removed: new Map(),
  };
}

/** The next number of a device; none is given twice. */
export function nextMediaId({ seed, given }: CallState): MediaId {
  const isShort = given < shortIds;
  return (isShort ? 1 + ((seed.firstId - 1 + given) % shortIds) : given + 1) as MediaId;
}

/** What brings a device its place again: its number, and that it was given to it. */
export function resumeToken({ seed }: CallState, mediaId: MediaId): Uint8Array {
  const token = Buffer.alloc(idBytes + tokenBytes);
  token.writeUInt32BE(mediaId);
  const bound = Buffer.concat([seed.key, token.subarray(0, idBytes)]);
  token.set(hash('sha256', bound, 'buffer').subarray(0, tokenBytes), idBytes);
  return token;
}

/** The participant whose place the token brings back, where it is still there. */
export function resumed(state: CallState, token: Uint8Array): Participant | undefined {
  if (token.length !== idBytes + tokenBytes) return undefined;
  const shown = Buffer.from(token.buffer, token.byteOffset, token.length);
  const mediaId = parseMediaId(shown.readUInt32BE());
  const found = mediaId === undefined ? undefined : state.participants.get(mediaId);
  if (!found) return undefined;
  const own = Buffer.from(resumeToken(state, found.mediaId)).toString('hex');
  return secretsEqual(own, shown.toString('hex')) ? found : undefined;
}

/** Who is at that place, if it is that connection's. */
export function seated({ participants }: CallState, seat: Seat): Participant | undefined {
  const found = participants.get(seat.mediaId);
  return found && isSame(found.connection, seat.connection) ? found : undefined;
}

export const isSame = (one: ConnectionAddress, other: ConnectionAddress): boolean =>
  one.member === other.member && one.connection === other.connection;

/** The call with somebody as they are now; a newcomer begins an epoch. */
export function withOne(state: CallState, one: Participant): CallState {
  const isNew = !state.participants.has(one.mediaId);
  const version = state.version + 1;
  const participants = new Map(state.participants).set(one.mediaId, one);
  return { ...state, participants, version, epoch: isNew ? version : state.epoch };
}

/** The call without these; the same call where none of them is there. */
export function withoutThese(state: CallState, gone: Iterable<MediaId>): CallState {
  const participants = new Map(state.participants);
  for (const one of gone) participants.delete(one);
  if (participants.size === state.participants.size) return state;
  const version = state.version + 1;
  return { ...state, participants, version, epoch: version };
}

/** The call with a name that is kept out for a while; the oldest such name makes room. */
export function withRemoved(state: CallState, name: CallName, untilMs: number): CallState {
  const removed = new Map(state.removed);
  removed.delete(name);
  removed.set(name, untilMs);
  const [oldest] = removed.keys();
  if (removed.size > removedMax && oldest !== undefined) removed.delete(oldest);
  return { ...state, removed };
}

/** The call without names whose time is over. */
export function withoutOld(state: CallState, nowMs: number): CallState {
  const kept = [...state.removed].filter(([, untilMs]) => untilMs > nowMs);
  return kept.length === state.removed.size ? state : { ...state, removed: new Map(kept) };
}

/** Permits to change what others are told, at a time. */
export function permitsAt({ permits, asOfMs }: Participant, nowMs: number): number {
  return Math.min(changesBurst, permits + Math.max(0, nowMs - asOfMs) / changesRefillMs);
}

/** Who was not renewed in time. */
export function overdue({ participants }: CallState, nowMs: number): Participant[] {
  return [...participants.values()].filter(({ untilMs }) => untilMs <= nowMs);
}

/** A member as the others are told of it. */
export function memberOf({ mediaId, name, role, sources }: Participant): CallMember {
  return {
    mediaId,
    name: Buffer.from(name, 'base64'),
    role,
    sources: sources.map(({ id, kind, muted }) => ({ id, kind, muted })),
  };
}

/** Which way they speak, as all of them are told: directly where everybody can, and may. */
export function wayOf({ participants }: CallState): Pick<CallMembers, 'direct'> {
  const all = [...participants.values()];
  const isDirect = all.every(({ directMost }) => all.length <= directMost);
  return isDirect ? { direct: true } : {};
}

/** All who are there. */
export function wholeOf(state: CallState): CallMembers {
  const { id: call, version, epoch, participants } = state;
  const members = [...participants.values()].map(memberOf);
  return { call, version, epoch, whole: true, members, left: [], ...wayOf(state) };
}

/** Nothing would be missed of it. */
export const isVacant = ({ participants, removed }: CallState): boolean =>
  participants.size === 0 && removed.size === 0;
