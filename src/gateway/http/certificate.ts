// TLS 1.3 from the operator's files. They are looked at once a minute and served anew when they
// have changed, so that a renewed certificate needs no reload; connections that are open go on.

import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Server, ServerOptions } from 'node:https';
import { createSecureContext } from 'node:tls';
import type { Clock, Config, Log, Timer } from '#runtime';
import { ConfigError, logDefect } from '#runtime';

/** Looked at this often. */
export const certificateCheckMs = 60_000;
/** Browsers use TLS alone for this long after an answer. Unit: seconds. */
const strictForS = 365 * 24 * 60 * 60;
/** A handshake that takes longer is hung up on. */
const handshakeTimeoutMs = 10_000;

export const strictTransport = `max-age=${strictForS}; includeSubDomains`;

type Files = Pick<Config, 'ALDIS_TLS_CERT_FILE' | 'ALDIS_TLS_KEY_FILE'>;

export interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** Reads and checks the files; undefined without TLS. Throws ConfigError. */
export function readCertificate(files: Files): Certificate | undefined {
  const { ALDIS_TLS_CERT_FILE: certFile, ALDIS_TLS_KEY_FILE: keyFile } = files;
  if (certFile === undefined || keyFile === undefined) return undefined;
  const cert = readPem('ALDIS_TLS_CERT_FILE', certFile);
  const key = readPem('ALDIS_TLS_KEY_FILE', keyFile);
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    throw new ConfigError('ALDIS_TLS_KEY_FILE: is not the PEM key of the certificate.', {
      cause: error,
    });
  }
  if (new X509Certificate(cert).validToDate.getTime() < Date.now()) {
    throw new ConfigError('ALDIS_TLS_CERT_FILE: the certificate has expired; renew it.');
  }
  return { cert, key };
}

function readPem(name: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException;
    throw new ConfigError(`${name}: cannot be read (${code}).`, { cause: error });
  }
}

/** What the server is made with. */
export function tlsOptions(certificate: Certificate): ServerOptions {
  return {
    ...certificate,
    minVersion: 'TLSv1.3',
    handshakeTimeout: handshakeTimeoutMs,
    ALPNProtocols: ['http/1.1'],
  };
}

/** Serves a changed certificate to whoever connects from then on; a bad one is left unused. */
export function renewCertificate(
  server: Pick<Server, 'setSecureContext'>,
  files: Files,
  clock: Pick<Clock, 'every'>,
  log: Log,
): Timer {
  let served = readCertificate(files);
  return clock.every(certificateCheckMs, () => {
    try {
      const found = readCertificate(files);
      if (!found || (served?.cert.equals(found.cert) && served.key.equals(found.key))) return;
      server.setSecureContext({ ...found, minVersion: 'TLSv1.3' });
      served = found;
      log.info('certificate.renewed');
    } catch (error) {
      log.warn('certificate.unusable', logDefect(error));
    }
  });
}
