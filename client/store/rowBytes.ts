// A row as bytes, for sealing: its values one after the other, each with its kind and its length.

import type { SqlValue } from './clientStore.ts';

const kinds = { null: 0, integer: 1, real: 2, text: 3, blob: 4 } as const;

/** Unit: bytes. */
const headBytes = 5;
const numberBytes = 8;

/**
 * Shape: for each value u8 kind ‖ u32be length ‖ the value: nothing, an i64be, an f64be, UTF-8, or
 * the bytes themselves.
 */
export function encodeRow(values: readonly SqlValue[]): Buffer {
  let length = 0;
  for (const value of values) length += headBytes + lengthOf(value);
  const row = Buffer.alloc(length);
  let at = 0;
  for (const value of values) at = writeValue(row, at, value);
  return row;
}

function lengthOf(value: SqlValue): number {
  if (value === null) return 0;
  if (typeof value === 'string') return Buffer.byteLength(value);
  return value instanceof Uint8Array ? value.length : numberBytes;
}

/** Returns where it ends. */
function writeValue(row: Buffer, start: number, value: SqlValue): number {
  const [at, length] = [start + headBytes, lengthOf(value)];
  row.writeUInt32BE(length, start + 1);
  if (value === null) row[start] = kinds.null;
  else if (typeof value === 'string') {
    row[start] = kinds.text;
    row.write(value, at);
  } else if (value instanceof Uint8Array) {
    row[start] = kinds.blob;
    row.set(value, at);
  } else if (typeof value === 'bigint' || Number.isSafeInteger(value)) {
    row[start] = kinds.integer;
    row.writeBigInt64BE(BigInt(value), at);
  } else {
    row[start] = kinds.real;
    row.writeDoubleBE(value, at);
  }
  return at + length;
}

/** The values, as SQLite takes them: whole numbers are bigint. Throws on anything else. */
export function decodeRow(bytes: Buffer): SqlValue[] {
  const values: SqlValue[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + headBytes + bytes.readUInt32BE(at + 1);
    if (end > bytes.length) throw new Error('A row ends too soon.');
    values.push(decodeValue(bytes[at], bytes.subarray(at + headBytes, end)));
    at = end;
  }
  return values;
}

function decodeValue(kind: number | undefined, bytes: Buffer): SqlValue {
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
