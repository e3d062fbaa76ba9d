// Records of DTLS 1.2 (RFC 6347): how they are cut, and how they are sealed once there are keys,
// by AES-128-GCM (RFC 5288).

import { createCipheriv, createDecipheriv } from 'node:crypto';

export const recordTypes = { changeCipherSpec: 20, alert: 21, handshake: 22 } as const;

const version = 0xfefd;
const headBytes = 13;
const tagBytes = 16;
const explicitNonceBytes = 8;
/** What one handshake sends fits many times. */
const sequenceMax = 2 ** 32;

export interface DtlsRecord {
  readonly type: number;
  readonly epoch: number;
  /** Epoch and number of the record, as they stand on the wire. */
  readonly sequence: Buffer;
  readonly body: Buffer;
}

/** Key and salt of one direction. */
export interface RecordKey {
  readonly key: Buffer;
  readonly salt: Buffer;
}

/** The records of a datagram; what is cut off is left out. */
export function recordsOf(datagram: Buffer): DtlsRecord[] {
  const records: DtlsRecord[] = [];
  for (let at = 0; at + headBytes <= datagram.length; ) {
    const length = datagram.readUInt16BE(at + 11);
    const end = at + headBytes + length;
    if (end > datagram.length) break;
    records.push({
      type: datagram.readUInt8(at),
      epoch: datagram.readUInt16BE(at + 3),
      sequence: datagram.subarray(at + 3, at + 11),
      body: datagram.subarray(at + headBytes, end),
    });
    at = end;
  }
  return records;
}

/** Numbers the records that one end sends. */
export class RecordWriter {
  #next = 0;

  /** Writes in clear for the first epoch, sealed where a key is given. */
  write(type: number, body: Buffer, key?: RecordKey): Buffer {
    if (this.#next >= sequenceMax) throw new Error('too many records');
    const sequence = Buffer.alloc(8);
    sequence.writeUInt16BE(key ? 1 : 0);
    sequence.writeUInt32BE(this.#next, 4);
    this.#next += 1;
    const sealed = key ? sealRecord(key, type, sequence, body) : body;
    const head = Buffer.alloc(headBytes);
    head.writeUInt8(type);
    head.writeUInt16BE(version, 1);
    sequence.copy(head, 3);
    head.writeUInt16BE(sealed.length, 11);
    return Buffer.concat([head, sealed]);
  }
}

function sealRecord({ key, salt }: RecordKey, type: number, sequence: Buffer, body: Buffer) {
  const cipher = createCipheriv('aes-128-gcm', key, Buffer.concat([salt, sequence]));
  cipher.setAAD(proved(type, sequence, body.length));
  return Buffer.concat([sequence, cipher.update(body), cipher.final(), cipher.getAuthTag()]);
}

/** Nothing for a record that does not prove itself. */
export function openRecord({ key, salt }: RecordKey, record: DtlsRecord): Buffer | undefined {
  const { type, sequence, body } = record;
  const length = body.length - explicitNonceBytes - tagBytes;
  if (length < 0) return undefined;
  const nonce = Buffer.concat([salt, body.subarray(0, explicitNonceBytes)]);
  const decipher = createDecipheriv('aes-128-gcm', key, nonce);
  decipher.setAAD(proved(type, sequence, length));
  decipher.setAuthTag(body.subarray(explicitNonceBytes + length));
  try {
    const text = decipher.update(body.subarray(explicitNonceBytes, explicitNonceBytes + length));
    return Buffer.concat([text, decipher.final()]);
  } catch {
    return undefined;
  }
}

function proved(type: number, sequence: Buffer, length: number): Buffer {
  const bytes = Buffer.alloc(headBytes);
  sequence.copy(bytes);
  bytes.writeUInt8(type, 8);
  bytes.writeUInt16BE(version, 9);
  bytes.writeUInt16BE(length, 11);
  return bytes;
}
