// Placing a connection on the worker that owns its account: most deliveries and acknowledgements
// then stay inside one process. A client that says its home in the handshake's query has its
// socket handed over before the WebSocket begins; where that cannot be, it is served where it came.

import { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { MemberId, ShardId } from '#protocol';
import { homeQuery, shardCountMax, shardOfHome } from '#protocol';

/** A WebSocket upgrade as it travels beside its socket. */
export interface HandedUpgrade {
  readonly url: string;
  readonly httpVersion: string;
  /** The headers as Node read them where the request came in, and was screened. */
  readonly headers: IncomingMessage['headers'];
  /** What the client sent behind its request, base64. */
  readonly head: string;
}

/** A way to hand sockets to other workers of this machine. */
export interface SocketHandover {
  /** True when the socket is on its way to that worker; then it must not be touched any more. */
  give(to: MemberId, upgrade: HandedUpgrade, socket: Duplex): boolean;
  /** Called with each socket that another worker gave to this one. */
  onGiven(listener: (upgrade: HandedUpgrade, socket: Socket) => void): void;
}

const hint = new RegExp(`[?&]${homeQuery}=(\\d{1,5})(?:&|$)`);

/** The shard of the home a handshake's URL names; undefined for none, or no home. */
export function shardHint(url: string | undefined): ShardId | undefined {
  const home = Number(hint.exec(url ?? '')?.[1] ?? Number.NaN);
  return home < shardCountMax ? shardOfHome(home) : undefined;
}

/** What the other worker needs of a request. */
export function describeUpgrade(request: IncomingMessage, head: Buffer): HandedUpgrade {
  const { url = '', httpVersion, headers } = request;
  return { url, httpVersion, headers, head: head.toString('base64') };
}

/** The request on the other side. */
export function requestOf(upgrade: HandedUpgrade, socket: Socket): IncomingMessage {
  const request = new IncomingMessage(socket);
  request.method = 'GET';
  request.url = upgrade.url;
  request.httpVersion = upgrade.httpVersion;
  request.headers = { ...upgrade.headers };
  return request;
}
