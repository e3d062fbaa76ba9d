// An adapter that keeps no rooms. Socket.IO puts every socket into a room of its own, two sets for
// each; deliveries are addressed to connections here, and nothing is broadcast.

import type { Namespace, ServerOptions } from 'socket.io';
import { Server } from 'socket.io';

type RoomAdapter = Namespace['adapter'];

// Taken from the server, so that there is only ever one version.
const Adapter = new Server().sockets.adapter.constructor as new (
  namespace: Namespace,
) => RoomAdapter;

class NoRooms extends Adapter {
  override addAll(): void {}

  override del(): void {}

  override delAll(): void {}
}

/** For the option `adapter` of a server; Socket.IO calls it with `new`, so it is no arrow. */
export const noRooms = function createNoRooms(namespace: Namespace): RoomAdapter {
  return new NoRooms(namespace);
} as NonNullable<ServerOptions['adapter']>;
