// What an account's document holds, as its owner is told of it, and what waits for its devices.
//
// Every field stands here, and the compiler asks for one that does not: it is told, or withheld
// for a reason. What lets somebody in is withheld: an archive is copied about, and its owner has it
// already or could make nothing of it.

import type { DeviceId } from '#protocol';
import { limits, ok, primaryDevice, refuse } from '#protocol';
import type { Ask } from '../ask.ts';
import { answered, only, refused } from '../command.ts';
import type { EffectOf } from '../effects.ts';
import type { PreKeyPool, QueueAddress, QueuedEnvelope } from '../ports.ts';
import type { ShardScope } from '../scope.ts';
import type { Account, Device, Login, Push, TokenSession, Totp } from './account.ts';
import { deviceOf, keyGenerationOf, queueOf } from './account.ts';
import type { Decision, RegisteredState, Vouched } from './decision.ts';
import { accountCommand } from './decision.ts';
import type { Pipeline } from './pipeline.ts';

/** Why a field is not told. */
interface Withheld {
  readonly withheld: string;
}

/** For every field: how it is told, as plain data, or why it is not. */
type Told<T> = {
  readonly [Field in keyof T]-?: ((value: Exclude<T[Field], undefined>) => unknown) | Withheld;
};

const asIs = (value: unknown): unknown => value;
const withheld = (why: string): Withheld => ({ withheld: why });
const letsIn = withheld('lets somebody in, and is known to who may');

const toldPush = (push: Push): unknown => {
  if (push.kind !== 'webpush') return push;
  const { auth: _secret, ...rest } = push;
  return rest;
};

/** Of a device; `name` is sealed by the clients. */
const deviceFields: Told<Device> = {
  id: asIs,
  credential: letsIn,
  identities: asIs,
  capabilities: asIs,
  name: asIs,
  createdAtMs: asIs,
  seenOnDay: asIs,
  queueGeneration: asIs,
  push: toldPush,
  keyGeneration: asIs,
  pniKeyGeneration: asIs,
};

const loginFields: Told<Login> = {
  name: asIs,
  salt: letsIn,
  verifier: letsIn,
  kdf: asIs,
  mark: withheld('random, and says nothing'),
  setAtMs: asIs,
};

const sessionFields: Told<TokenSession> = {
  id: asIs,
  device: asIs,
  credential: letsIn,
  scopes: asIs,
  authAtMs: asIs,
  amr: asIs,
  beganAtMs: asIs,
  usedAtMs: asIs,
  generation: asIs,
  name: asIs,
};

const totpFields: Told<Totp> = {
  secret: letsIn,
  isOn: asIs,
  lastPeriod: asIs,
  usedBy: asIs,
  guesses: asIs,
  backupCodes: ({ length }) => ({ left: length }),
};

export const accountFields: Told<Account> = {
  id: asIs,
  pni: asIs,
  number: asIs,
  identityKeys: asIs,
  devices: (all) => all.map((one) => told(deviceFields, one)),
  deviceList: asIs,
  pendingLink: ({ device, untilMs }) => ({ device, untilMs }),
  discoverableByNumber: asIs,
  login: (login) => told(loginFields, login),
  recovery: ({ keyHash, pending }) => ({
    hasKey: keyHash !== undefined,
    ...(pending
      ? {
          pending: {
            factors: pending.factors,
            begunAtMs: pending.begunAtMs,
            readyAtMs: pending.readyAtMs,
            untilMs: pending.untilMs,
          },
        }
      : {}),
  }),
  createdAtMs: asIs,
  consents: asIs,
  sessions: (all) => all.map((one) => told(sessionFields, one)),
  totp: (totp) => told(totpFields, totp),
  security: asIs,
  kind: asIs,
  suspended: asIs,
  evictions: asIs,
  lock: ({ setAtMs }) => ({ setAtMs }),
  numberNews: withheld('sealed for devices of the account, and waits for them in a moment'),
  retired: asIs,
  deleted: asIs,
  queueKey: withheld('seals what waits at the server, and opens nothing elsewhere'),
  auditKey: withheld('names the account in the log of what operators did, and opens nothing'),
  unidentifiedAccessKey: letsIn,
  unrestrictedUnidentifiedAccess: asIs,
};

