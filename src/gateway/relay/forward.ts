// Passes a request or an upgrade to the worker that holds its session, byte for byte. The session's
// own worker noted the client's address at the handshake, which is never passed on.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { request as httpRequest } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { limits } from '#protocol';
import type { RelayKey } from './dial.ts';
import { callRelay } from './dial.ts';

/**
 * A relayed request that has seen no byte for this long is given up; a poll waits for a ping at
 * most.
 */
const relayIdleMs = limits.pingIntervalMs + limits.pingTimeoutMs;

const hopHeaders: readonly string[] = [
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'expect',
];

/**
 * How a relayed request went: answered, or the owner could not be reached and nothing was answered.
 */
export type ForwardOutcome = 'answered' | 'tooLarge' | 'unreachable';

/**
 * Passes a request on. The body is buffered and the connection used once: streamed bodies and kept
 * connections between workers were seen to lose requests when either side closed.
 */
export async function forwardRequest(
  request: IncomingMessage,
  response: ServerResponse,
  address: string,
  key?: RelayKey,
): Promise<ForwardOutcome> {
  const body = await readBody(request, limits.frameBytesMax);
  if (body === undefined) return 'tooLarge';
  const call = callRelay(address, key);
  if (!call) return 'unreachable';
  return new Promise((resolve) => {
    const upstream = httpRequest({
      createConnection: () => call.socket,
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      headers: {
        ...forwarded(request.headers),
        'content-length': body.length,
        connection: 'close',
      },
      timeout: relayIdleMs,
    });
    upstream.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, forwarded(answer.headers));
      answer.pipe(response);
      answer.on('error', () => response.destroy());
    });
    upstream.on('timeout', () => upstream.destroy());
    upstream.on('error', () => {
      if (!response.headersSent) return resolve('unreachable');
      response.destroy();
    });
    response.on('close', () => {
      if (!response.writableFinished) upstream.destroy();
      resolve('answered');
    });
    upstream.end(body);
  });
}

function forwarded(headers: IncomingMessage['headers']): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !hopHeaders.includes(name)) kept[name] = value;
  }
  return kept;
}

/** The whole body, or `undefined` when it is larger than allowed or ends before its end. */
async function readBody(request: IncomingMessage, most: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request) {
      const bytes = chunk as Buffer;
      length += bytes.length;
      if (length > most) return undefined;
      chunks.push(bytes);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks, length);
}

/** Passes an upgrade on and joins the two sockets until either ends. False when nobody answered. */
export function forwardUpgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  address: string,
  key?: RelayKey,
): Promise<boolean> {
  const call = socket.destroyed ? undefined : callRelay(address, key);
  if (!call) return Promise.resolve(false);
  // From here on the session's worker pings and hangs up; HTTP's own time-outs end.
  if (socket instanceof Socket) socket.setTimeout(0);
  return new Promise((resolve) => {
    const upstream = call.socket;
    let joined = false;
    const end = () => {
      upstream.destroy();
      if (joined) socket.destroy();
      resolve(joined);
    };
    upstream.on(call.opened, () => {
      joined = true;
      upstream.write(requestHead(request));
      if (head.length > 0) upstream.write(head);
      upstream.pipe(socket);
      socket.pipe(upstream);
      resolve(true);
    });
    upstream.on('error', end);
    upstream.on('close', end);
    socket.on('error', end);
    socket.on('close', end);
  });
}

function requestHead(request: IncomingMessage): string {
  const lines = [`${request.method} ${request.url} HTTP/1.1`];
  for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) {
    lines.push(`${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}
