// The security of the account: what touched it, as the server tells it, each event once in the life
// of a profile; who holds tokens of its devices; and its one-time codes.

import { z } from 'zod';
import type { HeardSecurityEvent } from '#protocol';
import { isTime, parseDeviceId, printable } from '#protocol';
import { ClientError } from './clientError.ts';
import type { Events } from './events.ts';
import type { FreshProof } from './freshProof.ts';
import type { Store } from './store/store.ts';
import { refusalOf } from './transport/http.ts';
import { reached } from './transport/network.ts';
import type { HttpAsk } from './transport/transport.ts';

const time = z.number().refine(isTime);
const eventsShape = z.object({
  events: z.array(z.object({ kind: z.string(), at: time, device: z.number().optional() })),
});
const sessionsShape = z.object({
  sessions: z.array(
    z.object({
      id: z.string().regex(/^[0-9a-f]{32}$/),
      device: z.number().int(),
      scope: z.array(z.string()),
      began: time,
      used: time,
    }),
  ),
});
const totpShape = z.object({ isOn: z.boolean(), backupCodesLeft: z.number().int() });
const begunShape = z.object({ secret: z.string(), url: z.string() });
const codesShape = z.object({ backupCodes: z.array(z.string()) });

/** Somebody who holds tokens of a device of the account, and no password. */
export interface LoginSession {
  readonly id: string;
  readonly device: number;
  /** What its tokens allow: `device` (everything), `read`, `send`. */
  readonly scope: readonly string[];
  /** Unit of both: milliseconds since the epoch. */
  readonly began: number;
  readonly used: number;
}

/** The security of the account: what touched it, sessions, one-time codes. */
export class Security {
  readonly #proof: FreshProof;
  readonly #numberLost: (tell: () => void) => void;
  readonly #store: Store;
  readonly #tell: Events;

  constructor(
    context: { store: Store; events: Events },
    proof: FreshProof,
    numberLost: (tell: () => void) => void,
  ) {
    this.#numberLost = numberLost;
    this.#proof = proof;
    this.#store = context.store;
    this.#tell = context.events;
  }

  /**
   * What touched it, newest first; the server keeps 32. Refuses: what the server says.
   */
  async events(): Promise<HeardSecurityEvent[]> {
    const { events } = await this.#read(
      { verb: 'GET', path: '/v1/accounts/security' },
      eventsShape,
    );
    return events.map(({ kind, at, device }) => {
      const about = parseDeviceId(device);
      return { kind: printable(kind), at, ...(about === undefined ? {} : { device: about }) };
    });
  }

  /** Who holds tokens of the account's devices. Refuses: what the server says. */
  async sessions(): Promise<LoginSession[]> {
    const { sessions } = await this.#read(
      { verb: 'GET', path: '/v1/auth/sessions' },
      sessionsShape,
    );
    return sessions.map((one) => ({ ...one, scope: one.scope.map((word) => printable(word)) }));
  }

  /** Ends one session, or all. Its tokens are good no more. Refuses: what the server says. */
  async endSession(id: string | 'all'): Promise<void> {
    const path = id === 'all' ? '/v1/auth/sessions' : `/v1/auth/sessions/${id}`;
    await this.#done({ verb: 'DELETE', path });
  }

  /** Whether one-time codes are on. Refuses: what the server says. */
  totp(): Promise<{ isOn: boolean; backupCodesLeft: number }> {
    return this.#read({ verb: 'GET', path: '/v1/accounts/totp' }, totpShape);
  }

  /**
   * Begins to turn one-time codes on: `url` is for the QR code that an app reads.
   * Refuses: totp.on, auth.fresh_proof.
   */
  beginTotp(): Promise<{ secret: string; url: string }> {
    return this.#read({ verb: 'POST', path: '/v1/accounts/totp' }, begunShape);
  }

  /** Turns them on by the first code; resolves with the backup codes. Refuses: totp.invalid. */
  async confirmTotp(code: string): Promise<readonly string[]> {
    const ask = { verb: 'PUT', path: '/v1/accounts/totp', body: { totp: code } } as const;
    return (await this.#read(ask, codesShape)).backupCodes.map((one) => printable(one));
  }

  /** Turns them off. Refuses: auth.fresh_proof until `prove`. */
  async endTotp(): Promise<void> {
    await this.#done({ verb: 'DELETE', path: '/v1/accounts/totp' });
  }

  /** Makes other backup codes. Refuses: totp.off, auth.fresh_proof until `prove`. */
  async renewBackupCodes(): Promise<readonly string[]> {
    const ask = { verb: 'POST', path: '/v1/accounts/totp/backup-codes' } as const;
    return (await this.#read(ask, codesShape)).backupCodes.map((one) => printable(one));
  }

  /**
   * Proves by a one-time code or a backup code that a person is there. What is sensitive is not
   * refused with auth.fresh_proof for the next four minutes. Refuses: totp.invalid, rate.limited.
   */
  prove(code: string): Promise<void> {
    return this.#proof.prove(code);
  }

  /** The server tells of some, oldest first, and perhaps of some again. */
  heard(events: readonly HeardSecurityEvent[]): void {
    for (const event of events) {
      if (event.at <= this.#store.security.toldAt()) continue;
      this.#store.security.told(event.at);
      const tell = () => this.#tell.emit('security', event);
      // Whoever hears of it asks for the number.
      if (event.kind === 'number-lost') this.#numberLost(tell);
      else tell();
    }
  }

  async #done(ask: HttpAsk) {
    const answer = await reached(() => this.#proof.ask(ask));
    if (answer.status >= 300) throw refusalOf(answer, 'The server refused it');
    return answer;
  }

  async #read<T>(ask: HttpAsk, shape: z.ZodType<T>): Promise<T> {
    const read = shape.safeParse((await this.#done(ask)).body);
    if (read.success) return read.data;
    throw new ClientError('server.refused', "The server's answer cannot be read.");
  }
}
