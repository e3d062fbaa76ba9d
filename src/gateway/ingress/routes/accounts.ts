// The own account: who it is, what it says of itself, and its end.

import { hashToken } from '#crypto';
import { accountAddress } from '#protocol';
import { z } from 'zod/v4';
import type { Uses } from '../route.ts';
import { answer, defineRoute } from '../route.ts';
import { accessOf, accountAttributes, deviceName, lockToken } from '../schemas.ts';

const shared = {
  auth: 'device',
  style: 'signal',
  limits: [{ bucket: 'account', by: 'account' }],
} as const;

const whoami = defineRoute({
  ...shared,
  verb: 'GET',
  path: '/v1/accounts/whoami',
  isOpen: true,
  summary: 'Tells whose credentials these are',
  answers: {
    200: z.object({
      uuid: z.uuid(),
      pni: z.uuid(),
      number: z.string().optional(),
      storageCapable: z.boolean(),
    }),
  },
  async handle({ caller: { account, credential } }, { router }: Uses<'router'>) {
    // A connection may be older than the number.
    const view = await router.ask(accountAddress(account), { type: 'describe', credential });
    if (!view.ok) return view;
    const { pni, number } = view.value;
    return answer(200, {
      uuid: account,
      pni,
      ...(number ? { number } : {}),
      storageCapable: false,
    });
  },
});

const setAttributes = defineRoute({
  ...shared,
  verb: 'PUT',
  path: '/v1/accounts/attributes',
  summary: 'Replaces what the device says of itself',
  body: accountAttributes,
  answers: { 204: null },
  async handle({ caller, body }, { router }: Uses<'router'>) {
    const set = await router.ask(accountAddress(caller.account), {
      type: 'setAttributes',
      device: caller.device,
      credential: caller.credential,
      registrationId: body.registrationId,
      pniRegistrationId: body.pniRegistrationId,
      capabilities: body.capabilities ?? {},
      ...(body.name ? { name: body.name } : {}),
      discoverableByNumber: body.discoverableByPhoneNumber ?? true,
      ...accessOf(body),
    });
    return set.ok ? answer(204) : set;
  },
});

const setName = defineRoute({
  ...shared,
  verb: 'PUT',
  path: '/v1/accounts/name',
  summary: "Names the device, encrypted for the account's own devices",
  body: z.object({ deviceName: deviceName.min(1) }),
  answers: { 204: null },
  async handle({ caller, body }, { router }: Uses<'router'>) {
    const { account, device, credential } = caller;
    const set = await router.ask(accountAddress(account), {
      type: 'setName',
      device,
      credential,
      name: body.deviceName,
    });
    return set.ok ? answer(204) : set;
  },
});

const lock = defineRoute({
  ...shared,
  auth: 'password',
  proof: 'fresh',
  verb: 'PUT',
  path: '/v1/accounts/registration_lock',
  summary: 'Locks the number: who registers it anew has to show this; for the primary',
  body: z.object({ registrationLock: lockToken }),
  answers: { 204: null },
  async handle({ caller: { account, device, credential }, body }, { router }: Uses<'router'>) {
    const token = hashToken(body.registrationLock);
    const command = { type: 'setLock', device, credential, token } as const;
    const set = await router.ask(accountAddress(account), command);
    return set.ok ? answer(204) : set;
  },
});

const unlock = defineRoute({
  ...shared,
  auth: 'password',
  proof: 'fresh',
  verb: 'DELETE',
  path: '/v1/accounts/registration_lock',
  summary: 'Takes the lock of the number away; for the primary',
  answers: { 204: null },
  async handle({ caller: { account, device, credential } }, { router }: Uses<'router'>) {
    const command = { type: 'setLock', device, credential } as const;
    const set = await router.ask(accountAddress(account), command);
    return set.ok ? answer(204) : set;
  },
});

const readLock = defineRoute({
  ...shared,
  verb: 'GET',
  path: '/v1/accounts/registration_lock',
  summary: 'Tells whether the number is locked',
  answers: { 200: z.object({ isSet: z.boolean() }) },
  async handle({ caller: { account, device, credential } }, { router }: Uses<'router'>) {
    const command = { type: 'describeLock', device, credential } as const;
    const found = await router.ask(accountAddress(account), command);
    return found.ok ? answer(200, found.value) : found;
  },
});

const remove = defineRoute({
  ...shared,
  auth: 'password',
  proof: 'fresh',
  verb: 'DELETE',
  path: '/v1/accounts/me',
  isOpen: true,
  summary: 'Deletes the account and everything of it; for the primary',
  answers: { 204: null },
  async handle({ caller }, { router }: Uses<'router'>) {
    const { account, device, credential } = caller;
    const gone = await router.ask(accountAddress(account), {
      type: 'deleteAccount',
      device,
      credential,
    });
    return gone.ok ? answer(204) : gone;
  },
});

export const accountRoutes = [
  whoami,
  setAttributes,
  setName,
  lock,
  unlock,
  readLock,
  remove,
] as const;
