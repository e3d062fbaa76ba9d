// Sending over REST, in Signal's shape. Source: Signal-Server, MessageController.

import { randomBytes } from 'node:crypto';
import { guidToBytes, limits, parseGuid, refuse } from '#protocol';
import { z } from 'zod/v4';
import type { Uses } from '../route.ts';
import { defineRoute } from '../route.ts';
import { base64 } from '../schemas.ts';

/** Room for a content that is too large, so that it is refused by its own code. */
const contentBytesMax = limits.frameBytesMax;

/** One message for all devices of an account; the send port says what it may be. */
export const messageList = z.object({
  messages: z.array(
    z.object({
      type: z.number().int(),
      destinationDeviceId: z.number().int(),
      destinationRegistrationId: z.number().int(),
      content: base64(0, contentBytesMax),
    }),
  ),
  online: z.boolean().default(false),
  urgent: z.boolean().default(true),
  timestamp: z.number().int().min(1).max(limits.timestampMax),
});

/** The contents of a body as the send port takes them. */
export function contentsOf(list: z.output<typeof messageList>) {
  return list.messages.map((one) => ({
    deviceId: one.destinationDeviceId,
    registrationId: one.destinationRegistrationId,
    type: one.type,
    content: one.content,
  }));
}

/** The guid of a request: the client's own, so that a retry stores nothing twice, or a new one. */
export function guidOf(headers: Readonly<Record<string, string>>): Uint8Array | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return randomBytes(16);
  const guid = parseGuid(key.toLowerCase());
  return guid && guidToBytes(guid);
}

const send = defineRoute({
  verb: 'PUT',
  path: '/v1/messages/:serviceId',
  auth: 'deviceOrAccess',
  scope: 'send',
  style: 'signal',
  summary: 'Sends one message to all devices of an account; `Idempotency-Key` makes a retry safe',
  params: z.object({ serviceId: z.string().max(64) }),
  body: messageList,
  answers: { 200: z.object({ needsSync: z.boolean() }) },
  async handle(
    { caller, params, body, headers, ip },
    { send, anonymous }: Uses<'send' | 'anonymous'>,
  ) {
    const guid = guidOf(headers);
    if (!guid) return refuse('request.invalid', { detail: 'Idempotency-Key has 32 hex digits.' });
    const frame = {
      guid,
      destination: params.serviceId,
      contents: contentsOf(body),
      ephemeral: body.online,
      urgent: body.urgent,
      timestamp: body.timestamp,
    };
    const sent =
      'account' in caller
        ? await send(caller, frame)
        : await anonymous.send({ ...frame, ...caller }, ip);
    if (!sent.ok) return sent;
    const { serverTimestamp, needsSync } = sent.value;
    const headersOut = { 'x-signal-timestamp': String(serverTimestamp) };
    return { ok: true, value: { status: 200, body: { needsSync }, headers: headersOut } };
  },
});

export const messageRoutes = [send] as const;
