// What is asked of one device: of its account, which hands it on to the device's actor.

import type { ConnectionAddress, DeviceId, EnvelopeGuid } from '#protocol';
import { ok, refuse } from '#protocol';
import type { AgreedDocument } from '../account/agreed.ts';
import { agreesTo } from '../account/agreed.ts';
import { dayOfOrdinal, deviceOf, queueOf, withDevice } from '../account/account.ts';
import type {
  AccountDefinition,
  Decision,
  IsConnected,
  RegisteredState,
  Vouched,
} from '../account/decision.ts';
import { only, refused } from '../command.ts';
import { accountCommand } from '../account/decision.ts';
import type { NoteEffect } from '../account/document.ts';
import type { RemovalEffect } from '../account/deviceList.ts';
import { endIdle, seenOn, warning } from '../account/idle.ts';
import type { TellKept } from '../account/security.ts';
import { tellKept } from '../account/security.ts';
import type { Ask } from '../ask.ts';
import type { EffectOf, Ended } from '../effects.ts';
import type { QueueAddress, QueuedEnvelope } from '../ports.ts';
import type { HeardDeliveries } from './deliveries.ts';
import type { CarriedOut } from './messages.ts';

const msOfDay = 24 * 60 * 60 * 1000;

interface OfDevice {
  readonly device: DeviceId;
}

interface Attach extends OfDevice, Vouched {
  readonly connection: ConnectionAddress;
  /** The connection's ordinal among all of the cluster; see ConnectionOrder of routing. */
  readonly ordinal: number;
  /** Grows with each attachment of this connection. One that is repeated changes nothing. */
  readonly attempt: number;
  /** What whoever connects has to agree to: it may have been withdrawn in the handshake. */
  readonly needs?: readonly AgreedDocument[];
}

interface Detach extends OfDevice {
  readonly connection: ConnectionAddress;
}

interface Acknowledge extends OfDevice, Vouched {
  /** Absent where it was fetched without one. */
  readonly connection?: ConnectionAddress;
  readonly guids: readonly EnvelopeGuid[];
}

export interface Check extends OfDevice {
  readonly connection: ConnectionAddress;
  readonly attempt: number;
  readonly credential: string;
  /** Absent where something has just come, and more may be on its way. */
  readonly heard?: HeardDeliveries | undefined;
}

/** A command of the device itself. */
interface DeviceDefinition<
  Type extends string = string,
  Body extends object = object,
  Edge = never,
  Answer = null,
> extends AccountDefinition<Type, Body, Answer, DeviceHandOn, Edge>,
    CarriedOut<Type, Body> {
  decide: AccountDefinition<Type, Body, Answer, DeviceHandOn, Edge>['decide'];
}

/** A device's actor, as its account knows it. */
interface Present {
  isAttached(check: Check): boolean;
  post(ask: Ask): boolean;
}

/** The account as long as it is in memory. */
interface PresentEdge {
  /** The device's actor, where it is in memory and has that credential, if any is named. */
  present(device: DeviceId, credential: string | undefined): Present | undefined;
}

function deviceCommand<
  const Type extends string,
  Body extends OfDevice,
  Edge = never,
  Answer = null,
>({
  carryOut,
  decide = handOn,
  ...declared
}: Omit<DeviceDefinition<Type, Body, Edge, Answer>, 'decide'> & {
  readonly decide?: (
    state: RegisteredState,
    command: Body,
    nowMs: number,
    isConnected?: IsConnected,
  ) => Decision<DeviceHandOn, Answer>;
}): DeviceDefinition<Type, Body, Edge, Answer> {
  return { ...accountCommand({ ...declared, decide }), carryOut };
}

/**
 * A socket of the device is open. The larger `ordinal` wins; the other is closed with
 * device.replaced. Sent again by the gateway whenever the account's shard has moved.
 * Refuses: consent.required; device.replaced; server.unavailable where a first attempt is the
 * older: a handshake that was overtaken, or a store whose ordinals were lost, and nobody may be
 * sent away for that.
 */
const attach = deviceCommand({
  type: 'attach',
  decide: decideAttach,
  carryOut(device, { connection, ordinal, attempt, session }: Attach, ask) {
    const code = device.decide({ type: 'attach', connection, ordinal, attempt, session });
    ask.answer(code ? refuse(code) : ok(null));
  },
});

/** Says that a socket is gone. It has no effect when another took its place. */
const detach = deviceCommand({
  type: 'detach',
  decide: decideDetach,
  carryOut(device, { connection }: Detach, ask) {
    device.decide({ type: 'detach', connection });
    ask.answer(ok(null));
  },
});

