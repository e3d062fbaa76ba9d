// Who logs in by name and password, without a device's credentials. It goes in two steps, of which
// no worker remembers the first: what the second needs travels sealed. Names that nobody has are
// answered like others, after the same look-up and powers, and a challenge always after the same
// time. Guesses are counted for the address that makes them, alone and with the name: that address
// waits, but nobody who was let in there before. A name that is guessed from everywhere makes
// answers late, and shuts out nobody.

import { createHash, randomBytes } from 'node:crypto';
import type { AuthenticatedDevice } from '#actors';
import type { LoginTicket, RecoveryApproval } from '#crypto';
import { keysEqual, newServerSecret, serverProofsOf, serverPublicOf, srpSuite } from '#crypto';
import type { AccountId, LoginKdf, Result } from '#protocol';
import {
  isPublicValue,
  limits,
  loginKdf,
  ok,
  refuse,
  srpGroup,
  toBytes,
  toNumber,
} from '#protocol';
import type { BucketLimit, OwnedLogin } from '#ports';
import { noteSecurity } from '#runtime';
import type { GatewayServices } from '../services.ts';
import { after } from './lateAnswers.ts';
import { addressSubject } from './subjects.ts';
import { keepNewest, Waits } from './waits.ts';

/** A handshake is good this long. */
const handshakeMs = 60_000;
/** A ticket, likewise: for a registration that follows at once. */
const ticketMs = 10 * 60_000;
/** A challenge is answered after this, whatever it is about; less is seldom needed. */
export const challengeMs = 100;
/** Who has failed hears it after this. */
export const failedAfterMs = 500;
/** The same where a name is guessed from everywhere. */
export const guessedAfterMs = 5000;

interface LoginChallenge {
  readonly handshake: string;
  readonly salt: Uint8Array;
  readonly kdf: LoginKdf;
  readonly serverPublic: Uint8Array;
}

/** A proof that holds, and what answers it. */
export interface ProvenLogin extends OwnedLogin {
  /** M2 */
  readonly serverProof: Uint8Array;
}

/** What routes ask of logins. */
export interface LoginPort {
  /** Refuses: request.invalid for a public value that is none, rate.limited. */
  challenge(name: string, clientPublic: Uint8Array, ip: string): Promise<Result<LoginChallenge>>;
  /** Refuses: auth.invalid, login.over, rate.limited. */
  prove(handshake: string, clientProof: Uint8Array, ip: string): Promise<Result<ProvenLogin>>;
  /**
   * Does what the login is for, which may take a one-time code: guesses of codes by all who have
   * the password are counted together, and apart from those of the account's devices and of
   * addresses that a code has let in. Refuses: rate.limited, and as `admit` does.
   */
  letIn<T>(
    proven: OwnedLogin,
    code: string | undefined,
    ip: string,
    admit: () => Promise<Result<T>>,
  ): Promise<Result<T>>;
  /** For whoever has proved it, to take the account over. */
  ticketFor(proven: OwnedLogin, hasCode: boolean): string;
  /** Word of a device that a recovery is its owner's. */
  approvalOf(device: Pick<AuthenticatedDevice, 'account' | 'device' | 'credential'>): string;
  /** Uses the approval up; undefined for one that is over or none. */
  useApproval(approval: string): Promise<RecoveryApproval | undefined>;
  /** Uses the ticket up. Refuses: login.over. */
  useTicket(ticket: string): Promise<Result<LoginTicket & { readonly account: AccountId }>>;
}

type Services = Pick<GatewayServices, 'accounts' | 'clock' | 'limiter' | 'limits' | 'loginSeals'>;

/** Taken once: a permit comes back when what it was for is long over. */
const once: BucketLimit = {
  name: 'loginOnce',
  burst: 1,
  refillMs: 2 * ticketMs,
  onFailure: 'closed',
};

export class Logins implements LoginPort {
  readonly #services: Services;
  readonly #waits: Waits;
  /** Pairs of address and name that were let in, and whether by a one-time code as well. */
  readonly #known = new Map<string, 'known' | 'by code'>();

  constructor(services: Services) {
    this.#services = services;
    this.#waits = new Waits(services.clock);
  }

