// Whom a connection over TLS may be made to: authorities of one's own, and keys that are pinned.
// Nothing is said over a connection before it was found to be the right one.

import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { connect } from 'node:tls';
import { ClientError, wrong } from '../clientError.ts';

/** Says which certificates are taken, for every connection of the client. */
export interface TlsOptions {
  /** Authorities in the place of the system's. Shape: PEM. */
  readonly ca?: string | readonly string[];
  /**
   * The server's key is one of these. Without `ca` that alone counts, whoever signed the
   * certificate. Shape: SHA-256 of the public key (SPKI) in base64, also with `sha256/` before it.
   */
  readonly pins?: readonly string[];
}

const pinForm = /^(?:sha256\/)?([A-Za-z0-9+/]{43}=)$/;
const pemForm = /-----BEGIN (?:TRUSTED )?CERTIFICATE-----/;

/** What was asked, as connections use it. Refuses: argument.invalid. */
export interface Trust {
  readonly ca: string[] | undefined;
  readonly pins: readonly string[] | undefined;
}

export function readTrust({ ca, pins }: TlsOptions): Trust {
  const authorities = ca === undefined ? undefined : [ca].flat();
  if (authorities?.some((one) => !pemForm.test(one))) {
    throw wrong('An authority is a certificate in PEM.');
  }
  if (authorities?.length === 0 || pins?.length === 0) {
    throw wrong('An empty list of authorities or pins would trust nobody.');
  }
  const keys = pins?.map((pin) => {
    const hash = pinForm.exec(pin)?.[1];
    if (hash === undefined) throw wrong('A pin is the SHA-256 of a public key in base64.');
    return hash;
  });
  return { ca: authorities, pins: keys };
}

/**
 * Speaks TLS over a connection; resolves when the other side is known to be the right one.
 * Refuses: server.untrusted.
 */
export function secured(socket: Socket, host: string, trust: Trust): Promise<TLSSocket> {
  const { ca, pins } = trust;
  return new Promise((resolve, reject) => {
    const secure = connect({
      socket,
      host,
      ...(isIP(host) ? {} : { servername: host }),
      ALPNProtocols: ['http/1.1'],
      ...(ca ? { ca } : {}),
      rejectUnauthorized: ca !== undefined || pins === undefined,
    });
    const failed = (error: Error) => {
      secure.destroy();
      reject(secure.authorizationError ? untrusted(host, error) : error);
    };
    secure.once('error', failed);
    secure.once('close', () => failed(new Error(`${host} ended the connection.`)));
    secure.once('secureConnect', () => {
      secure.removeAllListeners('close');
      secure.off('error', failed);
      if (!pins || pins.includes(pinOf(secure))) resolve(secure);
      else {
        secure.on('error', () => undefined).destroy();
        reject(untrusted(host, new Error('Its key is none of those that are pinned.')));
      }
    });
  });
}

function pinOf(socket: TLSSocket): string {
  const key = socket.getPeerX509Certificate()?.publicKey.export({ type: 'spki', format: 'der' });
  return key === undefined ? '' : createHash('sha256').update(key).digest('base64');
}

const untrusted = (host: string, cause: Error) =>
  new ClientError(
    'server.untrusted',
    `Whoever answers at ${host} does not show the certificate of the server: ${cause.message}`,
    { cause },
  );

/** The refusal of a certificate, where one is behind a failure; libraries wrap it differently. */
export function untrustedIn(failure: unknown): ClientError | undefined {
  let one = failure;
  for (let depth = 0; depth < 8 && typeof one === 'object' && one !== null; depth += 1) {
    if (one instanceof ClientError && one.code === 'server.untrusted') return one;
    const { cause, description, error } = one as Record<string, unknown>;
    one = cause ?? description ?? error;
  }
  return undefined;
}
