// Whether identity keys are still what somebody has seen, many at once and without a name: whose
// keys are asked for would say whom somebody knows. Source: Signal-Server, ProfileController.

import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { limits } from '#protocol';
import { z } from 'zod/v4';
import type { Uses } from '../route.ts';
import { answer, defineRoute } from '../route.ts';
import { accountId, base64, base64Answer, toBase64 } from '../schemas.ts';
import { addressSubject } from '../subjects.ts';

/** Documents opened in one turn of the event loop. */
const accountsPerTurnMax = 32;

const { identityFingerprintBytes: fingerprintBytes, identityChecksMax } = limits;
const element = z.object({
  uuid: accountId,
  fingerprint: base64(fingerprintBytes, fingerprintBytes),
});
type Element = z.output<typeof element>;

const check = defineRoute({
  verb: 'POST',
  path: '/v1/profile/identity_check/batch',
  auth: 'none',
  style: 'signal',
  summary:
    'Tells which of these accounts have another identity key than the one of the fingerprint',
  limits: [{ bucket: 'identityChecks', by: 'ip' }],
  body: z.object({ elements: z.array(element).max(identityChecksMax) }),
  answers: {
    200: z.object({ elements: z.array(z.object({ uuid: z.uuid(), identityKey: base64Answer })) }),
  },
  async handle({ body: { elements }, ip }, { accounts, take }: Uses<'accounts' | 'take'>) {
    // An account costs a permit: its document is opened. The request has taken the first.
    const more = elements.length - 1;
    const held = more > 0 && (await take('identityChecks', addressSubject(ip), more));
    if (held) return held;
    const others: { uuid: string; identityKey: string }[] = [];
    for (let at = 0; at < elements.length; at += accountsPerTurnMax) {
      if (at > 0) await nextTurn();
      others.push(...(await differing(accounts, elements.slice(at, at + accountsPerTurnMax))));
    }
    return answer(200, { elements: others });
  },
});

/** Of an account that there is none of nothing is told. */
async function differing(accounts: Uses<'accounts'>['accounts'], elements: readonly Element[]) {
  const found = await accounts.identityKeys(elements.map(({ uuid }) => uuid));
  return elements.flatMap(({ uuid, fingerprint }) => {
    const key = found.get(uuid)?.aci;
    if (!key || Buffer.compare(fingerprintOf(key), fingerprint) === 0) return [];
    return [{ uuid, identityKey: toBase64(key) }];
  });
}

const fingerprintOf = (key: Uint8Array): Uint8Array =>
  createHash('sha256').update(key).digest().subarray(0, fingerprintBytes);

export const identityRoutes = [check] as const;
