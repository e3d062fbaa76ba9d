// Sockets on their way from one worker to another, over the primary: Node's channel carries the
// handle, the request travels beside it. Both sides bound what is under way, since a channel takes
// one handle after the other and a worker that is busy is slow to take them.

import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { HandedUpgrade, SocketHandover } from '#gateway';
import type { MemberId } from '#protocol';
import { z } from 'zod/v4';

/** Sockets a worker may have under way to others; what comes meanwhile it serves itself. */
const handoversMax = 16;
/** Bytes of a request that is handed over; a larger one is served where it came. */
const upgradeBytesMax = 16 * 1024;

/** A TCP handle of Node, which its channels carry. */
interface TcpHandle {
  close(): void;
  readStop(): void;
}

const messageShape = z.object({
  type: z.literal('handover'),
  to: z.string(),
  upgrade: z.object({
    url: z.string(),
    httpVersion: z.string(),
    headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
    head: z.string(),
  }),
});
const peersShape = z.object({ type: z.literal('peers'), members: z.array(z.string()) });

/** What a worker says with a socket. */
interface HandoverMessage {
  readonly type: 'handover';
  readonly to: string;
  readonly upgrade: HandedUpgrade;
}

/** What the primary says whenever a worker came or went: who can be handed a socket. */
export interface PeersMessage {
  readonly type: 'peers';
  readonly members: readonly string[];
}

/** Anything a channel can send to. */
interface Channel {
  send(message: unknown, handle: unknown, sent: (error: Error | null) => void): unknown;
}

/** A worker's end. */
export class ChannelHandover implements SocketHandover {
  readonly #peers = new Set<string>();
  #listener: ((upgrade: HandedUpgrade, socket: Socket) => void) | undefined;
  #underWay = 0;

  constructor() {
    process.on('message', (message, handle) => this.#hear(message, handle));
  }

  give(to: MemberId, upgrade: HandedUpgrade, socket: Duplex): boolean {
    const handle = this.#underWay < handoversMax && this.#peers.has(to) && tcpHandleOf(socket);
    if (!handle || !process.connected || weightOf(upgrade) > upgradeBytesMax) return false;
    handle.readStop();
    this.#underWay += 1;
    const message: HandoverMessage = { type: 'handover', to, upgrade };
    sendWith(channelOf(process), message, handle, () => {
      this.#underWay -= 1;
      // Closes this process's part of it only: no farewell is sent.
      socket.destroy();
    });
    return true;
  }

  onGiven(listener: (upgrade: HandedUpgrade, socket: Socket) => void): void {
    this.#listener = listener;
  }

  #hear(message: unknown, handle: unknown): void {
    const peers = typeOf(message) === 'peers' ? peersShape.safeParse(message) : undefined;
    if (peers?.success) {
      this.#peers.clear();
      for (const member of peers.data.members) this.#peers.add(member);
    }
    if (typeOf(message) !== 'handover' || !isTcpHandle(handle)) return;
    const given = messageShape.safeParse(message);
    if (!given.success) return handle.close();
    if (this.#listener) this.#listener(given.data.upgrade, socketOf(handle));
    else handle.close();
  }
}

/**
 * The primary's part: passes a socket on; one for nobody is closed, and its client comes back. What
 * comes with it is read by the worker that it is for.
 */
export function passOn(message: unknown, handle: unknown, find: (to: string) => unknown): void {
  if (!isTcpHandle(handle)) return;
  const target = isHandover(message) ? find(message.to) : undefined;
  if (isChannel(target)) sendWith(target, message as object, handle, () => handle.close());
  else handle.close();
}

function typeOf(message: unknown): unknown {
  return typeof message === 'object' && message !== null && 'type' in message && message.type;
}

function isHandover(message: unknown): message is Pick<HandoverMessage, 'to'> {
  if (typeOf(message) !== 'handover') return false;
  return 'to' in (message as object) && typeof (message as HandoverMessage).to === 'string';
}

function sendWith(channel: Channel, message: object, handle: unknown, sent: () => void): void {
  try {
    channel.send(message, handle, sent);
  } catch {
    sent();
  }
}

/** Node's types know sockets and servers only; handles are what its own cluster module sends. */
function channelOf(sender: NodeJS.Process): Channel {
  return {
    send: (message, handle, sent) =>
      Reflect.apply(sender.send as () => unknown, sender, [message, handle, {}, sent]),
  };
}

function isChannel(target: unknown): target is Channel {
  return typeof target === 'object' && target !== null && 'send' in target;
}

function isTcpHandle(handle: unknown): handle is TcpHandle {
  return typeof handle === 'object' && handle !== null && 'readStop' in handle && 'close' in handle;
}

function tcpHandleOf(socket: Duplex): TcpHandle | undefined {
  if (!(socket instanceof Socket) || socket instanceof TLSSocket) return undefined;
  const handle: unknown = Reflect.get(socket, '_handle');
  return isTcpHandle(handle) ? handle : undefined;
}

function socketOf(handle: TcpHandle): Socket {
  const options = { handle, readable: true, writable: true, allowHalfOpen: true };
  return Reflect.construct(Socket, [options]) as Socket;
}

function weightOf({ url, headers, head }: HandedUpgrade): number {
  return Object.entries(headers).reduce(
    (sum, [name, value]) => sum + name.length + String(value).length,
    url.length + head.length,
  );
}
