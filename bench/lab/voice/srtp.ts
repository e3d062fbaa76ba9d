// SRTP with AES-GCM (RFC 3711, RFC 7714) for the RTP of a call, of 128 bits or 256 as its key is;
// of RTCP what a device says.

import type { Cipheriv } from 'node:crypto';
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { RecordKey } from './dtlsRecord.ts';

const tagBytes = 16;
const headBytes = 12;
const sequences = 0x1_0000;
const checkEvery = 50;

/** What stands in the head of a packet. */
interface RtpHead {
  readonly payloadType: number;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
}

export interface RtpPacket extends RtpHead {
  readonly payload: Buffer;
}

interface Derived {
  readonly key: Buffer;
  readonly salt: Buffer;
}

/** Labels of what is derived for RTP and for RTCP. Source: RFC 3711, section 4.3. */
const labels = { rtp: { key: 0, salt: 2 }, rtcp: { key: 3, salt: 5 } } as const;

/** Key and salt of RTP or RTCP, from those of DTLS. Source: RFC 3711, section 4.3. */
export function deriveSrtp(
  { key, salt }: RecordKey,
  of: { readonly key: number; readonly salt: number } = labels.rtp,
): Derived {
  const part = (label: number, bytes: number): Buffer => {
    const iv = Buffer.alloc(16);
    salt.copy(iv);
    iv.writeUInt8(iv.readUInt8(7) ^ label, 7);
    return createCipheriv(`aes-${bitsOf(key)}-ctr`, key, iv).update(Buffer.alloc(bytes));
  };
  return { key: part(of.key, key.length), salt: part(of.salt, 12) };
}

const gcmOf = (key: Uint8Array) => `aes-${bitsOf(key)}-gcm` as const;
const bitsOf = (key: Uint8Array): 128 | 256 => (key.length === 32 ? 256 : 128);

function nonceOf(salt: Buffer, ssrc: number, rollover: number, sequence: number): Buffer {
  const iv = Buffer.from(salt);
  iv.writeUInt32BE((iv.readUInt32BE(2) ^ ssrc) >>> 0, 2);
  iv.writeUInt32BE((iv.readUInt32BE(6) ^ rollover) >>> 0, 6);
  iv.writeUInt16BE(iv.readUInt16BE(10) ^ sequence, 10);
  return iv;
}

/** Seals what one device sends. */
export class SrtpSender {
  readonly #keys: Derived;
  readonly #rollovers = new Map<number, { sequence: number; rollover: number }>();

  constructor(keys: RecordKey) {
    this.#keys = deriveSrtp(keys);
  }

  seal({ payloadType, sequence, timestamp, ssrc, payload }: RtpPacket): Buffer {
    const { key, salt } = this.#keys;
    const last = this.#rollovers.get(ssrc);
    const hasTurned = last !== undefined && sequence < last.sequence;
    const rollover = (last?.rollover ?? 0) + (hasTurned ? 1 : 0);
    this.#rollovers.set(ssrc, { sequence, rollover });
    const packet = Buffer.allocUnsafe(headBytes + payload.length + tagBytes);
    packet.writeUInt8(0x80);
    packet.writeUInt8(payloadType, 1);
    packet.writeUInt16BE(sequence, 2);
    packet.writeUInt32BE(timestamp >>> 0, 4);
    packet.writeUInt32BE(ssrc, 8);
    const cipher = createCipheriv(gcmOf(key), key, nonceOf(salt, ssrc, rollover, sequence));
    cipher.setAAD(packet.subarray(0, headBytes));
    cipher.update(payload).copy(packet, headBytes);
    cipher.final();
    cipher.getAuthTag().copy(packet, headBytes + payload.length);
    return packet;
  }
}

const rtcpHeadBytes = 8;

/** Seals reports and wishes of one device. Source: RFC 7714, section 9. */
export class SrtcpSender {
  readonly #keys: Derived;
  #index = 0;

  constructor(keys: RecordKey) {
    this.#keys = deriveSrtp(keys, labels.rtcp);
  }

