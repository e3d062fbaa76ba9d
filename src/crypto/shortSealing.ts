// ChaCha20-Poly1305 of RFC 8439 for texts of some hundred bytes. OpenSSL is quicker with long ones;
// of a short one nearly all of its time goes into the way there and back: making a cipher, and four
// calls. Made of additions, rotations and multiplications alone, so that nothing of a key shows in
// the time that it takes. What is sealed here is opened by OpenSSL.

import { endianness } from 'node:os';

/** Bytes of texts, and of their contexts, that are sealed here. */
export const shortTextBytesMax = 320;
export const shortContextBytesMax = 256;
export const shortTagBytes = 16;
/** Words are read as this machine has them, which has to be as the cipher has them. */
export const isShortSealing = endianness() === 'LE';

/** Three words of 32 bits, never the same for two texts under one key. */
export type ShortNonce = readonly [number, number, number];

/** "expand 32-byte k". */
const constants = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574] as const;
const keyAt = constants.length;
const counterAt = 12;
const blockWords = 16;
const doubleRounds = 10;
const partBytes = 16;

/** Seals short texts, one after the other. */
export class ShortSealing {
  readonly #state = new Uint32Array(blockWords);
  readonly #stream = new Uint32Array(blockWords);
  /** Context and text, each filled up with zeros to whole parts, and their lengths. */
  readonly #words = new Uint32Array((shortContextBytesMax + shortTextBytesMax + partBytes) / 4);
  readonly #bytes = new Uint8Array(this.#words.buffer);

  constructor() {
    this.#state.set(constants);
  }

  /** Writes ciphertext and tag to `out` from there on. The key is eight words. */
  seal(
    key: Uint32Array,
    nonce: ShortNonce,
    context: Uint8Array,
    plain: Uint8Array,
    out: Uint8Array,
    at: number,
  ): void {
    const bytes = this.#bytes;
    const words = this.#words;
    const textAt = inParts(context.length);
    const lengthsAt = textAt + inParts(plain.length);
    bytes.fill(0, 0, lengthsAt);
    bytes.set(context);
    bytes.set(plain, textAt);
    this.#state.set(key, keyAt);
    this.#state.set(nonce, counterAt + 1);
    this.#turn(0);
    const { 0: r0 = 0, 1: r1 = 0, 2: r2 = 0, 3: r3 = 0 } = this.#stream;
    const { 4: s0 = 0, 5: s1 = 0, 6: s2 = 0, 7: s3 = 0 } = this.#stream;
    for (let from = textAt / 4, block = 1; from < lengthsAt / 4; from += blockWords, block++) {
      this.#turn(block);
      const count = Math.min(blockWords, lengthsAt / 4 - from);
      for (let i = 0; i < count; i++) {
        words[from + i] = (words[from + i] as number) ^ (this.#stream[i] as number);
      }
    }
    bytes.fill(0, textAt + plain.length, lengthsAt + partBytes);
    words[lengthsAt / 4] = context.length;
    words[lengthsAt / 4 + 2] = plain.length;
    out.set(bytes.subarray(textAt, textAt + plain.length), at);
    // Its place is free again.
    authenticate([r0, r1, r2, r3], [s0, s1, s2, s3], words, lengthsAt + partBytes);
    out.set(bytes.subarray(0, shortTagBytes), at + plain.length);
  }

  /** One block of the key stream. */
  #turn(counter: number): void {
    const state = this.#state;
    const x = this.#stream;
    state[counterAt] = counter;
    x.set(state);
    for (let i = 0; i < doubleRounds; i++) {
      quarter(x, 0, 4, 8, 12);
      quarter(x, 1, 5, 9, 13);
      quarter(x, 2, 6, 10, 14);
      quarter(x, 3, 7, 11, 15);
      quarter(x, 0, 5, 10, 15);
      quarter(x, 1, 6, 11, 12);
      quarter(x, 2, 7, 8, 13);
      quarter(x, 3, 4, 9, 14);
    }
    for (let i = 0; i < blockWords; i++) x[i] = (x[i] as number) + (state[i] as number);
  }
}

function inParts(length: number): number {
  return (length + partBytes - 1) & -partBytes;
}

function quarter(x: Uint32Array, at: number, bt: number, ct: number, dt: number): void {
  let a = (x[at] as number) | 0;
  let b = (x[bt] as number) | 0;
  let c = (x[ct] as number) | 0;
  let d = (x[dt] as number) | 0;
  a = (a + b) | 0;
  d ^= a;
  d = (d << 16) | (d >>> 16);
  c = (c + d) | 0;
  b ^= c;
  b = (b << 12) | (b >>> 20);
  a = (a + b) | 0;
  d ^= a;
  d = (d << 8) | (d >>> 24);
  c = (c + d) | 0;
  b ^= c;
  b = (b << 7) | (b >>> 25);
  x[at] = a;
  x[bt] = b;
  x[ct] = c;
  x[dt] = d;
}

type Four = readonly [number, number, number, number];

/** A number in six limbs of 22 bits: products of two, added up, stay exact in a double. */
type Limbs = [number, number, number, number, number, number];
const limb = 2 ** 22;
/** The last has 20: 2^130 is worth 5, and 2^132 is worth 20. */
const lastLimb = 2 ** 20;

