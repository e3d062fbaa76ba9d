// A device that joins an account: what its keys must be, and its document in bytes of its own.

import { isEcPublicKey } from '#crypto';
import type { Account, Device, IdentityKind } from './account.ts';
import { ownKey } from './keys.ts';
import type { KeyCheck } from './verification.ts';

const kinds: readonly IdentityKind[] = ['aci', 'pni'];

/** The keys of a device that the identity keys must have signed; undefined: one cannot be. */
export function keyChecks(
  identityKeys: Account['identityKeys'],
  identities: Device['identities'],
): KeyCheck[] | undefined {
  const checks: KeyCheck[] = [];
  for (const kind of kinds) {
    const identityKey = identityKeys[kind];
    if (!isEcPublicKey(identityKey)) return undefined;
    const { signedPreKey, lastResortPreKey } = identities[kind];
    checks.push({ kind: 'ec', identityKey, key: signedPreKey });
    checks.push({ kind: 'kem', identityKey, key: lastResortPreKey });
  }
  return checks;
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
  return { ...device, identities: { aci: own('aci'), pni: own('pni') } };
}
