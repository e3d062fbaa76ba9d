// The server's own keys: one JSON file, readable by its owner alone, shared by all workers (and by
// all hosts of a cluster). It holds the ring that seals what is stored, the ring that signs access
// tokens, the key of blind indexes and the operators' token.

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { z } from 'zod/v4';
import type { KeyFileKind } from './keyFile.ts';
import { makeKeyFile, readKeyFile, replaceKeyFile } from './keyFile.ts';
import type { RootKeys } from './rootKeys.ts';
import { SecretsError } from './secretsError.ts';
import type { TokenKey } from './tokenRing.ts';
import { isOver, signingAt, tokenRing } from './tokenRing.ts';

const key32 = z.base64().refine((text) => Buffer.from(text, 'base64').length === 32);
const shape = z.object({
  version: z.literal(1),
  sealing: z
    .array(z.object({ id: z.number().int().min(1), key: key32, madeAtMs: z.number() }))
    .min(1),
  indexKey: key32,
  /** Ed25519, PKCS #8 in PEM: what earlier versions sign with; their files have no other. */
  tokenKey: z.string(),
  /** The ring of such keys, oldest first; see tokenRing. */
  tokenKeys: z
    .array(z.object({ key: z.string(), madeAtMs: z.number() }))
    .min(1)
    .optional(),
  operatorToken: z.string().min(32),
});

export type Secrets = z.infer<typeof shape>;

const kind: KeyFileKind = {
  purpose: 'secrets',
  unwritable: (path, code, cause) =>
    new SecretsError(`The secrets file ${path} cannot be written (${code}).`, { cause }),
};

/**
 * Makes the file if there is none. Two processes may do so at once: one file wins, both read it.
 * Throws SecretsError.
 */
export function createSecrets(path: string, nowMs: number, root: RootKeys): Secrets {
  makeKeyFile(path, () => newSecrets(nowMs), kind, root);
  return readSecrets(path, root);
}

function newSecrets(nowMs: number): Secrets {
  const tokenKey = newTokenKey();
  return {
    version: 1,
    sealing: [{ id: 1, key: randomBytes(32).toString('base64'), madeAtMs: nowMs }],
    indexKey: randomBytes(32).toString('base64'),
    tokenKey,
    tokenKeys: [{ key: tokenKey, madeAtMs: nowMs }],
    operatorToken: randomBytes(32).toString('base64url'),
  };
}

/** Reads and checks the file. Throws SecretsError. */
export function readSecrets(path: string, root: RootKeys): Secrets {
  let json: unknown;
  try {
    json = readKeyFile(path, kind, root);
  } catch (error) {
    if (error instanceof SecretsError) throw error;
    throw new SecretsError(`The secrets file ${path} cannot be read; restore it from your backup.`);
  }
  const read = shape.safeParse(json);
  if (!read.success) {
    throw new SecretsError(`The secrets file ${path} is damaged; restore it from your backup.`);
  }
  return read.data;
}

/** Writes the file anew, wrapped by the root key of now, or in clear. Throws SecretsError. */
export function rewrapSecrets(path: string, root: RootKeys): void {
  replaceKeyFile(path, readSecrets(path, root), kind, root, true);
}

/** Adds a new sealing key, which becomes the current one; older keys stay for what they sealed. */
export function rotateSealingKey(path: string, nowMs: number, root: RootKeys): Secrets {
  const secrets = readSecrets(path, root);
  const id = Math.max(...secrets.sealing.map((one) => one.id)) + 1;
  const key = { id, key: randomBytes(32).toString('base64'), madeAtMs: nowMs };
  const sealing = [...secrets.sealing, key];
  replaceKeyFile(path, { ...secrets, sealing }, kind, root);
  return readSecrets(path, root);
}

/**
 * Adds a key of access tokens, which signs once everybody may know it; those whose tokens are over
 * go.
 */
export function rotateTokenKey(path: string, nowMs: number, root: RootKeys): Secrets {
  const secrets = readSecrets(path, root);
  const ring = tokenRing(secrets);
  const kept = ring.filter((_one, at) => !isOver(ring, at, nowMs)).map(bareKey);
  const tokenKeys = [...kept, { key: newTokenKey(), madeAtMs: nowMs }];
  const tokenKey = ring[signingAt(ring, nowMs)]?.key ?? secrets.tokenKey;
  replaceKeyFile(path, { ...secrets, tokenKey, tokenKeys }, kind, root);
  return readSecrets(path, root);
}

const bareKey = ({ key, madeAtMs }: TokenKey): TokenKey => ({ key, madeAtMs });

function newTokenKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
