// The part of the server in memory that compares identity keys.

import { createHash } from 'node:crypto';
import type { HttpAnswer, HttpAsk } from '#client';
import { answer } from './memoryDevices.ts';
import type { MemoryServer } from './memoryServer.ts';

export const checkPath = '/v1/profile/identity_check/batch';

/** Answers the route, to whoever says no name. */
export function checkIdentities(server: MemoryServer, ask: HttpAsk): HttpAnswer | undefined {
  if (ask.path !== checkPath) return undefined;
  if (ask.authorization !== undefined) return answer(403, { code: 'auth.forbidden' });
  const { elements } = ask.body as { elements: { uuid: string; fingerprint: string }[] };
  const others = elements.flatMap(({ uuid, fingerprint }) => {
    const identityKey = server.find(uuid, 1)?.identities.aci.identityKey;
    if (!identityKey || fingerprintOf(identityKey) === fingerprint) return [];
    return [{ uuid, identityKey }];
  });
  return answer(200, { elements: others });
}

function fingerprintOf(key: string): string {
  const hash = createHash('sha256').update(Buffer.from(key, 'base64')).digest();
  return hash.subarray(0, 4).toString('base64');
}
