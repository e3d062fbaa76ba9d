// An upload to a group: for each recipient a key of its own, and the ciphertext that they all have
// in common. Read here byte by byte, as libsignal reads it (a test holds the two against each
// other): what libsignal makes of it is objects for each recipient, made one by one from outside of
// JavaScript, which costs more than all that is done for the recipient besides.
//
//   u8 0x23 ‖ varint recipients ‖ recipients ‖ shared
//   recipient   service id (17) ‖ devices: u8 id ‖ u16be, high bit: another follows, low 14 bits:
//               registration id ‖ key (48); one that is excluded: service id ‖ 0
//   shared      public key (32) ‖ ciphertext
//
// Each recipient gets u8 0x22 ‖ its key ‖ shared. Source: libsignal, sealed_sender.rs.

import type { AccountId, ErrorCode } from '#protocol';
import { accountFromBytes, deviceIdMax, limits } from '#protocol';

const uploadVersion = 0x23;
const viewVersion = 0x22;
/** Bytes of a recipient's key, and of its view: a version before it. */
const keyBytes = 48;
const viewBytes = 1 + keyBytes;
/** A service id: its kind, 0 for an account, and its bytes. */
const serviceIdBytes = 17;
/** Of what stands beside a device's id: another device follows; its registration id. */
const anotherBit = 0x8000;
const registrationBits = 0x3fff;
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
  return new UploadReader(bytes, count).read();
}

/**
 * How many recipients the upload says to have; undefined where it is written longer than it is,
 * which libsignal takes for a shorter one, and reads all that follows from a byte before.
 */
function countOf(bytes: Uint8Array): number | undefined {
  const [version, first = 0, second = 0, third] = bytes;
  if (version !== uploadVersion || third === undefined) return undefined;
  if (first < 0x80) return first;
  if (second === 0) return undefined;
  // Three bytes are more than may be.
  return second < 0x80 ? (first & 0x7f) | (second << 7) : limits.groupRecipientsMax + 1;
}

/** Reads what follows the number of recipients. */
class UploadReader {
  readonly #bytes: Buffer;
  readonly #count: number;
  readonly #named = new Set<AccountId>();
  readonly #recipients: UploadRecipient[] = [];
  readonly #excluded: AccountId[] = [];
  /** All views, one behind the other. */
  readonly #views: Uint8Array;
  #at: number;
  #devices = 0;

  constructor(bytes: Uint8Array, count: number) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#count = count;
    this.#views = new Uint8Array(count * viewBytes);
    this.#at = (bytes[1] ?? 0) < 0x80 ? 2 : 3;
  }

  read(): GroupUpload | ErrorCode {
    for (let n = 0; n < this.#count; n++) if (!this.#recipient(n)) return 'request.malformed';
    const { envelopeBytesMax, groupUploadDevicesMax } = limits;
    const sharedBytes = this.#bytes.length - this.#at;
    if (viewBytes + sharedBytes > envelopeBytesMax) return 'message.too_large';
    if (this.#devices > groupUploadDevicesMax) return 'message.too_large';
    const isForNobody = this.#recipients.length === 0;
    if (isForNobody || sharedBytes < sharedBytesMin) return 'request.malformed';
    const shared = new Uint8Array(this.#bytes.subarray(this.#at));
    return { recipients: this.#recipients, excluded: this.#excluded, shared };
  }

  /** False where it is none, or was named before. */
  #recipient(n: number): boolean {
    const bytes = this.#bytes;
    const from = this.#at;
    if (bytes[from] !== 0) return false;
    this.#at += serviceIdBytes;
    const account = accountFromBytes(bytes.subarray(from + 1, this.#at));
    if (!account || this.#named.has(account)) return false;
    this.#named.add(account);
    const devices = this.#devicesOf();
    if (!devices) return false;
    if (devices.length === 0) {
      this.#excluded.push(account);
      return true;
    }
    const end = this.#at + keyBytes;
    if (end > bytes.length) return false;
    const view = this.#views.subarray(n * viewBytes, (n + 1) * viewBytes);
    view[0] = viewVersion;
    view.set(bytes.subarray(this.#at, end), 1);
    this.#at = end;
    this.#recipients.push({ account, devices, view });
    return true;
  }

  /**
   * None where it is excluded. Undefined where one cannot be or is named twice, or there are more
   * than a send may have.
   */
  #devicesOf(): UploadDevice[] | undefined {
    const bytes = this.#bytes;
    const devices: UploadDevice[] = [];
    for (let more = true; more; ) {
      const deviceId = bytes[this.#at];
      if (deviceId === 0 && devices.length === 0) {
        this.#at += 1;
        return devices;
      }
      if (!deviceId || deviceId > deviceIdMax || this.#at + 3 > bytes.length) return undefined;
      if (devices.length >= limits.devicesPerSendMax) return undefined;
      if (devices.some((one) => one.deviceId === deviceId)) return undefined;
      const header = bytes.readUInt16BE(this.#at + 1);
      more = (header & anotherBit) !== 0;
      devices.push({ deviceId, registrationId: header & registrationBits });
      this.#at += 3;
    }
    this.#devices += devices.length;
    return devices;
  }
}
