// A frame of a simulated voice: as long as one of Opus, known to the tester to the last byte, so
// that what is opened can be told from anything else, and found where it must not stand.

import { randomBytes } from 'node:crypto';

const markBytes = 16;
const headBytes = markBytes + 4 + 4 + 4 + 8;

export interface VoiceFrame {
  readonly room: number;
  readonly talker: number;
  readonly number: number;
  /** When it was said, by the machine's steady clock. Unit: microseconds. */
  readonly saidAtMicros: number;
}

/** Frames of one run: they begin with its mark, and end in its bytes. */
export class VoiceFrames {
  readonly #mark = randomBytes(markBytes);
  readonly #rest: Buffer;
  readonly #bytes: number;

  constructor(bytes: number) {
    this.#bytes = bytes;
    this.#rest = randomBytes(bytes - headBytes);
  }

  write({ room, talker, number, saidAtMicros }: VoiceFrame): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.#bytes);
    bytes.set(this.#mark);
    const view = new DataView(bytes.buffer);
    view.setUint32(markBytes, room);
    view.setUint32(markBytes + 4, talker);
    view.setUint32(markBytes + 8, number);
    view.setFloat64(markBytes + 12, saidAtMicros);
    bytes.set(this.#rest, headBytes);
    return bytes;
  }

  /** Nothing for what is no frame of this run, whole and unchanged. */
  read(bytes: Uint8Array): VoiceFrame | undefined {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    if (buffer.length !== this.#bytes || !buffer.subarray(0, markBytes).equals(this.#mark)) {
      return undefined;
    }
    if (!buffer.subarray(headBytes).equals(this.#rest)) return undefined;
    return {
      room: buffer.readUInt32BE(markBytes),
      talker: buffer.readUInt32BE(markBytes + 4),
      number: buffer.readUInt32BE(markBytes + 8),
      saidAtMicros: buffer.readDoubleBE(markBytes + 12),
    };
  }

  /** True where a frame, or the greater part of one, can be read in these bytes. */
  standsIn(bytes: Buffer): boolean {
    return bytes.includes(this.#mark) || bytes.includes(this.#rest.subarray(0, markBytes));
  }
}
