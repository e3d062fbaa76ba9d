// A device's end of DTLS 1.2, the client's part of the handshake alone: it proves itself by a
// certificate, checks the server's against the fingerprint it was told, and gives keys for SRTP
// (RFC 5764). What it says it repeats until it is answered.

import type { KeyObject } from 'node:crypto';
import {
  createECDH,
  createHash,
  createHmac,
  randomBytes,
  sign,
  timingSafeEqual,
  verify,
  X509Certificate,
} from 'node:crypto';
import {
  certificateMessage,
  clientHello,
  clientKeyMessage,
  MessageReader,
  messageTypes,
  readCertificate,
  readServerHello,
  readServerKey,
  verifyMessage,
  wholeMessage,
} from './dtlsMessages.ts';
import type { Message } from './dtlsMessages.ts';
import type { RecordKey } from './dtlsRecord.ts';
import { openRecord, recordsOf, recordTypes, RecordWriter } from './dtlsRecord.ts';

const repeatFirstMs = 100;
const repeatLongestMs = 1000;

/** What a device proves itself by. */
export interface DeviceIdentity {
  readonly key: KeyObject;
  /** DER. */
  readonly certificate: Buffer;
  /** SHA-256, as SDP has it. */
  readonly fingerprint: string;
}

/** Keys of SRTP with AES-128-GCM. */
interface SrtpKeys {
  readonly sending: RecordKey;
  readonly receiving: RecordKey;
}

export interface DtlsParts {
  readonly identity: DeviceIdentity;
  /** SHA-256 of the server's certificate, as SDP has it. */
  readonly serverFingerprint: string;
  readonly send: (datagram: Buffer) => void;
  readonly secured: (keys: SrtpKeys) => void;
  readonly failed: (error: Error) => void;
}

export const fingerprintOf = (der: Buffer): string =>
  (createHash('sha256').update(der).digest('hex').toUpperCase().match(/../g) ?? []).join(':');