  async challenge(name: string, clientPublic: Uint8Array, ip: string) {
    const held = this.#held(addressSubject(ip), name);
    if (held) return held;
    const shown = toNumber(clientPublic);
    if (!isPublicValue(srpGroup, shown)) return refuse('request.invalid', { detail: 'Field: A.' });
    const paced = after(this.#services.clock, challengeMs);
    const { salt, verifier } = await this.#loginOf(name);
    const secret = newServerSecret();
    const serverPublic = await serverPublicOf(srpSuite, verifier, secret);
    const { clock, loginSeals } = this.#services;
    const handshake = loginSeals.handshakes.seal({
      id: newId(),
      untilMs: clock.now() + handshakeMs,
      name,
      clientPublic: shown.toString(16).padStart(srpGroup.bytes * 2, '0'),
      serverPublic: serverPublic.toString(16).padStart(srpGroup.bytes * 2, '0'),
      secret: secret.toString(16).padStart(66, '0'),
    });
    await paced;
    const bytes = toBytes(serverPublic, srpGroup.bytes);
    return ok({ handshake, salt, kdf: loginKdf, serverPublic: bytes });
  }

  async prove(sealed: string, clientProof: Uint8Array, ip: string): Promise<Result<ProvenLogin>> {
    const { clock, limiter, limits: buckets, loginSeals } = this.#services;
    const handshake = loginSeals.handshakes.open(sealed);
    if (!handshake || handshake.untilMs <= clock.now()) return refuse('login.over');
    const { name } = handshake;
    const address = addressSubject(ip);
    const held = this.#held(address, name);
    if (held) return held;
    // Before it is judged: no worker is asked more guesses than another.
    const tries = await limiter.take(buckets.loginTries, pairOf(address, name));
    if (!tries.allowed) return refuse('rate.limited', { retryAfterMs: tries.retryAfterMs });
    if (!(await this.#takeOnce(handshake.id))) return refuse('login.over');
    const { salt, verifier, owned } = await this.#loginOf(name);
    const expected = await serverProofsOf(
      srpSuite,
      {
        name,
        salt,
        clientPublic: BigInt(`0x${handshake.clientPublic}`),
        serverPublic: BigInt(`0x${handshake.serverPublic}`),
      },
      verifier,
      BigInt(`0x${handshake.secret}`),
    );
    const isProved = expected !== undefined && keysEqual(clientProof, expected.client);
    if (!isProved || !owned) return this.#fail(address, name);
    return ok({ ...owned, serverProof: expected.server });
  }

  async letIn<T>(
    { account, login }: OwnedLogin,
    code: string | undefined,
    ip: string,
    admit: () => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const { limiter, limits: buckets } = this.#services;
    const address = addressSubject(ip);
    const pair = pairOf(address, login.name);
    if (code !== undefined) {
      const own = this.#known.get(pair) === 'by code' ? ` ${address}` : '';
      // Before it is judged, as with passwords.
      const tries = await limiter.take(buckets.checkTotp, `login ${account}${own}`);
      if (!tries.allowed) return refuse('rate.limited', { retryAfterMs: tries.retryAfterMs });
    }
    const admitted = await admit();
    if (admitted.ok) keepNewest(this.#known, pair, code === undefined ? 'known' : 'by code');
    else if (admitted.refusal.code === 'totp.invalid') await this.#fail(address, login.name);
    return admitted;
  }

  ticketFor({ account, login }: OwnedLogin, hasCode: boolean): string {
    const untilMs = this.#services.clock.now() + ticketMs;
    return this.#services.loginSeals.tickets.seal({
      id: newId(),
      untilMs,
      account,
      mark: login.mark,
      ...(hasCode ? { hasCode } : {}),
    });
  }

  async useTicket(sealed: string) {
    const { clock, loginSeals } = this.#services;
    const ticket = loginSeals.tickets.open(sealed);
    const isGood = ticket && ticket.untilMs > clock.now() && (await this.#takeOnce(ticket.id));
    if (!isGood) return refuse('login.over');
    return ok({ ...ticket, account: ticket.account as AccountId });
  }

  approvalOf({ account, device, credential }: Parameters<LoginPort['approvalOf']>[0]): string {
    const { clock, loginSeals } = this.#services;
    const untilMs = clock.now() + limits.recoveryApprovalMs;
    return loginSeals.approvals.seal({ id: newId(), untilMs, account, device, credential });
  }

  async useApproval(sealed: string) {
    const { clock, loginSeals } = this.#services;
    const approval = loginSeals.approvals.open(sealed);
    const isGood = approval && approval.untilMs > clock.now();
    return isGood && (await this.#takeOnce(approval.id)) ? approval : undefined;
  }

  /** That of the name, or one which the name alone makes up. */
  async #loginOf(name: string): Promise<{
    readonly salt: Uint8Array;
    readonly verifier: bigint;
    readonly owned?: OwnedLogin;
  }> {
    const { accounts, loginSeals } = this.#services;
    const made = loginSeals.falseLogin(name);
    const owned = await accounts.findByLogin(name);
    if (!owned) return made;
    const { salt, verifier } = owned.login;
    return { salt, verifier: toNumber(verifier), owned };
  }

  #held(address: string, name: string): Result<never> | undefined {
    return this.#known.has(pairOf(address, name)) ? undefined : this.#waits.refusal(address);
  }

  async #fail(address: string, name: string): Promise<Result<never>> {
    noteSecurity('login_failed');
    const { limiter, limits: buckets } = this.#services;
    const [ofAddress, ofName] = await Promise.all([
      limiter.take(buckets.loginFailure, address),
      limiter.take(buckets.loginFailureName, nameSubject(name)),
    ]);
    if (!ofAddress.allowed) this.#waits.begin(address, ofAddress.retryAfterMs);
    await after(this.#services.clock, ofName.allowed ? failedAfterMs : guessedAfterMs);
    return refuse('auth.invalid');
  }

  async #takeOnce(id: string): Promise<boolean> {
    return (await this.#services.limiter.take(once, id)).allowed;
  }
}

const newId = (): string => randomBytes(16).toString('hex');

/** Names of people are in no bucket's name. */
const nameSubject = (name: string): string => createHash('sha256').update(name).digest('hex');

const pairOf = (address: string, name: string): string => `${address} ${nameSubject(name)}`;
