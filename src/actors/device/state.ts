// Decides what goes to a device's connection, and when the queue is read. Everything stored
// reaches the connection in the order of its positions, once per attach, never more than a window
// unacknowledged.
//
// The cursor is the position up to which everything was handed on. All inserts of a device settle
// here, in the order of their positions, so that a live envelope goes straight to the connection;
// any gap (an insert whose outcome nobody learned, a full window, a read under way) means that the
// queue is read from the cursor instead.

import type { ConnectionAddress, EnvelopeGuid } from '#protocol';
import { limits } from '#protocol';
import type { QueuedEnvelope, QueuePage } from '../ports.ts';
import type { DeviceEffect } from './deliveries.ts';

const pageLengthMax = 100;
/** Live envelopes that are kept while a page is being read; and their bytes. */
const pendingMax = 256;
export const pendingBytesMax = limits.unacknowledgedBytesMax / 2;
/** A page is read when as many bytes are free in the window: it has no more. */
const freeBytesMin = limits.unacknowledgedBytesMax / 2;
const readRetryMs = 100;
const readRetryMsMax = 5_000;

/** An envelope whose insert has just ended. */
export interface LiveEnvelope extends QueuedEnvelope {
  /** W3C traceparent of its insert, while anybody follows it. */
  readonly trace?: string | undefined;
}

export interface Attachment {
  readonly connection: ConnectionAddress;
  readonly ordinal: number;
  readonly attempt: number;
  /** The session of the token it was opened with, if it was. */
  readonly session?: string | undefined;
}

/** Envelopes handed on and not acknowledged. */
export type Inflight = Map<EnvelopeGuid, Handed>;
interface Handed {
  readonly position: number;
  readonly length: number;
}

export interface DeviceState {
  readonly attachment: Attachment | undefined;
  /** Grows with each attach and detach; what was begun under an older one is passed over. */
  readonly round: number;
  readonly cursor: number;
  readonly reading: boolean;
  /** Something may wait after the cursor that no read has covered. */
  readonly behind: boolean;
  /** True once `queueEmpty` was sent. */
  readonly caughtUp: boolean;
  /** Reads that failed in a row. */
  readonly failures: number;
  /** Handed on and not acknowledged; made with the first. */
  readonly inflight: Inflight | undefined;
  /** Bytes of these. */
  readonly inflightBytes: number;
  /**
   * Handed on before the queue was read anew, and not acknowledged: where they wait, until all of
   * it is read. An acknowledgement that comes meanwhile need not look for them.
   */
  readonly former: Inflight | undefined;
  /** Came while a page was being read; made with the first. */
  readonly pending: LiveEnvelope[] | undefined;
  readonly pendingBytes: number;
}

export type DeviceEvent =
  | ({ readonly type: 'attach' } & Attachment)
  | { readonly type: 'detach'; readonly connection: ConnectionAddress }
  | { readonly type: 'acknowledged'; readonly guids: readonly EnvelopeGuid[] }
  | { readonly type: 'queued'; readonly envelope: LiveEnvelope }
  | { readonly type: 'repeated'; readonly guid: EnvelopeGuid }
  | { readonly type: 'stir' }
  /** Nothing was acknowledged for long: what was handed on may have been lost on its way. */
  | { readonly type: 'overdue' }
  | {
      readonly type: 'page';
      readonly round: number;
      readonly page: QueuePage;
      /** Acknowledged, and their deletion is under way. */
      readonly removing: ReadonlySet<EnvelopeGuid>;
    }
  | { readonly type: 'readFailed'; readonly round: number }
  | { readonly type: 'retry'; readonly round: number };

export interface DeviceDecision {
  readonly state: DeviceState;
  readonly effects: readonly DeviceEffect[];
}

export const detached: Readonly<DeviceState> = Object.freeze({
  attachment: undefined,
  round: 0,
  cursor: 0,
  reading: false,
  behind: false,
  caughtUp: false,
  failures: 0,
  inflight: undefined,
  inflightBytes: 0,
  former: undefined,
  pending: undefined,
  pendingBytes: 0,
});

const nothing: readonly DeviceEffect[] = [];

