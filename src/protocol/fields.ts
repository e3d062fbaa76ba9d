// How many fields a protobuf message holds, known before anything is made of them: an empty entry
// of a repeated field takes two bytes, and the object it becomes a hundred times as many. Whatever
// is not read here as the decoder reads it is refused, so that the two never see different fields.

const varint = 0;
const fixed64 = 1;
const lengthDelimited = 2;
const fixed32 = 5;
const varintBytesMax = 10;
/** The longest tag or length: these have 32 bits. */
const shortVarintBytesMax = 5;
const uint32Max = 0xff_ff_ff_ff;

/** The fields of a message that hold messages, and those that may hold packed numbers. */
export interface Shape {
  readonly [field: number]: Shape | 'numbers';
}

/** A message holds more fields than it may, or bytes that are no field. */
export class FieldsRefused extends Error {
  override readonly name = 'FieldsRefused';
}

/**
 * Throws FieldsRefused when a message holds more fields than `most`, or what is no field; fields
 * of messages inside and packed numbers count, too. Shorter bytes than `most` are left to the
 * decoder: they cannot hold more.
 */
export function checkFields(bytes: Uint8Array, most: number, shape: Shape): void {
  if (bytes.length > most) new FieldReader(bytes, most).message(bytes.length, shape);
}

class FieldReader {
  readonly #bytes: Uint8Array;
  #left: number;
  #at = 0;

  constructor(bytes: Uint8Array, most: number) {
    this.#bytes = bytes;
    this.#left = most;
  }

  message(end: number, shape: Shape): void {
    while (this.#at < end) {
      this.#count();
      const tag = this.#short(end);
      const field = Math.floor(tag / 8);
      if (field === 0) throw new FieldsRefused('a field without a number');
      this.#value(tag % 8, end, shape[field]);
    }
  }

  #value(wireType: number, end: number, inside: Shape[number] | undefined): void {
    if (wireType === varint) this.#varint(end);
    else if (wireType === fixed64) this.#pass(8, end);
    else if (wireType === fixed32) this.#pass(4, end);
    else if (wireType === lengthDelimited) {
      const length = this.#short(end);
      const valueEnd = this.#at + length;
      if (valueEnd > end) throw new FieldsRefused('a field that ends too late');
      if (inside === 'numbers') this.#numbers(valueEnd);
      else if (inside) this.message(valueEnd, inside);
      else this.#at = valueEnd;
    } else throw new FieldsRefused('a wire type that is not spoken here');
  }

  #numbers(end: number): void {
    while (this.#at < end) {
      this.#count();
      this.#varint(end);
    }
  }

  #count(): void {
    this.#left -= 1;
    if (this.#left < 0) throw new FieldsRefused('too many fields');
  }

  #pass(length: number, end: number): void {
    this.#at += length;
    if (this.#at > end) throw new FieldsRefused('a field that ends too late');
  }

  #short(end: number): number {
    const value = this.#varint(end, shortVarintBytesMax);
    if (value > uint32Max) throw new FieldsRefused('a tag or length above 32 bits');
    return value;
  }

  /** Multiplies instead of shifting, so that a length above 2^31 stays what it is. */
  #varint(end: number, bytesMax = varintBytesMax): number {
    let value = 0;
    for (let i = 0; i < bytesMax && this.#at < end; i++) {
      const byte = this.#bytes[this.#at++] ?? 0;
      value += (byte & 0x7f) * 2 ** (7 * i);
      if (byte < 0x80) return value;
    }
    throw new FieldsRefused('a number that does not end');
  }
}
