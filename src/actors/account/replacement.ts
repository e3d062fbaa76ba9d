// A device was stolen: the primary gives the account new identity keys. One write of the document
// takes the old ones away with all that lived under them: linked devices, one-time keys, the list
// and its key. What waits for the primary stays; it still opens what was sealed before.

import type { QueueGeneration, SignedDeviceList } from '#protocol';
import { isSameDeviceList, ok, primaryDevice } from '#protocol';
import { refused } from '../command.ts';
import type { Account, Device } from './account.ts';
import { deviceOf, keysOf, retiring } from './account.ts';
import type { Decision, RegisteredState, Vouched } from './decision.ts';
import { accountCommand } from './decision.ts';
import type { RemovalEffect } from './deviceList.ts';
import { checkNextList, namesOnly, noticeOf } from './deviceList.ts';
import { evicting } from './membership.ts';
import { ownDevice, proveIdentity } from './newDevice.ts';

/**
 * Replaces both identity keys. Answered once nothing can be done or heard in the name of a linked
 * device; the same again changes nothing.
 * Refuses: auth.forbidden to all but the primary; request.invalid for a key or a registration id
 * that is the account's already; key.malformed, key.signature; devices.list_invalid unless the list
 * names the primary alone and another key than before has signed it.
 */
interface ReplaceIdentity extends Vouched {
  readonly device: Device['id'];
  readonly identityKeys: Account['identityKeys'];
  readonly identities: Device['identities'];
  readonly signed: SignedDeviceList;
  /** Names the one-time keys of the new identity. */
  readonly keyGeneration: QueueGeneration;
}

function decideReplace(
  state: RegisteredState,
  { device: id, identityKeys, identities, signed, keyGeneration }: ReplaceIdentity,
): Decision<RemovalEffect, null> {
  const { account } = state;
  const device = deviceOf(account, id);
  if (!device || id !== primaryDevice) return refused(state, 'auth.forbidden');
  const done: RemovalEffect = { type: 'answerEvicted', result: ok(null) };
  if (isRepeated(account, identityKeys, signed)) return { state, effects: [done] };
  const kept = whatIsKept(account, device, identityKeys, identities);
  if (kept) return refused(state, 'request.invalid', { detail: kept });
  const keys = proveIdentity(identityKeys, identities);
  if (!keys.ok) return { state, effects: [{ type: 'answer', result: keys }] };
  const { pniKeyGeneration: _former, ...known } = device;
  const replaced = ownDevice({ ...known, identities, keyGeneration });
  const { deviceList: former, pendingLink: _void, numberNews: _news, ...rest } = account;
  const bare = { ...rest, identityKeys: ownKeys(identityKeys), devices: [replaced] };
  const next = checkNextList(bare, signed);
  if (!next.ok) return { state, effects: [{ type: 'answer', result: next }] };
  const { list } = next.value;
  const isOld = former && Buffer.compare(former.listKey, signed.listKey) === 0;
  if (isOld || list.devices.length !== 1 || !namesOnly(list, [replaced])) {
    return refused(state, 'devices.list_invalid');
  }
  const gone = account.devices.filter((one) => one !== device);
  const retired = [...retiring(account, gone), ...keysOf(device)];
  const changed: Account = { ...bare, deviceList: next.value.signed, retired };
  return {
    state: { ...state, account: changed },
    effects: [
      { type: 'settle' },
      { type: 'replace', account: changed },
      ...gone.map((one) => evicting(one, 'device.removed')),
      noticeOf(account.id, 'devices.changed'),
      { type: 'clear', account: changed },
      done,
    ],
  };
}

function isRepeated(
  { identityKeys: { aci, pni }, deviceList }: Account,
  given: Account['identityKeys'],
  signed: SignedDeviceList,
): boolean {
  const isSame = Buffer.compare(aci, given.aci) === 0 && Buffer.compare(pni, given.pni) === 0;
  return isSame && deviceList !== undefined && isSameDeviceList(deviceList, signed);
}

/**
 * What is to be another and is not: of a registration id that stays nobody would hear that the
 * sessions of before are over.
 */
function whatIsKept(
  account: Account,
  device: Device,
  identityKeys: Account['identityKeys'],
  identities: Device['identities'],
): string | undefined {
  const given = Object.values(identityKeys);
  const known = Object.values(account.identityKeys);
  if (given.some((one) => known.some((other) => Buffer.compare(one, other) === 0))) {
    return 'identityKey';
  }
  const isKept = (['aci', 'pni'] as const).some(
    (kind) => device.identities[kind].registrationId === identities[kind].registrationId,
  );
  return isKept ? 'registrationId' : undefined;
}

const ownKeys = ({ aci, pni }: Account['identityKeys']) => ({ aci: aci.slice(), pni: pni.slice() });

export const replacementCommands = [
  accountCommand({ type: 'replaceIdentity', decide: decideReplace }),
] as const;
