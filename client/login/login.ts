// The name and password of one's own account: set, told, taken away. The server gets a verifier.

import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { isTime, loginKdf, loginSaltBytes, printable } from '#protocol';
import { toBase64, wipe } from '../bytes.ts';
import type { ClientBase } from '../clientBase.ts';
import { ClientError } from '../clientError.ts';
import { passphraseBytes } from '../store/passphrase.ts';
import type { Passphrase } from '../store/passphrase.ts';
import { refusalOf } from '../transport/http.ts';
import { reached } from '../transport/network.ts';
import { nameOf } from './proving.ts';
import { loginSecretOf, verifierOf } from './srp.ts';

const path = '/v1/accounts/login';
const readShape = z.object({ name: z.string().max(128), setAtMs: z.number().refine(isTime) });

/** A name by which the account is logged in to. */
export interface OwnLogin {
  /** In the one form that counts: composed, in lower case. */
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly setAt: number;
}

/** How the account is logged in to by name and password. */
export class Login {
  readonly #http: ClientBase['http'];

  constructor({ http }: Pick<ClientBase, 'http'>) {
    this.#http = http;
  }

  /** `undefined`: the account has no name and password. Refuses: what the server says. */
  async read(): Promise<OwnLogin | undefined> {
    const answer = await reached(() => this.#http({ verb: 'GET', path }));
    if (answer.status === 404) return undefined;
    if (answer.status !== 200) throw refusalOf(answer, 'The name was not told');
    const read = readShape.safeParse(answer.body);
    if (!read.success) {
      throw new ClientError('server.refused', "The server's answer cannot be read.");
    }
    return { name: printable(read.data.name), setAt: read.data.setAtMs };
  }

  /**
   * Sets them, or others in their place; on the first device. The password has 8 bytes at least;
   * bytes of the caller's stay as they are. Refuses: argument.invalid, passphrase.length,
   * login.name_taken, auth.forbidden, argon2.missing.
   */
  async setPassword(typed: string, password: Passphrase): Promise<void> {
    const name = nameOf(typed);
    const salt = new Uint8Array(randomBytes(loginSaltBytes));
    const bytes = passphraseBytes(password);
    const secret = await loginSecretOf({ name, salt }, bytes).finally(() => wipe(bytes));
    const body = {
      name,
      salt: toBase64(salt),
      verifier: toBase64(verifierOf(secret)),
      kdf: { algorithm: 'argon2id', ...loginKdf },
    };
    const answer = await reached(() => this.#http({ verb: 'PUT', path, body }));
    if (answer.status >= 300) throw refusalOf(answer, 'Name and password were not set');
  }

  /** Takes them away; on the first device. Refuses: auth.forbidden. */
  async remove(): Promise<void> {
    const answer = await reached(() => this.#http({ verb: 'DELETE', path }));
    if (answer.status >= 300) throw refusalOf(answer, 'Name and password stay');
  }
}
