// From an envelope to its content: who it claims to be from, whether that can be, and the turn of
// the ratchet that reads it. Nothing is written here; the caller commits the turn with what it
// stores.

import * as signal from '@signalapp/libsignal-client';
import {
  EnvelopeType,
  decodeContent,
  decodeEnvelope,
  isTime,
  parseAccountId,
  parseDeviceId,
  parseRegistrationId,
} from '#protocol';
import type { AccountId, Content, Envelope } from '#protocol';
import { own, unpad, wipe } from '../bytes.ts';
import type { ClientContext } from '../clientContext.ts';
import type { RejectReason } from '../events.ts';
import { senderKeyKind } from '../sealed/opening.ts';
import type { Unsealed } from '../sealed/opening.ts';
import { ReplayedFirstMessage, UnitOfWork } from '../sessions/unitOfWork.ts';
import type { IdentityKind, OwnIdentity } from '../store/profileTable.ts';
import type { RemoteDevice } from '../remoteDevice.ts';

/** As a destination begins that is no ACI. */
const pniPrefix = 'pni:';

export type Opened =
  | { readonly outcome: 'read'; readonly content: Content; readonly unit: UnitOfWork }
  | { readonly outcome: 'duplicate' }
  | { readonly outcome: 'rejected'; readonly reason: RejectReason }
  /** A first message under an identity key that nobody has accepted; it was not opened. */
  | { readonly outcome: 'foreign'; readonly identityKey: Uint8Array }
  | { readonly outcome: 'unreadable'; readonly missingKey: boolean };

export interface Addressed {
  readonly from: RemoteDevice;
  readonly to: IdentityKind;
}

/**
 * Whom the envelope is from and which identity it is for, or why it cannot be; `unheard`: its
 * author is blocked, or was when the server took it, so that it is not even opened.
 */
export function addressOf(
  context: ClientContext,
  envelope: Unsealed,
): Addressed | RejectReason | 'unheard' {
  const account: AccountId | undefined = parseAccountId(envelope.sourceServiceId ?? '');
  const device = parseDeviceId(envelope.sourceDevice);
  if (account === undefined || device === undefined) return 'source';
  if (account === context.account && device === context.device) return 'source';
  if (context.contacts.isSilenced(account, envelope.serverTimestamp)) return 'unheard';
  const destination = envelope.destinationServiceId.toLowerCase();
  if (destination === context.account) return { from: { account, device }, to: 'aci' };
  // Only a first message may come for the phone number's identity. Source: Signal's clients.
  if (!isPniOf(context, destination) || envelope.type !== EnvelopeType.preKeyMessage)
    return 'destination';
  return { from: { account, device }, to: 'pni' };
}

/** Of the present number, or of whichever was before while something may wait for that. */
function isPniOf({ store }: ClientContext, destination: string): boolean {
  if (!destination.startsWith(pniPrefix)) return false;
  const isPresent = destination === `${pniPrefix}${store.profile.pni}`;
  return isPresent || store.replacement.formers('pni').length > 0;
}

/**
 * Decrypts; a first message also with the identity keys that were ours when it was sealed. Throws
 * what a store threw; everything that is the message's fault is an outcome.
 */
export async function open(
  context: ClientContext,
  envelope: Unsealed,
  addressed: Addressed,
): Promise<Opened> {
  const opened = await openAs(context, envelope, addressed, undefined);
  const isFirst = envelope.type === EnvelopeType.preKeyMessage;
  if (opened.outcome !== 'unreadable' || !isFirst) return opened;
  for (const former of context.store.replacement.formers(addressed.to)) {
    const before = await openAs(context, envelope, addressed, former);
    if (before.outcome !== 'unreadable') return before;
  }
  return opened;
}

async function openAs(
  context: ClientContext,
  envelope: Unsealed,
  { from, to }: Addressed,
  self: OwnIdentity | undefined,
): Promise<Opened> {
  const unit = new UnitOfWork(context.store, to, context.clock.now(), self);
  let content: Content;
  try {
    const padded = await decrypt(context, unit, envelope, from);
    content = contentOf(padded, envelope);
    // It holds copies of its keys; all other contents are views of these bytes.
    if (content.type === 'callKeys') wipe(padded);
    await takeSenderKey(unit, envelope, from, content);
  } catch (error) {
    if (unit.fault !== undefined) throw unit.fault;
    if (unit.foreignKey) return foreign(context, envelope, from, unit.foreignKey);
    if (error instanceof ReplayedFirstMessage) return { outcome: 'rejected', reason: 'replayed' };
    if (isDuplicate(error)) return { outcome: 'duplicate' };
    return { outcome: 'unreadable', missingKey: unit.missingKey };
  }
  return { outcome: 'read', content, unit };
}

