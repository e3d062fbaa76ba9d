// Which failures are an operator's to mend: their messages are one sentence each, made for whoever
// starts a cluster. Anything else is a defect.

import { SecretsError } from '#crypto';
import { StoreError } from '#persistence';
import { ConfigError, FolderError } from '#runtime';
import { StartError } from './checks.ts';
import { LockError } from './lock.ts';
import { RedisServerError } from './redisServer.ts';

const kinds: readonly (abstract new (...given: never) => Error)[] = [
  ...[ConfigError, FolderError, LockError, RedisServerError],
  ...[SecretsError, StartError, StoreError],
];

/** What the operator is told; undefined for a defect. */
export function toldSentence(error: unknown): string | undefined {
  if (!(error instanceof Error) || !kinds.some((kind) => error instanceof kind)) return undefined;
  return error.message;
}
