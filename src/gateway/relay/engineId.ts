// Engine session ids name the worker that holds the session, so that any worker knows where a
// request belongs.

import { randomBytes } from 'node:crypto';
import type { MemberId } from '#protocol';
import { parseMemberId } from '#protocol';

/** Random bytes of a session id: whoever guesses it could speak for the session. */
const randomBytesCount = 18;
const random = /^[A-Za-z0-9_-]{24}$/;

/** A new session id of a worker. Shape: `<member>.<24 characters of base64url>`. */
export function createEngineId(member: MemberId): string {
  return `${member}.${randomBytes(randomBytesCount).toString('base64url')}`;
}

/** The worker that made a session id, or `undefined` for any other text. */
export function memberOfEngineId(id: string): MemberId | undefined {
  const dot = id.indexOf('.');
  if (dot < 0 || !random.test(id.slice(dot + 1))) return undefined;
  return parseMemberId(id.slice(0, dot));
}

/** Where a request to the engine belongs. */
export type EngineTarget =
  | { readonly type: 'handshake' }
  | { readonly type: 'session'; readonly id: string; readonly member: MemberId | undefined }
  | { readonly type: 'ambiguous' };

/**
 * Reads the session id of a request's URL. A doubled one is read differently by different readers.
 */
export function engineTarget(url: string): EngineTarget {
  const mark = url.indexOf('?');
  const ids = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)).getAll('sid');
  if (ids.length > 1) return { type: 'ambiguous' };
  const id = ids[0];
  if (id === undefined || id === '') return { type: 'handshake' };
  return { type: 'session', id, member: memberOfEngineId(id) };
}
