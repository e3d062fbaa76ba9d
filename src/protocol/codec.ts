// The one place where protobuf bytes become values and back. Decoded bytes are views of the input,
// and fields are counted before anything is made of them. 64-bit fields are milliseconds, cross as
// numbers, and are refused above limits.timestampMax.

import $protobuf from 'protobufjs/minimal.js';
import { checkFields } from './fields.ts';
import type { Shape } from './fields.ts';
import { frameFieldsMax } from './limits.ts';

/** A message of proto/ as a value. */
export interface Codec<T> {
  /** Its name in proto/. */
  readonly message: string;
  /** Where in it messages and lists of numbers lie. */
  readonly shape: Shape;
  encode(value: T): Uint8Array;
  /**
   * Throws on bytes that are no such message, and on more fields than limits.frameFieldsMax where
   * it was declared with no other number.
   */
  decode(bytes: Uint8Array): T;
}

type Writer = $protobuf.Writer;

/** A message as it was generated from proto/. */
interface Message<Read, Written> {
  readonly name: string;
  encode(message: Written, into: Writer): Writer;
  decode(bytes: Uint8Array): Read;
}

interface Conversion<T, Read, Written> {
  readonly shape?: Shape;
  readonly fieldsMax?: number;
  write(value: T): Written;
  read(message: Read): T;
}

/** Bytes that are written into again; what a longer message has made of them is given up. */
const scratchBytesMax = 64 * 1024;

/**
 * Where messages are written, one at a time: each leaves as a copy. A writer of its own for each
 * would be made, enlarged twice and thrown away, which costs more than to write the message.
 */
class Scratch {
  #writer = $protobuf.Writer.create();

  /** What `write` writes. Order: it encodes nothing else meanwhile. */
  take(write: (into: Writer) => void): Uint8Array {
    const writer = this.#writer;
    // One that failed half-way has left something.
    writer.pos = 0;
    writer.states = null;
    write(writer);
    const bytes = writer.finish();
    if (writer.buf.length > scratchBytesMax) this.#writer = $protobuf.Writer.create();
    return bytes;
  }
}

const scratch = new Scratch();

/** Makes the codec of a message. `read` throws for values that cannot be. */
export function codec<T, Read, Written>(
  message: Message<Read, Written>,
  { shape = {}, fieldsMax = frameFieldsMax, write, read }: Conversion<T, Read, Written>,
): Codec<T> {
  return {
    message: message.name,
    shape,
    encode(value) {
      const written = write(value);
      return scratch.take((into) => message.encode(written, into));
    },
    decode(bytes) {
      checkFields(bytes, fieldsMax, shape);
      return read(message.decode(bytes));
    },
  };
}
