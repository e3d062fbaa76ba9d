// Argon2id, which makes a key of a passphrase: Node's own where it has it, else a package.

import * as crypto from 'node:crypto';
import { createRequire } from 'node:module';
import { ClientError } from '../clientError.ts';

/** How dear a guess is. Unit of memory: KiB. */
export interface Argon2Cost {
  readonly memoryKib: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** Resolves to 32 bytes. */
export type Argon2 = (
  passphrase: Uint8Array,
  salt: Uint8Array,
  cost: Argon2Cost,
) => Promise<Uint8Array>;

const keyBytes = 32;

/** Since Node 24.7. */
export const builtIn: Argon2 | undefined =
  'argon2' in crypto
    ? (message, nonce, { memoryKib: memory, passes, parallelism }) =>
        new Promise((resolve, reject) => {
          const asked = { message, nonce, memory, passes, parallelism, tagLength: keyBytes };
          crypto.argon2('argon2id', asked, (error, key) => (error ? reject(error) : resolve(key)));
        })
    : undefined;

/** What is used of @node-rs/argon2; 2 is Argon2id, 1 its version 0x13. */
interface Package {
  hashRaw(
    password: Uint8Array,
    options: {
      readonly algorithm: 2;
      readonly version: 1;
      readonly salt: Uint8Array;
      readonly memoryCost: number;
      readonly timeCost: number;
      readonly parallelism: number;
      readonly outputLen: number;
    },
  ): Promise<Uint8Array>;
}

/** Asks the package, which is loaded with the first use. Refuses: argon2.missing. */
export const packaged: Argon2 = (passphrase, salt, { memoryKib, passes, parallelism }) =>
  load().hashRaw(passphrase, {
    algorithm: 2,
    version: 1,
    salt,
    memoryCost: memoryKib,
    timeCost: passes,
    parallelism,
    outputLen: keyBytes,
  });

/** The one of this Node, or of the package. Refuses: argon2.missing. */
export const argon2id: Argon2 = builtIn ?? packaged;

function load(): Package {
  try {
    return createRequire(import.meta.url)('@node-rs/argon2') as Package;
  } catch (cause) {
    const message =
      'This Node has no Argon2: take Node 24.7 or newer, or install @node-rs/argon2 2.2.1.';
    throw new ClientError('argon2.missing', message, { cause });
  }
}
