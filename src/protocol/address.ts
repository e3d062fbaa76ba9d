// Where things are: a device, a sharded entity, a connection.

import type { AccountId, CallId, ConnectionId, DeviceId, MemberId, TopicId } from './ids.ts';
import { parseAccountId, parseDeviceId } from './ids.ts';

/** One device of one account. */
export interface DeviceAddress {
  readonly account: AccountId;
  readonly device: DeviceId;
}

/** A sharded actor: its kind, as src/actors declares it, and its id among those of the kind. */
export interface EntityAddress {
  readonly type: string;
  readonly id: string;
}

/** The actor of an account; its devices are with it. */
export interface AccountAddress extends EntityAddress {
  readonly type: 'account';
  readonly id: AccountId;
}

/** The actor of a topic. */
export interface TopicAddress extends EntityAddress {
  readonly type: 'topic';
  readonly id: TopicId;
}

/** The actor of a call. */
export interface CallAddress extends EntityAddress {
  readonly type: 'call';
  readonly id: CallId;
}

/** The socket that holds a device just now, and the worker that holds the socket. */
export interface ConnectionAddress {
  readonly member: MemberId;
  readonly connection: ConnectionId;
}

/** The text form `aci.deviceId`, which is also the user name of Signal's Basic credentials. */
export function formatDeviceAddress(address: DeviceAddress): string {
  return `${address.account}.${address.device}`;
}

/**
 * Parses `aci` or `aci.deviceId`; without a suffix device 1 is meant. Source: Signal's Basic user
 * name.
 */
export function parseDeviceAddress(text: string): DeviceAddress | undefined {
  const dot = text.indexOf('.');
  const account = parseAccountId(dot < 0 ? text : text.slice(0, dot));
  const device = parseDeviceId(dot < 0 ? 1 : text.slice(dot + 1));
  return account === undefined || device === undefined ? undefined : { account, device };
}

/** The address of an account's actor. */
export function accountAddress(id: AccountId): AccountAddress {
  return { type: 'account', id };
}

/** The address of a topic's actor. */
export function topicAddress(id: TopicId): TopicAddress {
  return { type: 'topic', id };
}

/** The address of a call's actor. */
export function callAddress(id: CallId): CallAddress {
  return { type: 'call', id };
}

/** The text form `type:id`. */
export function formatEntityAddress({ type, id }: EntityAddress): string {
  return `${type}:${id}`;
}

/** Parses `type:id`. Whether there is such a kind, and whether this is an id, its host knows. */
export function parseEntityAddress(text: string): EntityAddress | undefined {
  const colon = text.indexOf(':');
  if (colon < 1 || colon === text.length - 1) return undefined;
  return { type: text.slice(0, colon), id: text.slice(colon + 1) };
}
