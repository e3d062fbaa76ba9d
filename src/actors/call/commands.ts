// What can be asked of a call, and what is decided about it. Whoever asks is a worker that holds
// the connection: it has checked the proof, asked the group where there is one, and says by which
// name and in which role somebody comes. What media workers do takes time and may fail: it is an
// effect, and what follows from it is decided afterwards (outcomes.ts).

import type {
  CallMembers,
  CallRole,
  ConnectionAddress,
  ErrorCode,
  MediaAddress,
  MediaCodecInfo,
  MediaId,
} from '#protocol';
import { limits } from '#protocol';
import type { CommandDefinition, Decision as DecisionOf } from '../command.ts';
import { answer, answered, refusal, refused } from '../command.ts';
import type { DeviceDtls, MediaHearing, MediaSending } from '../ports.ts';
import type { CallName, CallState, Participant, Seat, Source } from './state.ts';
import {
  isSame,
  permitsAt,
  placeMs,
  resumed,
  resumeToken,
  seated,
  changesRefillMs,
  withOne,
  withoutThese,
  withRemoved,
  nextMediaId,
  wholeOf,
} from './state.ts';

/** What somebody learns who has come in. */
export interface Entrance {
  readonly mediaId: MediaId;
  readonly members: CallMembers;
  readonly resume: Uint8Array;
}

export interface Newcomer {
  readonly name: CallName;
  readonly role: CallRole;
  readonly connection: ConnectionAddress;
  /** Devices that there may be in the call. */
  readonly most: number;
  /** Devices up to which this one speaks with the others directly; absent: it does not. */
  readonly directMost?: number;
}

/** What a decision asks the edge to do; those with an `ask` behind them answer it. */
export type CallEffect =
  | { readonly type: 'enter'; readonly mediaId: MediaId; readonly newcomer: Newcomer }
  | { readonly type: 'secure'; readonly mediaId: MediaId; readonly dtls: DeviceDtls }
  | { readonly type: 'send'; readonly seat: Seat; readonly sending: MediaSending }
  | { readonly type: 'hear'; readonly mediaId: MediaId; readonly source: Source }
  | { readonly type: 'unhear'; readonly mediaId: MediaId; readonly source: Source }
  | {
      readonly type: 'silence';
      readonly of: readonly { readonly mediaId: MediaId; readonly sources: readonly Source[] }[];
      readonly muted: boolean;
    }
  /** Their places are given up. */
  | { readonly type: 'vacate'; readonly mediaIds: readonly MediaId[] }
  /** A connection is told that it has no place any more. */
  | {
      readonly type: 'dismiss';
      readonly mediaId: MediaId;
      readonly connection: ConnectionAddress;
      readonly code: ErrorCode;
    };

type Decision<Answer> = DecisionOf<CallState, CallEffect, Answer>;
export type AnyCallCommand = CommandDefinition<string, object, unknown, CallState, CallEffect>;

/** Declares a command of a call. */
function callCommand<const Type extends string, Body extends object, Answer>(
  type: Type,
  decide: (state: CallState, command: Body, nowMs: number) => Decision<Answer>,
): CommandDefinition<Type, Body, Answer, CallState, CallEffect> {
  return { type, decide };
}

/** Declares one that only who has a place may ask. */
function ofSeated<const Type extends string, Body extends Seat, Answer>(
  type: Type,
  decide: (state: CallState, one: Participant, command: Body, nowMs: number) => Decision<Answer>,
) {
  return callCommand(type, (state, command: Body, nowMs): Decision<Answer> => {
    const one = seated(state, command);
    return one ? decide(state, one, command, nowMs) : refused(state, 'call.not_found');
  });
}

/** The state with a permit less of theirs, or the refusal. */
function withPermit(
  state: CallState,
  one: Participant,
  nowMs: number,
): CallState | Decision<never> {
  const permits = permitsAt(one, nowMs);
  if (permits < 1) {
    const retryAfterMs = Math.ceil((1 - permits) * changesRefillMs);
    return refused(state, 'rate.limited', { retryAfterMs });
  }
  const participants = new Map(state.participants);
  participants.set(one.mediaId, { ...one, permits: permits - 1, asOfMs: nowMs });
  return { ...state, participants };
}

interface Join extends Newcomer {
  /** Empty: a new place. */
  readonly resume: Uint8Array;
}

/** A place as somebody has it. Without an address it is the one they had, as it was. */
export interface Joined extends Entrance {
  readonly address?: MediaAddress;
  readonly codecs?: readonly MediaCodecInfo[];
}

