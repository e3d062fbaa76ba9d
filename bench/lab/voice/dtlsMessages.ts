// What the two ends of a DTLS 1.2 handshake say: messages whole and in pieces, and the few that a
// device says and hears. One suite (ECDHE on P-256, ECDSA, AES-128-GCM) and one profile of SRTP.

export const messageTypes = {
  clientHello: 1,
  serverHello: 2,
  certificate: 11,
  serverKeyExchange: 12,
  certificateRequest: 13,
  serverHelloDone: 14,
  certificateVerify: 15,
  clientKeyExchange: 16,
  finished: 20,
} as const;

/** SRTP_AEAD_AES_128_GCM (RFC 7714). */
const srtpProfile = 0x0007;
const suite = 0xc02b;
const curve = 0x0017;
/** SHA-256 with ECDSA. */
const signatureScheme = Buffer.from([4, 3]);
const headBytes = 12;
/** More than any message of a handshake. */
const messageBytesMax = 16_384;
const useSrtp = 14;

export interface Message {
  readonly type: number;
  readonly number: number;
  readonly body: Buffer;
}

/** A message in one piece. */
export function wholeMessage({ type, number, body }: Message): Buffer {
  const head = Buffer.alloc(headBytes);
  head.writeUInt8(type);
  head.writeUIntBE(body.length, 1, 3);
  head.writeUInt16BE(number, 4);
  head.writeUIntBE(body.length, 9, 3);
  return Buffer.concat([head, body]);
}

interface Coming {
  readonly type: number;
  readonly body: Buffer;
  readonly has: Uint8Array;
  missing: number;
}

/** Puts messages together from their pieces, and gives each once, in order. */
export class MessageReader {
  #next = 0;
  readonly #coming = new Map<number, Coming>();

  read(fragments: Buffer): Message[] {
    for (let at = 0; at + headBytes <= fragments.length; ) {
      const length = fragments.readUIntBE(at + 9, 3);
      const end = at + headBytes + length;
      if (end > fragments.length) break;
      this.#put(fragments.subarray(at, end));
      at = end;
    }
    const whole: Message[] = [];
    for (;;) {
      const first = this.#coming.get(this.#next);
      if (!first || first.missing > 0) return whole;
      whole.push({ type: first.type, number: this.#next, body: first.body });
      this.#coming.delete(this.#next);
      this.#next += 1;
    }
  }

  #put(fragment: Buffer): void {
    const [total, offset] = [fragment.readUIntBE(1, 3), fragment.readUIntBE(6, 3)];
    const number = fragment.readUInt16BE(4);
    const piece = fragment.subarray(headBytes);
    const isOurs = number >= this.#next && number < this.#next + 16;
    if (!isOurs || total > messageBytesMax || offset + piece.length > total) return;
    const coming = this.#coming.get(number) ?? {
      type: fragment.readUInt8(),
      body: Buffer.alloc(total),
      has: new Uint8Array(total),
      missing: total,
    };
    this.#coming.set(number, coming);
    if (coming.body.length !== total) return;
    piece.copy(coming.body, offset);
    for (let at = offset; at < offset + piece.length; at += 1) {
      if (coming.has[at]) continue;
      coming.has[at] = 1;
      coming.missing -= 1;
    }
  }
}

const sized = (bytes: 1 | 2 | 3, body: Buffer): Buffer => {
  const length = Buffer.alloc(bytes);
  length.writeUIntBE(body.length, 0, bytes);
  return Buffer.concat([length, body]);
};

const number16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
};

const extension = (type: number, body: Buffer): Buffer =>
  Buffer.concat([number16(type), sized(2, body)]);

/** The hello of a device: the one suite, the one curve, the one profile. */
export function clientHello(random: Buffer): Buffer {
  const extensions = [
    extension(10, sized(2, number16(curve))),
    extension(11, sized(1, Buffer.from([0]))),
    extension(13, sized(2, signatureScheme)),
    extension(useSrtp, Buffer.concat([sized(2, number16(srtpProfile)), Buffer.from([0])])),
    extension(0xff01, Buffer.from([0])),
  ];
  return Buffer.concat([
    Buffer.from([0xfe, 0xfd]),
    random,
    // No session to go on with, and no cookie.
    Buffer.from([0, 0]),
    sized(2, number16(suite)),
    sized(1, Buffer.from([0])),
    sized(2, Buffer.concat(extensions)),
  ]);
}

/** The server's random, where it takes the one suite and the one profile; throws otherwise. */
export function readServerHello(body: Buffer): Buffer {
  const afterSession = 35 + body.readUInt8(34);
  if (body.readUInt16BE(afterSession) !== suite) throw new Error('another suite');
  let profile = 0;
  const end = Math.min(body.length, afterSession + 5 + body.readUInt16BE(afterSession + 3));
  for (let at = afterSession + 5; at + 4 <= end; ) {
    if (body.readUInt16BE(at) === useSrtp) profile = body.readUInt16BE(at + 6);
    at += 4 + body.readUInt16BE(at + 2);
  }
  if (profile !== srtpProfile) throw new Error('another profile of SRTP');
  return body.subarray(2, 34);
}

/** The first certificate of a chain, as DER. */
export const readCertificate = (body: Buffer): Buffer =>
  body.subarray(6, 6 + body.readUIntBE(3, 3));

export const certificateMessage = (der: Buffer): Buffer => sized(3, sized(3, der));

/** The server's point on the curve, what it has signed, and how. */
export function readServerKey(body: Buffer) {
  if (body.readUInt8(0) !== 3 || body.readUInt16BE(1) !== curve) throw new Error('another curve');
  const end = 4 + body.readUInt8(3);
  const signature = body.subarray(end + 4, end + 4 + body.readUInt16BE(end + 2));
  return { point: body.subarray(4, end), signed: body.subarray(0, end), signature };
}

export const clientKeyMessage = (point: Buffer): Buffer => sized(1, point);

export const verifyMessage = (signature: Buffer): Buffer =>
  Buffer.concat([signatureScheme, sized(2, signature)]);
