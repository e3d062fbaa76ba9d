// Sending to a whole group over REST, in Signal's shape. Source: Signal-Server, MessageController.

import type { AccountMismatch } from '#protocol';
import { z } from 'zod/v4';
import type { GroupReceipt } from '../groupSends.ts';
import type { RouteAnswer } from '../route.ts';
import type { Uses } from '../route.ts';
import { defineRoute } from '../route.ts';

const milliseconds = z
  .string()
  .regex(/^\d{1,16}$/)
  .transform(Number);
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const deviceNumbers = z.array(z.number().int());
const mismatchesOf = <T extends z.ZodRawShape>(devices: T) =>
  z.array(z.object({ uuid: z.string(), devices: z.object(devices) }));

const sendGroup = defineRoute({
  verb: 'PUT',
  path: '/v1/messages/multi_recipient',
  auth: 'sendToken',
  style: 'signal',
  summary: 'Sends one upload to everybody of a group; the same upload again stores nothing twice',
  query: z.object({ ts: milliseconds, online: flag.optional(), urgent: flag.optional() }),
  body: z.instanceof(Uint8Array),
  mediaType: 'application/vnd.signal-messenger.mrm',
  answers: {
    200: z.object({ uuids404: z.array(z.string()), uuids429: z.array(z.string()) }),
    409: mismatchesOf({ missingDevices: deviceNumbers, extraDevices: deviceNumbers }),
    410: mismatchesOf({ staleDevices: deviceNumbers }),
  },
  async handle({ caller, query, body, ip }, { anonymous }: Uses<'anonymous'>) {
    const sent = await anonymous.sendGroup(
      {
        upload: body,
        token: caller.sendToken,
        timestamp: query.ts,
        ephemeral: query.online ?? false,
        urgent: query.urgent ?? true,
      },
      ip,
    );
    return sent.ok ? { ok: true, value: answered(sent.value) } : sent;
  },
});

/** Signal's clients look for missing and extra devices first, and send anew to those alone. */
function answered(receipt: GroupReceipt): RouteAnswer {
  const { mismatches, unknown, held, serverTimestamp } = receipt;
  const headers = { 'x-signal-timestamp': String(serverTimestamp) };
  const differing = mismatches.filter(isDiffering);
  if (differing.length > 0) {
    const body = differing.map(({ account, devices: { missing, extra } }) => ({
      uuid: account,
      devices: { missingDevices: missing, extraDevices: extra },
    }));
    return { status: 409, body, headers };
  }
  if (mismatches.length > 0) {
    const body = mismatches.map(({ account, devices: { stale } }) => ({
      uuid: account,
      devices: { staleDevices: stale },
    }));
    return { status: 410, body, headers };
  }
  return { status: 200, body: { uuids404: unknown, uuids429: held }, headers };
}

function isDiffering({ devices }: AccountMismatch): boolean {
  return devices.missing.length + devices.extra.length > 0;
}

export const groupMessageRoutes = [sendGroup] as const;
