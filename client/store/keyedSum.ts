// A sum over everything that is sealed in a file, of marks that only the key's holder can make:
// what is missing, too many, or of another day changes it.

/** Unit: bytes. */
const countBytes = 6;
const markBytes = 32;

export class KeyedSum {
  /** The marks by the number of what was sealed. */
  readonly #marks = new Map<number, Uint8Array>();
  readonly #sum = Buffer.alloc(markBytes);

  /** Counts this mark in the place of the former one, or none any more. */
  set(number: number, mark: Uint8Array | undefined): void {
    this.#mix(this.#marks.get(number));
    this.#mix(mark);
    if (mark) this.#marks.set(number, mark);
    else this.#marks.delete(number);
  }

  /** Shape: u48be count ‖ 32 bytes, all marks one over the other. */
  encode(): Buffer {
    const count = Buffer.alloc(countBytes);
    count.writeUIntBE(this.#marks.size, 0, countBytes);
    return Buffer.concat([count, this.#sum]);
  }

  #mix(mark: Uint8Array | undefined): void {
    if (!mark) return;
    for (let at = 0; at < markBytes; at += 1)
      this.#sum[at] = (this.#sum[at] ?? 0) ^ (mark[at] ?? 0);
  }
}
