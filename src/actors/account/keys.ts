// The pre-keys of an account's devices: what may be stored, what is counted, what is handed out.

import { repeatedUseKeyDigest } from '#crypto';
import type { DeviceId, SignedDeviceList } from '#protocol';
import { ok } from '#protocol';
import { metrics } from '#runtime';
import type { Ask } from '../ask.ts';
import type { EffectOf, Ended } from '../effects.ts';
import type { PreKeyPool, PreKeyStore } from '../ports.ts';
import type { ShardScope } from '../scope.ts';
import type { ByAccess } from './access.ts';
import { accessCommand } from './access.ts';
import type {
  Account,
  Device,
  DeviceIdentity,
  EcPreKey,
  IdentityKind,
  SignedPreKey,
} from './account.ts';
import { deviceOf, keyGenerationOf, withDevice } from './account.ts';
import type { Decision, RegisteredState, Vouched } from './decision.ts';
import { answer, answered, only, refused } from '../command.ts';
import { accountCommand } from './decision.ts';
import type { Replace } from './document.ts';
import type { Pipeline } from './pipeline.ts';
import type { KeyCheck } from './verification.ts';
import { verifyKeys } from './verification.ts';

/** Names the pools of one device under one identity. */
interface PoolNamed extends Vouched {
  readonly device: DeviceId;
  readonly identity: IdentityKind;
}

/** One-time keys that are left. */
export interface KeyCount {
  readonly count: number;
  readonly kemCount: number;
}

/** Stores public keys; an absent field changes nothing, a list replaces the stored list. */
interface PutKeys extends PoolNamed {
  readonly preKeys?: readonly EcPreKey[];
  readonly kemPreKeys?: readonly SignedPreKey[];
  readonly signedPreKey?: SignedPreKey;
  readonly lastResortPreKey?: SignedPreKey;
}

/** Refuses: key.differs. Source: Signal-Server, POST /v2/keys/check. */
interface CheckKeys extends PoolNamed {
  readonly digest: Uint8Array;
}

/** Takes one pre-key bundle of a device, or of each device. Refuses: key.none, device.not_found. */
interface TakeBundles {
  readonly identity: IdentityKind;
  readonly device: DeviceId | 'all';
}

/** The same by somebody who is not named, of the account's own identity. */
type TakeBundlesSealed = Pick<TakeBundles, 'device'> & ByAccess;

/** What a sender needs to open a session with one device. */
export interface DeviceBundle {
  readonly device: DeviceId;
  readonly registrationId: number;
  readonly signedPreKey: SignedPreKey;
  readonly preKey?: EcPreKey;
  /** A one-time Kyber pre-key or, the pool being empty, the last-resort one. */
  readonly kemPreKey: SignedPreKey;
}

export interface Bundles {
  readonly identityKey: Uint8Array;
  readonly devices: readonly DeviceBundle[];
  readonly deviceList?: SignedDeviceList;
}

