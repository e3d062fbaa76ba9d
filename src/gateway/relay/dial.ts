// A way to another worker's relay: its private Unix socket on this machine, or TLS 1.3 to another
// host, where both ends prove that they have the cluster's secrets and nobody has a certificate to
// look after.

import type { Socket } from 'node:net';
import { connect, isIPv6 } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { connect as connectTls } from 'node:tls';

/** The key both ends derive from the secrets; see `relayKeyOf`. */
export type RelayKey = Uint8Array;

/** A shorter key could be guessed, and TLS takes an empty one for none. */
const relayKeyBytesMin = 32;

/** A host that does not answer within this is thought dead. */
const relayConnectTimeoutMs = 3000;
const pskIdentity = 'aldis-relay-1';

/** How both ends speak: nothing but the shared key, with a fresh exchange for each connection. */
const tlsManner = { minVersion: 'TLSv1.3', ciphers: 'TLS_AES_128_GCM_SHA256' } as const;

/** The server's side of the shared key. Throws when the key is shorter than it has to be. */
export function relayTlsOptions(key: RelayKey): TlsOptions {
  if (key.length < relayKeyBytesMin) throw new Error('The key of the relay is too short.');
  return {
    ...tlsManner,
    handshakeTimeout: relayConnectTimeoutMs,
    pskCallback: (_socket, identity) => (identity === pskIdentity ? key : null),
  };
}

/** Shape of a relay's address between hosts: `tls://host:port`. */
export function tlsAddress(host: string, port: number): string {
  return `tls://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

/** Host and port of such an address; undefined for the path of a Unix socket. */
export function parseTlsAddress(address: string): { host: string; port: number } | undefined {
  const [, host, port] = /^tls:\/\/(\[[^\]]+\]|[^:/]+):(\d{1,5})$/.exec(address) ?? [];
  if (host === undefined || port === undefined) return undefined;
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}

/** Names the machine on which a relay is; empty for a Unix socket, which is on this one. */
export const machineOf = (address: string): string => parseTlsAddress(address)?.host ?? '';

/** A connection that opens or fails soon. */
export interface RelayCall {
  readonly socket: Socket;
  /** The event that says that it is open, and who is there. */
  readonly opened: 'connect' | 'secureConnect';
}

/** Calls a relay. Without a whole key no other host can be called: undefined. */
export function callRelay(address: string, key: RelayKey | undefined): RelayCall | undefined {
  const tls = parseTlsAddress(address);
  if (!tls) return { socket: connect(address), opened: 'connect' };
  if (!key || key.length < relayKeyBytesMin) return undefined;
  const socket = connectTls({
    ...tls,
    ...tlsManner,
    pskCallback: () => ({ identity: pskIdentity, psk: key }),
    // The key alone says who it is: whoever shows a certificate passed it by, and no variable of
    // the environment lets him in.
    ca: [],
    rejectUnauthorized: true,
    checkServerIdentity: (_host, { raw }) => (raw ? new Error('a certificate') : undefined),
  });
  const timer = setTimeout(() => socket.destroy(new Error('no answer')), relayConnectTimeoutMs);
  socket.once('secureConnect', () => clearTimeout(timer));
  socket.once('close', () => clearTimeout(timer));
  return { socket, opened: 'secureConnect' };
}
