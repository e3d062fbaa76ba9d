// What a request hears that no engine will see: a refusal as JSON, or an upgrade that ends.

import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ErrorCode } from '#protocol';
import { errorRow } from '#protocol';
import { metrics } from '#runtime';

/** Answers a request with a code. */
export function answerRefusal(response: ServerResponse, code: ErrorCode): void {
  metrics.refusals.inc({ code });
  const { status, message, retry } = errorRow(code);
  const body = JSON.stringify({ code, message, retryable: retry });
  answerJson(response, status, body);
}

/** As the engine itself says it: its clients begin a new session then. */
export function answerUnknownSession(response: ServerResponse): void {
  answerJson(response, 400, JSON.stringify({ code: 1, message: 'Session ID unknown' }));
}

function answerJson(response: ServerResponse, status: number, body: string): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  response.end(body);
}

/** Ends an upgrade with a code's status and sentence. */
export function refuseUpgrade(socket: Duplex, code: ErrorCode): void {
  metrics.refusals.inc({ code });
  const { status, message } = errorRow(code);
  const length = Buffer.byteLength(message);
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  socket.once('finish', () => socket.destroy());
  const head = `HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-length: ${length}`;
  socket.end(`${head}\r\n\r\n${message}`);
}
