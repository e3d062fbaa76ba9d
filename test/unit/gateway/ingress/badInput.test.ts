// Whatever a stranger or a registered device sends: a code of the table, never a defect.

import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { isErrorCode, limits } from '#protocol';
import type { Api } from '../../../../src/gateway/ingress/api.ts';
import { routes } from '../../../../src/gateway/ingress/routes/all.ts';
import { ask, basic, join } from '../../../support/apiClient.ts';
import { apiOver, createTestServices, operatorToken } from '../../../support/gatewayServices.ts';

const seed = Number(process.env['FC_SEED'] ?? 20261121);
let test: ReturnType<typeof createTestServices>;
let api: Api;
let authorization: string;

beforeAll(async () => {
  test = createTestServices();
  const limiter = {
    ...test.services.limiter,
    take: async () => ({ allowed: true }) as const,
  };
  api = apiOver({ ...test.services, limiter });
  ({ authorization } = await join(api, operatorToken));
});

const headerFor = (auth: string): string =>
  auth === 'operator'
    ? `Bearer ${operatorToken}`
    : auth === 'registration'
      ? basic('invitation', 'a password of sixteen')
      : authorization;

const injections: fc.Arbitrary<unknown> = fc.constantFrom(
  { $ne: null },
  { $where: 'sleep(1000)' },
  { __proto__: { verified: true } },
  { toString: 'x', constructor: { prototype: { ok: true } } },
  ['x'],
  'a:b{c}\r\nFLUSHALL',
  '\u0000',
  -1,
  1e308,
  null,
  true,
);
const segment = fc.oneof(
  fc.string({ minLength: 1, maxLength: 40 }).map((text) => encodeURIComponent(text.toWellFormed())),
  fc.constantFrom('%00', '%ff', '..', '%2e%2e', '__proto__', 'constructor', '*', '[object Object]'),
  fc.uuid(),
);
const value = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    injections,
    fc.jsonValue({ maxDepth: 2 }),
    fc.dictionary(fc.string({ maxLength: 12 }), tie('tree'), { maxKeys: 4 }),
  ),
})).tree;

async function expectRefusalOrSuccess(verb: string, target: string, raw: Uint8Array, auth: string) {
  const answer = await ask(api, verb, target, { raw, authorization: headerFor(auth) });
  expect(answer.status).not.toBe(500);
  if (answer.status >= 400 && answer.status !== 409 && answer.status !== 410) {
    expect(isErrorCode(answer.headers['x-aldis-code'] ?? '')).toBe(true);
  }
  expect(test.defects).toEqual([]);
  expect(Object.keys(Object.prototype)).toEqual([]);
}

// The route that deletes the account would end the test's credentials.
const tried = routes.filter((route) => route.path !== '/v1/accounts/me');

describe.each(tried.map((route) => [`${route.verb} ${route.path}`, route] as const))(
  'bad input to %s',
  (_, route) => {
    const target = segment.map((text) => route.path.replace(/:\w+/g, text));

    it('has a code, whatever the bytes', async () => {
      await fc.assert(
        fc.asyncProperty(target, fc.uint8Array({ maxLength: 200 }), (path, raw) =>
          expectRefusalOrSuccess(route.verb, path, raw, route.auth),
        ),
        { seed, numRuns: 25 },
      );
    });

    it('has a code, whatever the JSON', async () => {
      const fields = (
        route.body && 'shape' in route.body
          ? Object.keys(route.body.shape as object)
          : ['sessionId', 'invitation', 'accountAttributes', 'aciIdentityKey']
      ) as string[];
      const body = fc.oneof(
        value,
        fc.record(Object.fromEntries(fields.map((name) => [name, value])), { requiredKeys: [] }),
      );
      await fc.assert(
        fc.asyncProperty(target, body, (path, json) =>
          expectRefusalOrSuccess(route.verb, path, Buffer.from(JSON.stringify(json)), route.auth),
        ),
        { seed, numRuns: 60 },
      );
    });
  },
);

describe('the door itself', () => {
  const bytes = (text: string) => Buffer.from(text);
  const path = '/v1/verification/session';

  it.each([
    ['deep arrays', bytes(`{"number":${'['.repeat(20_000)}${']'.repeat(20_000)}}`)],
    ['deep objects', bytes('{"a":'.repeat(17) + '1' + '}'.repeat(17))],
    ['half a body', bytes('{"number":"+1202')],
    ['no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])],
  ])('refuses %s as malformed', async (_, raw) => {
    const answer = await ask(api, 'POST', path, { raw });
    expect([answer.status, answer.headers['x-aldis-code']]).toEqual([400, 'request.malformed']);
  });

  it('refuses a body above the limit', async () => {
    const raw = new Uint8Array(limits.frameBytesMax + 1);
    expect((await ask(api, 'POST', path, { raw })).status).toBe(413);
  });

  it('drops keys through which a prototype could be changed', async () => {
    const raw = bytes(
      '{"number":"+12025550123","__proto__":{"verified":true},"\\u005f_proto__":{"id":"x"}}',
    );
    const answer = await ask(api, 'POST', path, { raw });
    expect([answer.status, answer.json['verified']]).toEqual([200, false]);
    expect(({} as Record<string, unknown>)['verified']).toBeUndefined();
  });

  it('answers a wrong verb with 405 and the right ones, an unknown path with 404', async () => {
    const verb = await ask(api, 'POST', '/v2/keys', { authorization });
    expect([verb.status, verb.headers['allow']]).toEqual([405, 'GET, PUT']);
    for (const [unknown, target] of [
      ['GET', '/v1/nothing'],
      ['TRACE', '/nothing'],
      ['__proto__', '/nothing'],
      ['GET', '/v1/friends/x/y'],
    ] as const) {
      expect((await ask(api, unknown, target)).status).toBe(404);
    }
  });

  it.each(['', 'livez', '/a b', '/%', `/${'a'.repeat(3000)}`, '/\u00e9', '//', '*'])(
    'answers a path that is none: %#',
    async (target) => {
      const answer = await ask(api, 'GET', target);
      expect([400, 404]).toContain(answer.status);
    },
  );

  it('tells a defect without its message and notes it', async () => {
    const broken = createTestServices();
    broken.router.fault = () => {
      throw new Error('secret of the database');
    };
    const answer = await ask(apiOver(broken.services), 'GET', '/v1/devices', {
      authorization: basic('9d0652a3-dcc3-4d11-975f-74d61598733f.1', 'a password of sixteen'),
    });
    expect([answer.status, answer.headers['x-aldis-code']]).toEqual([500, 'server.defect']);
    expect(JSON.stringify(answer)).not.toContain('secret');
    expect(broken.defects).toMatchObject([{ event: 'api.defect' }]);
  });
});
