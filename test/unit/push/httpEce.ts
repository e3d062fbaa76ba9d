// Opens a sealed message with a library that is not ours.

import type { ECDH } from 'node:crypto';
// @ts-expect-error: it has no types
import ece from 'http_ece';

interface Ece {
  decrypt(body: Buffer, params: object): Buffer;
}

export function decrypt(body: Buffer, privateKey: ECDH, authSecret: Buffer): Buffer {
  return (ece as Ece).decrypt(body, { version: 'aes128gcm', privateKey, authSecret });
}
