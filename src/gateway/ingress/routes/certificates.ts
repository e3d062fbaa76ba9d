// What sealed sender and groups rest on: certificates, that say to recipients alone who their
// holder is; credentials, by which a member of a group says that it is one and not who it is; and
// what both are checked against. Source: Signal-Server, CertificateController.

import { createHash } from 'node:crypto';
import { accountAddress, refuse } from '#protocol';
import { z } from 'zod/v4';
import type { Uses } from '../route.ts';
import { answer, defineRoute } from '../route.ts';
import { base64Answer, toBase64 } from '../schemas.ts';

const issue = defineRoute({
  verb: 'GET',
  path: '/v1/certificate/delivery',
  auth: 'device',
  scope: 'send',
  style: 'signal',
  summary: 'Makes a sender certificate for the device, for a day; it never names a phone number',
  limits: [{ bucket: 'account', by: 'account' }],
  answers: { 200: z.object({ certificate: base64Answer }) },
  async handle(
    { caller },
    { router, certificates, clock }: Uses<'router' | 'certificates' | 'clock'>,
  ) {
    const { account, device, credential } = caller;
    const view = await router.ask(accountAddress(account), { type: 'describe', credential });
    if (!view.ok) return view;
    const holder = { account, device, identityKey: view.value.identityKeys.aci };
    const now = clock.now();
    const body = { certificate: toBase64(certificates.issue(holder, now)) };
    // Clients reckon by it how long the certificate is good, whatever their clock shows.
    const headers = { 'x-signal-timestamp': String(now) };
    return { ok: true, value: { status: 200, body, headers } };
  },
});

const daySeconds = 24 * 60 * 60;
/** Days after today for which credentials are given out. Source: Signal-Server. */
const credentialDaysMax = 7;
const day = z.coerce.number().int().min(0).multipleOf(daySeconds).max(4_102_444_800);

const groups = defineRoute({
  verb: 'GET',
  path: '/v1/certificate/auth/group',
  auth: 'device',
  scope: 'send',
  style: 'signal',
  summary: 'Makes a credential for each of these days, by which the account shows groups a member',
  limits: [{ bucket: 'groupCredentials', by: 'account' }],
  query: z.object({ redemptionStartSeconds: day, redemptionEndSeconds: day }),
  answers: {
    200: z.object({
      credentials: z.array(z.object({ redemptionTime: z.number(), credential: base64Answer })),
      pni: z.string(),
    }),
  },
  async handle(
    { caller, query },
    { router, groupKeys, clock }: Uses<'router' | 'groupKeys' | 'clock'>,
  ) {
    const { redemptionStartSeconds: first, redemptionEndSeconds: last } = query;
    const today = Math.floor(clock.now() / 1000 / daySeconds) * daySeconds;
    if (first < today || last < first || last > today + credentialDaysMax * daySeconds) {
      return refuse('request.invalid', { detail: 'Field: redemptionEndSeconds.' });
    }
    const { account, credential } = caller;
    const view = await router.ask(accountAddress(account), { type: 'describe', credential });
    if (!view.ok) return view;
    const { pni } = view.value;
    const days = Array.from({ length: (last - first) / daySeconds + 1 }, (_, n) => n);
    const credentials = days.map((n) => {
      const redemptionTime = first + n * daySeconds;
      const issued = groupKeys.issueCredential(account, pni, redemptionTime);
      return { redemptionTime, credential: toBase64(issued) };
    });
    return answer(200, { credentials, pni });
  },
});

const config = defineRoute({
  verb: 'GET',
  path: '/v2/config',
  auth: 'none',
  style: 'signal',
  summary: 'Tells what clients have to know of the cluster; 304 where `If-None-Match` has it',
  limits: [{ bucket: 'config', by: 'ip' }],
  answers: {
    200: z.object({
      unidentifiedTrustRoots: z.array(base64Answer),
      groupPublicParams: base64Answer,
    }),
    304: null,
  },
  async handle({ headers }, { certificates, groupKeys }: Uses<'certificates' | 'groupKeys'>) {
    const body = {
      unidentifiedTrustRoots: certificates.trustRoots.map(toBase64),
      groupPublicParams: toBase64(groupKeys.publicParams),
    };
    const hash = createHash('sha256').update(JSON.stringify(body)).digest('base64url');
    const etag = `"${hash}"`;
    const isKnown = headers['if-none-match'] === etag;
    const value = { ...(isKnown ? { status: 304 } : { status: 200, body }), headers: { etag } };
    return { ok: true, value };
  },
});

export const certificateRoutes = [issue, groups, config] as const;
