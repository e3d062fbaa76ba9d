// The own account's name and password, of which the server is told what it can check a login by and
// nothing else.

import { randomBytes } from 'node:crypto';
import { isVerifier } from '#crypto';
import { accountAddress, loginKdf, loginSaltBytes, refuse, srpGroup, toNumber } from '#protocol';
import { z } from 'zod/v4';
import type { Uses } from '../route.ts';
import { answer, defineRoute } from '../route.ts';
import { base64 } from '../schemas.ts';
import { loginName } from './login.ts';

const path = '/v1/accounts/login';
const shared = {
  style: 'problem',
  limits: [{ bucket: 'account', by: 'account' }],
} as const;

/** One cost for all: another would tell which names there are. */
const kdf = z.object({
  algorithm: z.literal('argon2id'),
  memoryKib: z.literal(loginKdf.memoryKib),
  passes: z.literal(loginKdf.passes),
  parallelism: z.literal(loginKdf.parallelism),
});

const set = defineRoute({
  ...shared,
  auth: 'password',
  proof: 'fresh',
  verb: 'PUT',
  path,
  summary: 'Sets name and password, as a verifier; for the primary',
  body: z.object({
    name: loginName,
    salt: base64(loginSaltBytes, loginSaltBytes),
    verifier: base64(srpGroup.bytes, srpGroup.bytes),
    kdf,
  }),
  answers: { 204: null },
  async handle({ caller, body }, { router, clock }: Uses<'router' | 'clock'>) {
    if (!isVerifier(toNumber(body.verifier))) {
      return refuse('request.invalid', { detail: 'Field: verifier.' });
    }
    const { name, salt, verifier } = body;
    const mark = randomBytes(16).toString('hex');
    const login = { name, salt, verifier, kdf: loginKdf, mark, setAtMs: clock.now() };
    const { account, device, credential } = caller;
    const done = await router.ask(accountAddress(account), {
      type: 'setLogin',
      device,
      credential,
      login,
    });
    return done.ok ? answer(204) : done;
  },
});

const read = defineRoute({
  ...shared,
  auth: 'device',
  verb: 'GET',
  path,
  summary: 'Tells the name by which the account logs in',
  answers: { 200: z.object({ name: z.string(), setAtMs: z.number() }) },
  async handle({ caller: { account, device, credential } }, { router }: Uses<'router'>) {
    const found = await router.ask(accountAddress(account), {
      type: 'readLogin',
      device,
      credential,
    });
    return found.ok ? answer(200, found.value) : found;
  },
});

const remove = defineRoute({
  ...shared,
  auth: 'password',
  proof: 'fresh',
  verb: 'DELETE',
  path,
  summary: 'Takes name and password away; for the primary',
  answers: { 204: null },
  async handle({ caller: { account, device, credential } }, { router }: Uses<'router'>) {
    const done = await router.ask(accountAddress(account), {
      type: 'removeLogin',
      device,
      credential,
    });
    return done.ok ? answer(204) : done;
  },
});

export const loginSettingRoutes = [set, read, remove] as const;
