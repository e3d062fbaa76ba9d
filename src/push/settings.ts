// What an operator has from Google and Apple, read from the files that the settings name.

import { readFileSync } from 'node:fs';
import type { SecureContext } from 'node:tls';
import { createSecureContext, getCACertificates } from 'node:tls';
import type { ProviderKey } from '#crypto';
import { readProviderKey } from '#crypto';
import type { Config } from '#runtime';
import { ConfigError } from '#runtime';
import { z } from 'zod/v4';

/** All that is set up of push services. */
export type PushSettings = Pick<
  Config,
  | 'ALDIS_PUSH'
  | 'ALDIS_PUSH_CONTACT'
  | 'ALDIS_PUSH_HOSTS'
  | 'ALDIS_PUSH_FCM_FILE'
  | 'ALDIS_PUSH_FCM_URL'
  | 'ALDIS_PUSH_APNS_KEY_FILE'
  | 'ALDIS_PUSH_APNS_KEY_ID'
  | 'ALDIS_PUSH_APNS_TEAM_ID'
  | 'ALDIS_PUSH_APNS_TOPIC'
  | 'ALDIS_PUSH_APNS_URL'
  | 'ALDIS_PUSH_CA_FILE'
>;

/** Who calls FCM, and where. */
export interface FcmAccount {
  /** Where messages of the project go. */
  readonly sendUrl: URL;
  /** Where its access tokens come from. */
  readonly tokenUrl: URL;
  readonly email: string;
  readonly key: ProviderKey;
}

/** Who calls APNs, and where. */
export interface ApnsAccount {
  readonly origin: string;
  readonly key: ProviderKey;
  readonly team: string;
  readonly topic: string;
}

const fcmFile = z.object({
  type: z.literal('service_account'),
  project_id: z.string().regex(/^[\w:.-]{1,100}$/),
  private_key_id: z.string().min(1).max(200),
  private_key: z.string().max(10_000),
  client_email: z.string().min(3).max(320),
  token_uri: z
    .string()
    .max(500)
    .regex(/^https:\/\/[^\s@#]+$/),
});

/** Undefined where none is set up. Throws ConfigError with one sentence. */
export function readFcmAccount(config: PushSettings): FcmAccount | undefined {
  const { ALDIS_PUSH_FCM_FILE: path, ALDIS_PUSH_FCM_URL: origin } = config;
  if (path === undefined) return undefined;
  const setting = 'ALDIS_PUSH_FCM_FILE';
  const read = fcmFile.safeParse(parsed(readText(setting, path)));
  if (!read.success) {
    const field = read.error.issues[0]?.path.join('.') || 'a JSON object';
    throw new ConfigError(`${setting}: ${path} is no service account: ${field} is missing there.`);
  }
  const { project_id: project, client_email: email, token_uri: tokenUri, ...rest } = read.data;
  const key = readProviderKey(rest.private_key, 'RS256', rest.private_key_id);
  if (!key) throw new ConfigError(`${setting}: private_key of ${path} is no RSA key.`);
  const sendUrl = new URL(`/v1/projects/${project}/messages:send`, origin);
  return { sendUrl, tokenUrl: new URL(tokenUri), email, key };
}

/** Undefined where none is set up. Throws ConfigError with one sentence. */
export function readApnsAccount(config: PushSettings): ApnsAccount | undefined {
  const {
    ALDIS_PUSH_APNS_KEY_FILE: path,
    ALDIS_PUSH_APNS_KEY_ID: keyId,
    ALDIS_PUSH_APNS_TEAM_ID: team,
    ALDIS_PUSH_APNS_TOPIC: topic,
  } = config;
  const given = { KEY_FILE: path, KEY_ID: keyId, TEAM_ID: team, TOPIC: topic };
  const missing = Object.entries(given).filter(([, value]) => value === undefined);
  if (missing.length === Object.keys(given).length) return undefined;
  if (!path || !keyId || !team || !topic) {
    throw new ConfigError(
      `ALDIS_PUSH_APNS_${missing[0]?.[0]}: is needed too, APNs takes a key, its id, a team and ` +
        'a topic.',
    );
  }
  const setting = 'ALDIS_PUSH_APNS_KEY_FILE';
  const key = readProviderKey(readText(setting, path), 'ES256', keyId);
  if (!key) throw new ConfigError(`${setting}: ${path} is no key of P-256, as Apple gives it.`);
  return { origin: config.ALDIS_PUSH_APNS_URL, key, team, topic };
}

/**
 * The authorities that are believed, read once for all connections: a hundred certificates take
 * many milliseconds. Undefined: those of Node. Throws ConfigError.
 */
export function readTrust({ ALDIS_PUSH_CA_FILE: path }: PushSettings): SecureContext | undefined {
  if (path === undefined) return undefined;
  const pem = readText('ALDIS_PUSH_CA_FILE', path);
  if (pem.includes('-----BEGIN CERTIFICATE-----')) {
    return createSecureContext({ ca: [...getCACertificates(), pem] });
  }
  throw new ConfigError(`ALDIS_PUSH_CA_FILE: ${path} has no certificate.`);
}

function readText(setting: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new ConfigError(`${setting}: ${path} cannot be read.`);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
