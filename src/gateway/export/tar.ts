// A tar as a stream: every entry is a file whose length is known before. Source: POSIX.1-2017, pax,
// ustar interchange format.

const blockBytes = 512;
const nameBytesMax = 100;

/** The head of an entry. Throws for a name that is too long for one. */
export function tarHead(name: string, length: number, atMs: number): Uint8Array {
  const head = Buffer.alloc(blockBytes);
  if (Buffer.byteLength(name) > nameBytesMax) throw new Error('The name of an entry is too long.');
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`;
  head.write(name, 0);
  head.write(octal(0o600, 7), 100);
  head.write(octal(0, 7), 108);
  head.write(octal(0, 7), 116);
  head.write(octal(length, 11), 124);
  head.write(octal(Math.floor(atMs / 1000), 11), 136);
  head.write(' '.repeat(8), 148);
  head.write('0', 156);
  head.write('ustar\x0000', 257, 'latin1');
  const sum = head.reduce((total, byte) => total + byte, 0);
  head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return head;
}

/** What follows the bytes of an entry, up to the next block. */
export function tarFill(length: number): Uint8Array {
  return new Uint8Array((blockBytes - (length % blockBytes)) % blockBytes);
}

/** What ends an archive. */
export const tarEnd = (): Uint8Array => new Uint8Array(2 * blockBytes);
