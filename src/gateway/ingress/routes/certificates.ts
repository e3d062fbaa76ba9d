// What sealed sender rests on: certificates, that say to recipients alone who their holder is, and
// the roots they are checked against. Source: Signal-Server, CertificateController.

import { createHash } from 'node:crypto';
import { accountAddress } from '#protocol';
import { z } from 'zod/v4';
import { answer, defineRoute } from '../route.ts';
import { base64Answer, toBase64 } from '../schemas.ts';

const issue = defineRoute({
  verb: 'GET',
  path: '/v1/certificate/delivery',
  auth: 'device',
  style: 'signal',
  summary: 'Makes a sender certificate for the device, for a day; it never names a phone number',
  limits: [{ bucket: 'account', by: 'account' }],
  answers: { 200: z.object({ certificate: base64Answer }) },
  async handle({ tools, caller }) {
    const { router, certificates, clock } = tools.services;
    const { account, device, credential } = caller;
    const view = await router.ask(accountAddress(account), { type: 'describe', credential });
    if (!view.ok) return view;
    const holder = { account, device, identityKey: view.value.identityKeys.aci };
    return answer(200, { certificate: toBase64(certificates.issue(holder, clock.now())) });
  },
});

const config = defineRoute({
  verb: 'GET',
  path: '/v2/config',
  auth: 'none',
  style: 'signal',
  summary: 'Tells what clients have to know of the cluster; 304 where `If-None-Match` has it',
  limits: [{ bucket: 'config', by: 'ip' }],
  answers: { 200: z.object({ unidentifiedTrustRoots: z.array(base64Answer) }), 304: null },
  async handle({ tools, headers }) {
    const { trustRoots } = tools.services.certificates;
    const body = { unidentifiedTrustRoots: trustRoots.map(toBase64) };
    const hash = createHash('sha256').update(JSON.stringify(body)).digest('base64url');
    const etag = `"${hash}"`;
    const isKnown = headers['if-none-match'] === etag;
    const value = { ...(isKnown ? { status: 304 } : { status: 200, body }), headers: { etag } };
    return { ok: true, value };
  },
});

export const certificateRoutes = [issue, config] as const;
