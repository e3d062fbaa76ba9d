// A place in a call, and a call that places of this worker's connections are in, as the worker
// that holds the connections knows them.

import type { CallId, CallRole, ConnectionAddress, GroupId, MediaId } from '#protocol';
import type { Timer } from '#runtime';
import type { PlainConnection } from './plainConnection.ts';

/** A place of a connection. */
export interface Seat {
  readonly call: CallId;
  readonly mediaId: MediaId;
  readonly address: ConnectionAddress;
  readonly connection: PlainConnection;
  /** The name by which the call knows it. */
  readonly name: string;
  /** It is in a call by secret, and counts among those of its address. */
  readonly isBySecret: boolean;
  role: CallRole;
  /** What the connection was told last. */
  version: number;
  /** Its connection has ended: the place is given up by then. */
  grace: Timer | undefined;
}

/** A call that connections of this worker are in, or are coming into. */
export interface Room {
  readonly call: CallId;
  /** Absent in a call by secret. */
  readonly group: GroupId | undefined;
  readonly seats: Map<MediaId, Seat>;
  coming: number;
  /** The last change that was heard of. */
  version: number;
  renewAtMs: number;
  isRenewing: boolean;
  /** The call's shard has moved since its places were last asked for. */
  hasMoved: boolean;
  isLooking: boolean;
}

export function newRoom(call: CallId, group: GroupId | undefined, renewAtMs: number): Room {
  const asked = { isRenewing: false, hasMoved: false, isLooking: false };
  return { call, group, seats: new Map(), renewAtMs, coming: 0, version: 0, ...asked };
}
