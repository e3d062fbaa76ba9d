// Linking a device: its primary announces it and sends it, sealed, what it needs; it becomes one of
// the account's. Source: Signal-Server, DeviceController and ProvisioningController.

import { createHash, randomBytes } from 'node:crypto';
import { dayOfOrdinal } from '#actors';
import { hashToken } from '#crypto';
import { accountAddress, limits, parseAccountId, primaryDevice, refuse } from '#protocol';
import { z } from 'zod/v4';
import { checkPassword, newDevice, newDeviceFields } from '../newDevice.ts';
import { checkNewPush, saysOneWay } from '../pushFields.ts';
import type { Uses } from '../route.ts';
import { answer, defineRoute } from '../route.ts';
import { base64, registrationId, signedDeviceList } from '../schemas.ts';

const tokenBytes = 32;
const tokenLengthMax = 64;
const addressLengthMax = 128;

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

const announce = defineRoute({
  verb: 'POST',
  path: '/v1/devices/linking',
  auth: 'password',
  proof: 'fresh',
  style: 'signal',
  summary: 'Announces a new device by the next signed list; answers with the token it has to show',
  limits: [{ bucket: 'linking', by: 'account' }],
  body: signedDeviceList.extend({ registrationId, pniRegistrationId: registrationId }),
  answers: {
    200: z.object({
      token: z.string(),
      deviceId: z.number(),
      /** Milliseconds since the epoch. */
      expiresAt: z.number(),
    }),
  },
  async handle({ caller, body }, { router }: Uses<'router'>) {
    const { account, device, credential } = caller;
    const { registrationId, pniRegistrationId, ...signed } = body;
    const token = randomBytes(tokenBytes).toString('base64url');
    const announced = await router.ask(accountAddress(account), {
      type: 'announceDevice',
      device,
      credential,
      tokenHash: hashOf(token),
      registrationId,
      pniRegistrationId,
      signed,
    });
    if (!announced.ok) return announced;
    const { device: deviceId, expiresAtMs: expiresAt } = announced.value;
    return answer(200, { token, deviceId, expiresAt });
  },
});

const link = defineRoute({
  verb: 'PUT',
  path: '/v1/devices/link',
  auth: 'linking',
  style: 'signal',
  summary: 'Becomes the announced device; Basic credentials: the account, and a new password',
  limits: [{ bucket: 'linkDevice', by: 'ip' }],
  body: z
    .object({ token: z.string().min(1).max(tokenLengthMax), ...newDeviceFields })
    .refine(saysOneWay),
  answers: { 200: z.object({ uuid: z.uuid(), pni: z.uuid(), deviceId: z.number() }) },
  async handle({ caller, body }, { router, clock, push }: Uses<'router' | 'clock' | 'push'>) {
    const account = parseAccountId(caller.username);
    if (!account) return refuse('auth.invalid');
    const long = checkPassword(caller);
    if (!long.ok) return long;
    const reached = await checkNewPush(body, push);
    if (!reached.ok) return reached;
    // By the store's clock, and not the worker's: from then on it is known to be away.
    const ordinal = await router.nextOrdinal();
    if (ordinal === undefined) return refuse('server.unavailable');
    const made = newDevice(body, hashToken(caller.password), clock.now());
    const linked = await router.ask(accountAddress(account), {
      type: 'linkDevice',
      tokenHash: hashOf(body.token),
      device: { ...made, seenOnDay: dayOfOrdinal(ordinal) },
    });
    if (linked.ok) {
      const { device: deviceId, pni } = linked.value;
      return answer(200, { uuid: account, pni, deviceId });
    }
    // Whether there is such an account is told to nobody.
    const isUnknown = linked.refusal.code === 'account.not_found';
    return isUnknown ? refuse('link.token_invalid') : linked;
  },
});

const provision = defineRoute({
  verb: 'PUT',
  path: '/v1/provisioning/:address',
  auth: 'password',
  proof: 'fresh',
  style: 'signal',
  summary: 'Brings a sealed message to the new device that waits at an address; for the primary',
  limits: [{ bucket: 'provisioning', by: 'account' }],
  params: z.object({ address: z.string().max(addressLengthMax) }),
  body: z.object({ body: base64(1, limits.provisioningBytesMax) }),
  answers: { 204: null },
  async handle({ caller, params, body }, { provide }: Uses<'provide'>) {
    if (caller.device !== primaryDevice) return refuse('auth.forbidden');
    const isHeard = await provide(params.address, body.body);
    return isHeard ? answer(204) : refuse('link.address_unknown');
  },
});

export const linkingRoutes = [announce, link, provision] as const;
