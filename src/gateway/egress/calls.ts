// Which connections of this worker are in which calls. The call's actor decides that; what changes
// in it comes once for all of them. A connection that ends keeps its places for a while.

import type { CommandOf } from '#actors';
import type { Delivery } from '#ports';
import type {
  CallId,
  CallJoin,
  CallPlace,
  ConnectionAddress,
  ConnectionId,
  ErrorCode,
  GroupId,
  MediaId,
  Result,
} from '#protocol';
import {
  callAddress,
  encodeCallEnded,
  encodeCallMembers,
  encodeEventFrame,
  limits,
  ok,
  refuse,
} from '#protocol';
import type { Router } from '#routing';
import type { Clock, Log } from '#runtime';
import { metrics } from '#runtime';
import type { CallDoor, CallEntry } from '../ingress/callDoor.ts';
import { addressSubject } from '../ingress/subjects.ts';
import { CallRenewals, renewEveryMs } from './callRenewals.ts';
import type { Room, Seat } from './callSeats.ts';
import { newRoom } from './callSeats.ts';
import type { PlainConnection } from './plainConnection.ts';

/**
 * Places in calls by secret that one address may hold in a worker. Anybody may make a secret up,
 * and a host of media has room for so many calls.
 */
export const secretPlacesPerAddressMax = 256;
/** An address that holds too many is asked to come back after this. */
const crowdedRetryAfterMs = 1_000;

export interface CallsParts {
  readonly router: Pick<Router, 'ask' | 'member' | 'onShardsMoved'>;
  readonly door: Pick<CallDoor, 'enter' | 'standings'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** What the actors of calls tell a worker. */
type CallDelivery = Extract<Delivery, { type: 'callChange' | 'callEnded' }>;
type Change = Extract<CallDelivery, { type: 'callChange' }>;

/** What is asked for a place in a call. */
type SeatCommand = CommandOf<'call', 'secure' | 'send' | 'hear' | 'unhear' | 'mute' | 'moderate'>;
/** The places of one worker's connections. */
export class Calls {
  readonly #parts: CallsParts;
  readonly #rooms = new Map<CallId, Room>();
  readonly #of = new Map<PlainConnection, Map<CallId, Seat>>();
  /** Connections that are coming into a call, and into how many. */
  readonly #coming = new Map<PlainConnection, number>();
  /** How many places in calls by secret each address holds, or is about to. */
  readonly #bySecret = new Map<string, number>();

  constructor(parts: CallsParts) {
    this.#parts = parts;
    new CallRenewals({
      ...parts,
      rooms: this.#rooms,
      end: (seat, code) => this.#end(seat, code),
      look: (room) => void this.#look(room),
    });
  }

  /** Refuses: as `call:join` says. */
  async join(connection: PlainConnection, frame: CallJoin): Promise<Result<CallPlace>> {
    const own = this.#of.get(connection)?.size ?? 0;
    const coming = this.#coming.get(connection) ?? 0;
    if (own + coming >= limits.callsPerConnectionMax) return refuse('call.too_many');
    this.#coming.set(connection, coming + 1);
    try {
      const entry = await this.#parts.door.enter(frame.proof, connection.ip);
      if (!entry.ok) return entry;
      const isBySecret = entry.value.group === undefined;
      if (isBySecret && !this.#takePlace(connection.ip)) {
        return refuse('rate.limited', { retryAfterMs: crowdedRetryAfterMs });
      }
      const place = await this.#sit(connection, entry.value, frame);
      if (isBySecret && !place.ok) this.#givePlace(connection.ip);
      return place;
    } finally {
      const left = (this.#coming.get(connection) ?? 1) - 1;
      if (left > 0) this.#coming.set(connection, left);
      else this.#coming.delete(connection);
    }
  }

  /** Asks a call something for the place that the connection has in it. Refuses: call.not_found. */
  async ask<const C extends SeatCommand>(
    connection: PlainConnection,
    call: CallId,
    commandOf: (seat: { mediaId: MediaId; connection: ConnectionAddress }) => C,
  ) {
    const seat = this.#of.get(connection)?.get(call);
    if (!seat) return refuse('call.not_found');
    const { mediaId, address } = seat;
    const command = commandOf({ mediaId, connection: address });
    const answer = await this.#parts.router.ask<'call', C>(callAddress(call), command);
    if (!answer.ok && answer.refusal.code === 'call.not_found' && command.type !== 'moderate') {
      this.#end(seat, 'call.lost');
    }
    return answer;
  }

  /** Refuses: call.not_found. */
  async leave(connection: PlainConnection, call: CallId): Promise<Result<null>> {
    const seat = this.#of.get(connection)?.get(call);
    if (!seat) return refuse('call.not_found');
    this.#forget(seat);
    return this.#leave(seat);
  }

  /** The connection has ended: its places are kept for a while, in case it comes back. */
  ended(connection: PlainConnection): void {
    for (const seat of this.#of.get(connection)?.values() ?? []) {
      seat.grace = this.#parts.clock.after(limits.callGraceMs, () => {
        this.#forget(seat);
        void this.#leave(seat);
      });
    }
  }

  /** What the call's actor tells this worker. */
  hear(delivery: CallDelivery, connection: ConnectionId): void {
    const room = this.#rooms.get(delivery.call);
    if (!room) return;
    if (delivery.type === 'callChange') return this.#tell(room, delivery);
    const seat = room.seats.get(delivery.mediaId);
    if (seat?.address.connection === connection) this.#end(seat, delivery.code);
  }

