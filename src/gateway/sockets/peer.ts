// Who is at the other end: the peer's address, and the origin a browser comes from.

import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { ConfigError } from '#runtime';

/** Splits a comma-separated setting. */
export function listOf(setting: string): string[] {
  return setting
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/, '');

/** True for an address whose X-Forwarded-For is believed. */
export type IsProxy = (address: string) => boolean;

/**
 * Reads a list of addresses and networks, such as `10.0.0.7, 10.1.0.0/16`. Throws ConfigError.
 */
export function proxiesOf(setting: string): IsProxy {
  const listed = new BlockList();
  for (const one of listOf(setting)) {
    const [network = '', bits, ...more] = one.split('/');
    const kind = isIP(network) === 6 ? 'ipv6' : 'ipv4';
    const widest = kind === 'ipv6' ? 128 : 32;
    const prefix = bits === undefined ? widest : /^\d{1,3}$/.test(bits) ? Number(bits) : -1;
    if (isIP(network) === 0 || prefix < 0 || prefix > widest || more.length > 0) {
      throw new ConfigError(`ALDIS_TRUSTED_PROXIES: ${one} is no address and no network.`);
    }
    listed.addSubnet(network, prefix, kind);
  }
  if (listed.rules.length === 0) return () => false;
  return (address) => {
    const bare = plain(address);
    return isIP(bare) > 0 && listed.check(bare, isIP(bare) === 6 ? 'ipv6' : 'ipv4');
  };
}

/**
 * The client's address. X-Forwarded-For is read from its end, and only as far as trusted proxies
 * wrote it.
 */
export function peerAddress(request: IncomingMessage, isProxy: IsProxy): string {
  let address = plain(request.socket.remoteAddress ?? '');
  const forwarded = listOf(String(request.headers['x-forwarded-for'] ?? ''));
  while (isProxy(address)) {
    const next = forwarded.pop();
    if (next === undefined) break;
    address = plain(next);
  }
  return address;
}

/** Who says for whom a request comes: nobody, a trusted proxy, or somebody not believed. */
export type Forwarding = 'none' | 'trusted' | 'untrusted';

/** Tells a proxy that the configuration forgot: many of its requests are `untrusted`. */
export function forwardingOf(request: IncomingMessage, isProxy: IsProxy): Forwarding {
  if (request.headers['x-forwarded-for'] === undefined) return 'none';
  return isProxy(plain(request.socket.remoteAddress ?? '')) ? 'trusted' : 'untrusted';
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
