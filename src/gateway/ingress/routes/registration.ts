// Registration: a verified session, or an operator's invitation, becomes an account with one
// device. A login's ticket gives an account such a device in place of all that it has.
// Source: Signal-Server, RegistrationController.

import { randomUUID } from 'node:crypto';
import type { AnswerOf, CommandOf, ProvenIdentity } from '#actors';
import { proveIdentity } from '#actors';
import type { LoginTicket, SaltedTokenHash } from '#crypto';
import { hashToken, hashTokenUnder, loginSealLengthMax, newQueueKey } from '#crypto';
import type { AccountId, PhoneIdentityId, Result } from '#protocol';
import { accountAddress, errorRow, ok, primaryDevice, refuse } from '#protocol';
import type { VerificationSession } from '#ports';
import { metrics, noteSecurity } from '#runtime';
import { z } from 'zod/v4';
import { invitationUser, loginUser, recoveryUser } from '../credentials.ts';
import { invitationHash } from '../invitation.ts';
import { checkPassword, identitiesOf, newDevice, newDeviceFields } from '../newDevice.ts';
import { checkNewPush, saysOneWay } from '../pushFields.ts';
import type { BasicCredentials, Uses } from '../route.ts';
import { answer, defineRoute } from '../route.ts';
import { accessOf, accountId, base64, oneTimeCode } from '../schemas.ts';
import { networkSubject } from '../subjects.ts';
import { askedAnswer, stillAsked } from './consents.ts';
import { sessionLifetimeMs } from './verification.ts';

type Tools = Uses<
  | 'router'
  | 'take'
  | 'sessions'
  | 'invitations'
  | 'accounts'
  | 'clock'
  | 'logins'
  | 'push'
  | 'consents'
  | 'residency'
>;

type Register = CommandOf<'account', 'register'>;

/** Hex digits of a credential's salt. */
const saltLength = 32;
/** Registrations are tried this often before the refusal is passed on. */
const triesMax = 2;

const body = z
  .object({
    sessionId: z.string().max(64).optional(),
    invitation: z.string().min(16).max(128).optional().meta({ example: 'token-of-an-invitation' }),
    /** Of a login. */
    ticket: z.string().min(16).max(loginSealLengthMax).optional(),
    /** Of a recovery that has waited. */
    recovery: z.object({ account: accountId, token: z.string().min(16).max(128) }).optional(),
    /** A one-time code or a backup code, where the account takes one. Source: Signal. */
    totp: oneTimeCode.optional(),
    skipDeviceTransfer: z.boolean().nullish(),
    aciIdentityKey: base64(33, 33),
    pniIdentityKey: base64(33, 33),
    ...newDeviceFields,
  })
  .refine(saysOneWay)
  .refine(
    ({ sessionId, invitation, ticket, recovery }) =>
      [sessionId, invitation, ticket, recovery].filter((one) => one !== undefined).length === 1,
  );
type Body = z.output<typeof body>;

const register = defineRoute({
  verb: 'POST',
  path: '/v1/registration',
  auth: 'registration',
  style: 'signal',
  summary: "Registers an account with a verified session, an invitation or a login's ticket",
  limits: [{ bucket: 'registration', by: 'ip' }],
  body,
  answers: {
    200: z.object({
      uuid: z.uuid(),
      pni: z.uuid(),
      number: z.string().optional(),
      storageCapable: z.boolean(),
      /** What is asked for and was not agreed to; absent where it is nothing. */
      consentsAsked: askedAnswer.optional(),
    }),
  },
  async handle({ caller, body: given, ip }, tools: Tools) {
    const long = checkPassword(caller);
    if (!long.ok) return long;
    const identityKeys = { aci: given.aciIdentityKey, pni: given.pniIdentityKey };
    // Before the proof: wrong keys cost no use of an invitation.
    const keys = proveIdentity(identityKeys, identitiesOf(given, given.accountAttributes));
    if (!keys.ok) return keys;
    const reached = await checkNewPush(given, tools.push);
    if (!reached.ok) return reached;
    const proof = await prove(tools, caller, given);
    if (!proof.ok) return proof;
    const { session, login, recovery } = proof.value;
    const number = session?.number;
    // A number's bucket is for those who have proved it, or anybody could lock its owner out.
    const held = number !== undefined && (await takeOf(tools, number, given, ip));
    if (held) return held;
    const whose = {
      ...(number === undefined ? {} : { number }),
      ...(login ? { login } : {}),
      ...(recovery ? { recovery } : {}),
    };
    const registered = await create(tools, caller.password, given, keys.value, whose);
    if (!registered.ok) return registered;
    // Last: a crash before this leaves a session of the same person with minutes to live.
    if (session) {
      noteRegistered(session, tools.clock.now());
      await tools.sessions.remove(session.id);
    }
    const { id, ...named } = registered.value;
    const asked = await askedOf(tools, id);
    return answer(200, { uuid: id, ...named, storageCapable: false, ...asked });
  },
});

function noteRegistered({ expiresAtMs }: VerificationSession, nowMs: number): void {
  metrics.registrations.inc({ outcome: 'registered' });
  const beganAtMs = expiresAtMs - sessionLifetimeMs;
  metrics.registrationSeconds.observe(Math.max(0, nowMs - beganAtMs) / 1000);
}

/** What the account is asked to agree to, told at once, as nothing is assumed. */
async function askedOf({ router, consents }: Tools, id: AccountId) {
  if (consents.length === 0) return {};
  const records = await router.ask(accountAddress(id), { type: 'describeConsents' });
  // The registration stands whatever becomes of this; the client may ask.
  const asked = records.ok ? stillAsked(consents, records.value) : consents;
  return asked.length === 0 ? {} : { consentsAsked: asked };
}