  /** Asks the call for a place; afterwards the connection has it, or the call does not know it. */
  async #sit(
    connection: PlainConnection,
    entry: CallEntry,
    { resume, direct }: CallJoin,
  ): Promise<Result<CallPlace>> {
    const { call, group, name, role, most } = entry;
    const directMost = direct ? entry.directMost : 0;
    const { router } = this.#parts;
    const room = this.#roomOf(call, group);
    const address = { member: router.member, connection: connection.id };
    room.coming += 1;
    const before = this.#of.get(connection)?.get(call);
    if (before) this.#forget(before);
    const who = { name, role, connection: address, most, directMost };
    const command = { type: 'join', ...who, resume } as const;
    try {
      const joined = await router.ask(callAddress(call), command);
      if (!joined.ok) {
        if (before) void this.#leave(before);
        return joined;
      }
      const { mediaId, members, address: media, codecs = [], ...rest } = joined.value;
      const isBySecret = group === undefined;
      const seat: Seat = {
        ...{ call, mediaId, address, connection, name, isBySecret },
        ...{ role, version: members.version, grace: undefined },
      };
      if (connection.phase === 'ended') {
        void this.#leave(seat);
        return refuse('call.not_found');
      }
      this.#admit(room, seat);
      return ok({ ...rest, mediaId, members, ...(media ? { address: media } : {}), codecs });
    } finally {
      room.coming -= 1;
      this.#dropEmpty(room);
    }
  }

  #admit(room: Room, seat: Seat): void {
    const { connection, call, mediaId } = seat;
    const known = room.seats.get(mediaId);
    // Whoever had it here on another connection that is still open hears of it.
    if (known) this.#end(known, 'call.lost');
    // The later answer holds where one connection joins twice at once.
    const former = this.#of.get(connection)?.get(call);
    if (former) {
      this.#forget(former);
      void this.#leave(former);
    }
    room.seats.set(mediaId, seat);
    const own = this.#of.get(connection) ?? new Map<CallId, Seat>();
    this.#of.set(connection, own.set(call, seat));
    if (room.version > seat.version) void this.#look(room);
  }

  #roomOf(call: CallId, group: GroupId | undefined): Room {
    const known = this.#rooms.get(call);
    if (known) return known;
    const renewAtMs = this.#parts.clock.monotonic() + renewEveryMs;
    const room = newRoom(call, group, renewAtMs);
    this.#rooms.set(call, room);
    return room;
  }

  #dropEmpty(room: Room): void {
    const isEmpty = room.seats.size === 0 && room.coming === 0;
    if (isEmpty && this.#rooms.get(room.call) === room) this.#rooms.delete(room.call);
  }

  /** The change goes to those who know the version before it; for others all is asked for. */
  #tell(room: Room, { since, version, event }: Change): void {
    room.version = Math.max(room.version, version);
    const frame = encodeEventFrame('call:members', undefined, event);
    let hasGap = false;
    for (const seat of room.seats.values()) {
      if (seat.version >= version || seat.grace) continue;
      if (seat.version < since) {
        hasGap = true;
        continue;
      }
      seat.version = version;
      seat.connection.emit('call:members', event, frame);
    }
    if (hasGap) void this.#look(room);
  }

  /** Asks who is in the call, and tells all who know less. */
  async #look(room: Room): Promise<void> {
    if (room.isLooking) return;
    room.isLooking = true;
    const answer = await this.#parts.router.ask(callAddress(room.call), { type: 'list' });
    room.isLooking = false;
    if (!answer.ok) return;
    const { version } = answer.value;
    const event = encodeCallMembers(answer.value);
    const frame = encodeEventFrame('call:members', undefined, event);
    for (const seat of room.seats.values()) {
      if (seat.version >= version || seat.grace) continue;
      seat.version = version;
      seat.connection.emit('call:members', event, frame);
    }
  }

  /** The connection hears that the place is gone, and nothing of the call afterwards. */
  #end(seat: Seat, code: ErrorCode): void {
    if (this.#of.get(seat.connection)?.get(seat.call) !== seat) return;
    this.#forget(seat);
    if (seat.grace !== undefined) return;
    metrics.callPlacesEnded.inc({ code });
    seat.connection.emit('call:ended', encodeCallEnded({ call: seat.call, code }));
  }

  #forget(seat: Seat): void {
    seat.grace?.cancel();
    const own = this.#of.get(seat.connection);
    if (own?.get(seat.call) === seat) {
      own.delete(seat.call);
      if (seat.isBySecret) this.#givePlace(seat.connection.ip);
    }
    if (own?.size === 0) this.#of.delete(seat.connection);
    const room = this.#rooms.get(seat.call);
    if (room?.seats.get(seat.mediaId) !== seat) return;
    room.seats.delete(seat.mediaId);
    this.#dropEmpty(room);
  }

  /** False where the address holds too many. */
  #takePlace(ip: string): boolean {
    const address = addressSubject(ip);
    const held = this.#bySecret.get(address) ?? 0;
    if (held >= secretPlacesPerAddressMax) return false;
    this.#bySecret.set(address, held + 1);
    return true;
  }

  #givePlace(ip: string): void {
    const address = addressSubject(ip);
    const left = (this.#bySecret.get(address) ?? 1) - 1;
    if (left > 0) this.#bySecret.set(address, left);
    else this.#bySecret.delete(address);
  }

  #leave({ call, mediaId, address }: Seat): Promise<Result<null>> {
    const command = { type: 'leave', mediaId, connection: address } as const;
    return this.#parts.router.ask(callAddress(call), command);
  }
}
