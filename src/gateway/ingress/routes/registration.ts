// Registration: a verified session, or an operator's invitation, becomes an account with one
// device.
// Source: Signal-Server, RegistrationController.

import { createHash, randomUUID } from 'node:crypto';
import type { CommandOf, ProvenIdentity } from '#actors';
import { proveIdentity } from '#actors';
import type { SaltedTokenHash } from '#crypto';
import { hashToken, newQueueKey } from '#crypto';
import type { AccountId, PhoneIdentityId, Result } from '#protocol';
import { accountAddress, errorRow, ok, primaryDevice, refuse } from '#protocol';
import type { VerificationSession } from '#ports';
import { z } from 'zod/v4';
import { invitationUser } from '../credentials.ts';
import { checkPassword, identitiesOf, newDevice, newDeviceFields } from '../newDevice.ts';
import type { BasicCredentials, Uses } from '../route.ts';
import { answer, defineRoute } from '../route.ts';
import { accessOf, base64 } from '../schemas.ts';

type Tools = Uses<'router' | 'take' | 'sessions' | 'invitations' | 'accounts' | 'clock'>;

/** Registrations are tried this often before the refusal is passed on. */
const triesMax = 2;

const body = z
  .object({
    sessionId: z.string().max(64).optional(),
    invitation: z.string().min(16).max(128).optional(),
    skipDeviceTransfer: z.boolean().nullish(),
    aciIdentityKey: base64(33, 33),
    pniIdentityKey: base64(33, 33),
    ...newDeviceFields,
  })
  .refine((given) => (given.sessionId === undefined) !== (given.invitation === undefined));
type Body = z.output<typeof body>;

/** SHA-256 of an invitation's token, under which it is stored. */
export const invitationHash = (token: string): string =>
  createHash('sha256').update(token).digest('hex');

const register = defineRoute({
  verb: 'POST',
  path: '/v1/registration',
  auth: 'registration',
  style: 'signal',
  summary: 'Registers an account with a verified session or an invitation',
  limits: [{ bucket: 'registration', by: 'ip' }],
  body,
  answers: {
    200: z.object({
      uuid: z.uuid(),
      pni: z.uuid(),
      number: z.string().optional(),
      storageCapable: z.boolean(),
    }),
  },
  async handle({ caller, body: given }, tools: Tools) {
    const long = checkPassword(caller);
    if (!long.ok) return long;
    const identityKeys = { aci: given.aciIdentityKey, pni: given.pniIdentityKey };
    // Before the proof: wrong keys cost no use of an invitation.
    const keys = proveIdentity(identityKeys, identitiesOf(given, given.accountAttributes));
    if (!keys.ok) return keys;
    const proof = await prove(tools, caller, given);
    if (!proof.ok) return proof;
    const number = proof.value?.number;
    // A number's bucket is for those who have proved it, or anybody could lock its owner out.
    const held = number !== undefined && (await tools.take('register', number));
    if (held) return held;
    const registered = await create(tools, caller.password, given, keys.value, number);
    if (!registered.ok) return registered;
    // Last: a crash before this leaves a session of the same person with minutes to live.
    if (proof.value) await tools.sessions.remove(proof.value.id);
    const { id, pni } = registered.value;
    return answer(200, { uuid: id, pni, ...(number ? { number } : {}), storageCapable: false });
  },
});

/**
 * The session that proves the number, or nothing for an invitation, one use of which is gone then.
 */
async function prove(
  { sessions, invitations, clock }: Tools,
  caller: BasicCredentials,
  given: Body,
): Promise<Result<VerificationSession | undefined>> {
  const now = clock.now();
  if (given.invitation !== undefined) {
    if (caller.username !== invitationUser) return refuse('auth.invalid');
    // Before the account exists: a crash may cost a use, never give an account away.
    const used = await invitations.use(invitationHash(given.invitation), now);
    return used ? ok(undefined) : refuse('registration.invitation');
  }
  const session = await sessions.load(given.sessionId ?? '');
  const proves =
    session?.verified && session.expiresAtMs > now && session.number === caller.username;
  return proves ? ok(session) : refuse('registration.unverified');
}

/** Asks the account's actor; once more when another registration was faster or nobody answered. */
async function create(
  tools: Tools,
  password: string,
  given: Body,
  keys: ProvenIdentity,
  number: string | undefined,
): Promise<Result<{ id: AccountId; pni: PhoneIdentityId }>> {
  const credential = hashToken(password);
  let known = await identities(tools, number);
  for (let tries = 1; ; tries++) {
    const command = registerCommand(tools, given, keys, number, known.pni, credential);
    const registered = await tools.router.ask(accountAddress(known.id), command);
    if (registered.ok || tries >= triesMax) return registered;
    const { code } = registered.refusal;
    if (code === 'registration.conflict') known = await identities(tools, number);
    else if (!errorRow(code).retry) return registered;
  }
}

/** Whose number it is already, or two new identities. */
async function identities({ accounts }: Tools, number: string | undefined) {
  const found = number && (await accounts.findByNumber(number));
  if (found) return found;
  return {
    id: randomUUID() as string as AccountId,
    pni: randomUUID() as string as PhoneIdentityId,
  };
}

function registerCommand(
  { clock }: Tools,
  given: Body,
  keys: ProvenIdentity,
  number: string | undefined,
  pni: PhoneIdentityId,
  credential: SaltedTokenHash,
): CommandOf<'account', 'register'> {
  const { identities: _proven, ...device } = newDevice(given, credential, clock.now());
  return {
    type: 'register',
    pni,
    ...(number ? { number } : {}),
    keys,
    device: { id: primaryDevice, ...device },
    discoverableByNumber: given.accountAttributes.discoverableByPhoneNumber ?? true,
    queueKey: newQueueKey(),
    ...accessOf(given.accountAttributes),
  };
}

export const registrationRoutes = [register] as const;
