// The facade `/api/signal`: keys, sessions and messages for those who want one small API. Keys of
// another account are for its friends and correspondents only, and for whoever has its access key
// or shares a group with it.

import type { AuthenticatedDevice } from '#actors';
import { areAcquainted, dayOf } from '#actors';
import type { AccountId, Result } from '#protocol';
import { accountAddress, parseAccountId, refuse } from '#protocol';
import { noteSecurity } from '#runtime';
import { z } from 'zod/v4';
import type { Unnamed } from '../anonymous.ts';
import type { RouteAnswer, Uses } from '../route.ts';
import { answer, defineRoute } from '../route.ts';
import { accountId, serviceId } from '../schemas.ts';
import { bundlesAnswer, bundlesBody, takeBundles } from './bundles.ts';
import { keyUpload, putKeysCommand } from './keys.ts';
import { contentsOf, guidOf, messageList } from './messages.ts';

type Tools = Uses<
  'send' | 'anonymous' | 'router' | 'take' | 'accounts' | 'relations' | 'clock' | 'config'
>;

const shared = { auth: 'device', style: 'facade' } as const;
const done = <T extends z.ZodType>(data: T) => z.object({ success: z.literal(true), data });
const success = (data: object): Result<RouteAnswer> => answer(200, { success: true, data });

async function bundlesFor(
  tools: Tools,
  caller: AuthenticatedDevice | Unnamed,
  target: AccountId,
  ip: string,
): Promise<Result<RouteAnswer>> {
  if (!('account' in caller)) {
    const taken = await tools.anonymous.takeBundles(target, 'all', caller, ip);
    return taken.ok ? success({ userId: target, ...bundlesBody(taken.value) }) : taken;
  }
  if (target !== caller.account) {
    if (!(await know(tools, caller.account, target))) {
      noteSecurity('keys_refused');
      return refuse('relation.required');
    }
  }
  const bundles = await takeBundles(tools, caller, target, 'aci', 'all');
  if (bundles.ok) return success({ userId: target, ...bundlesBody(bundles.value) });
  return bundles.refusal.code === 'account.not_found' ? refuse('key.none') : bundles;
}

const putKeys = defineRoute({
  ...shared,
  verb: 'POST',
  path: '/api/signal/keys',
  summary: 'Stores public keys of the account identity',
  limits: [
    { bucket: 'facade', by: 'account' },
    { bucket: 'facadeKeyUpload', by: 'account' },
  ],
  body: keyUpload,
  answers: {
    200: done(
      z.object({
        count: z.number(),
        pqCount: z.number(),
        registrationId: z.number(),
        deviceId: z.number(),
        /** The first of those that came; absent where none did. */
        preKeyId: z.number().optional(),
        signedPreKeyId: z.number().optional(),
      }),
    ),
  },
  async handle({ caller, body }, { router }: Uses<'router'>) {
    const { device, credential } = caller;
    const account = accountAddress(caller.account);
    const stored = await router.ask(account, putKeysCommand(caller, 'aci', body));
    if (!stored.ok) return stored;
    const [counted, described] = await Promise.all([
      router.ask(account, { type: 'countKeys', device, credential, identity: 'aci' }),
      router.ask(account, { type: 'describe', credential }),
    ]);
    if (!counted.ok) return counted;
    if (!described.ok) return described;
    const own = described.value.devices.find(({ id }) => id === device);
    const [preKeyId, signedPreKeyId] = [body.preKeys?.[0]?.keyId, body.signedPreKey?.keyId];
    return success({
      count: counted.value.count,
      pqCount: counted.value.kemCount,
      registrationId: own?.registrationId,
      deviceId: device,
      ...(preKeyId === undefined ? {} : { preKeyId }),
      ...(signedPreKeyId === undefined ? {} : { signedPreKeyId }),
    });
  },
});

const bundleData = done(bundlesAnswer.extend({ userId: z.uuid() }));

const getKeys = defineRoute({
  ...shared,
  auth: 'deviceOrAccess',
  scope: 'send',
  verb: 'GET',
  path: '/api/signal/keys/:userId',
  summary: 'Takes a pre-key bundle of each device of a friend or correspondent',
  limits: [
    { bucket: 'facade', by: 'account' },
    { bucket: 'facadeKeys', by: 'account' },
  ],
  params: z.strictObject({ userId: accountId }),
  answers: { 200: bundleData },
  handle: ({ caller, params, ip }, tools: Tools) => bundlesFor(tools, caller, params.userId, ip),
});

const establish = defineRoute({
  ...shared,
  auth: 'deviceOrAccess',
  scope: 'send',
  verb: 'POST',
  path: '/api/signal/session/establish',
  summary: 'Takes what opens sessions with a friend or correspondent',
  limits: [
    { bucket: 'facade', by: 'account' },
    { bucket: 'facadeSession', by: 'account' },
  ],
  body: z.union([
    z.strictObject({ userId: accountId }),
    // The conversation is the clients' own; nothing of it is kept here.
    z.strictObject({ recipientUserId: accountId, conversationId: z.string().max(64).optional() }),
  ]),
  answers: { 200: bundleData },
  async handle({ caller, body, ip }, tools: Tools) {
    if ('userId' in body) return bundlesFor(tools, caller, body.userId, ip);
    const opened = await bundlesFor(tools, caller, body.recipientUserId, ip);
    const isStranger = !opened.ok && opened.refusal.code === 'relation.required';
    return isStranger ? refuse('relation.required', { detail: 'Not a participant' }) : opened;
  },
});

const send = defineRoute({
  ...shared,
  verb: 'POST',
  path: '/api/signal/messages',
  summary: 'Sends one message to all devices of a user; `Idempotency-Key` makes a retry safe',
  limits: [{ bucket: 'facade', by: 'account' }],
  body: messageList.extend({ userId: z.string().max(64) }),
  answers: { 200: done(z.object({ serverTimestamp: z.number(), needsSync: z.boolean() })) },
  async handle({ caller, body, headers }, tools: Tools) {
    const guid = guidOf(headers);
    if (!guid) return refuse('request.invalid', { detail: 'Idempotency-Key has 32 hex digits.' });
    const held = await limitStranger(tools, caller, body.userId);
    if (held) return held;
    const sent = await tools.send(caller, {
      guid,
      destination: body.userId,
      contents: contentsOf(body),
      ephemeral: body.online,
      urgent: body.urgent,
      timestamp: body.timestamp,
    });
    return sent.ok ? success(sent.value) : sent;
  },
});

/** Who is neither friend nor correspondent of the recipient may write less often. */
async function limitStranger(
  tools: Tools,
  caller: AuthenticatedDevice,
  userId: string,
): Promise<Result<never> | undefined> {
  const id = serviceId.safeParse(userId).data;
  const target =
    id?.identity === 'pni'
      ? await tools.accounts.findByPhoneIdentity(id.pni)
      : parseAccountId(userId);
  if (target === caller.account) return undefined;
  if (target && (await know(tools, caller.account, target))) return undefined;
  return tools.take('facadeStrangers', caller.account, 1, caller.kind);
}

/** Friends, or correspondents of late. */
async function know(tools: Tools, one: AccountId, other: AccountId): Promise<boolean> {
  const { relations, clock, config } = tools;
  const sinceDay = dayOf(clock.now()) - config.ALDIS_CORRESPONDENCE_DAYS;
  return areAcquainted(await relations.load(one, other), sinceDay);
}

export const facadeRoutes = [putKeys, getKeys, establish, send] as const;