/**
 * Decides about one event. The state handed in is used up: its sets are carried over, not copied.
 */
export function decideDevice(state: DeviceState, event: DeviceEvent): DeviceDecision {
  switch (event.type) {
    case 'attach':
      return attach(state, event);
    case 'detach':
      return state.attachment && sameConnection(state.attachment.connection, event.connection)
        ? { state: { ...detached, round: state.round + 1 }, effects: nothing }
        : { state, effects: nothing };
    case 'acknowledged':
      return readOn(acknowledged(state, event.guids), nothing);
    case 'queued':
      return queued(state, event.envelope);
    case 'repeated':
      return repeated(state, event.guid);
    case 'stir':
      return state.attachment
        ? readOn({ ...state, behind: true }, nothing)
        : { state, effects: nothing };
    case 'overdue':
      return underWay(state) > 0 ? again(state) : { state, effects: nothing };
    case 'page':
      return event.round === state.round ? page(state, event) : { state, effects: nothing };
    case 'readFailed':
      return event.round === state.round ? readFailed(state) : { state, effects: nothing };
    case 'retry':
      return event.round === state.round
        ? readOn({ ...state, reading: false }, nothing)
        : { state, effects: nothing };
  }
}

/** True for one and the same socket. */
export function sameConnection(one: ConnectionAddress, other: ConnectionAddress): boolean {
  return one.connection === other.connection && one.member === other.member;
}

function attach(state: DeviceState, attachment: Attachment): DeviceDecision {
  const current = state.attachment;
  const { connection, ordinal, attempt, session } = attachment;
  if (current && sameConnection(current.connection, connection) && attempt <= current.attempt) {
    return { state, effects: nothing };
  }
  const code = 'device.replaced';
  const effects: DeviceEffect[] = [];
  if (current && !sameConnection(current.connection, attachment.connection)) {
    if (attachment.ordinal < current.ordinal) {
      // Nobody is sent away for a handshake that was overtaken, or for ordinals that were lost.
      const later: DeviceEffect = { type: 'refuse', code: 'server.unavailable' };
      if (attempt === 1) return { state, effects: [later] };
      return {
        state,
        effects: [
          { type: 'close', connection, code },
          { type: 'refuse', code },
        ],
      };
    }
    effects.push({ type: 'close', connection: current.connection, code });
  }
  const isSame = current && sameConnection(current.connection, connection);
  const { inflight, former } = isSame ? state : detached;
  const fresh = { ...detached, attachment: { connection, ordinal, attempt, session } };
  const { state: next, effects: more } = again({ ...fresh, inflight, former, round: state.round });
  return { state: next, effects: [...effects, ...more] };
}

/** Reads the queue from its start: whoever holds the socket leaves out what it has under way. */
function again(state: DeviceState): DeviceDecision {
  const { attachment, caughtUp } = state;
  const round = state.round + 1;
  const former = handedOnBy(state);
  return readOn({ ...detached, attachment, caughtUp, former, round, behind: true }, nothing);
}

/** Where everything waits that was handed on and is not acknowledged, as far as it is known. */
export function handedOnBy({
  inflight,
  former,
}: Pick<DeviceState, 'inflight' | 'former'>): Inflight | undefined {
  return inflight && former ? new Map([...former, ...inflight]) : (inflight ?? former);
}

function queued(state: DeviceState, envelope: LiveEnvelope): DeviceDecision {
  if (!state.attachment || envelope.position <= state.cursor) return { state, effects: nothing };
  if (state.reading) {
    const pending = state.pending ?? [];
    const pendingBytes = state.pendingBytes + envelope.bytes.length;
    if (pending.length >= pendingMax || pendingBytes > pendingBytesMax)
      return { state: { ...state, behind: true }, effects: nothing };
    pending.push(envelope);
    return { state: { ...state, pending, pendingBytes }, effects: nothing };
  }
  if (!isOpen(state)) return readOn({ ...state, behind: true }, nothing);
  return {
    state: handedOn(state, [envelope]),
    effects: [{ type: 'deliver', envelopes: [envelope] }],
  };
}

