// The environment, read once, validated and frozen. docs/config.md is generated from it,
// and no other room reads it.

import { createHash } from 'node:crypto';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod/v4';
import { backupSettings, whole } from './backupSettings.ts';
import { abuseSettings } from './abuseSettings.ts';
import { codeSettings } from './codeSettings.ts';
import { keySettings, missingKeySetting } from './keySettings.ts';
import { pushSettings } from './pushSettings.ts';
import { shardSettings } from './shardSettings.ts';
import { turnSettings } from './turnSettings.ts';
import { portRange, voiceSettings } from './voiceSettings.ts';
import { workerSettings } from './workerSettings.ts';

const flag = z.stringbool();
/** The tests' own variables, which a cluster started by a test inherits. */
const testPrefix = 'ALDIS_TEST_';
/**
 * Variables of the command line and of clients' programs, which may run where a cluster is started.
 */
const ofPrograms = /^ALDIS_(URL|INVITATION|USER|PASSWORD|PASSPHRASE_FILE)$/;

const redisAddress = new RegExp(
  [
    '^(rediss?://|unix:///)',
    '^rediss?-cluster://[^,/]+(,[^,/]+)*/?$',
    '^rediss?-sentinel://[^,/]+(,[^,/]+)*/[\\w.-]+$',
  ].join('|'),
);

