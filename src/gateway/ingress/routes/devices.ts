// The devices of the own account.

import { accountAddress } from '#protocol';
import { z } from 'zod/v4';
import { answer, defineRoute } from '../route.ts';

const list = defineRoute({
  verb: 'GET',
  path: '/v1/devices',
  auth: 'device',
  style: 'signal',
  summary: 'Lists the devices of the account',
  limits: [{ bucket: 'account', by: 'account' }],
  answers: {
    200: z.object({
      devices: z.array(
        z.object({
          id: z.number(),
          name: z.string().optional(),
          registrationId: z.number(),
          /** Milliseconds since the epoch. */
          created: z.number(),
        }),
      ),
    }),
  },
  async handle({ tools, caller }) {
    const { account, credential } = caller;
    const view = await tools.services.router.ask(accountAddress(account), {
      type: 'describe',
      credential,
    });
    if (!view.ok) return view;
    const devices = view.value.devices.map((one) => ({
      id: one.id,
      ...(one.name ? { name: one.name } : {}),
      registrationId: one.registrationId,
      created: one.createdAtMs,
    }));
    return answer(200, { devices });
  },
});

export const deviceRoutes = [list] as const;
