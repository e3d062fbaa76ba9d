// From an envelope of type 6 to the one within: who has written it stands in a certificate that
// the recipient alone can see, and is believed for as far as the cluster's root stands for it.

import * as signal from '@signalapp/libsignal-client';
import { EnvelopeType, isTime, parseAccountId, parseDeviceId } from '#protocol';
import type { Envelope } from '#protocol';
import { own, same } from '../bytes.ts';
import type { ClientContext } from '../clientContext.ts';
import type { RejectReason } from '../events.ts';
import { UnitOfWork } from '../sessions/unitOfWork.ts';
import { leadsToRoot } from './certificates.ts';

const { CiphertextMessageType: inner } = signal;

/** What can be within, as it would have come by name. */
const TYPES: ReadonlyMap<number, Envelope['type']> = new Map([
  [inner.Whisper, EnvelopeType.ciphertext],
  [inner.PreKey, EnvelopeType.preKeyMessage],
  [inner.Plaintext, EnvelopeType.plaintextContent],
]);

type Context = Pick<ClientContext, 'store' | 'clock' | 'account' | 'device'>;

/**
 * The envelope as if it had come by name, or why it cannot be believed. Throws what a store threw.
 * The certificate counts at the time at which the server took the envelope, or at our own where
 * that is earlier: a worker whose clock is days ahead must not make every certificate an old one.
 */
export async function unseal(
  context: Context,
  envelope: Envelope,
): Promise<Envelope | RejectReason> {
  if (envelope.type !== EnvelopeType.unidentifiedSender) return envelope;
  const unit = new UnitOfWork(context.store, 'aci', context.clock.now());
  let content: signal.UnidentifiedSenderMessageContent;
  try {
    const bytes = own(envelope.content);
    content = await signal.sealedSenderDecryptToUsmc(bytes, unit.identities);
  } catch {
    if (unit.fault !== undefined) throw unit.fault;
    return 'content';
  }
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
  const type = TYPES.get(content.msgType());
  if (type === undefined) return 'type';
  if (!agrees(context, certificate, account, type)) return 'identity';
  const within = { type, content: content.contents() };
  return { ...envelope, ...within, sourceServiceId: account, sourceDevice: device };
}

/**
 * What comes in a session, or is a report, is by the trusted key; another one may only come with a
 * first message, which brings it.
 */
function agrees(
  { store }: Context,
  certificate: signal.SenderCertificate,
  account: string,
  type: Envelope['type'],
): boolean {
  const known = store.identities.get(account)?.key;
  if (type === EnvelopeType.preKeyMessage || !known) return true;
  return same(known, certificate.key().serialize());
}
