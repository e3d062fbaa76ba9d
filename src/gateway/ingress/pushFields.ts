// What a device says of how it is woken: in requests of its own, and when it registers or is
// linked. Source: Signal-Server, GcmRegistrationId and ApnRegistrationId.

import type { CommandOf } from '#actors';
import { isCurvePoint } from '#crypto';
import type { Result } from '#protocol';
import { limits, ok, refuse } from '#protocol';
import type { PushDoor } from '#ports';
import { z } from 'zod/v4';
import { base64url } from './schemas.ts';

type PushGiven = CommandOf<'account', 'setPush'>['push'];

/** A token of FCM. */
export const pushToken = z
  .string()
  .min(1)
  .max(limits.pushTokenLengthMax)
  .regex(/^[\x21-\x7e]+$/);

export const gcmToken = z.object({ gcmRegistrationId: pushToken });

/** Hex digits; how many is Apple's to say. */
export const apnTokenForm = z.string().regex(/^([\da-fA-F]{2}){16,100}$/);

export const apnToken = z.object({ apnRegistrationId: apnTokenForm });

const endpoint = z.string().min(1).max(limits.pushEndpointLengthMax);

/** What a browser's `PushSubscription` has, or the endpoint of a distributor. */
export const webPush = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('webpush'),
      endpoint,
      p256dh: base64url(65, 65).refine(isCurvePoint),
      auth: base64url(16, 16),
    }),
    z.object({ kind: z.literal('unifiedpush'), endpoint }),
  ])
  .meta({ example: { kind: 'unifiedpush', endpoint: 'https://push.example.org/up/device' } });

/** How a new device is woken: one of these, or `fetchesMessages` of its attributes. */
export const newDevicePush = {
  gcmToken: gcmToken.nullish(),
  apnToken: apnToken.nullish(),
  webPush: webPush.nullish(),
};

type Given = {
  readonly accountAttributes: { readonly fetchesMessages?: boolean | undefined };
} & { readonly [Name in keyof typeof newDevicePush]?: z.output<(typeof newDevicePush)[Name]> };

/** The ways that were given: exactly one there has to be. */
function waysOf({ accountAttributes, ...given }: Given): (PushGiven | 'fetches')[] {
  const { gcmToken: gcm, apnToken: apn, webPush: web } = given;
  return [
    ...(accountAttributes.fetchesMessages ? ['fetches' as const] : []),
    ...(gcm ? [{ kind: 'fcm', token: gcm.gcmRegistrationId } as const] : []),
    ...(apn ? [{ kind: 'apns', token: apn.apnRegistrationId } as const] : []),
    ...(web ? [web] : []),
  ];
}

/** True where a new device has said in one way how it gets what waits for it. */
export function saysOneWay(given: Given): boolean {
  return waysOf(given).length === 1;
}

/** How a new device is woken; undefined where it comes by itself. */
export function pushOf(given: Given): PushGiven | undefined {
  const [way] = waysOf(given);
  return way === 'fetches' ? undefined : way;
}

/** Refuses: push.off, push.endpoint. */
export async function checkPush(given: PushGiven, push: PushDoor): Promise<Result<null>> {
  if (!push.kinds.has(given.kind)) return refuse('push.off');
  const isReached = !('endpoint' in given) || (await push.mayReach(given.endpoint));
  return isReached ? ok(null) : refuse('push.endpoint');
}

/** The same of a new device, which may come by itself. */
export async function checkNewPush(given: Given, push: PushDoor): Promise<Result<null>> {
  const way = pushOf(given);
  return way ? checkPush(way, push) : ok(null);
}