/**
 * Gives a device a place, or the one that it had. Refuses: call.removed, call.full, and what the
 * host of media refuses.
 */
const join = callCommand(
  'join',
  (state, { resume, ...newcomer }: Join, nowMs): Decision<Joined> => {
    const removedUntilMs = state.removed.get(newcomer.name) ?? 0;
    if (removedUntilMs > nowMs) {
      const retryAfterMs = Math.ceil(removedUntilMs - nowMs);
      return refused(state, 'call.removed', { retryAfterMs });
    }
    const { connection, role, name } = newcomer;
    const shown = resumed(state, resume);
    const known = shown?.name === name ? shown : undefined;
    const before = [...state.participants.values()].find(
      (one) => one !== known && isSame(one.connection, connection),
    );
    const base = before ? withoutThese(state, [before.mediaId]) : state;
    const vacate = before ? [{ type: 'vacate', mediaIds: [before.mediaId] } as const] : [];
    if (known) {
      const back = resumePlace(base, known, { connection, role }, nowMs);
      return { ...back, effects: [...vacate, ...back.effects] };
    }
    if (base.participants.size >= newcomer.most) {
      return { state: base, effects: [...vacate, refusal('call.full')] };
    }
    const mediaId = nextMediaId(base);
    const next = { ...base, given: base.given + 1 };
    return { state: next, effects: [...vacate, { type: 'enter', mediaId, newcomer }] };
  },
);

/** The same place for another connection; whoever had it hears that it is gone. */
function resumePlace(
  state: CallState,
  known: Participant,
  now: Pick<Participant, 'connection' | 'role'>,
  nowMs: number,
): Decision<Joined> {
  const { mediaId, connection } = known;
  const one = { ...known, ...now, untilMs: nowMs + placeMs };
  const next =
    now.role === known.role
      ? { ...state, participants: new Map(state.participants).set(mediaId, one) }
      : withOne(state, one);
  const told = isSame(connection, now.connection)
    ? []
    : [{ type: 'dismiss', mediaId, connection, code: 'call.lost' } as const];
  return { state: next, effects: [...told, answer(entrance(next, mediaId))] };
}

export const entrance = (state: CallState, mediaId: MediaId): Entrance => ({
  mediaId,
  members: wholeOf(state),
  resume: resumeToken(state, mediaId),
});

/** Gives a place up. Nothing, where it is another connection's by now. */
const leave = callCommand('leave', (state, seat: Seat): Decision<null> => {
  const one = seated(state, seat);
  if (!one) return answered(state, null);
  const next = withoutThese(state, [one.mediaId]);
  return { state: next, effects: [{ type: 'vacate', mediaIds: [one.mediaId] }, answer(null)] };
});

/** Refuses: call.not_found, and what the host of media refuses. */
const secure = ofSeated(
  'secure',
  (state, { mediaId }, { dtls }: Seat & { readonly dtls: DeviceDtls }): Decision<null> => ({
    state,
    effects: [{ type: 'secure', mediaId, dtls }],
  }),
);

/**
 * Begins to send; answered with the number of the source. Refuses: call.not_found, rate.limited,
 * media.full, and what the host of media refuses.
 */
const send = ofSeated(
  'send',
  (
    state,
    one,
    { mediaId, connection, sending }: Seat & { readonly sending: MediaSending },
    nowMs,
  ): Decision<number> => {
    if (one.sources.length >= limits.callSourcesMax) return refused(state, 'media.full');
    const next = withPermit(state, one, nowMs);
    if ('effects' in next) return next;
    return { state: next, effects: [{ type: 'send', seat: { mediaId, connection }, sending }] };
  },
);

interface OfSource extends Seat {
  readonly source: number;
}

/** Refuses: call.not_found, media.not_found, and what the host of media refuses. */
const hear = ofSeated(
  'hear',
  (state, { mediaId }, { source: id }: OfSource): Decision<MediaHearing> =>
    aboutSource(state, id, (source) => ({ type: 'hear', mediaId, source })),
);

/** Refuses: as `hear`. */
const unhear = ofSeated(
  'unhear',
  (state, { mediaId }, { source: id }: OfSource): Decision<null> =>
    aboutSource(state, id, (source) => ({ type: 'unhear', mediaId, source })),
);

