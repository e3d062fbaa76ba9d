// A row as bytes, for sealing: its values one after the other, each with its kind and its length.

import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';

const kinds = { null: 0, integer: 1, real: 2, text: 3, blob: 4 } as const;

/** Unit: bytes. */
const headBytes = 5;
const numberBytes = 8;

/**
 * Shape: for each value u8 kind ‖ u32be length ‖ the value: nothing, an i64be, an f64be, UTF-8, or
 * the bytes themselves.
 */
export function encodeRow(values: readonly SQLOutputValue[]): Buffer {
  const parts: Buffer[] = [];
  for (const value of values) {
    const [kind, bytes] = encodeValue(value);
    const head = Buffer.alloc(headBytes);
    head[0] = kind;
    head.writeUInt32BE(bytes.length, 1);
    parts.push(head, bytes);
  }
  return Buffer.concat(parts);
}

function encodeValue(value: SQLOutputValue): [kind: number, bytes: Buffer] {
  if (value === null) return [kinds.null, Buffer.alloc(0)];
  if (typeof value === 'string') return [kinds.text, Buffer.from(value)];
  if (value instanceof Uint8Array) {
    return [kinds.blob, Buffer.from(value.buffer, value.byteOffset, value.length)];
  }
  const bytes = Buffer.alloc(numberBytes);
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) {
    bytes.writeBigInt64BE(BigInt(value));
    return [kinds.integer, bytes];
  }
  bytes.writeDoubleBE(value);
  return [kinds.real, bytes];
}

/** The values, as SQLite takes them: whole numbers are bigint. Throws on anything else. */
export function decodeRow(bytes: Buffer): SQLInputValue[] {
  const values: SQLInputValue[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + headBytes + bytes.readUInt32BE(at + 1);
    if (end > bytes.length) throw new Error('A row ends too soon.');
    values.push(decodeValue(bytes[at], bytes.subarray(at + headBytes, end)));
    at = end;
  }
  return values;
}

function decodeValue(kind: number | undefined, bytes: Buffer): SQLInputValue {
  switch (kind) {
    case kinds.null:
      return null;
    case kinds.integer:
      return bytes.readBigInt64BE();
    case kinds.real:
      return bytes.readDoubleBE();
    case kinds.text:
      return bytes.toString();
    case kinds.blob:
      return new Uint8Array(bytes);
    default:
      throw new Error('A row holds a value of no known kind.');
  }
}