/** Poly1305 of so many bytes, written over the first four words. */
function authenticate(key: Four, pad: Four, words: Uint32Array, length: number): void {
  const { 0: w0, 1: w1, 2: w2, 3: w3 } = key;
  const r = limbsOf(w0 & 0x0fffffff, w1 & 0x0ffffffc, w2 & 0x0ffffffc, w3 & 0x0ffffffc);
  const { 0: r0, 1: r1, 2: r2, 3: r3, 4: r4, 5: r5 } = r;
  const [y1, y2, y3, y4, y5] = [20 * r1, 20 * r2, 20 * r3, 20 * r4, 20 * r5];
  let h0 = 0;
  let h1 = 0;
  let h2 = 0;
  let h3 = 0;
  let h4 = 0;
  let h5 = 0;
  for (let i = 0; i < length / 4; i += 4) {
    const t0 = words[i] as number;
    const t1 = words[i + 1] as number;
    const t2 = words[i + 2] as number;
    const t3 = words[i + 3] as number;
    h0 += t0 & 0x3fffff;
    h1 += (t0 >>> 22) | ((t1 & 0xfff) << 10);
    h2 += (t1 >>> 12) | ((t2 & 3) << 20);
    h3 += (t2 >>> 2) & 0x3fffff;
    h4 += (t2 >>> 24) | ((t3 & 0x3fff) << 8);
    h5 += (t3 >>> 14) | 0x40000;
    const d0 = h0 * r0 + h1 * y5 + h2 * y4 + h3 * y3 + h4 * y2 + h5 * y1;
    const c0 = Math.floor(d0 / limb);
    const d1 = h0 * r1 + h1 * r0 + h2 * y5 + h3 * y4 + h4 * y3 + h5 * y2 + c0;
    const c1 = Math.floor(d1 / limb);
    const d2 = h0 * r2 + h1 * r1 + h2 * r0 + h3 * y5 + h4 * y4 + h5 * y3 + c1;
    const c2 = Math.floor(d2 / limb);
    const d3 = h0 * r3 + h1 * r2 + h2 * r1 + h3 * r0 + h4 * y5 + h5 * y4 + c2;
    const c3 = Math.floor(d3 / limb);
    const d4 = h0 * r4 + h1 * r3 + h2 * r2 + h3 * r1 + h4 * r0 + h5 * y5 + c3;
    const c4 = Math.floor(d4 / limb);
    const d5 = h0 * r5 + h1 * r4 + h2 * r3 + h3 * r2 + h4 * r1 + h5 * r0 + c4;
    const c5 = Math.floor(d5 / lastLimb);
    const low = d0 - c0 * limb + c5 * 5;
    const c6 = Math.floor(low / limb);
    h0 = low - c6 * limb;
    h1 = d1 - c1 * limb + c6;
    h2 = d2 - c2 * limb;
    h3 = d3 - c3 * limb;
    h4 = d4 - c4 * limb;
    h5 = d5 - c5 * lastLimb;
  }
  const tag = reduced(carried([h0, h1, h2, h3, h4, h5]));
  const padding = limbsOf(pad[0], pad[1], pad[2], pad[3]);
  for (let i = 0; i < tag.length; i++) tag[i] = (tag[i] as number) + (padding[i] as number);
  writeWords(carried(tag), words);
}

function limbsOf(t0: number, t1: number, t2: number, t3: number): Limbs {
  return [
    t0 & 0x3fffff,
    (t0 >>> 22) | ((t1 & 0xfff) << 10),
    (t1 >>> 12) | ((t2 & 3) << 20),
    (t2 >>> 2) & 0x3fffff,
    (t2 >>> 24) | ((t3 & 0x3fff) << 8),
    t3 >>> 14,
  ];
}

/** What limbs have too much goes into the next; the last keeps all that it has. */
function carried(limbs: Limbs): Limbs {
  for (let i = 0; i < 5; i++) {
    const carry = Math.floor((limbs[i] as number) / limb);
    limbs[i] = (limbs[i] as number) - carry * limb;
    limbs[i + 1] = (limbs[i + 1] as number) + carry;
  }
  return limbs;
}

/** Modulo 2^130 - 5, of less than twice that. */
function reduced(sum: Limbs): Limbs {
  const more = carried([sum[0] + 5, sum[1], sum[2], sum[3], sum[4], sum[5]]);
  const isOver = Math.floor(more[5] / lastLimb);
  more[5] -= isOver * lastLimb;
  for (let i = 0; i < sum.length; i++) {
    sum[i] = isOver * (more[i] as number) + (1 - isOver) * (sum[i] as number);
  }
  return sum;
}

/** Writes the lowest 128 bits. */
function writeWords(limbs: Limbs, words: Uint32Array): void {
  const { 0: l0, 1: l1, 2: l2, 3: l3, 4: l4, 5: l5 } = limbs;
  words[0] = l0 | (l1 << 22);
  words[1] = (l1 >>> 10) | (l2 << 12);
  words[2] = (l2 >>> 20) | (l3 << 2) | (l4 << 24);
  words[3] = (l4 >>> 8) | (l5 << 14);
}