function aboutSource(
  state: CallState,
  id: number,
  effect: (source: Source) => CallEffect,
): Decision<never> {
  for (const { sources } of state.participants.values()) {
    const source = sources.find((one) => one.id === id);
    if (source) return { state, effects: [effect(source)] };
  }
  return refused(state, 'media.not_found');
}

/**
 * Mutes an own source, or ends that. Refuses: call.not_found, media.not_found, rate.limited,
 * media.*.
 */
const mute = ofSeated(
  'mute',
  (
    state,
    one,
    { mediaId, source: id, muted }: OfSource & { readonly muted: boolean },
    nowMs,
  ): Decision<null> => {
    const source = one.sources.find((other) => other.id === id);
    if (!source) return refused(state, 'media.not_found');
    if (source.muted === muted) return answered(state, null);
    const next = withPermit(state, one, nowMs);
    if ('effects' in next) return next;
    const of = [{ mediaId, sources: [source] }];
    return { state: next, effects: [{ type: 'silence', of, muted }] };
  },
);

interface Moderate extends Seat {
  /** Whom it is done to. */
  readonly whom: MediaId;
  readonly deed: 'mute' | 'remove';
}

/**
 * By an administrator of the group. Whoever was muted may speak again by unmuting: a call whose
 * moderator has left would hold them silent for ever. Removed are all devices of the name.
 * Refuses: call.not_found, call.forbidden, rate.limited, media.*.
 */
const moderate = ofSeated(
  'moderate',
  (state, by, { whom, deed }: Moderate, nowMs): Decision<null> => {
    if (by.role !== 'ADMINISTRATOR') return refused(state, 'call.forbidden');
    const target = state.participants.get(whom);
    if (!target) return refused(state, 'call.not_found');
    const next = withPermit(state, by, nowMs);
    if ('effects' in next) return next;
    if (deed === 'mute') {
      const of = [{ mediaId: whom, sources: target.sources.filter(({ muted }) => !muted) }];
      return { state: next, effects: [{ type: 'silence', of, muted: true }] };
    }
    const { name } = target;
    const barred = withRemoved(next, name, nowMs + limits.callRemovedMs);
    return dismissed(barred, (one) => (one.name === name ? 'call.removed' : undefined));
  },
);

/** Drops participants. Those with a code are told it on their connections. */
function dismissed(
  state: CallState,
  why: (one: Participant) => ErrorCode | undefined,
): Decision<null> {
  const effects: CallEffect[] = [];
  const gone: MediaId[] = [];
  for (const one of state.participants.values()) {
    const code = why(one);
    if (code === undefined) continue;
    const { mediaId, connection } = one;
    gone.push(mediaId);
    effects.push({ type: 'dismiss', mediaId, connection, code });
  }
  const next = withoutThese(state, gone);
  const vacate = { type: 'vacate', mediaIds: gone } as const;
  return { state: next, effects: [vacate, ...effects, answer(null)] };
}

/** Puts out whoever belongs to the group no more, by the names that it had for them. */
const exclude = callCommand(
  'exclude',
  (
    state,
    { names }: { readonly names: readonly { readonly name: CallName; readonly code: ErrorCode }[] },
  ): Decision<null> => {
    const codes = new Map(names.map(({ name, code }) => [name, code]));
    return dismissed(state, ({ name }) => codes.get(name));
  },
);

interface Renew {
  readonly seats: readonly (Seat & { readonly role: CallRole })[];
}

/** What a worker learns of the places it has renewed. */
interface Renewed {
  readonly version: number;
  /** Those that are there no more. */
  readonly lost: readonly MediaId[];
}

/** Renews places for `placeMs`, with the roles that their people have now. */
const renew = callCommand('renew', (state, { seats }: Renew, nowMs): Decision<Renewed> => {
  const participants = new Map(state.participants);
  const lost: MediaId[] = [];
  let version = state.version;
  for (const { role, ...seat } of seats) {
    const one = seated(state, seat);
    if (!one) {
      lost.push(seat.mediaId);
      continue;
    }
    if (one.role !== role) version = state.version + 1;
    participants.set(one.mediaId, { ...one, role, untilMs: nowMs + placeMs });
  }
  return { state: { ...state, participants, version }, effects: [answer({ version, lost })] };
});

/** All who are there, for a worker that has missed something. */
const list = callCommand(
  'list',
  (state, _: object): Decision<CallMembers> => answered(state, wholeOf(state)),
);

export const callCommands = [
  join,
  leave,
  secure,
  send,
  hear,
  unhear,
  mute,
  moderate,
  exclude,
  renew,
  list,
] as const;
