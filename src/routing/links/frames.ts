// Frames on a stream: a length, then as many bytes. Whoever announces more than a frame may have is
// no worker of ours.

/** Bytes before each frame. */
const headBytes = 4;
/** Largest frame that is read: one item may make a frame larger than its aim, but not this much. */
export const linkFrameBytesMax = 64 * 1024 * 1024;

/** A frame with its length before it. */
export function withLength(frame: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(headBytes + frame.length);
  bytes.writeUInt32BE(frame.length, 0);
  bytes.set(frame, headBytes);
  return bytes;
}

/** Cuts what a stream brings into frames. */
export class FrameReader {
  readonly #onFrame: (frame: Uint8Array) => void;
  /** What has come of a frame that is not whole yet, in the pieces it came in. */
  #pieces: Buffer[] = [];
  #bytes = 0;
  /** Bytes that are needed before anything can be read. */
  #needed = headBytes;

  constructor(onFrame: (frame: Uint8Array) => void) {
    this.#onFrame = onFrame;
  }

  /** Takes the next piece; false when it belongs to no frame of ours: the stream is of no use. */
  read(piece: Buffer): boolean {
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    // Pieces are joined once a frame is whole, not with each that comes.
    if (this.#bytes < this.#needed) return true;
    const all = this.#pieces.length === 1 ? piece : Buffer.concat(this.#pieces, this.#bytes);
    let at = 0;
    this.#needed = headBytes;
    while (all.length - at >= headBytes) {
      const length = all.readUInt32BE(at);
      if (length > linkFrameBytesMax) return false;
      this.#needed = headBytes + length;
      if (all.length - at < this.#needed) break;
      this.#onFrame(all.subarray(at + headBytes, at + this.#needed));
      at += this.#needed;
      this.#needed = headBytes;
    }
    this.#bytes = all.length - at;
    this.#pieces = this.#bytes === 0 ? [] : [all.subarray(at)];
    return true;
  }
}
