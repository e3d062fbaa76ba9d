// The TURN servers of an operator: where they are, and the secret that makes credentials for them.

import { readFileSync } from 'node:fs';
import type { TurnCredential } from '#crypto';
import { turnCredential } from '#crypto';
import { limits } from '#protocol';
import type { Config } from '#runtime';
import { ConfigError, turnSecretForm, turnUrlsOf } from '#runtime';

const fileSetting = 'ALDIS_TURN_SECRET_FILE';

export interface TurnServers {
  readonly urls: readonly string[];
  /** A credential that no account is in. */
  issue(nowMs: number): TurnCredential & { readonly ttlSeconds: number };
}

type TurnSettings = Pick<
  Config,
  'ALDIS_TURN_URLS' | 'ALDIS_TURN_SECRET' | 'ALDIS_TURN_SECRET_FILE'
>;

/** Those that are set up; nothing where none are. Throws ConfigError with one sentence. */
export function readTurnServers(config: TurnSettings): TurnServers | undefined {
  const urls = turnUrlsOf(config.ALDIS_TURN_URLS);
  if (urls.length === 0) return undefined;
  const secret = config.ALDIS_TURN_SECRET ?? secretOf(config.ALDIS_TURN_SECRET_FILE ?? '');
  const ttlSeconds = limits.turnCredentialSeconds;
  return {
    urls,
    issue(nowMs) {
      const untilSeconds = Math.floor(nowMs / 1000) + ttlSeconds;
      return { ...turnCredential(secret, untilSeconds), ttlSeconds };
    },
  };
}

function secretOf(path: string): string {
  let secret: string;
  try {
    secret = readFileSync(path, 'utf8').trim();
  } catch {
    throw new ConfigError(`${fileSetting}: ${path} cannot be read.`);
  }
  if (turnSecretForm.test(secret)) return secret;
  throw new ConfigError(`${fileSetting}: ${path} must hold one line of 32 to 128 characters.`);
}
