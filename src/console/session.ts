// Who may see the console: the cookie of a session, and the check that a form was sent by a page of
// our own.

import type { FastifyRequest } from 'fastify';
import { operatorSessionLifetimeMs } from '#crypto';

export const consolePath = '/console';
const cookieName = 'aldis_console';
/** More cookies than this are not looked through. */
const cookieHeaderLengthMax = 8192;

/** The session a browser shows, or undefined. */
export function sessionOf(request: FastifyRequest): string | undefined {
  const header = request.headers.cookie ?? '';
  if (header.length > cookieHeaderLengthMax) return undefined;
  for (const pair of header.split(';')) {
    const [name, ...rest] = pair.trim().split('=');
    if (name === cookieName) return rest.join('=');
  }
  return undefined;
}

/** The header that gives a session to the browser; no script and no other site can read it. */
export function sessionCookie(request: FastifyRequest, session: string): string {
  return cookie(request, session, operatorSessionLifetimeMs / 1000);
}

/** The header that takes the session away from the browser. */
export function noSessionCookie(request: FastifyRequest): string {
  return cookie(request, '', 0);
}

function cookie(request: FastifyRequest, value: string, maxAgeSeconds: number): string {
  const secure = request.protocol === 'https' ? '; Secure' : '';
  const life = `Max-Age=${maxAgeSeconds}; Path=${consolePath}`;
  return `${cookieName}=${value}; ${life}; HttpOnly; SameSite=Strict${secure}`;
}

/**
 * True when a page of this very site sent the form. Browsers say so by themselves: in
 * Sec-Fetch-Site where the connection is trustworthy, in Origin always.
 */
export function isFromOurPage({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin, host } = headers;
  if (origin === undefined || host === undefined || !URL.canParse(origin)) return false;
  return new URL(origin).host === host;
}