/** Stores keys after all of them were verified; one wrong key and nothing is stored. */
function decidePutKeys(state: RegisteredState, command: PutKeys): KeysDecision<null> {
  const { account } = state;
  const device = deviceOf(account, command.device);
  if (!device) return refused(state, 'device.not_found');
  const { preKeys = [], kemPreKeys = [], signedPreKey, lastResortPreKey } = command;
  if (!distinctIds(preKeys) || !distinctIds(kemPreKeys)) return refused(state, 'key.malformed');
  const identityKey = account.identityKeys[command.identity];
  const check = (kind: KeyCheck['kind'], key: SignedPreKey) => ({ kind, identityKey, key });
  const effects: (KeyEffect | Replace)[] = [
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
  const done = answer(null);
  if (!signedPreKey && !lastResortPreKey) return { state, effects: [...effects, done] };
  const changed = withRepeatedKeys(account, device, command);
  return {
    state: { ...state, account: changed },
    effects: [...effects, { type: 'replace', account: changed }, done],
  };
}

/** Counts the one-time keys that are left. */
function decideCount(state: RegisteredState, command: PoolNamed): KeysDecision<KeyCount> {
  const { account } = state;
  const device = deviceOf(account, command.device);
  if (!device) return refused(state, 'device.not_found');
  return only(state, { type: 'countKeys', pool: poolOf(account, device, command.identity) });
}

/** Compares the client's repeated-use keys with ours by their digest. */
function decideCheck(state: RegisteredState, command: CheckKeys): KeysDecision<null> {
  const { account } = state;
  const device = deviceOf(account, command.device);
  if (!device) return refused(state, 'device.not_found');
  const { signedPreKey, lastResortPreKey } = device.identities[command.identity];
  const identityKey = account.identityKeys[command.identity];
  const ours = repeatedUseKeyDigest(identityKey, signedPreKey, lastResortPreKey);
  return Buffer.compare(ours, command.digest) === 0
    ? answered(state, null)
    : refused(state, 'key.differs');
}

/** Takes a bundle of one device or of each. */
function decideTake(state: RegisteredState, command: TakeBundles): KeysDecision<Bundles> {
  const { account } = state;
  const { identity, device: wanted } = command;
  const devices =
    wanted === 'all' ? account.devices : account.devices.filter((one) => one.id === wanted);
  if (devices.length === 0) return refused(state, 'device.not_found');
  return only(state, {
    type: 'takeKeys',
    identityKey: account.identityKeys[identity],
    deviceList: account.deviceList,
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
  return withDevice(account, next);
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
  const generation = keyGenerationOf(device, identity);
  return { account: account.id, device: device.id, generation, identity };
}

function distinctIds(keys: readonly EcPreKey[]): boolean {
  return new Set(keys.map((key) => key.keyId)).size === keys.length;
}

export const keyCommands = [
  accountCommand({ type: 'putKeys', decide: decidePutKeys }),
  accountCommand({ type: 'countKeys', decide: decideCount }),
  accountCommand({ type: 'checkKeys', decide: decideCheck }),
  accountCommand({ type: 'takeBundles', decide: decideTake }),
  accessCommand({
    type: 'takeBundlesSealed',
    decide: (state, { device }: TakeBundlesSealed) =>
      decideTake(state, { identity: 'aci', device }),
  }),
] as const;

/** What is done about keys is done on the account that has them. */
interface KeysEdge {
  readonly scope: Pick<ShardScope, 'services'>;
  readonly pipeline: Pipeline;
}

/** Public keys to check before anything is stored. */
interface Verify {
  readonly signed: readonly KeyCheck[];
  readonly plain: readonly EcPreKey[];
}

interface StoreKeys {
  readonly pool: PreKeyPool;
  readonly ec: readonly EcPreKey[];
  readonly kem: readonly SignedPreKey[];
}

/** A device whose bundle is asked for. */
interface BundleSource {
  readonly pool: PreKeyPool;
  readonly keys: DeviceIdentity;
}

interface TakeKeys {
  readonly identityKey: Uint8Array;
  readonly deviceList: SignedDeviceList | undefined;
  readonly sources: readonly BundleSource[];
}

export const keyEffects = {
  verify(_account: unknown, { signed, plain }: Verify): Promise<Ended> {
    return verifyKeys(signed, plain);
  },
  async storeKeys({ scope }: KeysEdge, { pool, ec, kem }: StoreKeys): Promise<Ended> {
    const { preKeys } = scope.services;
    if (ec.length > 0) await preKeys.replaceEc(pool, ec);
    if (kem.length > 0) await preKeys.replaceKem(pool, kem);
    return undefined;
  },
  /** Begun, not waited for; answers. */
  countKeys(
    { pipeline, scope }: KeysEdge,
    { pool }: { readonly pool: PreKeyPool },
    ask: Ask,
  ): undefined {
    if (!pipeline.begin(ask)) return;
    scope.services.preKeys.count(pool).then(
      ({ ec, kem }) => {
        ask.answer(ok<KeyCount>({ count: ec, kemCount: kem }));
        pipeline.end();
      },
      (error: unknown) => pipeline.failed(ask, error),
    );
  },
  /** Begun, not waited for; answers. */
  takeKeys({ pipeline, scope }: KeysEdge, take: TakeKeys, ask: Ask): undefined {
    if (!pipeline.begin(ask)) return;
    const { preKeys, clock } = scope.services;
    const beganAtMs = clock.monotonic();
    Promise.all(take.sources.map((source) => takeBundle(preKeys, source))).then(
      (devices) => {
        metrics.preKeyTake.record(clock.monotonic() - beganAtMs);
        const { identityKey, deviceList } = take;
        ask.answer(ok<Bundles>({ identityKey, devices, ...(deviceList ? { deviceList } : {}) }));
        pipeline.end();
      },
      (error: unknown) => pipeline.failed(ask, error),
    );
  },
};

type KeyEffect = EffectOf<typeof keyEffects>;
export type VerifyEffect = Extract<KeyEffect, { readonly type: 'verify' }>;
type KeysDecision<Answer> = Decision<KeyEffect | Replace, Answer>;

/** Takes one-time keys; the last-resort key stands in where no Kyber key is left. */
async function takeBundle(
  preKeys: PreKeyStore,
  { pool, keys }: BundleSource,
): Promise<DeviceBundle> {
  const [preKey, kemPreKey] = await Promise.all([preKeys.takeEc(pool), preKeys.takeKem(pool)]);
  if (!kemPreKey) metrics.preKeysLastResort.inc();
  return {
    device: pool.device,
    registrationId: keys.registrationId,
    signedPreKey: keys.signedPreKey,
    ...(preKey ? { preKey } : {}),
    kemPreKey: kemPreKey ?? keys.lastResortPreKey,
  };
}