/** What is told of a thing by its fields. Throws for one that the list lacks. */
function told<T extends object>(fields: Told<T>, of: T): Record<string, unknown> {
  const all = Object.entries(of).flatMap(([field, value]) => {
    const how = Object.hasOwn(fields, field) ? fields[field as keyof T] : undefined;
    if (!how) throw new Error(`Nobody has said how the field ${field} is told to its owner.`);
    return typeof how === 'function' && value !== undefined ? [[field, how(value as never)]] : [];
  });
  return Object.fromEntries(all) as Record<string, unknown>;
}

/** The document as its owner is told of it: plain data, and arrays of bytes. */
export function heldOf(account: Account): Record<string, unknown> {
  return told(accountFields, account);
}

/** What of a document is not told, by its fields, and why. */
export function withheldFields(): readonly { readonly what: string; readonly why: string }[] {
  const of = (what: string, fields: Readonly<Record<string, unknown>>) =>
    Object.entries(fields).flatMap(([field, how]) =>
      typeof how === 'object'
        ? [{ what: `${what}.${field}`, why: (how as Withheld).withheld }]
        : [],
    );
  return [
    ...of('account', accountFields),
    ...of('device', deviceFields),
    ...of('login', loginFields),
    ...of('session', sessionFields),
    ...of('totp', totpFields),
    { what: 'push.auth', why: letsIn.withheld },
    { what: 'recovery.keyHash, pending.tokenHash, pending.approval', why: letsIn.withheld },
    { what: 'lock.token, pendingLink.tokenHash', why: letsIn.withheld },
    { what: 'pendingLink.signed', why: 'is the next deviceList, which counts once it is that' },
  ];
}

/** Refuses: auth.forbidden to all devices but the primary. */
interface DescribeHeld extends Vouched {
  readonly device: DeviceId;
}

interface ReadWaiting extends DescribeHeld {
  /** Of which device what waits is read, */
  readonly of: DeviceId;
  /** behind which position. */
  readonly after: number;
}

/** What an account holds, but for what waits and what the stores beside it have. */
interface HeldAccount {
  /** Plain data, and arrays of bytes. */
  readonly document: Record<string, unknown>;
  readonly devices: readonly DeviceId[];
  /** By which their one-time keys are counted. */
  readonly pools: readonly Omit<PreKeyPool, 'account'>[];
}

/** The next of what waits for a device. */
interface WaitingPage {
  readonly envelopes: readonly QueuedEnvelope[];
  readonly more: boolean;
}

function decideDescribe(
  state: RegisteredState,
  { device }: DescribeHeld,
): Decision<never, HeldAccount> {
  if (device !== primaryDevice) return refused(state, 'auth.forbidden');
  const { account } = state;
  return answered(state, {
    document: heldOf(account),
    devices: account.devices.map(({ id }) => id),
    pools: account.devices.flatMap((device) =>
      (['aci', 'pni'] as const).map((identity) => ({
        device: device.id,
        identity,
        generation: keyGenerationOf(device, identity),
      })),
    ),
  });
}

function decideReadWaiting(
  state: RegisteredState,
  { device, of, after }: ReadWaiting,
): Decision<ExportEffect, WaitingPage> {
  if (device !== primaryDevice) return refused(state, 'auth.forbidden');
  const whose = deviceOf(state.account, of);
  // It has gone since the list was told: nothing waits for it.
  if (!whose) return answered(state, { envelopes: [], more: false });
  return only(state, { type: 'readWaiting', queue: queueOf(state.account, whose), after });
}

export const exportCommands = [
  accountCommand({ type: 'describeHeld', decide: decideDescribe }),
  accountCommand({ type: 'readWaiting', decide: decideReadWaiting }),
] as const;

interface ExportEdge {
  readonly scope: Pick<ShardScope, 'services' | 'token' | 'lose'>;
  readonly pipeline: Pipeline;
}

interface Reading {
  readonly queue: QueueAddress;
  readonly after: number;
}

export const exportEffects = {
  /** Begun, not waited for; answers. */
  readWaiting({ pipeline, scope }: ExportEdge, { queue, after }: Reading, ask: Ask): undefined {
    if (!pipeline.begin(ask)) return;
    scope.services.queue.page(queue, scope.token, after, limits.deliverEnvelopesMax).then(
      (page) => {
        if (page === 'fenced') scope.lose();
        ask.answer(page === 'fenced' ? refuse('shard.not_owner') : ok<WaitingPage>(page));
        pipeline.end();
      },
      (error: unknown) => pipeline.failed(ask, error),
    );
  },
};

type ExportEffect = EffectOf<typeof exportEffects>;
