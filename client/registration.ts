// How a profile becomes an account: by an operator's invitation, by a phone number and the code
// sent to it, or in place of all devices of an account that is logged in to. The keys are stored
// before the server hears of them, so that a registration whose answer was lost goes on with the
// same ones.

import { z } from 'zod';
import { parseAccountId, parsePhoneIdentityId } from '#protocol';
import { toBase64 } from './bytes.ts';
import { ClientError } from './clientError.ts';
import type { ClientClock } from './clock.ts';
import { capabilities } from './devices/capabilities.ts';
import { networkOf } from './options.ts';
import type { ClientOptions } from './options.ts';
import { shownRepeated } from './keys/keyUpkeep.ts';
import { askRecovery } from './login/recovery.ts';
import type { BegunRecovery, RecoveryProof } from './login/recovery.ts';
import type { NameAndPassword } from './login/proving.ts';
import { withCode } from './login/oneTimeCode.ts';
import type { OneTimeCode } from './login/oneTimeCode.ts';
import { ticketOf } from './login/proving.ts';
import { withPin } from './registrationLock.ts';
import type { Pin } from './registrationLock.ts';
import { accessKeyOf } from './sealed/accessKey.ts';
import type { ClientStore } from './store/clientStore.ts';
import { identityKinds } from './store/profileTable.ts';
import type { Store } from './store/store.ts';
import { basicAuthorization, refusalOf } from './transport/http.ts';
import { reach, reached } from './transport/network.ts';
import type { HttpAnswer, HttpAsk, Network } from './transport/transport.ts';
import { verify } from './verification.ts';
import type { PhoneProof } from './verification.ts';

/** What lets an account be made or taken over: an invitation, a number and its code, a login. */
export type Proof =
  | {
      readonly invitation: string;
      readonly totp?: undefined;
      readonly number?: undefined;
      readonly login?: undefined;
      readonly recovery?: undefined;
    }
  | {
      /** What `beginRecovery` gave, once its wait is over. */
      readonly recovery: Pick<BegunRecovery, 'account' | 'token'>;
      /** Where the account has one-time codes on. */
      readonly totp?: OneTimeCode;
      readonly login?: undefined;
      readonly invitation?: undefined;
      readonly number?: undefined;
    }
  | {
      readonly login: NameAndPassword;
      readonly totp?: undefined;
      readonly invitation?: undefined;
      readonly number?: undefined;
      readonly recovery?: undefined;
    }
  | (PhoneProof & {
      /** Opens the lock of the number, or sets one. */
      readonly pin?: Pin;
      /** Where the number's account has one-time codes on. */
      readonly totp?: OneTimeCode;
      readonly invitation?: undefined;
      readonly login?: undefined;
      readonly recovery?: undefined;
    });

const accountShape = z.object({
  uuid: z.string().transform((text, issues) => parseAccountId(text) ?? bad(issues)),
  pni: z
    .string()
    .transform((text, issues) => parseAccountId(text) ?? parsePhoneIdentityId(text) ?? bad(issues)),
  number: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/)
    .nullish(),
});

function bad(issues: z.RefinementCtx): never {
  issues.addIssue({ code: 'custom', message: 'no service id' });
  return z.NEVER;
}

/** What is known to have ended before the server made anything, from how the system says it. */
const neverReached: readonly string[] = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
];
/** Codes of an end that nobody knows: the next try goes on with the same keys. */
const unknownEnds: readonly string[] = [
  'server.unreachable',
  'server.timeout',
  'server.unavailable',
  'server.defect',
];

/**
 * Makes a profile; where that is refused nothing stays of one that was not there before. `made`:
 * there is an account under its keys from now on, whatever fails.
 */
export async function leavingNothing<Made>(
  where: ClientStore,
  make: (made: () => void) => Promise<Made>,
): Promise<Made> {
  let isToGo = !where.isThere();
  const made = () => {
    isToGo = false;
  };
  try {
    return await make(made);
  } catch (error) {
    if (isToGo && isRefused(error)) where.remove();
    throw error;
  }
}

function isRefused(error: unknown): boolean {
  if (!(error instanceof ClientError)) return true;
  if (!unknownEnds.includes(error.code)) return true;
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && neverReached.includes(String(cause.code))) return true;
  }
  return false;
}

/** Deletes the account of whoever asks. Refuses: what the server says; server.unreachable. */
export async function unregister(ask: (request: HttpAsk) => Promise<HttpAnswer>): Promise<void> {
  const answer = await reached(() => ask({ verb: 'DELETE', path: '/v1/accounts/me' }));
  if (answer.status >= 300) throw refusalOf(answer, 'The account was not deleted');
}

/**
 * Registers the profile in the store; calls `made` once the server has made the account. Refuses:
 * what the server says; server.unreachable.
 */
