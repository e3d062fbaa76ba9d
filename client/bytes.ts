// Bytes as the client passes them on: owned copies, base64 on the wire, zeroes when they are of
// no more use.

/** A copy that nobody else holds; libsignal and SQLite ask for bytes backed by their own buffer. */
export function own(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}

/** Padded base64, as Signal's routes carry bytes. */
export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
}

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return own(Buffer.from(text, 'base64'));
}

export function same(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

/** Overwrites private key material that has been stored or used. */
export function wipe(...secrets: readonly Uint8Array[]): void {
  for (const secret of secrets) secret.fill(0);
}

/** Unit of the padding that hides the length of a text. Source: Signal's clients. */
const blockBytes = 160;
const terminator = 0x80;

/** Appends 0x80 and zeroes up to a multiple of 160 bytes; no less than for `length` bytes. */
export function pad(plaintext: Uint8Array, length = 0): Uint8Array<ArrayBuffer> {
  const longest = Math.max(plaintext.length, length) + 1;
  const padded = new Uint8Array(Math.ceil(longest / blockBytes) * blockBytes);
  padded.set(plaintext);
  padded[plaintext.length] = terminator;
  return padded;
}

/** Takes the padding off, or says `undefined` where there is none. */
export function unpad(padded: Uint8Array): Uint8Array | undefined {
  let end = padded.length - 1;
  while (end >= 0 && padded[end] === 0) end -= 1;
  return end >= 0 && padded[end] === terminator ? padded.subarray(0, end) : undefined;
}
