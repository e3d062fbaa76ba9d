// An upload to a group: for each recipient a key of its own, and the ciphertext that they all have
// in common. Read by libsignal, after and before which its bounds are checked: what is no upload is
// nothing here.
//
//   u8 0x23 ‖ varint recipients ‖ recipients ‖ shared
//   recipient   service id (17) ‖ devices: u8 id ‖ u16be, high bit: another follows, low 14 bits:
//               registration id ‖ key (48); one that is excluded: service id ‖ 0
//   shared      public key (32) ‖ ciphertext
//
// Each recipient gets u8 0x22 ‖ its key ‖ shared. Source: libsignal, sealed_sender.rs.

import SentMessage from '@signalapp/libsignal-client/dist/SealedSenderMultiRecipientMessage.js';
import type { AccountId, ErrorCode } from '#protocol';
import { deviceIdMax, limits, parseAccountId } from '#protocol';

const uploadVersion = 0x23;
const viewVersion = 0x22;
/** Bytes of a recipient's key, and of its view: a version before it. */
const keyBytes = 48;
const viewBytes = 1 + keyBytes;
/** The shortest thing that can be shared: a public key, and the tag of an empty ciphertext. */
const sharedBytesMin = 32 + 16;

/** A device that the upload names. */
interface UploadDevice {
  readonly deviceId: number;
  readonly registrationId: number;
}

/** A recipient of an upload. */
export interface UploadRecipient {
  readonly account: AccountId;
  /** Each is named once. */
  readonly devices: readonly UploadDevice[];
  /** What stands before the shared part in the content of its devices. */
  readonly view: Uint8Array;
}

/** An upload that keeps all bounds. */
export interface GroupUpload {
  readonly recipients: readonly UploadRecipient[];
  /** Named, and written to by nobody. */
  readonly excluded: readonly AccountId[];
  /** A copy, not a view of the upload. */
  readonly shared: Uint8Array;
}

/** Reads an upload; a code where it is none or too large. Throws for nothing. */
export function readGroupUpload(bytes: Uint8Array): GroupUpload | ErrorCode {
  const count = countOf(bytes);
  if (count === undefined) return 'request.malformed';
  const { groupRecipientsMax, groupRecipientBytesMax, envelopeBytesMax } = limits;
  const bytesMax = envelopeBytesMax + count * groupRecipientBytesMax;
  if (count > groupRecipientsMax || bytes.length > bytesMax) return 'message.too_large';
  let message: SentMessage;
  try {
    message = new SentMessage(bytes as Uint8Array<ArrayBuffer>);
  } catch {
    return 'request.malformed';
  }
  return checked(message, bytes, count);
}

/** How many recipients the upload says to have. */
function countOf(bytes: Uint8Array): number | undefined {
  const [version, first = 0, second = 0, third] = bytes;
  if (version !== uploadVersion || third === undefined) return undefined;
  if (first < 0x80) return first;
  const count = (first & 0x7f) | ((second & 0x7f) << 7);
  // Three bytes are more than may be, or a number that is written longer than it is.
  return second < 0x80 ? count : limits.groupRecipientsMax + 1;
}

function checked(message: SentMessage, bytes: Uint8Array, count: number): GroupUpload | ErrorCode {
  const shared = bytes.slice(message._offsetOfSharedData);
  if (viewBytes + shared.length > limits.envelopeBytesMax) return 'message.too_large';
  const recipients: UploadRecipient[] = [];
  let devices = 0;
  for (const [name, parsed] of Object.entries(message._recipientMap)) {
    const account = parseAccountId(name);
    const named = devicesOf(parsed);
    if (!account || !named || parsed.rangeLen !== keyBytes) return 'request.malformed';
    devices += named.length;
    const view = new Uint8Array(viewBytes);
    view[0] = viewVersion;
    view.set(bytes.subarray(parsed.rangeOffset, parsed.rangeOffset + keyBytes), 1);
    recipients.push({ account, devices: named, view });
  }
  if (devices > limits.groupUploadDevicesMax) return 'message.too_large';
  const excluded = message._excludedRecipients.map(parseAccountId);
  // Whoever is named twice is found by their number alone.
  const isWhole = recipients.length + excluded.length === count && recipients.length > 0;
  if (!isWhole || shared.length < sharedBytesMin) return 'request.malformed';
  if (!excluded.every((one) => one !== undefined)) return 'request.malformed';
  return { recipients, excluded, shared };
}

/** Undefined where one cannot be or is named twice, or there are more than a send may have. */
function devicesOf({
  deviceIds,
  registrationIds,
}: {
  readonly deviceIds: readonly number[];
  readonly registrationIds: readonly number[];
}): UploadDevice[] | undefined {
  if (deviceIds.length > limits.devicesPerSendMax) return undefined;
  if (new Set(deviceIds).size !== deviceIds.length) return undefined;
  if (deviceIds.some((id) => id > deviceIdMax)) return undefined;
  return deviceIds.map((deviceId, at) => ({
    deviceId,
    registrationId: registrationIds[at] as number,
  }));
}
