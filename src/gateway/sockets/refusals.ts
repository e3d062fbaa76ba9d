// What a refused request hears that no engine will see, JSON or an upgrade that ends, and what a
// refused handshake hears.

import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Refusal } from '#protocol';
import { comeAgainMs, errorRow } from '#protocol';
import { metrics } from '#runtime';
import { retryAfterOf } from '../ingress/refusals.ts';

/** Answers a request with a code. */
export function answerRefusal(response: ServerResponse, refusal: Refusal): void {
  const { code } = refusal;
  metrics.refusals.inc({ code });
  const { status, message, retry } = errorRow(code);
  const body = JSON.stringify({ code, message, retryable: retry });
  const retryAfter = retryAfterOf(refusal);
  answerJson(response, status, body, retryAfter === undefined ? {} : { 'retry-after': retryAfter });
}

/** Answers as the engine itself does: its clients then begin a new session. */
export function answerUnknownSession(response: ServerResponse): void {
  answerJson(response, 400, JSON.stringify({ code: 1, message: 'Session ID unknown' }));
}

/** A refusal as `connect_error` carries it. */
export function connectError(refusal: Refusal): Error & { data: object } {
  const { code } = refusal;
  const { message, retry } = errorRow(code);
  const data = { code, message, retryable: retry, retryAfterMs: comeAgainMs(refusal) ?? 0 };
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
export function refuseUpgrade(socket: Duplex, refusal: Refusal): void {
  const { code } = refusal;
  metrics.refusals.inc({ code });
  const { status, message } = errorRow(code);
  const retryAfter = retryAfterOf(refusal);
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
    ...(retryAfter === undefined ? [] : [`retry-after: ${retryAfter}`]),
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${message}`);
}
