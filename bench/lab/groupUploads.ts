// Uploads to a group, byte for byte as libsignal's clients make them, and as they never would.

import { randomBytes } from 'node:crypto';
import type { AccountId } from '#protocol';
import { accountToBytes } from '#protocol';

/** A recipient: the devices with their registration ids. */
export interface MadeRecipient {
  readonly account: AccountId;
  readonly devices: readonly (readonly [number, number])[];
  readonly key?: Uint8Array;
  readonly isPhone?: boolean;
}

interface Made {
  readonly excluded?: readonly AccountId[];
  readonly shared?: Uint8Array;
  /** Instead of how many there are. */
  readonly count?: number;
}

/** Writes an upload. */
export function makeUpload(
  recipients: readonly MadeRecipient[],
  { excluded = [], shared = randomBytes(80), count }: Made = {},
): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [Uint8Array.of(0x23)];
  parts.push(varint(count ?? recipients.length + excluded.length));
  for (const { account, devices, key = randomBytes(48), isPhone } of recipients) {
    parts.push(Uint8Array.of(isPhone ? 1 : 0), accountToBytes(account));
    devices.forEach(([id, registrationId], at) => {
      const more = at < devices.length - 1 ? 0x80 : 0;
      parts.push(Uint8Array.of(id, more | (registrationId >> 8), registrationId & 0xff));
    });
    parts.push(key);
  }
  for (const account of excluded) {
    parts.push(Uint8Array.of(0), accountToBytes(account), Uint8Array.of(0));
  }
  return Uint8Array.from(Buffer.concat([...parts, shared]));
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let left = value;
  for (; left >= 0x80; left >>= 7) bytes.push((left & 0x7f) | 0x80);
  return Uint8Array.of(...bytes, left);
}
