// What waits for the own device, read and acknowledged without a socket: for an app that was woken
// for a moment. Source: Signal-Server, MessageController.

import type { AuthenticatedDevice } from '#actors';
import type { EnvelopeGuid } from '#protocol';
import { accountAddress, limits, parseGuid } from '#protocol';
import { z } from 'zod/v4';
import type { Uses } from '../route.ts';
import { answer, defineRoute } from '../route.ts';
import { base64Answer } from '../schemas.ts';
import { waitingMessage } from '../waitingMessage.ts';

const shared = {
  auth: 'device',
  style: 'signal',
  limits: [{ bucket: 'account', by: 'account' }],
} as const;

/** With dashes or without, as clients have it. */
const guid = z
  .string()
  .max(36)
  .transform((text, context): EnvelopeGuid => {
    const read = parseGuid(text.replaceAll('-', '').toLowerCase());
    if (read) return read;
    context.addIssue({ code: 'custom', message: 'guid' });
    return z.NEVER;
  })
  .meta({
    pattern: `^${[8, 4, 4, 4, 12].map((digits) => `[0-9A-Fa-f]{${digits}}`).join('-?')}$`,
    example: '9d0652a3-dcc3-4d11-975f-74d61598733f',
  });

const list = defineRoute({
  ...shared,
  verb: 'GET',
  path: '/v1/messages',
  summary:
    'Reads the first of what waits for the device, oldest first; it stays until acknowledged',
  answers: {
    200: z.object({
      messages: z.array(
        z.object({
          guid: z.guid(),
          type: z.number(),
          /** The sender's, milliseconds since the epoch. */
          timestamp: z.number(),
          serverTimestamp: z.number(),
          sourceUuid: z.string().optional(),
          sourceDevice: z.number().optional(),
          destinationUuid: z.string(),
          content: base64Answer,
          urgent: z.boolean(),
          reportSpamToken: base64Answer.optional(),
        }),
      ),
      more: z.boolean(),
    }),
  },
  async handle({ caller }, { router }: Uses<'router'>) {
    const { account, device, credential } = caller;
    const fetched = await router.ask(accountAddress(account), {
      type: 'fetch',
      device,
      credential,
    });
    if (!fetched.ok) return fetched;
    const { envelopes, more } = fetched.value;
    return answer(200, { messages: envelopes.map(({ bytes }) => waitingMessage(bytes)), more });
  },
});

async function acknowledge(
  { account, device, credential }: AuthenticatedDevice,
  guids: readonly EnvelopeGuid[],
  { router }: Uses<'router'>,
) {
  const gone = await router.ask(accountAddress(account), {
    type: 'acknowledge',
    device,
    credential,
    guids,
  });
  return gone.ok ? answer(204) : gone;
}

const remove = defineRoute({
  ...shared,
  verb: 'DELETE',
  path: '/v1/messages/uuid/:guid',
  summary: 'Acknowledges one message: it is deleted',
  params: z.object({ guid }),
  answers: { 204: null },
  handle: ({ caller, params }, tools: Uses<'router'>) => acknowledge(caller, [params.guid], tools),
});

const removeMany = defineRoute({
  ...shared,
  verb: 'POST',
  path: '/v1/messages/acknowledge',
  summary: 'Acknowledges many messages at once',
  body: z.object({ guids: z.array(guid).min(1).max(limits.ackGuidsMax) }),
  answers: { 204: null },
  handle: ({ caller, body }, tools: Uses<'router'>) => acknowledge(caller, body.guids, tools),
});

export const waitingRoutes = [list, remove, removeMany] as const;
