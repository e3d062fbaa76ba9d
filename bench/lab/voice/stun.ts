// The little of ICE that a device needs towards a server that is ICE lite: it asks, with the
// server's password, and is answered. Source: RFC 8445, RFC 8489.

import { createHmac, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const cookie = 0x2112a442;
const headBytes = 20;
const bindingRequest = 0x0001;
const bindingSuccess = 0x0101;
const fingerprintMask = 0x5354554e;
/** The priority of a candidate of the host itself. */
const priority = 0x7eff_ffff;

const attributes = {
  username: 0x0006,
  integrity: 0x0008,
  priority: 0x0024,
  useCandidate: 0x0025,
  fingerprint: 0x8028,
  controlling: 0x802a,
} as const;

export interface IceNames {
  readonly serverFragment: string;
  readonly serverPassword: string;
  readonly ownFragment: string;
}

/** A check of the one pair there is, which chooses it. */
export function bindingFor({ serverFragment, serverPassword, ownFragment }: IceNames): Buffer {
  const rank = Buffer.alloc(4);
  rank.writeUInt32BE(priority);
  const head = Buffer.alloc(headBytes);
  head.writeUInt16BE(bindingRequest);
  head.writeUInt32BE(cookie, 4);
  randomBytes(12).copy(head, 8);
  const asked = Buffer.concat([
    head,
    attribute(attributes.username, Buffer.from(`${serverFragment}:${ownFragment}`)),
    attribute(attributes.priority, rank),
    attribute(attributes.controlling, randomBytes(8)),
    attribute(attributes.useCandidate, Buffer.alloc(0)),
  ]);
  asked.writeUInt16BE(asked.length - headBytes + 24, 2);
  const proof = createHmac('sha1', serverPassword).update(asked).digest();
  const proved = Buffer.concat([asked, attribute(attributes.integrity, proof)]);
  proved.writeUInt16BE(proved.length - headBytes + 8, 2);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE((crc32(proved) ^ fingerprintMask) >>> 0);
  return Buffer.concat([proved, attribute(attributes.fingerprint, sum)]);
}

/** True for the answer that lets in. */
export const isBound = (datagram: Buffer): boolean =>
  datagram.length >= headBytes &&
  datagram.readUInt16BE() === bindingSuccess &&
  datagram.readUInt32BE(4) === cookie;

function attribute(type: number, value: Buffer): Buffer {
  const whole = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
  whole.writeUInt16BE(type);
  whole.writeUInt16BE(value.length, 2);
  value.copy(whole, 4);
  return whole;
}
