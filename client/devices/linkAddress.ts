// What a new device shows, as a QR code or as text, and the primary device reads: where the new one
// waits, and the key that the account is sealed for.

import * as signal from '@signalapp/libsignal-client';
import { parseRegistrationId } from '#protocol';
import type { RegistrationId } from '#protocol';
import { own } from '../bytes.ts';
import { ClientError } from '../clientError.ts';

export interface LinkAddress {
  /** Where the new device waits; it lasts 10 minutes and takes one message. */
  readonly address: string;
  /** Made for this link alone. */
  readonly key: signal.PublicKey;
  readonly registrationId: RegistrationId;
  readonly pniRegistrationId: RegistrationId;
  /** Its person wants nothing of what was said before. */
  readonly noHistory?: boolean;
}

const addressForm = /^[A-Za-z0-9_-]{1,128}$/;
const linkLettersMax = 2048;

/** Shape: `aldis://link?address=…&key=…&rid=…&prid=…&server=…`. */
export function linkUrl(link: LinkAddress, server: string): string {
  const query = new URLSearchParams({
    address: link.address,
    key: Buffer.from(link.key.serialize()).toString('base64url'),
    rid: String(link.registrationId),
    prid: String(link.pniRegistrationId),
    server,
    ...(link.noHistory ? { history: 'none' } : {}),
  });
  return `aldis://link?${query}`;
}

export function isLinkAddress(address: string): boolean {
  return addressForm.test(address);
}

/** Refuses: link.unreadable. */
export function readLinkUrl(text: string): LinkAddress {
  const url = text.length <= linkLettersMax && URL.canParse(text) ? new URL(text) : undefined;
  const query = url?.protocol === 'aldis:' && url.host === 'link' ? url.searchParams : undefined;
  const address = query?.get('address') ?? '';
  const registrationId = parseRegistrationId(query?.get('rid'));
  const pniRegistrationId = parseRegistrationId(query?.get('prid'));
  const key = readKey(query?.get('key') ?? '');
  if (!isLinkAddress(address) || !registrationId || !pniRegistrationId || !key) {
    const message = 'That is no link of a new device; it looks like aldis://link?address=…';
    throw new ClientError('link.unreadable', message);
  }
  const noHistory = query?.get('history') === 'none';
  return { address, key, registrationId, pniRegistrationId, ...(noHistory && { noHistory }) };
}

function readKey(text: string): signal.PublicKey | undefined {
  try {
    return signal.PublicKey.deserialize(own(Buffer.from(text, 'base64url')));
  } catch {
    return undefined;
  }
}