export async function register(
  store: Store,
  network: Network,
  clock: ClientClock,
  options: Proof & { readonly server: string },
  made: () => void,
): Promise<void> {
  if (store.linking.read()) {
    const message = 'This profile is being linked to an account; link it again, or take another.';
    throw new ClientError('profile.exists', message);
  }
  const { server } = options;
  const profile = store.profile.begin(server);
  const ask = (request: HttpAsk): Promise<HttpAnswer> => reach(network, server, request);
  const shown = await show(ask, options);
  const keys = identityKinds.map((kind) => ({
    kind,
    identity: store.profile.identity(kind).publicKey.serialize(),
    ...shownRepeated({ store, clock }, kind),
  }));
  const accountAttributes = {
    fetchesMessages: true,
    registrationId: profile.registrationId,
    pniRegistrationId: profile.pniRegistrationId,
    capabilities: capabilities,
    discoverableByPhoneNumber: false,
    unidentifiedAccessKey: toBase64(accessKeyOf(store.sealed.profileKey())),
  };
  const body: Record<string, unknown> = { ...shown, skipDeviceTransfer: true };
  for (const one of keys) {
    body[`${one.kind}IdentityKey`] = toBase64(one.identity);
    body[`${one.kind}SignedPreKey`] = one.signed;
    body[`${one.kind}PqLastResortPreKey`] = one.lastResort;
  }
  const user = options.number ?? userOf(options);
  const authorization = basicAuthorization(user, profile.password);
  const answer = await withLocks(options, async (lock, totp) => {
    const told = await ask({
      verb: 'POST',
      path: '/v1/registration',
      body: { ...body, accountAttributes: { ...accountAttributes, ...lock }, ...totp },
      authorization,
    });
    if (told.status !== 200) throw refusalOf(told, 'The registration was refused');
    return told;
  });
  made();
  const read = accountShape.safeParse(answer.body);
  if (!read.success) throw new ClientError('server.refused', "The server's answer cannot be read.");
  store.transaction(() => {
    const { uuid, pni, number } = read.data;
    store.profile.registered(uuid, pni, number ?? options.number);
    store.sealed.published(store.sealed.profileKey());
    const now = clock.now();
    for (const one of keys) {
      store.keys.published(one.kind, 'signed', one.signed.keyId, now);
      store.keys.published(one.kind, 'lastResort', one.lastResort.keyId, now);
    }
  });
}

/** Does it with a PIN and a one-time code, in Signal's fields, each as soon as it is wanted. */
function withLocks<Done>(
  proof: Proof,
  work: (lock: { registrationLock?: string }, code: { totp?: string }) => Promise<Done>,
): Promise<Done> {
  const pin = proof.number === undefined ? undefined : proof.pin;
  return withPin(pin, proof.number, (registrationLock) =>
    withCode(proof.totp, ['registration.totp'], (totp) =>
      work(
        registrationLock === undefined ? {} : { registrationLock },
        totp === undefined ? {} : { totp },
      ),
    ),
  );
}

const userOf = ({ login, recovery }: Proof): string =>
  recovery ? 'recovery' : login ? 'login' : 'invitation';

/** What the registration shows of its right to be made. */
async function show(ask: (request: HttpAsk) => Promise<HttpAnswer>, proof: Proof): Promise<object> {
  if (proof.recovery) {
    const { account, token } = proof.recovery;
    return { recovery: { account, token } };
  }
  if (proof.login) return { ticket: await ticketOf(ask, proof.login) };
  if (proof.invitation !== undefined) return { invitation: proof.invitation };
  return { sessionId: await verify(ask, proof) };
}

/** Where an account is recovered, and by what; `verified` is a phone number and its code. */
export interface RecoveryOptions
  extends Omit<RecoveryProof, 'sessionId'>,
    Pick<ClientOptions, 'network' | 'insecure'> {
  /** For example `http://127.0.0.1:7350`. */
  readonly server: string;
  /** The account's number, and what asks for the code that is sent to it. */
  readonly verified?: PhoneProof;
}

/**
 * Begins to recover an account by two of its number, its recovery key, a backup code and the word
 * of another device. Its devices are told, and may stop it while it waits. Refuses: auth.invalid,
 * recovery.pending, argument.invalid, what the server says.
 */
export async function beginRecovery(options: RecoveryOptions): Promise<BegunRecovery> {
  const { server, verified, account, key, approval, backupCode } = options;
  const network = networkOf({ ...options, profile: ':memory:' });
  const ask = (request: HttpAsk): Promise<HttpAnswer> => reach(network, server, request);
  const sessionId = verified ? await verify(ask, verified) : undefined;
  return askRecovery(ask, {
    account,
    ...(key === undefined ? {} : { key }),
    ...(approval === undefined ? {} : { approval }),
    ...(backupCode === undefined ? {} : { backupCode }),
    ...(sessionId === undefined ? {} : { sessionId }),
  });
}
