// The keys of the operators' log: each entry is bound to the one before it, and the head to how
// many there are, by hashes that nobody makes without the server's secrets. An account is named by
// a hash under a key of its own: without that key nobody can say any more whom a line is about.

import type { KeyObject } from 'node:crypto';
import { createHmac, createSecretKey, randomBytes, timingSafeEqual } from 'node:crypto';
import { derivedKey } from './derivedKeys.ts';
import type { Secrets } from './secrets.ts';

const hashBytes = 32;
const seqBytes = 8;
const tokenIdLength = 8;
const accountNameLength = 32;

export interface AuditChain {
  /** What stands before the first entry. */
  readonly origin: Uint8Array;
  /** Of an entry, behind the one with that hash. Shape: 32 bytes. */
  hash(before: Uint8Array, seq: number, bytes: Uint8Array): Uint8Array;
  /** Of a head. Shape: 32 bytes. */
  mac(seq: number, hash: Uint8Array): Uint8Array;
  /** In a time that tells nothing. */
  areEqual(one: Uint8Array, other: Uint8Array): boolean;
}

/** The chain of a cluster. */
export function createAuditChain(secrets: Pick<Secrets, 'indexKey'>): AuditChain {
  const key = createSecretKey(derivedKey(secrets, 'aldis log of operators 1', 32));
  return {
    origin: new Uint8Array(hashBytes),
    hash: (before, seq, bytes) => keyed(key, 'entry', before, seqOf(seq), bytes),
    mac: (seq, hash) => keyed(key, 'head', seqOf(seq), hash),
    areEqual: (one, other) => one.length === other.length && timingSafeEqual(one, other),
  };
}

/** Which operators' token somebody has shown, without saying it. Shape: 8 hex digits. */
export function operatorTokenId(secrets: Pick<Secrets, 'indexKey'>, token: string): string {
  const key = createSecretKey(derivedKey(secrets, 'aldis ids of operators 1', 32));
  return hex(keyed(key, 'token', Buffer.from(token))).slice(0, tokenIdLength);
}

/** A key by which one account is named in the log. Shape: 32 bytes. */
export function newAuditKey(): Uint8Array {
  return new Uint8Array(randomBytes(hashBytes));
}

/** The account's name in the log. Shape: 32 hex digits. */
export function auditNameOf(auditKey: Uint8Array, account: string): string {
  const key = createSecretKey(auditKey);
  return hex(keyed(key, 'account', Buffer.from(account))).slice(0, accountNameLength);
}

function keyed(key: KeyObject, purpose: string, ...parts: readonly Uint8Array[]): Uint8Array {
  const mac = createHmac('sha256', key).update(`${purpose}\0`);
  // All parts but the last have a length of their own.
  for (const part of parts) mac.update(part);
  return new Uint8Array(mac.digest());
}

function seqOf(seq: number): Uint8Array {
  const bytes = Buffer.alloc(seqBytes);
  bytes.writeBigUInt64BE(BigInt(seq));
  return bytes;
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
