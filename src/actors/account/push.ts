// Where a device of the account is reached while it has no socket: set and taken back by the device
// itself, dropped when its push service says that nothing is there any more.

import type { DeviceId } from '#protocol';
import { answer, answered, refused } from '../command.ts';
import type { Push, PushKind } from './account.ts';
import { deviceOf, withDevice } from './account.ts';
import type { Decision, RegisteredState, Vouched } from './decision.ts';
import { accountCommand } from './decision.ts';
import type { DocumentEffect } from './document.ts';

/** What is said again is news after so long: a service may have known otherwise in between. */
const refreshMs = 60 * 60 * 1000;

/** What a device says of itself; when it was said the account notes. */
export type PushGiven = WithoutTime<Push>;
type WithoutTime<P> = P extends Push ? Omit<P, 'setAtMs'> : never;

/** Replaces what was known before, of whatever kind. The same again changes the time at most. */
interface SetPush extends Vouched {
  readonly device: DeviceId;
  readonly push: PushGiven;
}

/** The device is woken no more, where it was by one of these kinds. */
interface ClearPush extends Vouched {
  readonly device: DeviceId;
  readonly kinds: readonly PushKind[];
}

/** Nothing is there any more, says the service. Changes nothing unless this very one is known. */
interface DropPush {
  readonly device: DeviceId;
  readonly push: Push;
  /** When the service last knew that; whoever came back since stays. */
  readonly goneAtMs?: number;
}

/** Asks where the own device is reached. */
interface ReadPush extends Vouched {
  readonly device: DeviceId;
}

/** True where both lead to the same place, whenever they were set. */
function isSamePush(one: PushGiven, other: PushGiven): boolean {
  if (one.kind !== other.kind) return false;
  if ('token' in one) return 'token' in other && one.token === other.token;
  if (!('endpoint' in other) || one.endpoint !== other.endpoint) return false;
  if (one.kind !== 'webpush' || other.kind !== 'webpush') return true;
  return [one.p256dh, one.auth].every(
    (key, at) => Buffer.compare(key, [other.p256dh, other.auth][at] as Uint8Array) === 0,
  );
}

/** The same in bytes of its own, not views that keep a whole frame in memory. */
export function ownPush<P extends PushGiven>(push: P): P {
  if (push.kind !== 'webpush') return push;
  return { ...push, p256dh: push.p256dh.slice(), auth: push.auth.slice() };
}

function decideSet(
  state: RegisteredState,
  { device: id, push }: SetPush,
  nowMs: number,
): Decision<DocumentEffect, null> {
  const device = deviceOf(state.account, id);
  if (!device) return refused(state, 'device.not_found');
  const isKnown = device.push && isSamePush(device.push, push);
  if (isKnown && nowMs - device.push.setAtMs < refreshMs) return answered(state, null);
  return written(state, { ...device, push: { ...ownPush(push), setAtMs: nowMs } });
}

function decideClear(
  state: RegisteredState,
  { device: id, kinds }: ClearPush,
): Decision<DocumentEffect, null> {
  const device = deviceOf(state.account, id);
  if (!device) return refused(state, 'device.not_found');
  const { push, ...rest } = device;
  return push && kinds.includes(push.kind) ? written(state, rest) : answered(state, null);
}

function decideDrop(
  state: RegisteredState,
  { device: id, push: gone, goneAtMs }: DropPush,
): Decision<DocumentEffect, null> {
  const device = deviceOf(state.account, id);
  if (!device?.push) return answered(state, null);
  const { push, ...rest } = device;
  const isSince = push.setAtMs !== gone.setAtMs || push.setAtMs > (goneAtMs ?? push.setAtMs);
  return isSince || !isSamePush(push, gone) ? answered(state, null) : written(state, rest);
}

function decideRead(
  state: RegisteredState,
  { device: id }: ReadPush,
): Decision<DocumentEffect, { readonly push: Push | undefined }> {
  const device = deviceOf(state.account, id);
  return device ? answered(state, { push: device.push }) : refused(state, 'device.not_found');
}

function written(
  state: RegisteredState,
  device: Parameters<typeof withDevice>[1],
): Decision<DocumentEffect, null> {
  const account = withDevice(state.account, device);
  return {
    state: { ...state, account },
    effects: [{ type: 'replace', account }, answer(null)],
  };
}

export const pushCommands = [
  accountCommand({ type: 'setPush', decide: decideSet }),
  accountCommand({ type: 'clearPush', decide: decideClear }),
  accountCommand({ type: 'dropPush', decide: decideDrop }),
  accountCommand({ type: 'readPush', decide: decideRead }),
] as const;
