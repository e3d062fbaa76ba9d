// One recipient's part of a message for many, from somebody who has leave to write to them all.

import type { DeviceContent, EnvelopeGuid } from '#protocol';
import { accountToBytes, encodeEnvelopeView } from '#protocol';
import { queueOf } from './account.ts';
import { accountCommand } from './decision.ts';
import { compareDevices, mismatched } from './mismatch.ts';
import type { Outgoing } from './sending.ts';
import { dispatch, listed, wakeable } from './sending.ts';

interface SendShared {
  /** Of the message, as all recipients have it. */
  readonly guid: EnvelopeGuid;
  /** How the envelope of each begins. */
  readonly start: Uint8Array;
  /** What follows each view; the queue keeps one in each shard. */
  readonly shared: Uint8Array;
  readonly ephemeral: boolean;
  readonly urgent: boolean;
  readonly serverTimestamp: number;
  readonly devices: readonly Pick<DeviceContent, 'deviceId' | 'registrationId'>[];
  /** The content of each of the devices, up to what is shared. */
  readonly view: Uint8Array;
}

/** Answered as any other send. */
const sendShared = accountCommand({
  type: 'sendShared',
  decide(state, command: SendShared) {
    const { account } = state;
    const permit = { type: 'takeSharedPermit' } as const;
    const mismatch = compareDevices(account, 'aci', command.devices);
    if (mismatch) {
      const { effects } = mismatched(state, mismatch);
      return { state, effects: [permit, ...effects] };
    }
    const { start, shared: tail, view: content } = command;
    const envelopes = command.devices.map(({ deviceId }): Outgoing => {
      const device = listed(account, deviceId);
      const to = queueOf(account, device);
      const waking = wakeable(device, command.urgent);
      const serverGuid = guidOf(command.guid, to);
      const own = { destinationServiceId: account.id, serverGuid, content };
      const bytes = encodeEnvelopeView(start, own, tail.length);
      return { to, guid: serverGuid.toString('hex') as EnvelopeGuid, bytes, tail, waking };
    });
    return dispatch(state, [permit], command, envelopes);
  },
});

/**
 * The envelope's own guid. The message's is a hash of all of its bytes: the same comes again by the
 * same sender alone, and nobody can make another for it.
 * Shape: the message's ⊕ the account's id, the last byte ⊕ the device.
 */
function guidOf(message: EnvelopeGuid, to: Outgoing['to']): Buffer {
  const guid = Buffer.from(message, 'hex');
  const account = accountToBytes(to.account);
  for (let at = 0; at < guid.length; at++) guid[at] = (guid[at] ?? 0) ^ (account[at] ?? 0);
  guid[guid.length - 1] = (guid.at(-1) ?? 0) ^ to.device;
  return guid;
}

export const sharedSendCommands = [sendShared] as const;
