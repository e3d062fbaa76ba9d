// The one place where protobuf bytes become values and back. Decoded bytes are views of the input,
// and fields are counted before anything is made of them. 64-bit fields are milliseconds, cross as
// numbers, and are refused above limits.timestampMax.

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

/** A message as it was generated from proto/. */
interface Message<Read, Written> {
  readonly name: string;
  encode(message: Written): { finish(): Uint8Array };
  decode(bytes: Uint8Array): Read;
}

interface Conversion<T, Read, Written> {
  readonly shape?: Shape;
  readonly fieldsMax?: number;
  write(value: T): Written;
  read(message: Read): T;
}

/** Makes the codec of a message. `read` throws for values that cannot be. */
export function codec<T, Read, Written>(
  message: Message<Read, Written>,
  { shape = {}, fieldsMax = frameFieldsMax, write, read }: Conversion<T, Read, Written>,
): Codec<T> {
  return {
    message: message.name,
    shape,
    encode: (value) => message.encode(write(value)).finish(),
    decode(bytes) {
      checkFields(bytes, fieldsMax, shape);
      return read(message.decode(bytes));
    },
  };
}
