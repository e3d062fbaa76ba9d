// What a client shows when it comes in, whatever the transport: protocol version and credentials,
// or that it says no name.

import type { Result } from '#protocol';
import { limits, ok, refuse } from '#protocol';
import { z } from 'zod/v4';
import type { Credentials } from '../ingress/credentials.ts';

const authSchema = z.object({
  protocol: z.number(),
  token: z.string().max(1024).optional(),
  username: z.string().max(64).optional(),
  password: z.string().max(512).optional(),
  anonymous: z.literal(true).optional(),
});

/** Who comes in and shows nothing. */
export interface NoCredentials {
  readonly scheme: 'none';
}

/**
 * Reads a handshake's `auth`. Refuses: handshake.protocol, auth.required, auth.invalid,
 * request.malformed where it is both named and not.
 */
export function readCredentials(auth: unknown): Result<Credentials | NoCredentials> {
  const read = authSchema.safeParse(auth);
  if (!read.success) {
    const field = read.error.issues[0]?.path[0];
    if (field === 'protocol' || field === undefined) return refuse('handshake.protocol');
    return refuse('auth.invalid');
  }
  const { protocol, token, username, password, anonymous } = read.data;
  if (protocol !== limits.protocolVersion) return refuse('handshake.protocol');
  if (anonymous) {
    const isNamed = (token ?? username ?? password) !== undefined;
    return isNamed ? refuse('request.malformed') : ok({ scheme: 'none' });
  }
  if (token !== undefined) return ok({ scheme: 'bearer', token });
  if (username === undefined || password === undefined) return refuse('auth.required');
  return ok({ scheme: 'basic', username, password });
}
