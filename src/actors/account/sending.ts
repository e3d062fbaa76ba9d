// Decides about a send: does it fit the device list, and what is stored for whom. Pure.

import { hash } from 'node:crypto';
import type { AccountId, DeviceContent, DeviceId, EnvelopeGuid, EnvelopeType } from '#protocol';
import {
  EnvelopeType as types,
  encodeEnvelope,
  formatDeviceAddress,
  guidToBytes,
  limits,
} from '#protocol';
import type { QueueAddress } from '../ports.ts';
import type { Account, Device } from './account.ts';
import { queueOf } from './account.ts';
import type { AccountEffect, AccountState, Decision, Outgoing } from './effects.ts';
import { answer, refused } from './effects.ts';
import type { SendCommand } from './messages.ts';

/** What clients may send; 5 is the server's own. */
const SENDABLE: ReadonlySet<number> = new Set([
  types.ciphertext,
  types.preKeyMessage,
  types.unidentifiedSender,
  types.plaintextContent,
]);

/**
 * Checks a send against the device list and addresses its envelopes. Source: wire facts of Signal.
 */
export function decideSend(state: AccountState, account: Account, send: SendCommand): Decision {
  const { contents } = send;
  if (contents.length > limits.devicesPerSendMax) return refused(state, 'request.invalid');
  for (const content of contents) {
    if (!SENDABLE.has(content.type)) return refused(state, 'message.type');
    if (content.content.length > limits.envelopeBytesMax) {
      return refused(state, 'message.too_large');
    }
    if (content.content.length === 0) {
      return refused(state, 'request.invalid', { detail: 'content' });
    }
  }
  const mismatch = compareDevices(account, send);
  if (mismatch === 'duplicate') return refused(state, 'request.invalid', { detail: 'deviceId' });
  if (mismatch) {
    const code = mismatch.stale.length > 0 ? 'message.stale_devices' : 'message.mismatched_devices';
    return refused(state, code, { mismatchedDevices: mismatch });
  }
  return { state, effects: dispatchEffects(account, send) };
}

function dispatchEffects(account: Account, send: SendCommand): AccountEffect[] {
  const envelopes = contents(account, send);
  const effects: AccountEffect[] = [];
  if (send.source && send.source.account !== account.id) {
    effects.push({ type: 'recordContact', from: send.source.account });
  }
  const { serverTimestamp } = send;
  if (send.ephemeral) {
    effects.push({ type: 'transmit', envelopes }, answer('send', { serverTimestamp }));
  } else if (envelopes.length === 0) {
    effects.push(answer('send', { serverTimestamp }));
  } else {
    effects.push({ type: 'enqueue', envelopes, serverTimestamp });
  }
  return effects;
}

function contents(account: Account, send: SendCommand): Outgoing[] {
  const destinationServiceId = send.identity === 'pni' ? `PNI:${account.pni}` : account.id;
  const source = send.source && {
    sourceServiceId: send.source.account,
    sourceDevice: send.source.device,
  };
  return send.contents.map((content) => {
    const to = addressed(account, content.deviceId as DeviceId);
    const serverGuid = serverGuidOf(send, account.id, to.device);
    const bytes = encodeEnvelope({
      type: content.type as EnvelopeType,
      clientTimestamp: send.clientTimestamp,
      serverTimestamp: send.serverTimestamp,
      content: content.content,
      ...source,
      destinationServiceId,
      serverGuid,
      urgent: send.urgent,
    });
    return { to, guid: serverGuid.toString('hex') as EnvelopeGuid, bytes };
  });
}

/** The queue of a device that is known to be in the list. */
function addressed(account: Account, id: DeviceId): QueueAddress {
  return queueOf(account, account.devices.find((one) => one.id === id) as Device);
}

/**
 * The envelope's own guid: a retry by the same sender is the same envelope, and no other sender
 * can make it.
 * Shape: first 16 bytes of SHA-256(source address or "" ‖ 0 ‖ destination device ‖ 0 ‖ client
 * guid).
 */
export function serverGuidOf(
  send: Pick<SendCommand, 'source' | 'guid'>,
  account: AccountId,
  device: DeviceId,
): Buffer {
  const source = send.source ? formatDeviceAddress(send.source) : '';
  const head = Buffer.from(`${source}\0${formatDeviceAddress({ account, device })}\0`);
  return hash('sha256', Buffer.concat([head, guidToBytes(send.guid)]), 'buffer').subarray(0, 16);
}

type Mismatch = { missing: number[]; extra: number[]; stale: number[] };

/** How the send differs from the list; a sender to its own account leaves its own device out. */
function compareDevices(account: Account, send: SendCommand): Mismatch | 'duplicate' | undefined {
  const own = send.source?.account === account.id ? send.source.device : undefined;
  const expected = account.devices.filter((device) => device.id !== own);
  const only = send.contents[0];
  const first = expected[0];
  if (expected.length === 1 && send.contents.length === 1 && first && only?.deviceId === first.id) {
    const current = first.identities[send.identity].registrationId === only.registrationId;
    return current ? undefined : { missing: [], extra: [], stale: [first.id] };
  }
  const given = new Map<number, DeviceContent>();
  for (const content of send.contents) given.set(content.deviceId, content);
  if (given.size !== send.contents.length) return 'duplicate';
  const missing: number[] = [];
  const stale: number[] = [];
  for (const device of expected) {
    const content = given.get(device.id);
    if (!content) missing.push(device.id);
    else if (content.registrationId !== device.identities[send.identity].registrationId) {
      stale.push(device.id);
    }
    given.delete(device.id);
  }
  const extra = [...given.keys()];
  const fits = missing.length + extra.length + stale.length === 0;
  return fits ? undefined : { missing, extra, stale };
}
