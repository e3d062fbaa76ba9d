// Another phone number for an account: proved as at a registration, and asked for by the first
// device, who brings keys of the new identity for all devices and a message for each of the others.
// Source: Signal-Server, AccountControllerV2 and ChangeNumberRequest; `deviceList`, `timestamp` and
// `totp` are ours.

import { randomUUID } from 'node:crypto';
import type { AnswerOf, CommandOf } from '#actors';
import { hashToken, newQueueGeneration } from '#crypto';
import type { AccountId, DeviceId, EnvelopeGuid, PhoneIdentityId, Result } from '#protocol';
import { accountAddress, EnvelopeType, limits, parseDeviceId, refuse } from '#protocol';
import { metrics, noteSecurity } from '#runtime';
import { z } from 'zod/v4';
import type { Uses } from '../route.ts';
import { answer, defineRoute } from '../route.ts';
import {
  base64,
  ecSignedPreKey,
  kemSignedPreKey,
  lockToken,
  oneTimeCode,
  phoneNumber,
  registrationId,
  signedDeviceList,
} from '../schemas.ts';

type Tools = Uses<'router' | 'take' | 'sessions' | 'accounts' | 'clock'>;
type ChangeNumber = CommandOf<'account', 'changeNumber'>;

/** Room for the keys of a device, sealed in a first message. */
const messageBytesMax = 16 * 1024;
const messageTypes: readonly number[] = [EnvelopeType.ciphertext, EnvelopeType.preKeyMessage];

/** One for each device, by its number. */
const byDevice = <T extends z.ZodType>(one: T) =>
  z
    .record(z.string().regex(/^([1-9]|[1-9][0-9]|1[01][0-9]|12[0-7])$/), one)
    .refine((all) => Object.keys(all).length <= limits.devicesMax);

const body = z.object({
  sessionId: z.string().max(64),
  number: phoneNumber,
  /** Opens the lock of the new number, and locks it for this account. */
  reglock: lockToken.nullish(),
  /** Of the account that has the number until now, where that takes one. */
  totp: oneTimeCode.nullish(),
  pniIdentityKey: base64(33, 33),
  deviceMessages: z
    .array(
      z.object({
        type: z.number().int(),
        destinationDeviceId: z.number().int(),
        destinationRegistrationId: z.number().int(),
        content: base64(1, messageBytesMax),
      }),
    )
    .max(limits.devicesMax),
  devicePniSignedPrekeys: byDevice(ecSignedPreKey),
  devicePniPqLastResortPrekeys: byDevice(kemSignedPreKey),
  pniRegistrationIds: byDevice(registrationId),
  /** The next list, which names the devices by these ids; where the account has one. */
  deviceList: signedDeviceList.optional(),
  /** Of the messages; now, unless it is said. */
  timestamp: z.number().int().min(1).max(limits.timestampMax).optional(),
});
type Body = z.output<typeof body>;

const change = defineRoute({
  verb: 'PUT',
  path: '/v2/accounts/number',
  auth: 'password',
  proof: 'fresh',
  style: 'signal',
  summary: 'Changes the phone number, with new keys under it for all devices; for the primary',
  limits: [{ bucket: 'account', by: 'account' }],
  body,
  answers: {
    200: z.object({
      uuid: z.uuid(),
      pni: z.uuid(),
      number: z.string(),
      storageCapable: z.boolean(),
    }),
  },
  async handle({ caller: { account, device, credential }, body: given }, tools: Tools) {
    const asked = readChange(given, tools.clock.now());
    if (!asked.ok) return asked;
    const command: ChangeNumber = { ...asked.value, device, credential };
    // Whatever can be refused is refused before anybody loses a number by it.
    const trial = await tools.router.ask(accountAddress(account), { ...command, isTrial: true });
    if (!trial.ok) return trial;
    const changed = trial.value.isDone
      ? await tools.router.ask(accountAddress(account), { ...command, isRepeat: true })
      : await proveAndChange(tools, account, given, command);
    if (!changed.ok) return changed;
    const { pni, number } = changed.value;
    return answer(200, { uuid: account, pni, number, storageCapable: false });
  },
});

type Changed = Result<AnswerOf<'account', ChangeNumber>>;

