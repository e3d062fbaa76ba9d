// What a connection keeps of its handshake and needs no more: the first request with all its
// headers, listeners that served the upgrade, room for listeners that never come. There is one of
// each for every idle connection, together a third of its memory.

import type { Duplex } from 'node:stream';
import type { Socket } from 'socket.io';
import { webSocketOf } from './corking.ts';

type Listener = (...args: unknown[]) => void;

/** What clients owe no connection: the server asks for no acknowledgement. */
const noAnswers: ReadonlyMap<number, unknown> = new Map();
const noData: object = Object.freeze({});

/** An object for listeners by event: with this for its class it needs no hash table. */
class Listeners {}
Object.setPrototypeOf(Listeners.prototype, null);
Reflect.deleteProperty(Listeners.prototype, 'constructor');

/**
 * Runs Engine.IO's upgrade of a connection. For its middlewares, of which there are none here, it
 * leaves a listener with the request on the stream, for as long as that lives: it is taken off.
 */
export function upgradeWithoutTrace(stream: Duplex, upgrade: () => void): void {
  const before = new Set(stream.rawListeners('close'));
  upgrade();
  for (const added of stream.rawListeners('close') as Listener[]) {
    const isForOnce = 'listener' in added;
    if (isForOnce && !before.has(added)) stream.off('close', added);
  }
}

/** Lets go what an admitted connection has needed for the last time. */
export function letGoOfHandshake(socket: Socket): void {
  const { conn } = socket;
  Reflect.set(socket, 'handshake', undefined);
  Reflect.set(socket, 'acks', noAnswers);
  Reflect.set(socket, 'data', noData);
  Reflect.set(conn, 'request', undefined);
  // By long-polling there are headers to come, and a transport that changes.
  const webSocket = webSocketOf(conn.transport);
  if (!webSocket?._socket) return;
  conn.transport.removeAllListeners('headers');
  for (const listener of webSocket.listeners('error') as Listener[]) {
    if (listener.name === 'onUpgradeError') webSocket.off('error', listener);
  }
  for (const emitter of [webSocket, conn.transport, conn, socket]) {
    const listeners: unknown = Reflect.get(emitter, '_events');
    if (!listeners || typeof listeners !== 'object') continue;
    const compact = Object.assign(new Listeners(), listeners);
    for (const event of Object.keys(compact)) trim(compact, event);
    Reflect.set(emitter, '_events', compact);
  }
  trim(socket, 'fns');
  trim(conn, 'cleanupFn');
  const decoder: unknown = Reflect.get(socket.client, 'decoder');
  trim(Reflect.get(decoder as object, '_callbacks') as object, '$decoded');
}

/** An array to which something was pushed has room for sixteen more. */
function trim(owner: object, name: string): void {
  const list: unknown = Reflect.get(owner, name);
  if (Array.isArray(list)) Reflect.set(owner, name, list.slice());
}
