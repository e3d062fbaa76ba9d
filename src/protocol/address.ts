// Where things are: a device, a sharded entity, a connection.

import type { AccountId, ConnectionId, DeviceId, MemberId } from './ids.ts';
import { parseAccountId, parseDeviceId } from './ids.ts';

/** One device of one account. */
export interface DeviceAddress {
  readonly account: AccountId;
  readonly device: DeviceId;
}

/** A sharded actor. Later entity types (group, guild, call) join this union. */
export interface EntityAddress {
  readonly type: 'account';
  readonly id: AccountId;
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
export function accountAddress(id: AccountId): EntityAddress {
  return { type: 'account', id };
}
