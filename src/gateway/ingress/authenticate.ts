// Who is asking. A success costs one command to the account's actor and no counter. A failure takes
// from the buckets of the address and of the account; when one is empty, that address (for that
// account) has to wait. The owner, coming from another address, is never locked out by somebody
// else's guesses.

import type { AuthenticatedDevice } from '#actors';
import type { AccountId, Result } from '#protocol';
import { parseDeviceAddress, refuse } from '#protocol';
import type { BucketLimit } from '#ports';
import type { GatewayServices } from '../services.ts';
import type { Credentials } from './credentials.ts';
import { readRateLimits } from './rateLimits.ts';
import { addressSubject } from './subjects.ts';

/** Addresses whose waits one worker remembers; beyond it the oldest is forgotten. */
const blockedMax = 10_000;

export interface Authenticator {
  /**
   * Says whose credentials these are.
   * Refuses: auth.invalid, auth.expired, rate.limited, and server.* when nobody could be asked.
   */
  authenticate(credentials: Credentials, ip: string): Promise<Result<AuthenticatedDevice>>;
}

type Services = Pick<GatewayServices, 'router' | 'tokens' | 'clock' | 'limiter' | 'config'>;

/** The authenticator of every door. */
export function createAuthenticator(services: Services): Authenticator {
  const limits = readRateLimits(services.config);
  const blockedUntil = new Map<string, number>();

  const waitOf = (subject: string): number => {
    const until = blockedUntil.get(subject);
    if (until === undefined) return 0;
    const wait = until - services.clock.monotonic();
    if (wait <= 0) blockedUntil.delete(subject);
    return Math.max(0, wait);
  };
  const block = (subject: string, waitMs: number) => {
    blockedUntil.delete(subject);
    blockedUntil.set(subject, services.clock.monotonic() + waitMs);
    const oldest = blockedUntil.keys().next();
    if (blockedUntil.size > blockedMax && !oldest.done) blockedUntil.delete(oldest.value);
  };
  const fail = async (limit: BucketLimit, counted: string, blocked: string) => {
    const taken = await services.limiter.take(limit, counted);
    if (!taken.allowed) block(blocked, taken.retryAfterMs);
  };

  return {
    async authenticate(credentials, ip) {
      const address = addressSubject(ip);
      const claimed = claimedAccount(credentials);
      const pair = `${address} ${claimed ?? ''}`;
      const waitMs = Math.max(waitOf(address), waitOf(pair));
      if (waitMs > 0) return refuse('rate.limited', { retryAfterMs: Math.ceil(waitMs) });
      const found = await look(services, credentials);
      if (!found.ok && found.refusal.code === 'auth.invalid') {
        await fail(limits.authFailure, address, address);
        if (claimed) await fail(limits.authFailureAccount, claimed, pair);
      }
      return found;
    },
  };
}

function claimedAccount(credentials: Credentials): AccountId | undefined {
  return credentials.scheme === 'basic'
    ? parseDeviceAddress(credentials.username)?.account
    : undefined;
}

async function look(
  services: Services,
  credentials: Credentials,
): Promise<Result<AuthenticatedDevice>> {
  if (credentials.scheme === 'bearer') {
    const claims = await services.tokens.verify(credentials.token, services.clock.now());
    if (!claims.ok) return claims;
    const { account, device, credential } = claims.value;
    return hideAbsence(
      await services.router.ask(account, { type: 'authorize', device, credential }),
    );
  }
  const address = parseDeviceAddress(credentials.username);
  if (!address) return refuse('auth.invalid');
  const { account, device } = address;
  const { password } = credentials;
  return hideAbsence(
    await services.router.ask(account, { type: 'authenticate', device, password }),
  );
}

/** An unknown account or device is told from a wrong password by nobody. */
function hideAbsence(found: Result<AuthenticatedDevice>): Result<AuthenticatedDevice> {
  if (found.ok) return found;
  const { code } = found.refusal;
  const absent = code === 'account.not_found' || code === 'device.not_found';
  return absent ? refuse('auth.invalid') : found;
}
