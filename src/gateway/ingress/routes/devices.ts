// The devices of the own account: which there are, by the primary's signed word; who goes.

import { newQueueGeneration } from '#crypto';
import { accountAddress, refuse } from '#protocol';
import { z } from 'zod/v4';
import { identitiesOf, repeatedKeyFields } from '../newDevice.ts';
import type { Uses } from '../route.ts';
import { answer, defineRoute } from '../route.ts';
import {
  base64,
  deviceId,
  deviceListAnswer,
  deviceListBody,
  registrationId,
  signedDeviceList,
} from '../schemas.ts';

const shared = { style: 'signal', limits: [{ bucket: 'account', by: 'account' }] } as const;

const list = defineRoute({
  ...shared,
  verb: 'GET',
  path: '/v1/devices',
  auth: 'device',
  summary: 'Lists the devices of the account, and the list that its primary has signed',
  answers: {
    200: deviceListAnswer.partial().extend({
      devices: z.array(
        z.object({
          id: z.number(),
          /** Encrypted by the client. */
          name: z.string().optional(),
          registrationId: z.number(),
          pniRegistrationId: z.number(),
          /** Milliseconds since the epoch. */
          created: z.number(),
          /** The start of the day on which it connected last; absent before the first time. */
          lastSeen: z.number().optional(),
        }),
      ),
    }),
  },
  async handle({ caller }, { router }: Uses<'router'>) {
    const { account, credential } = caller;
    const view = await router.ask(accountAddress(account), {
      type: 'describe',
      credential,
    });
    if (!view.ok) return view;
    const { deviceList } = view.value;
    const devices = view.value.devices.map((one) => ({
      id: one.id,
      ...(one.name ? { name: one.name } : {}),
      registrationId: one.registrationId,
      pniRegistrationId: one.pniRegistrationId,
      created: one.createdAtMs,
      ...(one.seenAtMs === undefined ? {} : { lastSeen: one.seenAtMs }),
    }));
    return answer(200, { devices, ...(deviceList ? deviceListBody(deviceList) : {}) });
  },
});

const setList = defineRoute({
  ...shared,
  verb: 'PUT',
  path: '/v1/devices/list',
  auth: 'password',
  proof: 'fresh',
  summary: 'Sets the signed device list; devices it does not name are removed. For the primary',
  body: signedDeviceList,
  answers: { 204: null },
  async handle({ caller, body }, { router }: Uses<'router'>) {
    const { account, device, credential } = caller;
    const set = await router.ask(accountAddress(account), {
      type: 'setDeviceList',
      device,
      credential,
      signed: body,
    });
    return set.ok ? answer(204) : set;
  },
});

const unlink = defineRoute({
  ...shared,
  verb: 'DELETE',
  path: '/v1/devices/:deviceId',
  auth: 'password',
  proof: 'fresh',
  summary: 'Removes the own device from its account; the primary removes others by a list',
  params: z.object({ deviceId }),
  answers: { 204: null },
  async handle({ caller, params }, { router }: Uses<'router'>) {
    const { account, device, credential } = caller;
    if (params.deviceId !== device) return refuse('auth.forbidden');
    const gone = await router.ask(accountAddress(account), {
      type: 'unlinkDevice',
      device,
      credential,
    });
    return gone.ok ? answer(204) : gone;
  },
});

const replace = defineRoute({
  ...shared,
  verb: 'PUT',
  path: '/v1/devices/identity',
  auth: 'password',
  proof: 'fresh',
  summary: 'A device was stolen: new identity keys, the primary alone left. For the primary',
  body: signedDeviceList.extend({
    aciIdentityKey: base64(33, 33),
    pniIdentityKey: base64(33, 33),
    registrationId,
    pniRegistrationId: registrationId,
    ...repeatedKeyFields,
  }),
  answers: { 204: null },
  async handle({ caller, body }, { router }: Uses<'router'>) {
    const { account, device, credential } = caller;
    const { list, listSignature, listKey, listKeySignature } = body;
    const replaced = await router.ask(accountAddress(account), {
      type: 'replaceIdentity',
      device,
      credential,
      identityKeys: { aci: body.aciIdentityKey, pni: body.pniIdentityKey },
      identities: identitiesOf(body, body),
      signed: { list, listSignature, listKey, listKeySignature },
      keyGeneration: newQueueGeneration(),
    });
    return replaced.ok ? answer(204) : replaced;
  },
});

export const deviceRoutes = [list, setList, replace, unlink] as const;