/** One variable: what it means, in what unit, with what default. */
const variables = {
  PORT: whole(0, 65535)
    .default(7350)
    .describe('Port of HTTP and Socket.IO, shared by all workers. 0 picks a free one.'),
  HOST: z.string().min(1).default('127.0.0.1').describe('Address to listen on.'),
  REDIS_URL: z
    .string()
    .regex(redisAddress, {
      error:
        'must begin with redis://, rediss://, unix:/// or redis-cluster://, or be ' +
        'redis-sentinel://host:port,host:port/name',
    })
    .optional()
    .describe(
      'A Redis of your own (append-only, `appendfsync always`); of a Redis Cluster some nodes: ' +
        '`redis-cluster://host:port,host:port`; behind Sentinels: ' +
        '`redis-sentinel://host:port,host:port/name`. Unset: a private one.',
    ),
  ALDIS_REDIS_REPLICAS_MIN: whole(0, 9)
    .default(0)
    .describe(
      'Replicas of Redis that must have an envelope before it is acknowledged: what a failover ' +
        'must not lose, see docs/scaling.md.',
    ),
  MONGODB_URL: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//, 'must begin with mongodb:// or mongodb+srv://')
    .optional()
    .describe('A MongoDB of your own. Unset: the embedded store in the data folder.'),
  ALDIS_REDIS_MEMORY_MIB: whole(64, 16_777_216)
    .optional()
    .describe(
      'MiB of data the private Redis may hold; what it has no room for is refused with ' +
        '`server.full`. Unset: half of what this machine or container has.',
    ),
  ALDIS_DATA: z.string().min(1).default('data').describe('Folder of everything that lasts.'),
  ALDIS_BLOBS_DIR: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Folder of what people upload, encrypted by their clients; several hosts share it. Unset: ' +
        '`blobs` in the data folder.',
    ),
  ALDIS_BLOBS_FREE_MIB: whole(0, 16_777_216)
    .default(1024)
    .describe('MiB of its disk that uploads leave to others; beyond that they are refused.'),
  ALDIS_BLOBS_URL: z
    .string()
    .regex(/^https?:\/\/[^/?#\s]+$/, 'must be http:// or https://, a host and nothing behind it')
    .optional()
    .describe(
      'Address at which clients reach uploads where it is not the one they connect to: of a host ' +
        'of its own that forwards to this cluster.',
    ),
  ALDIS_RELAY_HOST: z
    .string()
    .regex(/^[\w.:-]+$/, 'must be an address or a host name')
    .refine((host) => !/^(0\.0\.0\.0|::)$/.test(host), 'must be the address others reach it by')
    .optional()
    .describe(
      'Address of this host by which the workers of other hosts reach its own; see ' +
        'docs/scaling.md. Unset: this is the only host.',
    ),
  ALDIS_RELAY_PORTS: portRange
    .default('7400-7499')
    .describe('Ports for that: each worker takes the first that is free.'),
  ALDIS_MODE: z
    .enum(['development', 'production'])
    .default('development')
    .describe('Production refuses the development code sender and prints no invitation.'),
  ...workerSettings,
  ALDIS_LOG: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('Least level that is logged.'),
  ALDIS_LOG_FORMAT: z
    .enum(['auto', 'json', 'text'])
    .default('auto')
    .describe('Log lines to read (`text`) or to parse (`json`); `auto`: text on a terminal.'),
  ALDIS_ORIGINS: z
    .string()
    .default('')
    .describe('Comma-separated origins that browsers may connect from; empty: the own one only.'),
  ALDIS_TRUSTED_PROXIES: z
    .string()
    .default('')
    .describe(
      'Comma-separated addresses and networks (`10.1.0.0/16`) whose X-Forwarded-For is believed.',
    ),
  ALDIS_PENDING_PER_ADDRESS: whole(1, 18_000)
    .default(64)
    .describe(
      'Sessions of Socket.IO that one address (IPv6: its first 64 bits) may hold in one worker ' +
        'before it has shown credentials. Load tests from one address need more.',
    ),
  ALDIS_ANONYMOUS_PER_ADDRESS: whole(1, 18_000)
    .default(512)
    .describe(
      'Anonymous connections of Socket.IO that one address may hold in one worker: those over ' +
        'which clients send without saying who they are.',
    ),
  ALDIS_TLS_CERT_FILE: z
    .string()
    .optional()
    .describe('PEM file of the certificate and its chain; TLS 1.3 alone is then served.'),
  ALDIS_TLS_KEY_FILE: z
    .string()
    .optional()
    .describe('PEM file of the private key of that certificate.'),
  ALDIS_LIMITS_FILE: z
    .string()
    .optional()
    .describe(
      'JSON file that replaces token buckets by their names in docs/security.md: ' +
        '`{"messages": {"burst", "refillMs", "kinds": {"bot": {"burst"}}}}`.',
    ),
  ALDIS_DENIED_NETWORKS_FILE: z
    .string()
    .min(1)
    .optional()
    .describe(
      'File of networks that are kept out: one a line (`192.0.2.0/24`, `2001:db8::/32`), `!` ' +
        'before a part that is not; read again when it changes.',
    ),
  ...abuseSettings,
  ALDIS_OPERATOR_TOKEN: z
    .string()
    .min(32, 'must have at least 32 characters')
    .optional()
    .describe('Bearer token of operators. Unset: made at the first start, in the secrets file.'),
  ALDIS_SECRETS_FILE: z
    .string()
    .optional()
    .describe('JSON file of the server keys. Unset: `secrets.json` in the data folder.'),
  ...keySettings,
  ...backupSettings,
  ALDIS_LEASE_TTL_MS: whole(500, 60_000)
    .default(3000)
    .describe(
      'Milliseconds a worker may act for its shards without renewing; a quarter later others may.',
    ),
  ...shardSettings,
  ALDIS_PASSIVATE_MS: whole(1000, 86_400_000)
    .default(300_000)
    .describe('Milliseconds without a message after which an idle actor leaves memory.'),
  ALDIS_QUEUE_DWELL_MS: whole(100, 86_400_000)
    .default(600_000)
    .describe('Milliseconds an envelope waits in Redis before it moves to the durable store.'),
  ALDIS_PERSIST_EVERY_MS: whole(100, 3_600_000)
    .default(60_000)
    .describe('Milliseconds between two runs of the persist job.'),
  ALDIS_CONSENTS_FILE: z
    .string()
    .optional()
    .describe(
      'JSON file of what people are asked to agree to, in which version: ' +
        '`[{"document", "version", "url"?, "required"?}]`; nobody goes on who has not agreed to ' +
        'what is `required`. Without it nothing is asked.',
    ),
  ALDIS_FORGET_EVERY_MS: whole(1000, 86_400_000)
    .default(3_600_000)
    .describe(
      'Milliseconds between two runs of the forget job, which drops what the private Redis has ' +
        'kept of accounts that were deleted.',
    ),
  ALDIS_RECOVERY_WAIT_HOURS: whole(0, 8760)
    .default(168)
    .describe(
      'Hours that a recovery of an account waits, in which its owner can stop it from any device.',
    ),
  ALDIS_CORRESPONDENCE_DAYS: whole(14, 365)
    .default(60)
    .describe(
      'Days for which it is remembered that an account has written to another by name; those who ' +
        'have written to each other may fetch keys through the facade.',
    ),
  ALDIS_CACHE_DIR: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Folder of what can be made again: the program of the media workers, and what the command ' +
        'line has compiled, where that is its user’s own. Unset: `.cache/aldis` in the home ' +
        'folder.',
    ),
  ...voiceSettings,
  ...turnSettings,
  ...codeSettings,
  ...pushSettings,
  NO_COLOR: z.string().default('').describe('Any value: no colours on the terminal.'),
  ALDIS_CONSOLE: flag
    .default(true)
    .describe('Serve the console at `/console`, where operators sign in with their token.'),
  ALDIS_METRICS: flag.default(true).describe('Serve `/metrics` to holders of the operator token.'),
  ALDIS_METRICS_PORT: whole(1, 65535)
    .optional()
    .describe(
      "First of the workers' own ports for `/metrics`: worker 0 has it, worker 1 the next.",
    ),
  ALDIS_METRICS_HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('Address of those ports. Beyond loopback they ask for the operator token.'),
  ALDIS_REPEAT_BUS: flag
    .default(false)
    .describe('Encode commands to this very worker as if they crossed the bus (tests).'),
} as const;

const schema = z.object(variables);
type Variables = z.infer<typeof schema>;

