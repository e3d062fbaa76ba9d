// A device that introduces itself, at a registration or a link: what it sends of itself, and what
// is made of it.

import type { CommandOf } from '#actors';
import type { SaltedTokenHash } from '#crypto';
import { newQueueGeneration } from '#crypto';
import type { Result } from '#protocol';
import { ok, refuse } from '#protocol';
import type { z } from 'zod/v4';
import { newDevicePush, pushOf } from './pushFields.ts';
import { accountAttributes, ecSignedPreKey, kemSignedPreKey } from './schemas.ts';

/** A device's password is random text of the device's own making. */
const passwordLengthMin = 16;

/** The keys of a device that the account's identity keys have signed. */
export const repeatedKeyFields = {
  aciSignedPreKey: ecSignedPreKey,
  pniSignedPreKey: ecSignedPreKey,
  aciPqLastResortPreKey: kemSignedPreKey,
  pniPqLastResortPreKey: kemSignedPreKey,
};

/** What a new device says of itself. */
export const newDeviceFields = { accountAttributes, ...repeatedKeyFields, ...newDevicePush };

type Fields = {
  readonly [Name in keyof typeof newDeviceFields]: z.output<(typeof newDeviceFields)[Name]>;
};
type Ways = keyof typeof newDevicePush;
type Given = Omit<Fields, Ways> & Partial<Pick<Fields, Ways>>;

type NewDevice = CommandOf<'account', 'linkDevice'>['device'];
type SignedKeys = Pick<Given, keyof typeof repeatedKeyFields>;
type RegistrationIds = Pick<Given['accountAttributes'], 'registrationId' | 'pniRegistrationId'>;

/** Refuses: request.invalid, for a password that is too short. */
export function checkPassword({ password }: { readonly password: string }): Result<null> {
  if (password.length >= passwordLengthMin) return ok(null);
  return refuse('request.invalid', { detail: `A password has ${passwordLengthMin} characters.` });
}

/** The keys of a device, with the registration ids that they belong to. */
export function identitiesOf(
  given: SignedKeys,
  { registrationId, pniRegistrationId }: RegistrationIds,
): NewDevice['identities'] {
  return {
    aci: {
      registrationId,
      signedPreKey: given.aciSignedPreKey,
      lastResortPreKey: given.aciPqLastResortPreKey,
    },
    pni: {
      registrationId: pniRegistrationId,
      signedPreKey: given.pniSignedPreKey,
      lastResortPreKey: given.pniPqLastResortPreKey,
    },
  };
}

/** The device of what was given. */
export function newDevice(
  given: Given,
  credential: SaltedTokenHash,
  createdAtMs: number,
): NewDevice {
  const { name, capabilities } = given.accountAttributes;
  const push = pushOf(given);
  return {
    credential,
    identities: identitiesOf(given, given.accountAttributes),
    capabilities: capabilities ?? {},
    ...(name ? { name } : {}),
    createdAtMs,
    queueGeneration: newQueueGeneration(),
    ...(push ? { push: { ...push, setAtMs: createdAtMs } } : {}),
  };
}