/** A number's share, its network's and everybody's; and that of PINs where one is shown. */
async function takeOf(
  { take }: Tools,
  number: string,
  { accountAttributes }: Body,
  ip: string,
): Promise<Result<never> | undefined> {
  const held = await take('register', number);
  if (held) return held;
  // Behind the proof: who proves nothing shuts nobody out.
  const burst =
    (await take('registrationNetwork', networkSubject(ip))) ??
    (await take('registrationBurst', ''));
  if (burst) noteSecurity('registration_burst');
  return burst ?? (accountAttributes.registrationLock ? take('pin', number) : undefined);
}

/** What was shown: a session that proves a number, or a login; neither for an invitation. */
interface Shown {
  readonly session?: VerificationSession;
  readonly login?: LoginTicket & { readonly account: AccountId };
  readonly recovery?: Body['recovery'];
}

/** What lets somebody register. A use of an invitation, or a ticket, is gone then. */
async function prove(
  { sessions, invitations, clock, logins }: Tools,
  caller: BasicCredentials,
  given: Body,
): Promise<Result<Shown>> {
  const now = clock.now();
  if (given.ticket !== undefined) {
    if (caller.username !== loginUser) return refuse('auth.invalid');
    const login = await logins.useTicket(given.ticket);
    return login.ok ? ok({ login: login.value }) : login;
  }
  if (given.invitation !== undefined) {
    if (caller.username !== invitationUser) return refuse('auth.invalid');
    // Before the account exists: a crash may cost a use, never give an account away.
    const used = await invitations.use(invitationHash(given.invitation), now);
    return used ? ok({}) : refuse('registration.invitation');
  }
  if (given.recovery) {
    const isNamed = caller.username === recoveryUser;
    return isNamed ? ok({ recovery: given.recovery }) : refuse('auth.invalid');
  }
  const session = await sessions.load(given.sessionId ?? '');
  const proves =
    session?.verified && session.expiresAtMs > now && session.number === caller.username;
  return proves ? ok({ session }) : refuse('registration.unverified');
}

/** Whose account it becomes, as far as it is anybody's. */
interface Whose extends Pick<Shown, 'login' | 'recovery'> {
  readonly number?: string;
}

/** Asks the account's actor; once more when another registration was faster or nobody answered. */
async function create(
  tools: Tools,
  password: string,
  given: Body,
  keys: ProvenIdentity,
  whose: Whose,
): Promise<Result<AnswerOf<'account', Register>>> {
  const credential = credentialOf(password, whose);
  const attempt = randomUUID();
  let known = await identities(tools, whose);
  const held = given.totp === undefined ? undefined : await takeCode(tools, known.id, whose);
  if (held) return held;
  for (let tries = 1; ; tries++) {
    const command = registerCommand(tools, given, keys, whose, known.pni, credential);
    const registered = await tools.router.ask(accountAddress(known.id), { ...command, attempt });
    if (registered.ok || tries >= triesMax) return registered;
    const { code } = registered.refusal;
    if (code === 'registration.conflict') known = await identities(tools, whose);
    else if (!errorRow(code).retry) return registered;
  }
}

/**
 * Of a recovery the same each time: it is over once it was carried out, and whoever has not heard
 * of that asks again.
 */
function credentialOf(password: string, { recovery }: Whose): SaltedTokenHash {
  if (!recovery) return hashToken(password);
  const salt = invitationHash(`credential ${recovery.token}`).slice(0, saltLength);
  return hashTokenUnder(salt, password);
}

/**
 * Guesses of codes are counted for those who have shown the same: nobody who has shown nothing
 * takes the permits of who has. A recovery shows its token, which is not judged yet.
 */
function takeCode({ take }: Tools, account: AccountId, { number, login, recovery }: Whose) {
  const by = recovery ? invitationHash(recovery.token) : login ? 'login' : number && 'number';
  return by ? take('checkTotp', `${by} ${account}`) : undefined;
}

/** Whose number it is already, or two new identities; of a login the account is known. */
async function identities({ accounts, residency }: Tools, { number, login, recovery }: Whose) {
  const found = number && (await accounts.findByNumber(number));
  if (found) return found;
  return {
    id: login?.account ?? recovery?.account ?? residency.draw(number),
    pni: randomUUID() as string as PhoneIdentityId,
  };
}

function registerCommand(
  { clock }: Tools,
  given: Body,
  keys: ProvenIdentity,
  { number, login, recovery }: Whose,
  pni: PhoneIdentityId,
  credential: SaltedTokenHash,
): Register {
  const token = given.accountAttributes.registrationLock;
  const { identities: _proven, ...device } = newDevice(given, credential, clock.now());
  return {
    type: 'register',
    pni,
    ...(number ? { number } : {}),
    ...(login ? { loginMark: login.mark, hasCode: login.hasCode === true } : {}),
    ...(recovery ? { recoveryHash: invitationHash(recovery.token) } : {}),
    ...(given.totp === undefined ? {} : { code: given.totp }),
    keys,
    device: { id: primaryDevice, ...device },
    discoverableByNumber: given.accountAttributes.discoverableByPhoneNumber ?? true,
    queueKey: newQueueKey(),
    ...(number && token ? { shown: { token, hashed: hashToken(token) } } : {}),
    ...accessOf(given.accountAttributes),
  };
}

export const registrationRoutes = [register] as const;
