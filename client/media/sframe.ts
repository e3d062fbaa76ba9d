// SFrame (RFC 9605) on WebCrypto: a key for one key id, which seals each frame under a counter of
// its own and opens what the same key has sealed.

import type { FrameFault } from './frameFault.ts';
import { encodeHeader } from './sframeHeader.ts';
import type { ReadHeader } from './sframeHeader.ts';

/** Cipher suites with a tag of the whole block, by their number. Source: RFC 9605, section 4.5. */
export const suites = {
  4: { hash: 'SHA-256', keyBytes: 16, nonceBytes: 12, tagBytes: 16, hashBytes: 32 },
  5: { hash: 'SHA-512', keyBytes: 32, nonceBytes: 12, tagBytes: 16, hashBytes: 64 },
} as const;

export type SuiteId = keyof typeof suites;

/** AES-256-GCM with SHA-512, of which all calls are made. */
export const callSuite = 5 satisfies SuiteId;

export interface DerivedSecrets {
  readonly key: Uint8Array<ArrayBuffer>;
  readonly salt: Uint8Array<ArrayBuffer>;
}

export type Bytes = Uint8Array<ArrayBuffer>;

/** What the platform hands out for a key; WebCrypto keeps its bytes to itself. */
type CipherKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

const empty = new Uint8Array(0);
const encoder = new TextEncoder();

/** HKDF with an empty salt, as all keys of SFrame are derived. */
async function derive(suite: SuiteId, base: Bytes, info: Bytes, bytes: number): Promise<Bytes> {
  const { hash } = suites[suite];
  const key = await crypto.subtle.importKey('raw', base, 'HKDF', false, ['deriveBits']);
  const algorithm = { name: 'HKDF', hash, salt: empty, info };
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, bytes * 8));
}

function label(words: string, kid: bigint, suite: SuiteId): Bytes {
  const text = encoder.encode(words);
  const bytes = new Uint8Array(text.length + 10);
  bytes.set(text);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(text.length, kid);
  view.setUint16(text.length + 8, suite);
  return bytes;
}

/** Key and salt for a key id. Source: RFC 9605, section 4.4.2. */
export async function deriveSecrets(
  suite: SuiteId,
  kid: bigint,
  base: Bytes,
): Promise<DerivedSecrets> {
  const { keyBytes, nonceBytes } = suites[suite];
  const [key, salt] = await Promise.all([
    derive(suite, base, label('SFrame 1.0 Secret key ', kid, suite), keyBytes),
    derive(suite, base, label('SFrame 1.0 Secret salt ', kid, suite), nonceBytes),
  ]);
  return { key, salt };
}

/** The base key one step on, from which nobody gets back. Source: RFC 9605, section 5.1. */
export function ratchet(suite: SuiteId, base: Bytes): Promise<Bytes> {
  return derive(suite, base, encoder.encode('SFrame 1.0 Ratchet'), suites[suite].hashBytes);
}

export class SframeKey {
  readonly kid: bigint;
  readonly #suite: SuiteId;
  readonly #key: CipherKey;
  readonly #salt: DataView<ArrayBuffer>;

  private constructor(suite: SuiteId, kid: bigint, key: CipherKey, salt: Bytes) {
    this.kid = kid;
    this.#suite = suite;
    this.#key = key;
    this.#salt = new DataView(salt.buffer);
  }

  static async from(suite: SuiteId, kid: bigint, base: Bytes): Promise<SframeKey> {
    const { key, salt } = await deriveSecrets(suite, kid, base);
    const imported = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, [
      'encrypt',
      'decrypt',
    ]);
    key.fill(0);
    return new SframeKey(suite, kid, imported, salt);
  }

  /** Shape: header, ciphertext as long as the frame, tag. The caller never repeats a counter. */
  async seal(ctr: bigint, frame: Bytes, metadata: Bytes): Promise<Bytes> {
    const header = encodeHeader({ kid: this.kid, ctr });
    const cipher = this.#cipher(ctr, header, metadata);
    const sealed = new Uint8Array(await crypto.subtle.encrypt(cipher, this.#key, frame));
    const whole = new Uint8Array(header.length + sealed.length);
    whole.set(header);
    whole.set(sealed, header.length);
    return whole;
  }

  /** Refuses: frame.short, frame.forged. */
  async open(header: ReadHeader, frame: Bytes, metadata: Bytes): Promise<Bytes | FrameFault> {
    const sealed = frame.subarray(header.bytes);
    if (sealed.length < suites[this.#suite].tagBytes) return 'frame.short';
    const cipher = this.#cipher(header.ctr, frame.subarray(0, header.bytes), metadata);
    try {
      return new Uint8Array(await crypto.subtle.decrypt(cipher, this.#key, sealed));
    } catch {
      return 'frame.forged';
    }
  }

  #cipher(ctr: bigint, header: Bytes, metadata: Bytes) {
    const { nonceBytes, tagBytes } = suites[this.#suite];
    const iv = new Uint8Array(nonceBytes);
    const nonce = new DataView(iv.buffer);
    // The counter fills the last eight bytes of the nonce.
    nonce.setUint32(0, this.#salt.getUint32(0));
    nonce.setBigUint64(nonceBytes - 8, this.#salt.getBigUint64(nonceBytes - 8) ^ ctr);
    const additionalData = new Uint8Array(header.length + metadata.length);
    additionalData.set(header);
    additionalData.set(metadata, header.length);
    return { name: 'AES-GCM', iv, additionalData, tagLength: tagBytes * 8 };
  }
}