/** The device has stored these envelopes; they are deleted. */
const acknowledge = deviceCommand({
  type: 'acknowledge',
  direct(account: PresentEdge, { device: id, credential }: Acknowledge, ask) {
    const device = account.present(id, credential);
    return device && (device.post(ask) ? 'taken' : 'server.busy');
  },
  carryOut: (device, { guids }: Acknowledge, ask) => device.acknowledge(ask, guids),
});

interface Fetch extends OfDevice, Vouched {}

/** The first of what waits, oldest first. */
interface Fetched {
  readonly envelopes: readonly Pick<QueuedEnvelope, 'guid' | 'bytes'>[];
  /** Something may wait behind these: acknowledge them, and ask again. */
  readonly more: boolean;
}

/**
 * Reads what waits without a socket: the device is here, as one that connects. A socket that is
 * there is not disturbed: what is fetched stays until it is acknowledged, by either.
 */
const fetch = deviceCommand({
  type: 'fetch',
  decide: decideFetch,
  carryOut: (device, _command: Fetch, ask) => device.fetch(ask),
});

/**
 * Says that a socket is still there. Refuses: device.not_found, when it is not attached so, or more
 * was sent to it than it has heard.
 */
const check = accountCommand({
  type: 'check',
  direct(account: PresentEdge, command: Check, ask) {
    if (!account.present(command.device, command.credential)?.isAttached(command)) return undefined;
    ask.answer(ok(null));
    return 'taken';
  },
  decide: (state, _command: Check): Decision<never, null> => refused(state, 'device.not_found'),
});

export const deviceCommands = [attach, detach, acknowledge, fetch, check] as const;

interface HandOnEdge {
  /** The device's actor, which is started if need be. */
  device(to: QueueAddress, credential: string): Present;
}

export const handOnEffects = {
  /** Hands the command on to the device's actor, which answers it. */
  handOn(
    account: HandOnEdge,
    { to, credential }: { readonly to: QueueAddress; readonly credential: string },
    ask: Ask,
  ): Ended {
    return account.device(to, credential).post(ask) ? undefined : 'server.busy';
  },
};

type HandOn = EffectOf<typeof handOnEffects>;
type DeviceHandOn = HandOn | NoteEffect | RemovalEffect | TellKept;

/** Notes the day. Devices that have been away for too long are removed, or told of before. */
function decideAttach(
  state: RegisteredState,
  command: Pick<Attach, 'device' | 'ordinal' | 'needs'>,
  _nowMs: number,
  isConnected?: IsConnected,
): Decision<DeviceHandOn, null> {
  const { account } = state;
  if (!deviceOf(account, command.device)) return refused(state, 'device.not_found');
  if (!agreesTo(account, command.needs)) return refused(state, 'consent.required');
  const day = dayOfOrdinal(command.ordinal);
  const effects = [...handOn(state, command).effects, ...tellKept(state, command.device)];
  const changed = seenOn(account, day, isConnected, command.device);
  if (changed === account) return { state, effects: [...effects, ...warning(state, day)] };
  const next = { ...state, account: changed };
  const ended = endIdle(next, day);
  if (ended) return { state: ended.state, effects: [...ended.effects, ...effects] };
  const note: NoteEffect = { type: 'note', account: changed };
  return { state: next, effects: [note, ...effects, ...warning(next, day)] };
}

/** Notes the day: who is woken for a moment may never have a socket. */
function decideFetch(
  state: RegisteredState,
  command: Fetch,
  nowMs: number,
  isConnected?: IsConnected,
): Decision<DeviceHandOn, Fetched> {
  const handed = handOn(state, command);
  if (!deviceOf(state.account, command.device)) return handed;
  const account = seenOn(state.account, Math.floor(nowMs / msOfDay), isConnected, command.device);
  if (account === state.account) return handed;
  const note: NoteEffect = { type: 'note', account };
  return { state: { ...state, account }, effects: [note, ...handed.effects] };
}

function handOn(state: RegisteredState, { device: id }: OfDevice): Decision<HandOn, never> {
  const { account } = state;
  const device = deviceOf(account, id);
  if (!device) return refused(state, 'device.not_found');
  const to = queueOf(account, device);
  return only(state, { type: 'handOn', to, credential: device.credential.salt });
}

/** Notes the day: it was here until now, on whichever day it came. */
function decideDetach(
  state: RegisteredState,
  command: Detach,
  nowMs: number,
): Decision<DeviceHandOn, null> {
  const handed = handOn(state, command);
  const device = deviceOf(state.account, command.device);
  const day = Math.floor(nowMs / msOfDay);
  if (!device || (device.seenOnDay ?? day) >= day) return handed;
  const account = withDevice(state.account, { ...device, seenOnDay: day });
  const note: NoteEffect = { type: 'note', account };
  return { state: { ...state, account }, effects: [note, ...handed.effects] };
}