async function proveAndChange(
  tools: Tools,
  account: AccountId,
  given: Body,
  command: ChangeNumber,
): Promise<Changed> {
  const { router, sessions } = tools;
  const session = await sessions.load(given.sessionId);
  const isProved =
    session?.verified && session.expiresAtMs > tools.clock.now() && session.number === given.number;
  if (!isProved) {
    // The same request may have been carried out meanwhile, and the session with it.
    const again = await router.ask(accountAddress(account), { ...command, isTrial: true });
    if (!again.ok || again.value.isDone) return again;
    return refuse('registration.unverified');
  }
  const { number, reglock } = given;
  const held =
    (await tools.take('changeNumber', account)) ??
    (await tools.take('register', number)) ??
    (reglock ? await tools.take('pin', number) : undefined);
  if (held) return held;
  const released = await release(tools, account, given, command);
  if (!released.ok) return released;
  const changed = await router.ask(accountAddress(account), command);
  if (!changed.ok) return changed;
  metrics.registrations.inc({ outcome: 'number' });
  // Last: a crash before this leaves a session of the same person with minutes to live.
  await sessions.remove(session.id);
  return changed;
}

/** Asks whoever has the number to let it go. */
async function release(
  { router, take, accounts }: Tools,
  account: AccountId,
  { number, totp }: Body,
  { shown }: ChangeNumber,
): Promise<Result<null>> {
  const holder = await accounts.findByNumber(number);
  if (!holder || holder.id === account) return { ok: true, value: null };
  // Shared with registrations: of one holder's codes somebody tries so many, by whichever door.
  const held = totp ? await take('checkTotp', `number ${holder.id}`) : undefined;
  if (held) return held;
  const released = await router.ask(accountAddress(holder.id), {
    type: 'releaseNumber',
    number,
    ...(shown ? { shown } : {}),
    ...(totp ? { code: totp } : {}),
    attempt: randomUUID(),
  });
  if (released.ok) noteSecurity('number_lost');
  return released;
}

/** The command of what was given, but for whose it is. Refuses: request.invalid, message.type. */
function readChange(
  given: Body,
  nowMs: number,
): Result<Omit<ChangeNumber, 'device' | 'credential'>> {
  const { devicePniSignedPrekeys, devicePniPqLastResortPrekeys, pniRegistrationIds } = given;
  const identities: ChangeNumber['identities'][number][] = [];
  for (const [name, signedPreKey] of Object.entries(devicePniSignedPrekeys)) {
    const device = parseDeviceId(name);
    const lastResortPreKey = devicePniPqLastResortPrekeys[name];
    const id = pniRegistrationIds[name];
    if (!device || !lastResortPreKey || id === undefined) return invalid('pniRegistrationIds');
    identities.push({ device, registrationId: id, signedPreKey, lastResortPreKey });
  }
  const named = [devicePniPqLastResortPrekeys, pniRegistrationIds];
  if (named.some((all) => Object.keys(all).length !== identities.length)) {
    return invalid('devicePniSignedPrekeys');
  }
  const contents = given.deviceMessages.map((one) => ({
    deviceId: one.destinationDeviceId as DeviceId,
    registrationId: one.destinationRegistrationId,
    type: one.type,
    content: one.content,
  }));
  if (contents.some(({ type }) => !messageTypes.includes(type))) return refuse('message.type');
  if (new Set(contents.map(({ deviceId }) => deviceId)).size !== contents.length) {
    return invalid('deviceMessages');
  }
  const { number, pniIdentityKey: identityKey, deviceList: signed, reglock } = given;
  return {
    ok: true,
    value: {
      type: 'changeNumber',
      number,
      pni: randomUUID() as string as PhoneIdentityId,
      identityKey,
      identities,
      keyGeneration: newQueueGeneration(),
      ...(signed ? { signed } : {}),
      news: {
        guid: randomUUID().replaceAll('-', '') as EnvelopeGuid,
        contents,
        clientTimestamp: given.timestamp ?? nowMs,
        serverTimestamp: nowMs,
      },
      ...(reglock ? { shown: { token: reglock, hashed: hashToken(reglock) } } : {}),
    },
  };
}

const invalid = (field: string) => refuse('request.invalid', { detail: `Field: ${field}.` });

export const numberRoutes = [change] as const;
