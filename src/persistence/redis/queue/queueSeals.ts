// How envelopes are sealed at rest, whole or as a recipient's view of a payload that others have
// as well. A payload is sealed once, under a key made for it; each view carries that key, sealed
// under its account's: with the account's key goes the access to the payload.
//
//   member of a queue     16-byte guid ‖ sealed envelope
//   member of its views   16-byte guid ‖ 16-byte name of the payload ‖ sealed (key ‖ view)
//   both as one           u8 3 ‖ u16be length ‖ sealed (key ‖ view) ‖ sealed payload
//
// As one they are in a page and in the durable store, which knows nothing of sharing.

import { randomBytes } from 'node:crypto';
import type { EnvelopeSealer } from '#crypto';
import { onceKeyBytes, openOnce, SealError, sealOnce } from '#crypto';
import type { QueueAddress } from '#ports';
import type { EnvelopeGuid } from '#protocol';

/** Bytes of a guid in front of each member. */
export const guidLength = 16;
/** Bytes of a payload's name behind the guid of a view. */
const payloadNameLength = 16;
/** Larger views are stored whole, payload and all: scripts read views. Unit: bytes. */
export const viewBytesMax = 4096;
/** The first byte of view and payload as one; a whole envelope begins with another. */
const joinedMark = 3;
const headBytes = 3;

/** What several recipients have in common, sealed for all of them. */
export interface SharedPayload {
  /** Random. Shape: 16 base64url characters. */
  readonly name: string;
  readonly key: Uint8Array;
  readonly sealed: Buffer;
}

/** Seals a payload. */
export function sharePayload(payload: Uint8Array): SharedPayload {
  const name = randomBytes((payloadNameLength * 3) / 4).toString('base64url');
  return { name, ...sealOnce(payload) };
}

/** The member of a queue that is a whole envelope. */
export function wholeMember(
  sealer: EnvelopeSealer,
  to: QueueAddress,
  queue: string,
  guid: EnvelopeGuid,
  bytes: Uint8Array,
): Buffer {
  const member = sealer.seal(to.key, bytes, sealContext(queue, guid), guidLength);
  member.write(guid, 'hex');
  return member;
}

/** The member of a queue's views that stands for an envelope with that payload. */
export function viewMember(
  sealer: EnvelopeSealer,
  to: QueueAddress,
  queue: string,
  guid: EnvelopeGuid,
  view: Uint8Array,
  payload: SharedPayload,
): Buffer {
  const plain = Buffer.allocUnsafe(onceKeyBytes + view.length);
  plain.set(payload.key);
  plain.set(view, onceKeyBytes);
  const room = guidLength + payloadNameLength;
  const member = sealer.seal(to.key, plain, viewContext(queue, guid), room);
  member.write(guid, 'hex');
  member.write(payload.name, guidLength, 'latin1');
  return member;
}

/** The name of a view's payload. */
export function payloadOf(member: Buffer): string {
  return member.toString('latin1', guidLength, guidLength + payloadNameLength);
}

/** View and payload as one. */
export function joined(member: Buffer, payload: Buffer): Buffer {
  const view = member.subarray(guidLength + payloadNameLength);
  const head = Buffer.allocUnsafe(headBytes);
  head[0] = joinedMark;
  head.writeUInt16BE(view.length, 1);
  return Buffer.concat([head, view, payload]);
}

/** Opens a whole envelope, or view and payload as one. Throws SealError. */
export function openEnvelope(
  sealer: EnvelopeSealer,
  key: Uint8Array,
  queue: string,
  guid: EnvelopeGuid,
  sealed: Uint8Array,
): Uint8Array {
  if (sealed[0] !== joinedMark) return sealer.open(key, sealed, sealContext(queue, guid));
  if (sealed.length < headBytes) throw new SealError('not a sealed view');
  const end = headBytes + 256 * (sealed[1] as number) + (sealed[2] as number);
  const view = sealer.open(key, sealed.subarray(headBytes, end), viewContext(queue, guid));
  const payload = openOnce(view.subarray(0, onceKeyBytes), sealed.subarray(end));
  return Buffer.concat([view.subarray(onceKeyBytes), payload]);
}

/** Ties a sealed envelope to its place: moved to another queue or guid it does not open. */
export function sealContext(queue: string, guid: EnvelopeGuid): string {
  return `envelope:${queue}:${guid}`;
}

function viewContext(queue: string, guid: EnvelopeGuid): string {
  return `view:${queue}:${guid}`;
}
