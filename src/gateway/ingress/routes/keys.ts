// The own device's public keys: upload, count, comparison. Source: Signal-Server, KeysController.

import type { AuthenticatedDevice, CommandOf, IdentityKind } from '#actors';
import { accountAddress, limits } from '#protocol';
import { z } from 'zod/v4';
import type { Uses } from '../route.ts';
import { answer, defineRoute } from '../route.ts';
import { base64, ecPreKey, ecSignedPreKey, identityQuery, kemSignedPreKey } from '../schemas.ts';

const shared = { auth: 'device', style: 'signal', path: '/v2/keys' } as const;

/** Every field is optional; a list replaces the stored list. */
export const keyUpload = z.object({
  preKeys: z.array(ecPreKey).max(limits.preKeysPerUploadMax).nullish(),
  pqPreKeys: z.array(kemSignedPreKey).max(limits.preKeysPerUploadMax).nullish(),
  signedPreKey: ecSignedPreKey.nullish(),
  pqLastResortPreKey: kemSignedPreKey.nullish(),
});

/** The command of an upload. An empty list leaves the stored list as it is. */
export function putKeysCommand(
  { device, credential }: AuthenticatedDevice,
  identity: IdentityKind,
  keys: z.output<typeof keyUpload>,
): CommandOf<'account', 'putKeys'> {
  return {
    type: 'putKeys',
    device,
    credential,
    identity,
    ...(keys.preKeys?.length ? { preKeys: keys.preKeys } : {}),
    ...(keys.pqPreKeys?.length ? { kemPreKeys: keys.pqPreKeys } : {}),
    ...(keys.signedPreKey ? { signedPreKey: keys.signedPreKey } : {}),
    ...(keys.pqLastResortPreKey ? { lastResortPreKey: keys.pqLastResortPreKey } : {}),
  };
}

const put = defineRoute({
  ...shared,
  verb: 'PUT',
  summary: 'Stores public keys; a list replaces the stored list',
  limits: [{ bucket: 'keyUpload', by: 'device' }],
  query: identityQuery,
  body: keyUpload,
  answers: { 204: null },
  async handle({ caller, query, body }, { router }: Uses<'router'>) {
    const command = putKeysCommand(caller, query.identity, body);
    const stored = await router.ask(accountAddress(caller.account), command);
    return stored.ok ? answer(204) : stored;
  },
});

const count = defineRoute({
  ...shared,
  verb: 'GET',
  summary: 'Counts the one-time keys that are left',
  limits: [{ bucket: 'account', by: 'account' }],
  query: identityQuery,
  answers: { 200: z.object({ count: z.number(), pqCount: z.number() }) },
  async handle({ caller, query }, { router }: Uses<'router'>) {
    const { device, account, credential } = caller;
    const { identity } = query;
    const counted = await router.ask(accountAddress(account), {
      type: 'countKeys',
      device,
      credential,
      identity,
    });
    if (!counted.ok) return counted;
    return answer(200, { count: counted.value.count, pqCount: counted.value.kemCount });
  },
});

const compare = defineRoute({
  ...shared,
  verb: 'POST',
  path: '/v2/keys/check',
  summary: 'Compares the repeated-use keys with those the server holds; 409 when they differ',
  limits: [{ bucket: 'account', by: 'account' }],
  body: z.object({
    identityType: z.preprocess(
      (given) => (typeof given === 'string' ? given.toLowerCase() : given),
      z.enum(['aci', 'pni']),
    ),
    digest: base64(32, 32),
  }),
  answers: { 200: null },
  async handle({ caller, body }, { router }: Uses<'router'>) {
    const compared = await router.ask(accountAddress(caller.account), {
      type: 'checkKeys',
      device: caller.device,
      credential: caller.credential,
      identity: body.identityType,
      digest: body.digest,
    });
    return compared.ok ? answer(200) : compared;
  },
});

export const keyRoutes = [put, count, compare] as const;
