// Linking: the primary announces a new device by its next list, and gets a token; whoever shows the
// token becomes that device. All of it is in the account's document: one pending link, for minutes.

import type { DeviceId, PhoneIdentityId, RegistrationId, SignedDeviceList } from '#protocol';
import { guardedCapabilities, limits, ok, primaryDevice } from '#protocol';
import { answer, refused } from '../command.ts';
import type { Account, Device } from './account.ts';
import type { Decision, RegisteredState, Vouched } from './decision.ts';
import { accountCommand } from './decision.ts';
import { checkNextList, namesOnly, noticeOf } from './deviceList.ts';
import type { DocumentEffect } from './document.ts';
import type { MembershipEffect } from './membership.ts';
import { ownDevice, proveIdentity } from './newDevice.ts';
import type { TellOwnerEffect } from './security.ts';
import { tellOwner } from './security.ts';
import type { NotifyEffect } from './sending.ts';

/**
 * Announces a device. A new announcement replaces the one before.
 * Refuses: auth.forbidden to all but the primary, devices.too_many, devices.list_invalid,
 * devices.list_stale.
 */
interface AnnounceDevice extends Vouched {
  readonly device: DeviceId;
  /** SHA-256 of the token, hex. The token itself is never stored. */
  readonly tokenHash: string;
  readonly registrationId: RegistrationId;
  readonly pniRegistrationId: RegistrationId;
  /** The next list, which has the new device in it. */
  readonly signed: SignedDeviceList;
}

interface Announced {
  readonly device: DeviceId;
  readonly expiresAtMs: number;
}

/**
 * Becomes the announced device.
 * Refuses: link.token_invalid, device.capability_missing, key.malformed, key.signature.
 */
interface LinkDevice {
  readonly tokenHash: string;
  readonly device: Omit<Device, 'id'>;
}

interface Linked {
  readonly device: DeviceId;
  readonly pni: PhoneIdentityId;
}

function decideAnnounce(
  state: RegisteredState,
  command: AnnounceDevice,
  nowMs: number,
): Decision<DocumentEffect, Announced> {
  const { account } = state;
  const { tokenHash, registrationId, pniRegistrationId, signed } = command;
  if (command.device !== primaryDevice) return refused(state, 'auth.forbidden');
  const pending = account.pendingLink;
  // Asked again: the list of then may be no news.
  if (pending?.tokenHash === tokenHash) {
    return { state, effects: [answer({ device: pending.device, expiresAtMs: pending.untilMs })] };
  }
  if (account.devices.length >= limits.devicesMax) return refused(state, 'devices.too_many');
  const next = checkNextList(account, signed);
  if (!next.ok) return { state, effects: [{ type: 'answer', result: next }] };
  const { devices } = next.value.list;
  const added = devices.filter(({ id }) => !account.devices.some((one) => one.id === id));
  const [listed] = added;
  // It names all that there are, and this one besides: devices are removed by other lists.
  const isNext =
    listed?.registrationId === registrationId &&
    listed.pniRegistrationId === pniRegistrationId &&
    devices.length === account.devices.length + 1 &&
    added.length === 1 &&
    namesOnly({ devices: devices.filter((one) => one !== listed) }, account.devices);
  if (!isNext) return refused(state, 'devices.list_invalid');
  const untilMs = nowMs + limits.linkingMs;
  const pendingLink = { tokenHash, device: listed.id, untilMs, signed: next.value.signed };
  const changed: Account = { ...account, pendingLink };
  return {
    state: { ...state, account: changed },
    effects: [
      { type: 'replace', account: changed },
      answer({ device: listed.id, expiresAtMs: untilMs }),
    ],
  };
}

function decideLink(
  state: RegisteredState,
  command: LinkDevice,
  nowMs: number,
): Decision<DocumentEffect | MembershipEffect | NotifyEffect | TellOwnerEffect, Linked> {
  const { account } = state;
  const { pendingLink, ...rest } = account;
  const { credential, identities, capabilities } = command.device;
  const linked = account.devices.find((one) => one.credential.salt === credential.salt);
  if (linked) return { state, effects: [answer({ device: linked.id, pni: account.pni })] };
  if (!pendingLink || pendingLink.tokenHash !== command.tokenHash || pendingLink.untilMs <= nowMs) {
    return refused(state, 'link.token_invalid');
  }
  const device: Device = ownDevice({ ...command.device, id: pendingLink.device });
  // Removed since, or listed again: then the announcement is void.
  const next = checkNextList(account, pendingLink.signed);
  const isFree = !account.devices.some(({ id }) => id === device.id);
  const listed = next.ok && next.value.list.devices.find(({ id }) => id === device.id);
  if (!listed || !isFree || !namesOnly({ devices: [listed] }, [device])) {
    return refused(state, 'link.token_invalid');
  }
  const lacks = guardedCapabilities.some(
    (name) => !capabilities[name] && account.devices.every((one) => one.capabilities[name]),
  );
  if (lacks) return refused(state, 'device.capability_missing');
  const keys = proveIdentity(account.identityKeys, identities);
  if (!keys.ok) return { state, effects: [{ type: 'answer', result: keys }] };
  const joined: Account = {
    ...rest,
    devices: [...account.devices, device],
    deviceList: pendingLink.signed,
  };
  const told = tellOwner(joined, { kind: 'device-linked', device: device.id }, nowMs);
  return {
    state: { ...state, account: told.account },
    effects: [
      { type: 'replace', account: told.account },
      told.effect,
      noticeOf(account.id, 'devices.changed'),
      { type: 'answer', result: ok({ device: device.id, pni: account.pni }) },
    ],
  };
}

export const linkingCommands = [
  accountCommand({ type: 'announceDevice', decide: decideAnnounce }),
  accountCommand({ type: 'linkDevice', decide: decideLink }),
] as const;
