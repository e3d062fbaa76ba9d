// Who is asking. A success costs one command to the account's actor and no counter. A failure takes
// from buckets, and when one is empty, whoever failed has to wait, and as few others as can be: a
// token that was signed here passes whatever else came from its address; wrong passwords hold up
// the address, but nobody who was let in there before; wrong credentials of an account hold up that
// account at that address. The owner, coming from another address, is never locked out by somebody
// else's guesses.

import type { AuthenticatedDevice } from '#actors';
import type { VerifiedClaims } from '#crypto';
import type { Refusal, Result } from '#protocol';
import { accountAddress, ok, parseDeviceAddress, refuse } from '#protocol';
import type { BucketLimit } from '#ports';
import type { SecurityEventKind } from '#runtime';
import { noteSecurity } from '#runtime';
import type { GatewayServices } from '../services.ts';
import type { Credentials } from './credentials.ts';
import type { BasicCredentials } from './route.ts';
import { addressSubject } from './subjects.ts';
import { keepNewest, Waits } from './waits.ts';

/** Who somebody has proved to be. */
export interface Proof {
  readonly device: AuthenticatedDevice;
  /** When the access token ends; a password has no end. */
  readonly expiresAtMs?: number;
  /** When and how the token's holder proved who they are; absent: by password, just now. */
  readonly token?: Pick<VerifiedClaims, 'authAtMs' | 'amr'>;
}

export interface Authenticator {
  /**
   * Says whose credentials these are.
   * Refuses: auth.invalid, auth.expired, rate.limited, and server.* when nobody could be asked.
   */
  authenticate(credentials: Credentials, ip: string): Promise<Result<Proof>>;
}

type Services = Pick<GatewayServices, 'router' | 'tokens' | 'clock' | 'limiter' | 'limits'>;

/** The authenticator of every door. */
export function createAuthenticator(services: Services): Authenticator {
  const { limits } = services;
  const waits = new Waits(services.clock);
  /** Pairs of address and account that were let in by password. */
  const known = new Map<string, true>();

  const fail = async (limit: BucketLimit, counted: string, waiting: string) => {
    const taken = await services.limiter.take(limit, counted);
    if (!taken.allowed) waits.begin(waiting, taken.retryAfterMs);
  };

  const byToken = async (token: string, address: string) => {
    const claims = await services.tokens.verify(token, services.clock.now());
    if (!claims.ok) {
      // One that has expired was signed here.
      if (claims.refusal.code !== 'auth.invalid') return claims;
      const unsigned = `token ${address}`;
      const held = waits.refusal(unsigned);
      if (!held) await fail(limits.authFailureToken, address, unsigned);
      return held ?? noted('token_forged', claims);
    }
    const { account, device, credential, session } = claims.value;
    const pair = `token ${address} ${account}`;
    const held = waits.refusal(pair);
    if (held) return held;
    const found = await services.router.ask(accountAddress(account), {
      type: 'authorize',
      device,
      credential,
      ...(session === undefined ? {} : { session }),
    });
    if (found.ok) return ok(provedBy(claims.value, found.value));
    if (!isWrong(found.refusal)) return found;
    await fail(limits.authFailureAccount, account, pair);
    return noted('token_forged', refuse('auth.invalid'));
  };

  const byPassword = async ({ username, password }: BasicCredentials, address: string) => {
    const claimed = parseDeviceAddress(username);
    const pair = `${address} ${claimed?.account ?? ''}`;
    const held = waits.refusal(pair) ?? (known.has(pair) ? undefined : waits.refusal(address));
    if (held) return held;
    if (claimed) {
      const { account, device } = claimed;
      const found = await services.router.ask(accountAddress(account), {
        type: 'authenticate',
        device,
        password,
      });
      if (found.ok) {
        keepNewest(known, pair, true);
        return ok({ device: found.value });
      }
      if (!isWrong(found.refusal)) return found;
    }
    await fail(limits.authFailure, address, address);
    if (claimed) await fail(limits.authFailureAccount, claimed.account, pair);
    return noted('login_failed', refuse('auth.invalid'));
  };

  return {
    authenticate(credentials, ip) {
      const address = addressSubject(ip);
      return credentials.scheme === 'bearer'
        ? byToken(credentials.token, address)
        : byPassword(credentials, address);
    },
  };
}

/** The same answer, counted for operators. */
function noted<T>(kind: SecurityEventKind, answer: T): T {
  noteSecurity(kind);
  return answer;
}

function provedBy(claims: VerifiedClaims, device: AuthenticatedDevice): Proof {
  const { scopes, expiresAtMs, authAtMs, amr } = claims;
  return { device: { ...device, scopes }, expiresAtMs, token: { authAtMs, amr } };
}

/** An unknown account or device is told from a wrong password by nobody. */
function isWrong({ code }: Refusal): boolean {
  return code === 'auth.invalid' || code === 'account.not_found' || code === 'device.not_found';
}
