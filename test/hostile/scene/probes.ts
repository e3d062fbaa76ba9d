// How somebody may ask at a route who is not let in: each by what it names an account. What is not
// said here is made of the route itself.

import { randomBytes, randomUUID } from 'node:crypto';
import { limits, srpGroup } from '#protocol';
import type { routes } from '../../../src/gateway/ingress/routes/all.ts';
import type { Asked } from '../../support/apiClient.ts';
import { basic, registrationBody } from '../../support/apiClient.ts';

/** By what somebody can ask about an account. */
export interface Subject {
  readonly account: string;
  readonly pni: string;
  readonly number: string;
  readonly login: string;
}

export type Route = (typeof routes)[number];
export type Ask = (
  verb: string,
  target: string,
  asked: Asked,
) => Promise<{ json: Record<string, unknown> }>;
type Probe = Asked & { readonly target: string };
/** Makes one probe; what it takes first is not timed. */
export type Make = (subject: Subject, ask: Ask) => Promise<Probe> | Probe;

export const routeName = ({ verb, path }: Pick<Route, 'verb' | 'path'>) => `${verb} ${path}`;

const someKey = randomBytes(limits.accessKeyBytes).toString('base64');
const someToken = randomBytes(170).toString('base64');
const password = 'a wrong one of some length';

/** What stands in a path: an account in whatever form, or the same for all. */
function targetOf({ path }: Route, { account }: Subject): string {
  const fillers: Readonly<Record<string, string>> = {
    ...{ account, serviceId: account, userId: account, aci: account, id: account },
    source: account,
    ...{ deviceId: '1', session: '0'.repeat(32), address: 'x'.repeat(22), guid: randomGuid },
    ...{ version: path.includes('/profile/') ? 'a'.repeat(64) : '1', handle: randomGuid },
    ...{ hash: 'A'.repeat(43), fromVersion: '0', password: 'x'.repeat(22) },
    document: 'terms',
    credentialRequest: '0'.repeat(2 * limits.profileRequestBytes),
  };
  const filled = path.replace(/:(\w+)/g, (_, name: string) => {
    const filler = fillers[name];
    if (filler === undefined) throw new Error(`what is :${name} of ${path}?`);
    return filler;
  });
  return path.includes(':credentialRequest')
    ? `${filled}?credentialType=expiringProfileKey`
    : filled;
}
const randomGuid = randomUUID();

/** An upload to a group of one. Source: libsignal, sealed_sender.rs. */
const uploadTo = ({ account }: Subject): Uint8Array =>
  Buffer.concat([
    Buffer.from([0x23, 1, 0]),
    Buffer.from(account.replaceAll('-', ''), 'hex'),
    Buffer.from([1, 0, 11]),
    Buffer.alloc(48 + 32 + 200, 7),
  ]);

const sends = {
  messages: [{ type: 6, destinationDeviceId: 1, destinationRegistrationId: 11, content: 'AAAA' }],
  timestamp: 1,
};
const newAccount = registrationBody();

/** A session that would verify the number of the account. */
async function sessionOf({ number }: Subject, ask: Ask, hasCode: boolean): Promise<string> {
  const begun = await ask('POST', '/v1/verification/session', { body: { number } });
  const id = String(begun.json['id']);
  const body = { transport: 'sms' };
  if (hasCode) await ask('POST', `/v1/verification/session/${id}/code`, { body });
  return id;
}

