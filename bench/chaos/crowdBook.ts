// Uploads to a group, held against what they promise: what was acknowledged is shown once and in
// order by everybody it was for. Nobody else shows it, nor does anybody who was removed before.

interface Upload {
  readonly readers: readonly string[];
  isAccepted: boolean;
}

export class CrowdBook {
  readonly #uploads: Upload[] = [];
  readonly #shown = new Map<string, Set<number>>();
  readonly #last = new Map<string, number>();
  readonly #found: string[] = [];

  get accepted(): number {
    return this.#uploads.filter(({ isAccepted }) => isAccepted).length;
  }

  /** Returns the number of the upload, which is for these. */
  begins(readers: readonly string[]): number {
    this.#uploads.push({ readers, isAccepted: false });
    return this.#uploads.length - 1;
  }

  acknowledged(number: number): void {
    const upload = this.#uploads[number];
    if (upload) upload.isAccepted = true;
  }

  shown(reader: string, number: number): void {
    const seen = this.#shown.get(reader) ?? new Set<number>();
    this.#shown.set(reader, seen);
    if (!this.#uploads[number]?.readers.includes(reader)) {
      this.fault(`upload ${number} was shown to ${reader}, for whom it was not`);
    } else if (seen.has(number)) this.fault(`upload ${number} was shown to ${reader} twice`);
    else if (number < (this.#last.get(reader) ?? -1)) {
      this.fault(`upload ${number} was shown to ${reader} out of order`);
    }
    seen.add(number);
    this.#last.set(reader, Math.max(number, this.#last.get(reader) ?? -1));
  }

  fault(what: string): void {
    this.#found.push(what);
  }

  /** What has to be shown yet. */
  get due(): number {
    return this.#missing().length;
  }

  breaches(): string[] {
    return [...this.#found, ...this.#missing()];
  }

  #missing(): string[] {
    return [...this.#uploads.entries()].flatMap(([number, { readers, isAccepted }]) => {
      const without = readers.filter((one) => !this.#shown.get(one)?.has(number));
      return isAccepted ? without.map((one) => `upload ${number} was never shown to ${one}`) : [];
    });
  }
}