  seal(packet: Buffer): Buffer {
    const { key, salt } = this.#keys;
    this.#index += 1;
    const word = Buffer.alloc(4);
    word.writeUInt32BE((0x8000_0000 | this.#index) >>> 0);
    const iv = Buffer.from(salt);
    iv.writeUInt32BE((iv.readUInt32BE(2) ^ packet.readUInt32BE(4)) >>> 0, 2);
    iv.writeUInt32BE((iv.readUInt32BE(8) ^ this.#index) >>> 0, 8);
    const head = packet.subarray(0, rtcpHeadBytes);
    const cipher = createCipheriv(gcmOf(key), key, iv);
    cipher.setAAD(Buffer.concat([head, word]));
    const text = Buffer.concat([cipher.update(packet.subarray(rtcpHeadBytes)), cipher.final()]);
    return Buffer.concat([head, text, cipher.getAuthTag(), word]);
  }
}

/** Payloads of up to so many blocks; no frame of a voice is longer. */
const blocksMax = 128;
const blockBytes = 16;

/** What AES-GCM lays over a payload. One cipher serves for all packets: making one costs 30 µs. */
class KeyStream {
  readonly #cipher: Cipheriv;
  readonly #blocks = Buffer.alloc(blocksMax * blockBytes);

  constructor(key: Buffer) {
    this.#cipher = createCipheriv(`aes-${bitsOf(key)}-ecb`, key, null).setAutoPadding(false);
    // The first block is the tag's.
    for (let at = 0; at < blocksMax; at += 1) this.#blocks.writeUInt32BE(at + 2, at * 16 + 12);
  }

  lift(nonce: Buffer, sealed: Buffer): Buffer {
    const blocks = this.#blocks.subarray(0, Math.ceil(sealed.length / blockBytes) * blockBytes);
    for (let at = 0; at < blocks.length; at += blockBytes) nonce.copy(blocks, at);
    const text = this.#cipher.update(blocks).subarray(0, sealed.length);
    for (let at = 0; at < text.length; at += 1) text[at] = (text[at] ?? 0) ^ (sealed[at] ?? 0);
    return text;
  }
}

/**
 * Opens what one device receives. The tag is checked of the first packet of a stream, of one in
 * 50 after it, and wherever the numbers jump: each check makes a cipher, which costs more than
 * all else, and what is in a packet proves itself anyway, by SFrame.
 */
export class SrtpReceiver {
  readonly #keys: Derived;
  readonly #stream: KeyStream;
  /** The latest of each stream: packets counted over all turns of the sequence. */
  readonly #latest = new Map<number, number>();

  constructor(keys: RecordKey) {
    this.#keys = deriveSrtp(keys);
    this.#stream = new KeyStream(this.#keys.key);
  }

  /** Nothing for what cannot be one of the stream's. */
  open(packet: Buffer): RtpPacket | undefined {
    const head = readHead(packet);
    if (!head) return undefined;
    const { ssrc, sequence } = head;
    const latest = this.#latest.get(ssrc);
    const index = indexOf(latest, sequence);
    const begin = beginOf(packet);
    const end = packet.length - tagBytes;
    if (end < begin || end - begin > blocksMax * blockBytes) return undefined;
    const nonce = nonceOf(this.#keys.salt, ssrc, Math.floor(index / sequences), sequence);
    const isNear = latest !== undefined && Math.abs(index - latest) < checkEvery;
    const isChecked = !isNear || index % checkEvery === 0;
    if (isChecked && !this.#isTrue(packet, begin, nonce)) return undefined;
    this.#latest.set(ssrc, Math.max(index, latest ?? 0));
    return { ...head, payload: this.#stream.lift(nonce, packet.subarray(begin, end)) };
  }

  #isTrue(packet: Buffer, begin: number, nonce: Buffer): boolean {
    const end = packet.length - tagBytes;
    const decipher = createDecipheriv(gcmOf(this.#keys.key), this.#keys.key, nonce);
    decipher.setAAD(packet.subarray(0, begin));
    decipher.setAuthTag(packet.subarray(end));
    try {
      decipher.update(packet.subarray(begin, end));
      decipher.final();
      return true;
    } catch {
      return false;
    }
  }
}

/** Nearest to the latest, as RFC 3711 guesses it. */
function indexOf(latest: number | undefined, sequence: number): number {
  if (latest === undefined) return sequence;
  const turns = Math.floor(latest / sequences);
  const near = turns * sequences + sequence;
  if (near - latest > sequences / 2 && turns > 0) return near - sequences;
  return latest - near > sequences / 2 ? near + sequences : near;
}

/** Where the payload begins: after further sources, and after an extension. */
function beginOf(packet: Buffer): number {
  const first = packet.readUInt8();
  const begin = headBytes + 4 * (first & 0x0f);
  const hasExtension = (first & 0x10) !== 0;
  if (!hasExtension || begin + 4 > packet.length) return begin;
  return begin + 4 + 4 * packet.readUInt16BE(begin + 2);
}

function readHead(packet: Buffer): RtpHead | undefined {
  // Padding would have to be cut off, and nobody sends any.
  const isPadded = ((packet[0] ?? 0) & 0x20) !== 0;
  if (packet.length < headBytes + tagBytes || isPadded) return undefined;
  return {
    payloadType: packet.readUInt8(1) & 0x7f,
    sequence: packet.readUInt16BE(2),
    timestamp: packet.readUInt32BE(4),
    ssrc: packet.readUInt32BE(8),
  };
}

/** What a datagram at a media port is, by its first bytes. Source: RFC 7983, RFC 5761. */
export function kindOf(datagram: Buffer): 'stun' | 'dtls' | 'rtp' | 'rtcp' | 'none' {
  const [first = 0, second = 0] = datagram;
  if (first <= 3) return 'stun';
  if (first >= 20 && first <= 63) return 'dtls';
  if (first < 128 || first > 191) return 'none';
  return second >= 192 && second <= 223 ? 'rtcp' : 'rtp';
}
