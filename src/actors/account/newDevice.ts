// A device that joins an account: what its keys must be, and its document in bytes of its own.

import { checkSignedKey, isEcPublicKey } from '#crypto';
import type { Result } from '#protocol';
import { ok, refuse } from '#protocol';
import type { Account, Device, IdentityKind } from './account.ts';
import { ownKey } from './keys.ts';
import { ownPush } from './push.ts';

const kinds: readonly IdentityKind[] = ['aci', 'pni'];

declare const proven: unique symbol;

/** Identity keys, and keys of a device that they have signed. `proveIdentity` alone makes it. */
export interface ProvenIdentity {
  readonly identityKeys: Account['identityKeys'];
  readonly identities: Device['identities'];
  readonly [proven]: true;
}

/** Checks the keys of a device; nobody does so again. Refuses: key.malformed, key.signature. */
export function proveIdentity(
  identityKeys: Account['identityKeys'],
  identities: Device['identities'],
): Result<ProvenIdentity> {
  if (!kinds.every((kind) => isEcPublicKey(identityKeys[kind]))) return refuse('key.malformed');
  for (const kind of kinds) {
    const { signedPreKey, lastResortPreKey } = identities[kind];
    const signed = [['ec', signedPreKey] as const, ['kem', lastResortPreKey] as const];
    for (const [form, { publicKey, signature }] of signed) {
      const verdict = checkSignedKey(form, identityKeys[kind], publicKey, signature);
      if (verdict !== 'valid') return refuse(`key.${verdict}`);
    }
  }
  return ok({ identityKeys, identities } as ProvenIdentity);
}

/** A device whose keys are its own bytes, not views that keep a whole frame in memory. */
export function ownDevice(device: Device): Device {
  const own = (kind: IdentityKind) => {
    const { registrationId, signedPreKey, lastResortPreKey } = device.identities[kind];
    return {
      registrationId,
      signedPreKey: ownKey(signedPreKey),
      lastResortPreKey: ownKey(lastResortPreKey),
    };
  };
  const push = device.push && { push: ownPush(device.push) };
  return { ...device, ...push, identities: { aci: own('aci'), pni: own('pni') } };
}
