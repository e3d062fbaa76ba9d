// Where a worker's relay is, as it stands with its membership in the store: whoever may write there
// must not send other workers to a place of his own, so the address carries the bus's tag over it
// and over the worker it belongs to. Ids of workers are never used again.
//
// Shape: <tag, 22 characters of base64url> <address, percent-encoded>, joined by a dot; no blank.

import type { MemberId } from '#protocol';
import type { FrameMac } from './ports.ts';

/** No receiver of a frame is called so. */
const contextOf = (member: MemberId) => `relay of ${member}`;

export function signAddress(mac: FrameMac, member: MemberId, address: string): string {
  const tag = mac.tag(contextOf(member), Buffer.from(address));
  return `${Buffer.from(tag).toString('base64url')}.${encodeURIComponent(address)}`;
}

/** The address, if a worker of this cluster has announced it under this name. Never throws. */
export function openAddress(mac: FrameMac, member: MemberId, signed: string): string | undefined {
  const dot = signed.indexOf('.');
  if (dot < 0) return undefined;
  let address: string;
  try {
    address = decodeURIComponent(signed.slice(dot + 1));
  } catch {
    return undefined;
  }
  const tag = Buffer.from(signed.slice(0, dot), 'base64url');
  return mac.matches(contextOf(member), Buffer.from(address), tag) ? address : undefined;
}
