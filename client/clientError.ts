// What the client refuses or reports: one error class with a stable code and a sentence that says
// what to do.

import { printable } from '#protocol';
import type { ErrorCode } from '#protocol';

/** Codes of the client's own; every code of docs/errors.md may appear beside them. */
export type ClientErrorCode =
  | ErrorCode
  | 'profile.in_use'
  | 'profile.missing'
  | 'profile.exists'
  | 'profile.unreadable'
  | 'profile.locked'
  | 'profile.not_locked'
  | 'profile.passphrase'
  | 'profile.unregistered'
  | 'profile.untrue'
  | 'passphrase.length'
  | 'argon2.missing'
  | 'account.unreadable'
  | 'text.empty'
  | 'text.too_long'
  | 'content.invalid'
  | 'message.missing'
  | 'identity.changed'
  | 'identity.unknown'
  | 'identity.mismatch'
  | 'bundle.invalid'
  | 'device.name'
  | 'devices.primary'
  | 'contact.blocked'
  | 'contact.too_long'
  | 'report.unproved'
  | 'record.rolled_back'
  | 'record.unreadable'
  | 'link.unreadable'
  | 'link.expired'
  | 'group.untrue'
  | 'call.busy'
  | 'file.unreadable'
  | 'file.unwritable'
  | 'blob.length'
  | 'blob.damaged'
  | 'export.damaged'
  | 'server.unreachable'
  | 'server.refused'
  | 'server.insecure'
  | 'server.untrusted'
  | 'server.unreadable'
  | 'argument.invalid'
  | 'client.closed';

interface MoreOfError {
  readonly cause?: unknown;
  readonly retryAfterMs?: number | undefined;
  readonly timeRemainingMs?: number | undefined;
}

/** What the client refuses, with a code that stays. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  readonly code: ClientErrorCode;
  /** Wait this long before a retry; absent where none is named. */
  readonly retryAfterMs: number | undefined;
  /** What refuses ends after this long, if its account stays away; absent where none is named. */
  readonly timeRemainingMs: number | undefined;

  constructor(code: ClientErrorCode, message: string, more: MoreOfError = {}) {
    // A server's words may be among them, and programs print errors.
    super(printable(message), more.cause === undefined ? {} : { cause: more.cause });
    this.code = code;
    this.retryAfterMs = more.retryAfterMs;
    this.timeRemainingMs = more.timeRemainingMs;
  }
}

/** Called in a way that the types forbid; a program in plain JavaScript has nothing else. */
export const wrong = (message: string) => new ClientError('argument.invalid', message);

export const closed = () => new ClientError('client.closed', 'The client was closed.');

export const leftInOutbox = () =>
  new ClientError('client.closed', 'The client was closed; the message waits in the outbox.');
