// Who is at the other end: the peer's address, and the origin a browser comes from.

import type { IncomingMessage } from 'node:http';

/** Splits a comma-separated setting. */
export function listOf(setting: string): string[] {
  return setting
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/, '');

/**
 * The client's address. X-Forwarded-For is read from its end, and only as far as trusted proxies
 * wrote it.
 */
export function peerAddress(request: IncomingMessage, proxies: readonly string[]): string {
  let address = plain(request.socket.remoteAddress ?? '');
  const forwarded = listOf(String(request.headers['x-forwarded-for'] ?? ''));
  while (proxies.includes(address)) {
    const next = forwarded.pop();
    if (next === undefined) break;
    address = plain(next);
  }
  return address;
}

/**
 * True when a page of this origin may connect: none (no browser), the own host, or one of the list.
 * WebSockets are not held by CORS, so that this is asked of every request.
 */
export function originAllowed(
  origin: string | undefined,
  host: string | undefined,
  allowed: readonly string[],
): boolean {
  if (origin === undefined) return true;
  if (allowed.includes(origin)) return true;
  if (!URL.canParse(origin)) return false;
  const from = new URL(origin);
  return /^https?:$/.test(from.protocol) && from.host !== '' && from.host === host?.toLowerCase();
}
