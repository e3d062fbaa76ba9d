// Places in calls are renewed every 20 s, with a new look at the group that they rest on, and at
// once when the call's shard has moved: its actor stores nothing, and whoever it does not know has
// lost the place.

import type { CallId, ErrorCode, GroupId, ShardId } from '#protocol';
import { callAddress, errorRow, shardOf } from '#protocol';
import type { Router } from '#routing';
import type { Clock, Log } from '#runtime';
import type { CallDoor } from '../ingress/callDoor.ts';
import type { Room, Seat } from './callSeats.ts';

/** Each place is renewed this often. */
export const renewEveryMs = 20_000;
/** Who could not be asked is asked again after this. */
const renewAgainMs = 2_000;
const lookMs = 1_000;
export interface CallRenewalsParts {
  readonly router: Pick<Router, 'ask' | 'onShardsMoved'>;
  readonly door: Pick<CallDoor, 'standings'>;
  readonly clock: Clock;
  readonly log: Log;
  /** The calls that connections of this worker are in. */
  readonly rooms: ReadonlyMap<CallId, Room>;
  /** A place is gone. */
  readonly end: (seat: Seat, code: ErrorCode) => void;
  /** Somebody knows less of the call than there is to know. */
  readonly look: (room: Room) => void;
}

export class CallRenewals {
  readonly #parts: CallRenewalsParts;

  constructor(parts: CallRenewalsParts) {
    this.#parts = parts;
    parts.router.onShardsMoved((shards) => this.#moved(shards));
    parts.clock.every(lookMs, () => this.#renewDue());
  }

  #moved(shards: ReadonlySet<ShardId>): void {
    for (const room of this.#parts.rooms.values()) {
      if (!shards.has(shardOf(callAddress(room.call)))) continue;
      room.hasMoved = true;
      void this.#renew(room);
    }
  }

  #renewDue(): void {
    const nowMs = this.#parts.clock.monotonic();
    for (const room of this.#parts.rooms.values()) {
      if (room.hasMoved || room.renewAtMs <= nowMs) void this.#renew(room);
    }
  }

  async #renew(room: Room): Promise<void> {
    if (room.isRenewing || room.seats.size === 0) return;
    room.isRenewing = true;
    room.hasMoved = false;
    let inMs = renewAgainMs;
    try {
      if (await this.#renewOnce(room)) inMs = renewEveryMs;
    } catch (defect) {
      this.#parts.log.error('call.renewal-failed', {}, defect);
    } finally {
      room.isRenewing = false;
      room.renewAtMs = this.#parts.clock.monotonic() + inMs;
    }
  }

  /** False: somebody could not be asked. */
  async #renewOnce(room: Room): Promise<boolean> {
    const { router } = this.#parts;
    const isAllowed = room.group === undefined || (await this.#askGroup(room, room.group));
    const seats = [...room.seats.values()].filter(({ grace }) => grace === undefined);
    if (seats.length === 0) return isAllowed;
    const answer = await router.ask(callAddress(room.call), {
      type: 'renew',
      seats: seats.map(({ mediaId, address, role }) => ({ mediaId, connection: address, role })),
    });
    if (!answer.ok) return !errorRow(answer.refusal.code).retry;
    const lost = new Set(answer.value.lost);
    for (const seat of seats) if (lost.has(seat.mediaId)) this.#parts.end(seat, 'call.lost');
    const isBehind = [...room.seats.values()].some((one) => one.version < answer.value.version);
    if (isBehind) this.#parts.look(room);
    return isAllowed;
  }

  /** Learns the roles of today; whoever is no member any more is put out of the call. */
  async #askGroup(room: Room, group: GroupId): Promise<boolean> {
    const names = [...new Set([...room.seats.values()].map(({ name }) => name))];
    const standings = await this.#parts.door.standings(group, names);
    if (!standings.ok) return false;
    const gone = names.flatMap((name, at) => {
      const standing = standings.value[at];
      return standing && 'code' in standing ? [{ name, code: standing.code }] : [];
    });
    for (const seat of room.seats.values()) {
      const standing = standings.value[names.indexOf(seat.name)];
      if (standing && 'role' in standing) seat.role = standing.role;
    }
    if (gone.length === 0) return true;
    const command = { type: 'exclude', names: gone } as const;
    return (await this.#parts.router.ask(callAddress(room.call), command)).ok;
  }
}
