// A certificate that signs itself, for 127.0.0.1, written in DER by hand: tests of TLS need no
// program beside Node.

import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

export interface SelfSigned {
  /** PEM. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
}

const tags = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  oid: 0x06,
  utf8: 0x0c,
  time: 0x17,
  sequence: 0x30,
  set: 0x31,
} as const;
/** Context tags: version, extensions, and the address in an alternative name. */
const [versionTag, extensionsTag, addressTag] = [0xa0, 0xa3, 0x87];
const oids = {
  ecdsaWithSha256: '2a8648ce3d040302',
  commonName: '550403',
  basicConstraints: '551d13',
  alternativeName: '551d11',
} as const;

/** Valid from an hour ago for this many days; negative: it has expired. */
export function selfSigned(days = 2): SelfSigned {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(hex(tags.oid, oids.ecdsaWithSha256));
  const name = sequence(
    der(
      tags.set,
      sequence(hex(tags.oid, oids.commonName), der(tags.utf8, Buffer.from('aldis test'))),
    ),
  );
  const body = sequence(
    der(versionTag, der(tags.integer, Buffer.from([2]))),
    der(tags.integer, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    name,
    sequence(time(Date.now() - 3_600_000 - (days < 0 ? 864e5 * 9 : 0)), time(expiry(days))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(extensionsTag, sequence(...extensions())),
  );
  const signature = Buffer.concat([Buffer.alloc(1), sign('sha256', body, privateKey)]);
  const whole = sequence(body, algorithm, der(tags.bits, signature));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** It may sign, itself, and stands for the loopback address. */
function extensions(): Buffer[] {
  const maySign = sequence(der(tags.boolean, Buffer.from([0xff])));
  const address = sequence(der(addressTag, Buffer.from([127, 0, 0, 1])));
  const extension = (oid: string, value: Buffer) =>
    sequence(hex(tags.oid, oid), der(tags.octets, value));
  return [extension(oids.basicConstraints, maySign), extension(oids.alternativeName, address)];
}

const expiry = (days: number): number => Date.now() + days * 864e5;

function der(tag: number, value: Buffer): Buffer {
  const { length } = value;
  const bytes =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...bytes]), value]);
}

const sequence = (...parts: Buffer[]): Buffer => der(tags.sequence, Buffer.concat(parts));
const hex = (tag: number, text: string): Buffer => der(tag, Buffer.from(text, 'hex'));

/** UTCTime: YYMMDDhhmmssZ. */
function time(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replace(/\D/g, '').slice(2, 14);
  return der(tags.time, Buffer.from(`${digits}Z`));
}
