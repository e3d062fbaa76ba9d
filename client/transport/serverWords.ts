// What a server says about itself in words and numbers, taken like a stranger's: only what has the
// form of a code is one, and only what may be a wait is waited for.

import { isTime } from '#protocol';

const code = /^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$/;
const codeLengthMax = 64;

/** A code or a kind as servers write them, also one that this client does not know. */
export function codeOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > codeLengthMax) return undefined;
  return code.test(value) ? value : undefined;
}

/** A wait that was asked for; undefined for none. Unit: milliseconds. */
function waitOf(value: unknown): number | undefined {
  return typeof value === 'number' && isTime(value) && value > 0 ? value : undefined;
}

/** The header `Retry-After`, as our servers write it. Unit of the result: milliseconds. */
export function retryAfterOf(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,9}$/.test(header) ? Number(header) * 1000 : undefined;
}

/** Why a connection was refused; `server.unreachable` where nobody said so. */
export function handshakeRefusal(data: unknown): { code: string; retryAfterMs?: number } {
  if (typeof data !== 'object' || data === null) return { code: 'server.unreachable' };
  const retryAfterMs = waitOf(Reflect.get(data, 'retryAfterMs'));
  return {
    code: codeOf(Reflect.get(data, 'code')) ?? 'server.refused',
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}
