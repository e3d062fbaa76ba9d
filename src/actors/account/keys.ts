// Decides about pre-keys: what may be stored, what is counted, what is handed out. Pure.

import { repeatedUseKeyDigest } from '#crypto';
import type { DeviceId } from '#protocol';
import { limits, refuse } from '#protocol';
import type { PreKeyPool } from '../ports.ts';
import type { Account, Device, EcPreKey, IdentityKind, SignedPreKey } from './account.ts';
import type { AccountEffect, AccountState, Decision, KeyCheck } from './effects.ts';
import { answer, only, refused } from './effects.ts';
import type { CheckKeys, CountKeys, PutKeys, TakeBundles } from './messages.ts';

/** True for a key id that Signal's clients accept. */
export function isKeyId(keyId: number): boolean {
  return Number.isInteger(keyId) && keyId >= 0 && keyId <= limits.keyIdMax;
}

/** Stores keys after all of them were verified; one wrong key and nothing is stored. */
export function decidePutKeys(state: AccountState, account: Account, command: PutKeys): Decision {
  const device = deviceOf(account, command.device);
  if (!device) return refused(state, 'device.not_found');
  const { preKeys = [], kemPreKeys = [], signedPreKey, lastResortPreKey } = command;
  const most = limits.preKeysPerUploadMax;
  if (preKeys.length > most || kemPreKeys.length > most) return refused(state, 'request.invalid');
  const repeated = [signedPreKey, lastResortPreKey].filter((key) => key !== undefined);
  if (!distinctIds(preKeys) || !distinctIds(kemPreKeys) || !repeated.every(hasKeyId)) {
    return refused(state, 'key.malformed');
  }
  const identityKey = account.identityKeys[command.identity];
  const check = (kind: KeyCheck['kind'], key: SignedPreKey) => ({ kind, identityKey, key });
  const effects: AccountEffect[] = [
    {
      type: 'verify',
      plain: preKeys,
      signed: [
        ...(signedPreKey ? [check('ec', signedPreKey)] : []),
        ...(lastResortPreKey ? [check('kem', lastResortPreKey)] : []),
        ...kemPreKeys.map((key) => check('kem', key)),
      ],
    },
  ];
  if (preKeys.length > 0 || kemPreKeys.length > 0) {
    const pool = poolOf(account, device, command.identity);
    effects.push({ type: 'storeKeys', pool, ec: preKeys, kem: kemPreKeys });
  }
  const done = answer('putKeys', null);
  if (repeated.length === 0) return { state, effects: [...effects, done] };
  const changed = withRepeatedKeys(account, device, command);
  return {
    state: { ...state, account: changed },
    effects: [...effects, { type: 'replace', account: changed }, done],
  };
}

/** Counts the one-time keys that are left. */
export function decideCount(state: AccountState, account: Account, command: CountKeys): Decision {
  const device = deviceOf(account, command.device);
  if (!device) return refused(state, 'device.not_found');
  return only(state, { type: 'countKeys', pool: poolOf(account, device, command.identity) });
}

/** Compares the client's repeated-use keys with ours by their digest. */
export function decideCheck(state: AccountState, account: Account, command: CheckKeys): Decision {
  const device = deviceOf(account, command.device);
  if (!device) return refused(state, 'device.not_found');
  const { signedPreKey, lastResortPreKey } = device.identities[command.identity];
  const identityKey = account.identityKeys[command.identity];
  const ours = repeatedUseKeyDigest(identityKey, signedPreKey, lastResortPreKey);
  return Buffer.compare(ours, command.digest) === 0
    ? only(state, answer('checkKeys', null))
    : only(state, { type: 'answer', result: refuse('key.differs') });
}

/** Takes a bundle of one device or of each. */
export function decideTake(state: AccountState, account: Account, command: TakeBundles): Decision {
  const { identity, device: wanted } = command;
  const devices =
    wanted === 'all' ? account.devices : account.devices.filter((one) => one.id === wanted);
  if (devices.length === 0) return refused(state, 'device.not_found');
  return only(state, {
    type: 'takeKeys',
    identityKey: account.identityKeys[identity],
    sources: devices.map((device) => ({
      pool: poolOf(account, device, identity),
      keys: device.identities[identity],
    })),
  });
}

function withRepeatedKeys(account: Account, device: Device, command: PutKeys): Account {
  const { identity, signedPreKey, lastResortPreKey } = command;
  const keys = {
    ...device.identities[identity],
    ...(signedPreKey ? { signedPreKey: ownKey(signedPreKey) } : {}),
    ...(lastResortPreKey ? { lastResortPreKey: ownKey(lastResortPreKey) } : {}),
  };
  const next: Device = { ...device, identities: { ...device.identities, [identity]: keys } };
  return {
    ...account,
    devices: account.devices.map((one) => (one.id === next.id ? next : one)),
  };
}

/** A signed key in bytes of its own, not a view that keeps a whole frame in memory. */
export function ownKey(key: SignedPreKey): SignedPreKey {
  return {
    keyId: key.keyId,
    publicKey: key.publicKey.slice(),
    signature: key.signature.slice(),
  };
}

function poolOf(account: Account, device: Device, identity: IdentityKind): PreKeyPool {
  return { account: account.id, device: device.id, generation: device.queueGeneration, identity };
}

function deviceOf(account: Account, id: DeviceId): Device | undefined {
  return account.devices.find((one) => one.id === id);
}

function hasKeyId(key: { readonly keyId: number }): boolean {
  return isKeyId(key.keyId);
}

function distinctIds(keys: readonly EcPreKey[]): boolean {
  return keys.every(hasKeyId) && new Set(keys.map((key) => key.keyId)).size === keys.length;
}
