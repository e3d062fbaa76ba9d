// What a refused request hears that no engine will see, JSON or an upgrade that ends, and what a
// refused handshake hears.

import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Refusal } from '#protocol';
import { errorRow } from '#protocol';
import { metrics } from '#runtime';

/** Answers a request with a code. */
export function answerRefusal(response: ServerResponse, { code, retryAfterMs }: Refusal): void {
  metrics.refusals.inc({ code });
  const { status, message, retry } = errorRow(code);
  const body = JSON.stringify({ code, message, retryable: retry });
  const wait = retryAfterMs === undefined ? {} : { 'retry-after': seconds(retryAfterMs) };
  answerJson(response, status, body, wait);
}

/** Answers as the engine itself does: its clients then begin a new session. */
export function answerUnknownSession(response: ServerResponse): void {
  answerJson(response, 400, JSON.stringify({ code: 1, message: 'Session ID unknown' }));
}

/** A refusal as `connect_error` carries it. */
export function connectError({ code, retryAfterMs = 0 }: Refusal): Error & { data: object } {
  const { message, retry } = errorRow(code);
  const data = { code, message, retryable: retry, retryAfterMs };
  return Object.assign(new Error(message), { data });
}

function answerJson(
  response: ServerResponse,
  status: number,
  body: string,
  more: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    ...more,
    'content-type': 'application/json',
    connection: 'close',
  });
  response.end(body);
}

/** Ends an upgrade with a code's status and sentence. */
export function refuseUpgrade(socket: Duplex, { code, retryAfterMs }: Refusal): void {
  metrics.refusals.inc({ code });
  const { status, message } = errorRow(code);
  const length = Buffer.byteLength(message);
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  socket.once('finish', () => socket.destroy());
  const head = [
    `HTTP/1.1 ${status} Refused`,
    'connection: close',
    `content-length: ${length}`,
    ...(retryAfterMs === undefined ? [] : [`retry-after: ${seconds(retryAfterMs)}`]),
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${message}`);
}

const seconds = (ms: number): string => String(Math.max(1, Math.ceil(ms / 1000)));
