// The one port by which the server's key files are opened: a root key, which is elsewhere, wraps
// the data key of each file. It may be a file on another medium, or whatever a program of the
// operator's reaches, such as a KMS or an HSM. Whoever has opened it asks once a file, and a
// worker before anything is served, which is why it may be waited for.

import { SecretsError } from './secretsError.ts';

/** Keeps a key by which others are wrapped. Both throw RootKeyError, within a bounded time. */
export interface KeyPort {
  readonly kind: 'file' | 'command';
  /** Wraps 32 bytes. Shape of what it answers: up to 8 KiB of printable text in one line. */
  wrap(key: Uint8Array): string;
  unwrap(wrapped: string): Uint8Array;
}

/** Why a root key did not do what it was asked for. */
export type RootKeyCode = 'missing' | 'unreadable' | 'refused' | 'silent' | 'malformed';

/** The root key cannot be used; the message is made for the operator and holds no key. */
export class RootKeyError extends SecretsError {
  override readonly name = 'RootKeyError';
  readonly code: RootKeyCode;

  constructor(code: RootKeyCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}