/** Everything a process may be told from outside. */
export interface Config extends Readonly<Variables> {
  /** Absolute path of the data folder. */
  readonly dataDir: string;
  /** Absolute path of the secrets file. */
  readonly secretsFile: string;
  /** Absolute path of the folder of blobs. */
  readonly blobsDir: string;
  /** Absolute path of the folder of backups. */
  readonly backupDir: string;
  /** Absolute path of the file of the keys that encrypt backups. */
  readonly backupKeyFile: string;
  /** Absolute path of the folder of what can be made again. */
  readonly cacheDir: string;
  /** Redis as ioredis understands it: a URL, or the path of the private unix socket. */
  readonly redis: string;
}

/** Wrong configuration: its message is made for the operator and names the variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Reads, checks and freezes the configuration. Throws ConfigError before anything is opened. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  for (const name of Object.keys(given)) {
    if (name.startsWith(testPrefix) || ofPrograms.test(name)) continue;
    if (name.startsWith('ALDIS_') && !Object.hasOwn(variables, name)) {
      throw new ConfigError(`${name} is not a setting of Aldis; see docs/config.md.`);
    }
  }
  const read = schema.safeParse(given);
  if (!read.success) {
    const issue = read.error.issues[0];
    throw new ConfigError(`${String(issue?.path[0])}: ${issue?.message}; see docs/config.md.`);
  }
  const { ALDIS_TLS_CERT_FILE: certificate, ALDIS_TLS_KEY_FILE: key } = read.data;
  if ((certificate === undefined) !== (key === undefined)) {
    const missing = certificate === undefined ? 'ALDIS_TLS_CERT_FILE' : 'ALDIS_TLS_KEY_FILE';
    throw new ConfigError(`${missing}: is needed too, TLS takes both files; see docs/config.md.`);
  }
  checkTurn(read.data);
  const missingKey = missingKeySetting(read.data);
  if (missingKey) throw new ConfigError(`${missingKey}: is needed too; see docs/config.md.`);
  if (read.data.ALDIS_RELAY_HOST !== undefined) {
    const shared = ['REDIS_URL', 'MONGODB_URL', 'ALDIS_SECRETS_FILE', 'ALDIS_BLOBS_DIR'] as const;
    for (const name of shared) {
      if (read.data[name] !== undefined) continue;
      throw new ConfigError(
        `${name}: several hosts share it, so it must be set; see docs/scaling.md.`,
      );
    }
  }
  const dataDir = resolve(read.data.ALDIS_DATA);
  return Object.freeze({
    ...read.data,
    dataDir,
    secretsFile: resolve(read.data.ALDIS_SECRETS_FILE ?? join(dataDir, 'secrets.json')),
    blobsDir: resolve(read.data.ALDIS_BLOBS_DIR ?? join(dataDir, 'blobs')),
    backupDir: resolve(read.data.ALDIS_BACKUP_DIR ?? join(dataDir, 'backups')),
    backupKeyFile: resolve(read.data.ALDIS_BACKUP_KEY_FILE ?? join(dataDir, 'backup-keys.json')),
    cacheDir: resolve(read.data.ALDIS_CACHE_DIR ?? defaultCache(dataDir)),
    redis: read.data.REDIS_URL ?? privateSocket(dataDir),
  });
}

/** TURN servers have one secret, from one place. */
function checkTurn(read: Variables): void {
  const names = ['ALDIS_TURN_SECRET', 'ALDIS_TURN_SECRET_FILE'] as const;
  const [first, second] = names.filter((name) => read[name] !== undefined);
  if (second) {
    throw new ConfigError(`${second}: one of it and ${first} is enough; see docs/config.md.`);
  }
  if ((first !== undefined) === (read.ALDIS_TURN_URLS !== '')) return;
  const missing = first === undefined ? names[1] : 'ALDIS_TURN_URLS';
  throw new ConfigError(
    `${missing}: is needed too, TURN takes addresses and their secret; see docs/config.md.`,
  );
}

/** A person without a home, as in many a container, has the cache with the data. */
function defaultCache(dataDir: string): string {
  try {
    return join(homedir(), '.cache', 'aldis');
  } catch {
    return join(dataDir, 'cache');
  }
}

/**
 * Unix socket paths end at 107 bytes: a deep data folder has its socket in the system's short one.
 */
function privateSocket(dataDir: string): string {
  const inside = join(dataDir, 'redis', 'redis.sock');
  if (Buffer.byteLength(inside) <= 100) return inside;
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  return join(tmpdir(), `aldis-${name}.sock`);
}

/** The rows of docs/config.md. */
export function describeConfig(): { name: string; meaning: string; default: string }[] {
  return Object.entries(variables).map(([name, variable]) => {
    const parsed = variable.safeParse(undefined);
    const value = parsed.success && parsed.data !== undefined ? String(parsed.data) : '';
    return { name, meaning: variable.description ?? '', default: value };
  });
}
