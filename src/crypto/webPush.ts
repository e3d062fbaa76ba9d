// What Web Push asks of keys: a message sealed for one browser (RFC 8291, in the form of RFC 8188),
// and the word by which its push service knows who sends (RFC 8292).

import {
  createCipheriv,
  createECDH,
  createPrivateKey,
  ECDH,
  hkdfSync,
  randomBytes,
} from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';

const curve = 'prime256v1';
const saltBytes = 16;
const keyBytes = 16;
const nonceBytes = 12;
/** Of the one record that a message is. Source: RFC 8188, 2. */
const recordSize = 4096;
/** Behind the text of the last record. Source: RFC 8188, 2. */
const lastRecord = 2;
/** Source: RFC 8292, 2: no more than a day. */
const vapidLifetimeSeconds = 12 * 60 * 60;

/** True for an uncompressed point that is on the curve P-256. Shape: 65 bytes, 0x04 first. */
export function isCurvePoint(bytes: Uint8Array): boolean {
  if (bytes.length !== 65 || bytes[0] !== 4) return false;
  try {
    return ECDH.convertKey(bytes, curve, undefined, undefined, 'uncompressed').length === 65;
  } catch {
    return false;
  }
}

/** Whose eyes it is for: a browser's keys. */
export interface WebPushKeys {
  readonly p256dh: Uint8Array;
  readonly auth: Uint8Array;
}

/** What is random of a sealed message. */
interface Fresh {
  readonly salt: Uint8Array;
  /** A scalar of P-256. */
  readonly privateKey: Uint8Array;
}

/** Seals a text in one record, for one browser. `fresh` is for vectors alone. */
export function sealWebPush(text: Uint8Array, keys: WebPushKeys, fresh?: Fresh): Buffer {
  const own = createECDH(curve);
  if (fresh) own.setPrivateKey(fresh.privateKey);
  else own.generateKeys();
  const salt = fresh?.salt ?? randomBytes(saltBytes);
  const publicKey = own.getPublicKey();
  const shared = own.computeSecret(keys.p256dh);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), keys.p256dh, publicKey]);
  const secret = Buffer.from(hkdfSync('sha256', shared, keys.auth, info, 32));
  const derived = (purpose: string, bytes: number) =>
    Buffer.from(hkdfSync('sha256', secret, salt, `Content-Encoding: ${purpose}\0`, bytes));
  const cipher = createCipheriv(
    'aes-128-gcm',
    derived('aes128gcm', keyBytes),
    derived('nonce', nonceBytes),
  );
  const head = Buffer.alloc(5);
  head.writeUInt32BE(recordSize, 0);
  head.writeUInt8(publicKey.length, 4);
  const sealed = [cipher.update(text), cipher.update(Buffer.of(lastRecord)), cipher.final()];
  return Buffer.concat([salt, head, publicKey, ...sealed, cipher.getAuthTag()]);
}

/** A key by which push services know a cluster. */
export interface VapidKey {
  /** An uncompressed point, base64url. */
  readonly publicKey: string;
  /** The value of `Authorization` for a push service, by its origin. */
  authorize(origin: string, contact: string | undefined, nowMs: number): Promise<string>;
}

/** The key of that scalar. */
export function createVapidKey(scalar: Uint8Array): VapidKey {
  const ecdh = createECDH(curve);
  ecdh.setPrivateKey(scalar);
  const point = ecdh.getPublicKey();
  const publicKey = point.toString('base64url');
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
    d: Buffer.from(scalar).toString('base64url'),
  };
  const key: KeyObject = createPrivateKey({ key: jwk, format: 'jwk' });
  return {
    publicKey,
    async authorize(origin, contact, nowMs) {
      const claims = new SignJWT(contact === undefined ? {} : { sub: contact })
        .setProtectedHeader({ typ: 'JWT', alg: 'ES256' })
        .setAudience(origin)
        .setExpirationTime(Math.floor(nowMs / 1000) + vapidLifetimeSeconds);
      return `vapid t=${await claims.sign(key)}, k=${publicKey}`;
    },
  };
}
