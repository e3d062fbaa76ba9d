// From an envelope of type 6 to the one within: who has written it stands in a certificate that
// the recipient alone can see, and is believed for as far as the cluster's root stands for it.

import * as signal from '@signalapp/libsignal-client';
import { EnvelopeType, isTime, parseAccountId, parseDeviceId } from '#protocol';
import type { Envelope } from '#protocol';
import { own, same } from '../bytes.ts';
import type { ClientBase } from '../clientBase.ts';
import type { RejectReason } from '../events.ts';
import { UnitOfWork } from '../sessions/unitOfWork.ts';
import { leadsToRoot } from './certificates.ts';

const { CiphertextMessageType: inner } = signal;

/** Within alone: it comes by no name. Source: Signal's envelopes. */
export const senderKeyKind = 7;

/** An envelope as it is within. */
export type Unsealed = Omit<Envelope, 'type'> & {
  readonly type: Envelope['type'] | typeof senderKeyKind;
  /** Its author has another identity key than the trusted one: it is not to be opened. */
  readonly isForeign?: boolean;
};

/** What can be within, as it would have come by name. */
const types: ReadonlyMap<number, Unsealed['type']> = new Map<number, Unsealed['type']>([
  [inner.SenderKey, senderKeyKind],
  [inner.Whisper, EnvelopeType.ciphertext],
  [inner.PreKey, EnvelopeType.preKeyMessage],
  [inner.Plaintext, EnvelopeType.plaintextContent],
]);

type Context = Pick<ClientBase, 'store' | 'clock' | 'account' | 'device'>;

/**
 * The envelope as if it had come by name, or why it cannot be believed. Throws what a store threw.
 * The certificate counts at the time at which the server took the envelope, or at our own where
 * that is earlier: a worker whose clock is days ahead must not make every certificate an old one.
 */
export async function unseal(
  context: Context,
  envelope: Envelope,
): Promise<Unsealed | RejectReason> {
  if (envelope.type !== EnvelopeType.unidentifiedSender) return envelope;
  const content = await openSeal(context, own(envelope.content));
  if (!content) return 'content';
  const certificate = content.senderCertificate();
  const { serverTimestamp } = envelope;
  const roots = context.store.sealed.trustRoots();
  const takenAtMs = Math.min(serverTimestamp, context.clock.now());
  if (!isTime(serverTimestamp) || !leadsToRoot(certificate, roots, takenAtMs)) {
    return 'certificate';
  }
  const account = parseAccountId(certificate.senderUuid());
  const device = parseDeviceId(certificate.senderDeviceId());
  if (account === undefined || device === undefined) return 'certificate';
  // Nobody else is us, and we don't write to ourselves so.
  if (account === context.account && device === context.device) return 'source';
  const { sourceServiceId, sourceDevice } = envelope;
  if (sourceServiceId !== undefined && sourceServiceId.toLowerCase() !== account) return 'source';
  if (sourceDevice !== undefined && sourceDevice !== device) return 'source';
  const type = types.get(content.msgType());
  if (type === undefined) return 'type';
  const isForeign = !agrees(context, certificate, account, type);
  // What is said to many brings no key, and is said again to one alone, with it.
  if (isForeign && type !== senderKeyKind) return 'identity';
  const within = { type, content: content.contents(), ...(isForeign && { isForeign }) };
  return { ...envelope, ...within, sourceServiceId: account, sourceDevice: device };
}

/** Opens with our identity key, or with a former one. Throws what a store threw. */
async function openSeal(
  { store, clock }: Context,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<signal.UnidentifiedSenderMessageContent | undefined> {
  const present = new UnitOfWork(store, 'aci', clock.now());
  const opened = await openSealAs(present, bytes);
  if (opened) return opened;
  for (const former of store.replacement.formers('aci')) {
    const before = await openSealAs(new UnitOfWork(store, 'aci', present.now, former), bytes);
    if (before) return before;
  }
  return undefined;
}

async function openSealAs(unit: UnitOfWork, bytes: Uint8Array<ArrayBuffer>) {
  try {
    return await signal.sealedSenderDecryptToUsmc(bytes, unit.identities);
  } catch {
    if (unit.fault !== undefined) throw unit.fault;
    return undefined;
  }
}

/**
 * What comes in a session, or is a report, is by the trusted key; another one may only come with a
 * first message, which brings it.
 */
function agrees(
  { store }: Context,
  certificate: signal.SenderCertificate,
  account: string,
  type: Unsealed['type'],
): boolean {
  const known = store.identities.get(account)?.key;
  if (type === EnvelopeType.preKeyMessage || !known) return true;
  return same(known, certificate.key().serialize());
}