/** Keeps a sender key that came in a session; one that cannot be read is none. */
async function takeSenderKey(
  unit: UnitOfWork,
  { type }: Unsealed,
  from: RemoteDevice,
  { senderKey }: Content,
): Promise<void> {
  if (!senderKey || type === senderKeyKind) return;
  const address = signal.ProtocolAddress.new(from.account, from.device);
  try {
    const message = signal.SenderKeyDistributionMessage.deserialize(own(senderKey));
    await signal.processSenderKeyDistributionMessage(address, message, unit.senderKeys);
  } catch (error) {
    if (unit.fault !== undefined) throw error;
  }
}

function foreign(
  context: ClientContext,
  envelope: Unsealed,
  from: RemoteDevice,
  identityKey: Uint8Array,
): Opened {
  // Our own devices have our own key, and only a first message can bring a new one.
  const mayBeNew = envelope.type === EnvelopeType.preKeyMessage && from.account !== context.account;
  return mayBeNew
    ? { outcome: 'foreign', identityKey }
    : { outcome: 'rejected', reason: 'identity' };
}

async function decrypt(
  context: ClientContext,
  unit: UnitOfWork,
  envelope: Unsealed,
  from: RemoteDevice,
): Promise<Uint8Array> {
  const address = signal.ProtocolAddress.new(from.account, from.device);
  const named = envelope.destinationServiceId.slice(pniPrefix.length).toLowerCase();
  const name = unit.kind === 'aci' ? context.account : `PNI:${named}`;
  const self = signal.ProtocolAddress.new(name, context.device);
  const bytes = own(envelope.content);
  if (envelope.type === senderKeyKind) return signal.groupDecrypt(address, unit.senderKeys, bytes);
  if (envelope.type === EnvelopeType.ciphertext) {
    const message = signal.SignalMessage.deserialize(bytes);
    return signal.signalDecrypt(message, address, self, unit.sessions, unit.identities);
  }
  const message = signal.PreKeySignalMessage.deserialize(bytes);
  const plaintext = await signal.signalDecryptPreKey(
    message,
    address,
    self,
    unit.sessions,
    unit.identities,
    unit.preKeys,
    unit.signedPreKeys,
    unit.kyberPreKeys,
  );
  // Without one the next send to the device fetches its bundle.
  const registrationId = parseRegistrationId(message.registrationId());
  if (registrationId !== undefined) unit.registrations.set(from.device, registrationId);
  return plaintext;
}

/** The time inside is the one that was sealed; the envelope's must be the same. */
function contentOf(padded: Uint8Array, { clientTimestamp }: Unsealed): Content {
  const plaintext = unpad(padded);
  if (!plaintext) return { type: 'unknown' };
  try {
    const content = decodeContent(plaintext);
    const other = 'timestamp' in content && content.timestamp !== clientTimestamp;
    return other ? { type: 'unknown' } : content;
  } catch {
    return { type: 'unknown' };
  }
}

function isDuplicate(error: unknown): boolean {
  return (
    error instanceof signal.LibSignalErrorBase && error.code === signal.ErrorCode.DuplicatedMessage
  );
}

/** True for what a ratchet turns for. */
export function isEncrypted(envelope: Unsealed): boolean {
  const { ciphertext, preKeyMessage } = EnvelopeType;
  const known: readonly Unsealed['type'][] = [ciphertext, preKeyMessage, senderKeyKind];
  return known.includes(envelope.type);
}

/** An envelope as the server numbers it; nothing where it is none. */
export function readEnvelope(bytes: Uint8Array): Envelope | undefined {
  try {
    const envelope = decodeEnvelope(bytes);
    return envelope.serverGuid.length === 16 ? envelope : undefined;
  } catch {
    return undefined;
  }
}

/** What another device says that it could not read. */
export function readReport(content: Uint8Array): signal.DecryptionErrorMessage | undefined {
  try {
    const body = signal.PlaintextContent.deserialize(own(content)).body();
    const report = signal.DecryptionErrorMessage.extractFromSerializedBody(body);
    return isTime(report.timestamp()) ? report : undefined;
  } catch {
    return undefined;
  }
}