/** How routes name an account in their bodies. */
export const bodies: Readonly<Record<string, Record<string, Make>>> = {
  'POST /v1/verification/session': {
    number: ({ number }) => ({ target: '/v1/verification/session', body: { number } }),
  },
  'GET /v1/verification/session/:id': {
    number: async (one, first) => ({
      target: `/v1/verification/session/${await sessionOf(one, first, false)}`,
    }),
  },
  'PATCH /v1/verification/session/:id': {
    captcha: async (one, first) => ({
      target: `/v1/verification/session/${await sessionOf(one, first, false)}`,
      body: { captcha: 'no captcha' },
    }),
    push: async (one, first) => ({
      target: `/v1/verification/session/${await sessionOf(one, first, false)}`,
      body: { pushChallenge: 'no challenge', pushToken: 'a-token', pushTokenType: 'fcm' },
    }),
  },
  'POST /v1/verification/session/:id/code': {
    number: async (one, first) => ({
      target: `/v1/verification/session/${await sessionOf(one, first, false)}/code`,
      body: { transport: 'sms' },
    }),
  },
  'PUT /v1/verification/session/:id/code': {
    wrong: async (one, first) => ({
      target: `/v1/verification/session/${await sessionOf(one, first, true)}/code`,
      body: { code: '000000' },
    }),
  },
  'POST /v1/registration': {
    unverified: async (one, first) => ({
      target: '/v1/registration',
      authorization: basic(one.number, password),
      body: { ...newAccount, sessionId: await sessionOf(one, first, true) },
    }),
    recovery: ({ account }) => ({
      target: '/v1/registration',
      authorization: basic('recovery', password),
      body: {
        ...newAccount,
        recovery: { account, token: 'no token of a recovery' },
        totp: '000000',
      },
    }),
  },
  'POST /v1/auth/srp/challenge': {
    name: ({ login }) => ({
      target: '/v1/auth/srp/challenge',
      body: { name: login, A: randomBytes(srpGroup.bytes).toString('base64') },
    }),
  },
  'POST /v1/auth/srp/proof': {
    wrong: async ({ login }, first) => {
      const A = randomBytes(srpGroup.bytes).toString('base64');
      const begun = await first('POST', '/v1/auth/srp/challenge', { body: { name: login, A } });
      const M1 = randomBytes(32).toString('base64');
      const { handshake } = begun.json;
      return { target: '/v1/auth/srp/proof', body: { handshake, M1, totp: '000000' } };
    },
  },
  'POST /v1/recovery': {
    key: ({ account }) => ({
      target: '/v1/recovery',
      body: { account, key: randomBytes(32).toString('base64'), backupCode: 'aaaaa-aaaaa' },
    }),
    number: async (one, first) => ({
      target: '/v1/recovery',
      body: { account: one.account, sessionId: await sessionOf(one, first, true) },
    }),
  },
  'POST /v1/auth/refresh': {
    // It names nobody: what does is sealed.
    junk: () => ({ target: '/v1/auth/refresh', body: { refreshToken: 'x'.repeat(80) } }),
  },
  'PUT /v1/devices/link': {
    token: ({ account }) => ({
      target: '/v1/devices/link',
      authorization: basic(account, password),
      body: { ...newDeviceOf(newAccount), token: 'no token' },
    }),
  },
};
const newDeviceOf = ({
  aciIdentityKey: _aci,
  pniIdentityKey: _pni,
  skipDeviceTransfer: _skip,
  ...rest
}: typeof newAccount) => rest;

/** How somebody may come to a route who is not let in. */
export function probesOf(route: Route): Record<string, Make> {
  const name = routeName(route);
  const said = bodies[name];
  if (said) return said;
  const target = (one: Subject) => targetOf(route, one);
  const body = route.verb === 'GET' || route.verb === 'DELETE' ? {} : { body: {} };
  const wrong: Make = (one) => ({
    target: target(one),
    authorization: basic(`${one.account}.1`, password),
    ...body,
  });
  switch (route.auth) {
    case 'device':
    case 'password':
      return { password: wrong };
    case 'deviceOrAccess': {
      const given = (one: Subject) =>
        name.includes('/messages/')
          ? { body: sends }
          : name.includes('establish')
            ? { body: { userId: one.account } }
            : body;
      const shows =
        (headers: Record<string, string>): Make =>
        (one) => ({
          ...{ target: target(one), headers },
          ...given(one),
        });
      const ofNumber: Make = (one) => ({
        target: route.path.replace(/:serviceId/, `PNI:${one.pni}`).replace(':deviceId', '*'),
        headers: { 'unidentified-access-key': someKey },
        ...given(one),
      });
      return {
        password: wrong,
        accessKey: shows({ 'unidentified-access-key': someKey }),
        sendToken: shows({ 'group-send-token': someToken }),
        ...(route.path.includes(':serviceId') ? { pni: ofNumber } : {}),
      };
    }
    case 'sendToken':
      return {
        junk: (one) => ({
          target: `${route.path}?ts=1&online=false&urgent=true&story=false`,
          headers: { 'group-send-token': someToken },
          raw: uploadTo(one),
        }),
      };
    default:
      break;
  }
  if (route.auth === 'none' && (route.body || route.path.includes(':'))) {
    throw new Error(`how does ${name} name an account?`);
  }
  // Who asks shows what names nobody.
  return {};
}
