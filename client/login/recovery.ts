// Recovery of an account: the key that its owner keeps on paper, what a device says to it, and how
// somebody who has no device begins it.

import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { isTime, readRecoveryKey, recoveryKeyBytes, writeRecoveryKey } from '#protocol';
import type { AccountId } from '#protocol';
import { parseAccountId, printable } from '#protocol';
import { toBase64, wipe } from '../bytes.ts';
import type { ClientBase } from '../clientBase.ts';
import { ClientError, wrong } from '../clientError.ts';
import { refusalOf } from '../transport/http.ts';
import { reached } from '../transport/network.ts';
import type { HttpAnswer, HttpAsk } from '../transport/transport.ts';

const path = '/v1/accounts/recovery';
const time = z.number().refine(isTime);
const viewShape = z.object({
  hasKey: z.boolean(),
  pending: z
    .object({
      factors: z.array(z.string().max(32).transform(printable)).max(8),
      begunAtMs: time,
      readyAtMs: time,
    })
    .optional(),
});
const approvalShape = z.object({ approval: z.string().min(1).max(4096) });
const begunShape = z.object({ token: z.string().min(16).max(128), readyAtMs: time });

/** How the recovery of the own account stands. Unit of times: milliseconds since the epoch. */
export interface RecoveryState {
  /** Whether there is a recovery key. */
  readonly hasKey: boolean;
  /** One that somebody has begun: what was shown, when, and from when on it may be carried out. */
  readonly pending?: {
    readonly factors: readonly string[];
    readonly begunAt: number;
    readonly readyAt: number;
  };
}

/** A recovery that waits; whoever keeps the token carries it out by `register({ recovery })`. */
export interface BegunRecovery {
  /** The account's id. */
  readonly account: string;
  /** Lets in once, when the wait is over: keep it as a password. */
  readonly token: string;
  /** Milliseconds since the epoch, by the server. */
  readonly readyAt: number;
}

/** Two of what only the owner should have. */
export interface RecoveryProof {
  /** The account's id. */
  readonly account: string;
  /** As it was written down, in groups or not. */
  readonly key?: string;
  /** What another device has said: `recovery.approve()`. */
  readonly approval?: string;
  /** One of those that came with one-time codes; it is used up. */
  readonly backupCode?: string;
  /** A session that has verified the number. */
  readonly sessionId?: string;
}

const sha256 = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(createHash('sha256').update(bytes).digest());

/** What a device says to the recovery of its account. */
export class Recovery {
  readonly #http: ClientBase['http'];

  constructor({ http }: Pick<ClientBase, 'http'>) {
    this.#http = http;
  }

  /** Refuses: what the server says. */
  async read(): Promise<RecoveryState> {
    const read = viewShape.safeParse((await this.#ask({ verb: 'GET', path })).body);
    if (!read.success) throw unreadable();
    const { hasKey, pending } = read.data;
    if (!pending) return { hasKey };
    const { factors, begunAtMs: begunAt, readyAtMs: readyAt } = pending;
    return { hasKey, pending: { factors, begunAt, readyAt } };
  }

  /**
   * Makes a recovery key, in the place of a former one, and returns it as it is to be written down:
   * nobody shows it again. On the first device. Refuses: auth.forbidden.
   */
  async makeKey(): Promise<string> {
    const key = new Uint8Array(randomBytes(recoveryKeyBytes));
    const keyHash = Buffer.from(sha256(key)).toString('hex');
    await this.#ask({ verb: 'PUT', path: `${path}/key`, body: { keyHash } });
    const written = writeRecoveryKey(key, sha256);
    wipe(key);
    return written;
  }

  /** Makes the key void. On the first device. Refuses: auth.forbidden. */
  async removeKey(): Promise<void> {
    await this.#ask({ verb: 'DELETE', path: `${path}/key` });
  }

  /** Word for whoever recovers the account, good once and for ten minutes. */
  async approve(): Promise<string> {
    const answer = await this.#ask({ verb: 'POST', path: `${path}/approval` });
    const read = approvalShape.safeParse(answer.body);
    if (!read.success) throw unreadable();
    return read.data.approval;
  }

  /** Ends a recovery that somebody has begun, if there is one. */
  async stop(): Promise<void> {
    await this.#ask({ verb: 'DELETE', path });
  }

  async #ask(asked: HttpAsk): Promise<HttpAnswer> {
    const answer = await reached(() => this.#http(asked));
    if (answer.status >= 300) throw refusalOf(answer, 'It was refused');
    return answer;
  }
}

/** Begins it. Refuses: argument.invalid for a key or an id that is none; what the server says. */
export async function askRecovery(
  ask: (request: HttpAsk) => Promise<HttpAnswer>,
  { account: text, key: written, approval, backupCode, sessionId }: RecoveryProof,
): Promise<BegunRecovery> {
  const account: AccountId | undefined = parseAccountId(text);
  if (!account) throw wrong('That is no account id (a UUID such as `aldis whoami` prints).');
  const key = written === undefined ? undefined : readRecoveryKey(written, sha256);
  if (written !== undefined && !key) {
    throw wrong('That is no recovery key, or a digit of it is another.');
  }
  const body = {
    account,
    ...(key ? { key: toBase64(key) } : {}),
    ...(approval === undefined ? {} : { approval }),
    ...(backupCode === undefined ? {} : { backupCode }),
    ...(sessionId === undefined ? {} : { sessionId }),
  };
  const answer = await ask({ verb: 'POST', path: '/v1/recovery', body });
  if (answer.status !== 200) throw refusalOf(answer, 'The recovery was not begun');
  const read = begunShape.safeParse(answer.body);
  if (!read.success) throw unreadable();
  return { account, token: read.data.token, readyAt: read.data.readyAtMs };
}

const unreadable = () =>
  new ClientError('server.refused', "The server's answer about the recovery cannot be read.");
