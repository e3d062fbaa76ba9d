// Reads Authorization headers strictly: one scheme, canonical base64, printable text, bounded
// lengths.

import type { BasicCredentials } from './route.ts';
import { phoneNumber } from './schemas.ts';

/** Longest Authorization header that is read at all. */
const headerLengthMax = 2048;
const passwordLengthMax = 256;

/** What a client shows to say who it is. */
export type Credentials =
  | ({ readonly scheme: 'basic' } & BasicCredentials)
  | { readonly scheme: 'bearer'; readonly token: string };

/** Reads the header, or says `undefined` for anything that is not exactly Basic or Bearer. */
export function parseAuthorization(header: string): Credentials | undefined {
  if (header.length > headerLengthMax) return undefined;
  const parts = /^(basic|bearer) ([A-Za-z0-9._~+/=-]+)$/i.exec(header);
  const value = parts?.[2];
  if (!value) return undefined;
  if (parts[1]?.toLowerCase() === 'bearer') return { scheme: 'bearer', token: value };
  const bytes = Buffer.from(value, 'base64');
  if (bytes.toString('base64') !== value) return undefined;
  const text = bytes.toString('latin1');
  const colon = text.indexOf(':');
  if (colon < 1 || !/^[\x20-\x7e]+$/.test(text)) return undefined;
  const password = text.slice(colon + 1);
  if (password === '' || password.length > passwordLengthMax) return undefined;
  return { scheme: 'basic', username: text.slice(0, colon), password };
}

/** The user name of those who register without a phone number. */
export const invitationUser = 'invitation';

/** The user name of those who register with the ticket that a login gave. */
export const loginUser = 'login';

/** The user name of those who register with what a recovery gave. */
export const recoveryUser = 'recovery';

/** True for the user names under which nobody is registered yet. */
export function isNewcomer(username: string): boolean {
  return (
    [invitationUser, loginUser, recoveryUser].includes(username) ||
    phoneNumber.safeParse(username).success
  );
}
