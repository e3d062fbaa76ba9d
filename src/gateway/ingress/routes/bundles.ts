// Another account's pre-key bundles: what opens a session with it. Each hands out one-time keys, so
// a pair of accounts may ask only so often. Source: Signal-Server, KeysController.

import type { AuthenticatedDevice, Bundles, IdentityKind, SignedPreKey } from '#actors';
import type { AccountId, DeviceId, Result } from '#protocol';
import { accountAddress, refuse } from '#protocol';
import { z } from 'zod/v4';
import type { Uses } from '../route.ts';
import { answer, defineRoute } from '../route.ts';
import {
  base64Answer,
  deviceListAnswer,
  deviceListBody,
  deviceSelector,
  serviceId,
  toBase64,
} from '../schemas.ts';

type Tools = Uses<'router' | 'anonymous' | 'accounts' | 'take'>;

const keyAnswer = z.object({ keyId: z.number(), publicKey: base64Answer });
const signedKeyAnswer = keyAnswer.extend({ signature: base64Answer });

export const bundlesAnswer = z.object({
  identityKey: base64Answer,
  devices: z.array(
    z.object({
      deviceId: z.number(),
      registrationId: z.number(),
      signedPreKey: signedKeyAnswer,
      preKey: keyAnswer.optional(),
      pqPreKey: signedKeyAnswer,
    }),
  ),
  /** Absent where the account's primary has signed none. */
  deviceList: deviceListAnswer.optional(),
});

const signedKeyBody = ({ keyId, publicKey, signature }: SignedPreKey) => ({
  keyId,
  publicKey: toBase64(publicKey),
  signature: toBase64(signature),
});

/** Bundles in Signal's shape. */
export function bundlesBody(bundles: Bundles): z.infer<typeof bundlesAnswer> {
  return {
    identityKey: toBase64(bundles.identityKey),
    devices: bundles.devices.map((one) => ({
      deviceId: one.device,
      registrationId: one.registrationId,
      signedPreKey: signedKeyBody(one.signedPreKey),
      ...(one.preKey
        ? { preKey: { keyId: one.preKey.keyId, publicKey: toBase64(one.preKey.publicKey) } }
        : {}),
      pqPreKey: signedKeyBody(one.kemPreKey),
    })),
    ...(bundles.deviceList ? { deviceList: deviceListBody(bundles.deviceList) } : {}),
  };
}

/**
 * Takes bundles for a caller. Refuses: rate.limited by pair, and what the target's actor refuses.
 */
export async function takeBundles(
  { router, take: takePermits }: Uses<'router' | 'take'>,
  caller: AuthenticatedDevice,
  target: AccountId,
  identity: IdentityKind,
  device: DeviceId | 'all',
): Promise<Result<Bundles>> {
  const subject = `${caller.account}>${target}.${device}`;
  const held = await takePermits('preKeys', subject);
  return held ?? router.ask(accountAddress(target), { type: 'takeBundles', identity, device });
}

const take = defineRoute({
  verb: 'GET',
  path: '/v2/keys/:serviceId/:deviceId',
  auth: 'deviceOrAccess',
  scope: 'send',
  style: 'signal',
  summary: 'Takes a pre-key bundle of one device, or of each (`*`)',
  limits: [{ bucket: 'account', by: 'account' }],
  params: z.object({ serviceId, deviceId: deviceSelector }),
  answers: { 200: bundlesAnswer },
  async handle({ caller, params, ip }, tools: Tools) {
    const { serviceId: id, deviceId } = params;
    if (!('account' in caller)) {
      // A phone number's identity lets nobody in without a name.
      const target = id.identity === 'aci' ? id.account : undefined;
      const taken = await tools.anonymous.takeBundles(target, deviceId, caller, ip);
      return taken.ok ? answer(200, bundlesBody(taken.value)) : taken;
    }
    const target =
      id.identity === 'aci' ? id.account : await tools.accounts.findByPhoneIdentity(id.pni);
    if (!target) return refuse('account.not_found');
    const bundles = await takeBundles(tools, caller, target, id.identity, deviceId);
    return bundles.ok ? answer(200, bundlesBody(bundles.value)) : bundles;
  },
});

export const bundleRoutes = [take] as const;