function acknowledged(state: DeviceState, guids: readonly EnvelopeGuid[]): DeviceState {
  let { inflightBytes } = state;
  for (const guid of guids) {
    inflightBytes -= state.inflight?.get(guid)?.length ?? 0;
    state.inflight?.delete(guid);
    state.former?.delete(guid);
  }
  return { ...state, inflightBytes };
}

/**
 * Its insert was stored by whoever served the shard before, or by us without our learning of it: it
 * may wait anywhere before the cursor.
 */
function repeated(state: DeviceState, guid: EnvelopeGuid): DeviceDecision {
  if (!state.attachment || state.inflight?.has(guid)) return { state, effects: nothing };
  return again(state);
}

function page(
  state: DeviceState,
  { page: { envelopes, more }, removing }: Extract<DeviceEvent, { type: 'page' }>,
): DeviceDecision {
  const ready = envelopes.filter(
    (envelope) => envelope.position > state.cursor && !removing.has(envelope.guid),
  );
  const handed = [...ready];
  const effects: DeviceEffect[] = [];
  const last = envelopes.at(-1)?.position ?? 0;
  let next: DeviceState = {
    ...handedOn(state, ready),
    reading: false,
    failures: 0,
    behind: state.behind || more,
    cursor: Math.max(last, state.cursor),
    former: more ? state.former : undefined,
    pending: undefined,
    pendingBytes: 0,
  };
  const emptied = !more && !next.caughtUp;
  if (emptied) {
    if (handed.length > 0) effects.push({ type: 'deliver', envelopes: handed.splice(0) });
    effects.push({ type: 'queueEmpty' });
    next = { ...next, caughtUp: true };
  }
  for (const envelope of state.pending ?? []) {
    if (envelope.position <= next.cursor) continue;
    if (isOpen(next)) {
      handed.push(envelope);
      next = handedOn(next, [envelope]);
    } else {
      next = { ...next, behind: true };
    }
  }
  if (handed.length > 0) effects.push({ type: 'deliver', envelopes: handed });
  return readOn(next, effects);
}

function readFailed(state: DeviceState): DeviceDecision {
  const failures = state.failures + 1;
  const delayMs = Math.min(readRetryMsMax, readRetryMs * 2 ** Math.min(failures - 1, 10));
  const { round } = state;
  return {
    state: { ...state, behind: true, failures },
    effects: [{ type: 'retryLater', round, delayMs }],
  };
}

/** Envelopes handed on and not acknowledged. */
export function underWay({ inflight }: Pick<DeviceState, 'inflight'>): number {
  return inflight?.size ?? 0;
}

/** Notes what goes to the connection, in the order of its positions. */
function handedOn(state: DeviceState, envelopes: readonly QueuedEnvelope[]): DeviceState {
  if (envelopes.length === 0) return state;
  const inflight: Inflight = state.inflight ?? new Map();
  let { inflightBytes, cursor } = state;
  for (const { guid, position, bytes } of envelopes) {
    inflightBytes += bytes.length - (inflight.get(guid)?.length ?? 0);
    inflight.set(guid, { position, length: bytes.length });
    cursor = position;
  }
  return { ...state, inflight, inflightBytes, cursor };
}

/** True when the window has no room for a live envelope. */
export function isFull(state: DeviceState): boolean {
  const { unacknowledgedMax, unacknowledgedBytesMax } = limits;
  return underWay(state) >= unacknowledgedMax || state.inflightBytes >= unacknowledgedBytesMax;
}

/** True when a live envelope may go out without a read. */
function isOpen(state: DeviceState): boolean {
  return !state.behind && !isFull(state);
}

/** Reads the next page if there may be one and the window has room for it. */
function readOn(state: DeviceState, effects: readonly DeviceEffect[]): DeviceDecision {
  const room = limits.unacknowledgedMax - underWay(state);
  const isRoomy = room > 0 && state.inflightBytes <= limits.unacknowledgedBytesMax - freeBytesMin;
  if (!state.attachment || state.reading || !state.behind || !isRoomy) return { state, effects };
  const limit = Math.min(pageLengthMax, room);
  const { round, cursor: after } = state;
  return {
    state: { ...state, reading: true, behind: false },
    effects: [...effects, { type: 'read', round, after, limit }],
  };
}