export class DtlsClient {
  readonly #parts: DtlsParts;
  readonly #random = randomBytes(32);
  readonly #reader = new MessageReader();
  readonly #writer = new RecordWriter();
  /** Every message of the handshake so far, of both ends. */
  readonly #said: Buffer[] = [];
  #flight: (() => Buffer)[] = [];
  #repeatMs = repeatFirstMs;
  #timer: NodeJS.Timeout | undefined;
  readonly #server: { random: Buffer; certificate: Buffer; point: Buffer } = {
    random: Buffer.alloc(0),
    certificate: Buffer.alloc(0),
    point: Buffer.alloc(0),
  };
  #master: Buffer = Buffer.alloc(0);
  #keys: { readonly own: RecordKey; readonly server: RecordKey } | undefined;
  #isOver = false;

  constructor(parts: DtlsParts) {
    this.#parts = parts;
  }

  start(): void {
    const hello = { type: messageTypes.clientHello, number: 0, body: clientHello(this.#random) };
    this.#flight = [this.#handshake(hello)];
    this.#say();
  }

  /** Takes a datagram that is one of DTLS. */
  take(datagram: Buffer): void {
    if (this.#isOver) return;
    try {
      for (const record of recordsOf(datagram)) {
        if (record.type !== recordTypes.handshake) continue;
        const key = this.#keys?.server;
        const body = record.epoch === 0 ? record.body : key && openRecord(key, record);
        for (const message of body ? this.#reader.read(body) : []) this.#hear(message);
      }
    } catch (error) {
      this.close();
      this.#parts.failed(error instanceof Error ? error : new Error(String(error)));
    }
  }

  close(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  #hear(message: Message): void {
    const { type, body } = message;
    if (type === messageTypes.finished) return this.#finish(body);
    this.#said.push(wholeMessage(message));
    if (type === messageTypes.serverHello) this.#server.random = readServerHello(body);
    else if (type === messageTypes.certificate) this.#trust(readCertificate(body));
    else if (type === messageTypes.serverKeyExchange) this.#takePoint(body);
    else if (type === messageTypes.serverHelloDone) this.#answer();
  }

  #trust(der: Buffer): void {
    if (fingerprintOf(der) !== this.#parts.serverFingerprint.toUpperCase()) {
      throw new Error('The server is another one than it was told to be.');
    }
    this.#server.certificate = der;
  }

  #takePoint(body: Buffer): void {
    const { point, signed, signature } = readServerKey(body);
    const { publicKey } = new X509Certificate(this.#server.certificate);
    const proved = Buffer.concat([this.#random, this.#server.random, signed]);
    if (!verify('sha256', proved, publicKey, signature)) throw new Error('a false signature');
    this.#server.point = point;
  }

  #answer(): void {
    const { identity } = this.#parts;
    const own = createECDH('prime256v1');
    const point = own.generateKeys();
    const secret = own.computeSecret(this.#server.point);
    const { clientKeyExchange, certificate, certificateVerify, finished } = messageTypes;
    const randoms = Buffer.concat([this.#random, this.#server.random]);
    this.#master = prf(secret, 'master secret', randoms, 48);
    const reversed = Buffer.concat([this.#server.random, this.#random]);
    const block = prf(this.#master, 'key expansion', reversed, 40);
    const ownKey = { key: block.subarray(0, 16), salt: block.subarray(32, 36) };
    const server = { key: block.subarray(16, 32), salt: block.subarray(36) };
    this.#keys = { own: ownKey, server };
    const [shown, key] = [certificateMessage(identity.certificate), clientKeyMessage(point)];
    const first = [
      this.#handshake({ type: certificate, number: 1, body: shown }),
      this.#handshake({ type: clientKeyExchange, number: 2, body: key }),
    ];
    const proof = verifyMessage(sign('sha256', Buffer.concat(this.#said), identity.key));
    const verified = this.#handshake({ type: certificateVerify, number: 3, body: proof });
    const digest = createHash('sha256').update(Buffer.concat(this.#said)).digest();
    const done = prf(this.#master, 'client finished', digest, 12);
    const change = () => this.#writer.write(recordTypes.changeCipherSpec, Buffer.from([1]));
    const last = this.#handshake({ type: finished, number: 4, body: done }, ownKey);
    this.#flight = [...first, verified, change, last];
    this.#repeatMs = repeatFirstMs;
    this.#say();
  }

  #finish(body: Buffer): void {
    const digest = createHash('sha256').update(Buffer.concat(this.#said)).digest();
    const expected = prf(this.#master, 'server finished', digest, 12);
    if (body.length !== 12 || !timingSafeEqual(expected, body)) throw new Error('a false end');
    this.close();
    const randoms = Buffer.concat([this.#random, this.#server.random]);
    const block = prf(this.#master, 'EXTRACTOR-dtls_srtp', randoms, 56);
    this.#parts.secured({
      sending: { key: block.subarray(0, 16), salt: block.subarray(32, 44) },
      receiving: { key: block.subarray(16, 32), salt: block.subarray(44) },
    });
  }

  /** Notes what is said, and how it is written each time that it is said. */
  #handshake(message: Message, key?: RecordKey): () => Buffer {
    const whole = wholeMessage(message);
    this.#said.push(whole);
    return () => this.#writer.write(recordTypes.handshake, whole, key);
  }

  #say(): void {
    clearTimeout(this.#timer);
    if (this.#isOver) return;
    for (const write of this.#flight) this.#parts.send(write());
    this.#timer = setTimeout(() => this.#say(), this.#repeatMs);
    this.#repeatMs = Math.min(repeatLongestMs, this.#repeatMs * 2);
  }
}

/** Source: RFC 5246, section 5. */
function prf(secret: Buffer, label: string, seed: Buffer, bytes: number): Buffer {
  const hmac = (data: Buffer) => createHmac('sha256', secret).update(data).digest();
  const all = Buffer.concat([Buffer.from(label), seed]);
  const blocks: Buffer[] = [];
  let at = all;
  for (let have = 0; have < bytes; have += 32) {
    at = hmac(at);
    blocks.push(hmac(Buffer.concat([at, all])));
  }
  return Buffer.concat(blocks).subarray(0, bytes);
}
