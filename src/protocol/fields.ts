// How many fields a protobuf message holds, known before anything is made of them: an empty entry
// of a repeated field takes two bytes, and the object it becomes a hundred times as many.

const FIXED64 = 1;
const LENGTH = 2;
const GROUP_START = 3;
const GROUP_END = 4;
const FIXED32 = 5;
const VARINT = 0;
const varintBytesMax = 10;
/** The shortest field: its tag, and an empty value. */
const fieldBytesLeast = 2;

/** A message holds more fields than it may. */
export class FieldsRefused extends Error {
  override readonly name = 'FieldsRefused';
}

/**
 * Throws FieldsRefused when a message has more fields than `most`; those of the messages in its
 * field `inner` count, too. What cannot be read ends the count: the decoder refuses it.
 */
export function checkFields(bytes: Uint8Array, most: number, inner = 0): void {
  if (bytes.length <= most * fieldBytesLeast) return;
  const reader = new FieldReader(bytes, most);
  reader.count(bytes.length, inner);
}

class FieldReader {
  readonly #bytes: Uint8Array;
  #left: number;
  #at = 0;

  constructor(bytes: Uint8Array, most: number) {
    this.#bytes = bytes;
    this.#left = most;
  }

  /** Counts up to `end`. False when a field could not be read. */
  count(end: number, inner: number): boolean {
    while (this.#at < end) {
      if (--this.#left < 0) throw new FieldsRefused('too many fields');
      const tag = this.#varint(end);
      if (tag < 0 || !this.#skip(tag, end, inner)) return false;
    }
    return true;
  }

  #skip(tag: number, end: number, inner: number): boolean {
    const wireType = tag % 8;
    if (wireType === VARINT) return this.#varint(end) >= 0;
    if (wireType === FIXED64) this.#at += 8;
    else if (wireType === FIXED32) this.#at += 4;
    else if (wireType === LENGTH) {
      const length = this.#varint(end);
      if (length < 0 || length > end - this.#at) return false;
      if (inner > 0 && Math.floor(tag / 8) === inner) return this.count(this.#at + length, 0);
      this.#at += length;
    } else return wireType === GROUP_START || wireType === GROUP_END;
    return this.#at <= end;
  }

  /** By multiplication, so that a length above 2^31 stays what it is. −1: there is none. */
  #varint(end: number): number {
    let value = 0;
    for (let i = 0; i < varintBytesMax && this.#at < end; i++) {
      const byte = this.#bytes[this.#at++] ?? 0;
      value += (byte & 0x7f) * 2 ** (7 * i);
      if (byte < 0x80) return value;
    }
    return -1;
  }
}
