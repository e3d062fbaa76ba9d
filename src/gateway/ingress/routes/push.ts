// Where the own device is reached while it has no socket. Source: Signal-Server, AccountController;
// of web push and UnifiedPush, which it has not, in the same form.

import type { CommandOf } from '#actors';
import { accountAddress } from '#protocol';
import { z } from 'zod/v4';
import type { Uses } from '../route.ts';
import { answer, defineRoute } from '../route.ts';
import { apnToken, checkPush, gcmToken, webPush } from '../pushFields.ts';

type PushGiven = CommandOf<'account', 'setPush'>['push'];
type PushKind = PushGiven['kind'];
type Tools = Uses<'router' | 'push'>;
type Caller = Pick<CommandOf<'account', 'setPush'>, 'device' | 'credential'> & {
  readonly account: Parameters<typeof accountAddress>[0];
};

const shared = {
  auth: 'device',
  style: 'signal',
  limits: [{ bucket: 'account', by: 'account' }],
} as const;

async function set(caller: Caller, given: PushGiven, { router, push }: Tools) {
  const checked = await checkPush(given, push);
  if (!checked.ok) return checked;
  const { account, device, credential } = caller;
  const done = await router.ask(accountAddress(account), {
    type: 'setPush',
    device,
    ...(credential === undefined ? {} : { credential }),
    push: given,
  });
  return done.ok ? answer(204) : done;
}

async function clear(
  { account, device, credential }: Caller,
  kinds: readonly PushKind[],
  { router }: Pick<Tools, 'router'>,
) {
  const done = await router.ask(accountAddress(account), {
    type: 'clearPush',
    device,
    ...(credential === undefined ? {} : { credential }),
    kinds,
  });
  return done.ok ? answer(204) : done;
}

const setGcm = defineRoute({
  ...shared,
  verb: 'PUT',
  path: '/v1/accounts/gcm',
  summary: 'The device is woken by FCM, under this token',
  body: gcmToken,
  answers: { 204: null },
  handle: ({ caller, body }, tools: Tools) =>
    set(caller, { kind: 'fcm', token: body.gcmRegistrationId }, tools),
});

const clearGcm = defineRoute({
  ...shared,
  verb: 'DELETE',
  path: '/v1/accounts/gcm',
  summary: 'The device is woken by FCM no more',
  answers: { 204: null },
  handle: ({ caller }, tools: Uses<'router'>) => clear(caller, ['fcm'], tools),
});

const setApn = defineRoute({
  ...shared,
  verb: 'PUT',
  path: '/v1/accounts/apn',
  summary: 'The device is woken by APNs, under this token',
  body: apnToken,
  answers: { 204: null },
  handle: ({ caller, body }, tools: Tools) =>
    set(caller, { kind: 'apns', token: body.apnRegistrationId }, tools),
});

const clearApn = defineRoute({
  ...shared,
  verb: 'DELETE',
  path: '/v1/accounts/apn',
  summary: 'The device is woken by APNs no more',
  answers: { 204: null },
  handle: ({ caller }, tools: Uses<'router'>) => clear(caller, ['apns'], tools),
});

const describe = defineRoute({
  ...shared,
  verb: 'GET',
  path: '/v1/accounts/webpush',
  summary: 'Tells the key that browsers subscribe with, which ways there are, and the own one',
  answers: {
    200: z.object({
      /** An uncompressed point of P-256, base64url: `applicationServerKey`. */
      publicKey: z.string(),
      kinds: z.array(z.string()),
      /** Absent: the device is not woken. */
      kind: z.string().optional(),
    }),
  },
  async handle({ caller }, { router, push }: Tools) {
    const { account, device, credential } = caller;
    const view = await router.ask(accountAddress(account), { type: 'describe', credential });
    if (!view.ok) return view;
    const kind = view.value.devices.find(({ id }) => id === device)?.pushKind;
    const kinds = [...push.kinds].sort();
    return answer(200, { publicKey: push.vapidKey, kinds, ...(kind ? { kind } : {}) });
  },
});

const setWeb = defineRoute({
  ...shared,
  verb: 'PUT',
  path: '/v1/accounts/webpush',
  summary: 'The device is woken by Web Push or UnifiedPush, at this address',
  body: webPush,
  answers: { 204: null },
  handle: ({ caller, body }, tools: Tools) => set(caller, body, tools),
});

const clearWeb = defineRoute({
  ...shared,
  verb: 'DELETE',
  path: '/v1/accounts/webpush',
  summary: 'The device is woken at that address no more',
  answers: { 204: null },
  handle: ({ caller }, tools: Uses<'router'>) => clear(caller, ['webpush', 'unifiedpush'], tools),
});

export const pushRoutes = [setGcm, clearGcm, setApn, clearApn, describe, setWeb, clearWeb] as const;
