// Promises of operators' acts: each is noted before it is done, or not done.

import { beforeEach, expect, it, vi } from 'vitest';
import { Unreachable } from '#ports';
import { accountBuckets } from '../../../src/gateway/operating/accountBuckets.ts';
import { invitationHash } from '../../../src/gateway/ingress/invitation.ts';
import { routes } from '../../../src/gateway/ingress/routes/all.ts';
import { ask, basic, join } from '../../support/apiClient.ts';
import { apiOver, createTestServices, operatorToken } from '../../support/gatewayServices.ts';

let test: ReturnType<typeof createTestServices>;
let api: ReturnType<typeof apiOver>;
let ada: Awaited<ReturnType<typeof join>>;

beforeEach(async () => {
  test = createTestServices();
  api = apiOver(test.services);
  ada = await join(api, operatorToken);
});

const headers = { authorization: `Bearer ${operatorToken}` };
const lines = async () => (await test.audit.lines({ limit: 100 })).lines;
const nobody = '9d0652a3-dcc3-4d11-975f-74d61598733f';

/** A right request of each act there is. */
const acts: Readonly<Record<string, () => { path: string; body?: object }>> = {
  'GET /v1/operator/accounts/:id': () => ({ path: `/v1/operator/accounts/${ada.account}` }),
  'PUT /v1/operator/accounts/:id': () => ({
    ...{ path: `/v1/operator/accounts/${ada.account}`, body: { suspended: true } },
  }),
  'POST /v1/operator/invitations': () => ({
    ...{ path: '/v1/operator/invitations', body: { uses: 1, lifetimeMs: 1000 } },
  }),
};

const other = 'f'.repeat(32);
const ofAda = (rest: string) => () => ({ path: `/v1/operator/accounts/${ada.account}/${rest}` });
Object.assign(acts, {
  'GET /v1/operator/accounts/:id/sessions': ofAda('sessions'),
  'DELETE /v1/operator/accounts/:id/sessions': ofAda('sessions'),
  'GET /v1/operator/accounts/:id/limits': ofAda('limits'),
  'POST /v1/operator/accounts/:id/limits/reset': () => ({ ...ofAda('limits/reset')(), body: {} }),
  'GET /v1/operator/accounts/:id/reports': ofAda('reports'),
  'GET /v1/operator/reports': () => ({ path: '/v1/operator/reports' }),
  'GET /v1/operator/invitations': () => ({ path: '/v1/operator/invitations' }),
});

/** Those that name what has to be there: they are asked in tests of their own. */
const ofThings = [
  'DELETE /v1/operator/accounts/:id/sessions/:session',
  'DELETE /v1/operator/invitations/:id',
] as const;

/** What is read of the cluster itself. */
const unnoted = [
  'GET /v1/operator/audit',
  'GET /v1/operator/audit/verification',
  'GET /metrics',
] as const;

const nameOf = ({ verb, path }: { verb: string; path: string }) => `${verb} ${path}`;

it('every route of operators is an act, or reads the cluster alone', () => {
  const ofOperators = routes.filter(({ auth }) => auth === 'operator').map(nameOf);
  expect(ofOperators.toSorted()).toEqual(
    [...Object.keys(acts), ...ofThings, ...unnoted].toSorted(),
  );
});

it.each(Object.keys(acts))('%s is not done while it cannot be noted', async (name) => {
  const { path, body } = acts[name]?.() ?? { path: '' };
  const [verb = ''] = name.split(' ');
  const doing = vi.spyOn(test.router, 'ask');
  const inviting = vi.spyOn(test.stores.invitations, 'create');
  const noting = vi.spyOn(test.stores.audit, 'append').mockRejectedValue(new Unreachable('away'));
  const refused = await ask(api, verb, path, { ...headers, ...(body ? { body } : {}) });
  expect([refused.status, refused.headers['x-aldis-code']]).toEqual([503, 'audit.unavailable']);
  const asked = doing.mock.calls.map(([, command]) => command.type);
  expect(asked.filter((type) => type !== 'nameForAudit')).toEqual([]);
  expect(inviting).not.toHaveBeenCalled();
  noting.mockRestore();
  const done = await ask(api, verb, path, { ...headers, ...(body ? { body } : {}) });
  expect([200, 204]).toContain(done.status);
  expect((await lines())[0]).toMatchObject({ outcome: 'done', by: { door: 'http' } });
});

it('it is noted before it is done, and its end afterwards', async () => {
  const order: string[] = [];
  const { begin, end } = test.audit;
  vi.spyOn(test.audit, 'begin').mockImplementation(async (...given) => {
    const seq = await begin.apply(test.audit, given);
    order.push('noted');
    return seq;
  });
  vi.spyOn(test.audit, 'end').mockImplementation(async (...given) => {
    order.push('ended');
    await end.apply(test.audit, given);
  });
  const askRouter = test.router.ask.bind(test.router);
  vi.spyOn(test.router, 'ask').mockImplementation((to, command) => {
    order.push(command.type);
    return askRouter(to, command) as never;
  });
  await ask(api, 'PUT', `/v1/operator/accounts/${ada.account}`, {
    ...headers,
    body: { kind: 'bot' },
  });
  expect(order).toEqual(['nameForAudit', 'noted', 'setStanding', 'ended']);
});

it('the log says who, what and how it ended, and never which account', async () => {
  const path = `/v1/operator/accounts/${ada.account}`;
  const more = { 'x-aldis-operator': 'grace' };
  await ask(api, 'PUT', path, { ...headers, headers: more, body: { kind: 'trusted' } });
  await ask(api, 'GET', `/v1/operator/accounts/${nobody}`, headers);
  const [unknown, set, invited] = await lines();
  const by = { door: 'http', token: 'a1b2c3d4' };
  expect(unknown).toMatchObject({ act: 'account.show', outcome: 'account.not_found', by });
  expect(unknown).not.toHaveProperty('account');
  const facts = { kind: 'trusted' };
  expect(set).toMatchObject({ act: 'account.set', facts, outcome: 'done', account: anyName });
  expect(set).toMatchObject({ atMs: test.clock.now(), by: { ...by, name: 'grace' } });
  expect(invited).toMatchObject({ act: 'invitation.make', outcome: 'done' });
  const all = JSON.stringify(await lines());
  for (const told of [ada.account, nobody, operatorToken]) expect(all).not.toContain(told);
});

const anyName = expect.stringMatching(/^[0-9a-f]{32}$/);

it('a name that is none is not noted', async () => {
  for (const name of ['Grace', 'a b', '', 'x'.repeat(33)]) {
    const more = { headers: { 'x-aldis-operator': name } };
    await ask(api, 'GET', `/v1/operator/accounts/${ada.account}`, { ...headers, ...more });
    expect((await lines())[0]?.by).toEqual({ door: 'http', token: 'a1b2c3d4' });
  }
});

it('acts about an account are found by its id until it is gone, and then by nobody', async () => {
  const path = `/v1/operator/accounts/${ada.account}`;
  await ask(api, 'GET', path, headers);
  await ask(api, 'PUT', path, { ...headers, body: { kind: 'bot' } });
  const about = () => ask(api, 'GET', `/v1/operator/audit?account=${ada.account}`, headers);
  const told = await about();
  expect(told.json).toMatchObject({ acts: [{ act: 'account.set' }, { act: 'account.show' }] });
  const former = (await lines())[0]?.account;
  const gone = await ask(api, 'DELETE', '/v1/accounts/me', { authorization: ada.authorization });
  expect(gone.status).toBe(204);
  expect((await about()).headers['x-aldis-code']).toBe('account.not_found');
  // Its lines stay, and its document, which had the key, does not.
  expect((await lines())[0]?.account).toBe(former);
  expect(await test.stores.accounts.isThere(ada.account as never)).toBe(false);
});

it('the log is read page by page, and verified', async () => {
  for (let uses = 1; uses <= 5; uses++) {
    const body = { uses, lifetimeMs: 1000 };
    await ask(api, 'POST', '/v1/operator/invitations', { ...headers, body });
  }
  const first = await ask(api, 'GET', '/v1/operator/audit?limit=2', headers);
  expect(first.json).toMatchObject({ acts: [{ facts: { uses: 5 } }, { facts: { uses: 4 } }] });
  const { before } = first.json as { before: number };
  const next = await ask(api, 'GET', `/v1/operator/audit?limit=2&before=${before}`, headers);
  expect(next.json).toMatchObject({ acts: [{ facts: { uses: 3 } }, { facts: { uses: 2 } }] });
  const verified = await ask(api, 'GET', '/v1/operator/audit/verification', headers);
  expect(verified.json).toMatchObject({ isWhole: true, entries: 12, faults: [] });
  const { head } = verified.json as { head: string };
  const path = `/v1/operator/audit/verification?head=`;
  expect((await ask(api, 'GET', path + head, headers)).json).toMatchObject({ isWhole: true });
  const other = await ask(api, 'GET', `${path}3:${'00'.repeat(32)}`, headers);
  expect(other.json).toMatchObject({ isWhole: false, faults: [{ kind: 'witness', fromSeq: 3 }] });
  for (const wrong of ['x', '0:00', '1:zz', '1']) {
    expect((await ask(api, 'GET', path + wrong, headers)).status).toBe(422);
  }
});

async function beginSession(): Promise<{ session: string; refreshToken: string }> {
  const authorization = ada.authorization;
  const begun = await ask(api, 'POST', '/v1/auth/session', { authorization, body: {} });
  return begun.json as { session: string; refreshToken: string };
}

it('an operator lists sessions and ends one or all, and their tokens are over', async () => {
  const path = ofAda('sessions')().path;
  const begun = [await beginSession(), await beginSession(), await beginSession()];
  const listed = async () => {
    const told = await ask(api, 'GET', path, headers);
    return (told.json as { sessions: { id: string }[] }).sessions;
  };
  const renew = ({ refreshToken }: { refreshToken: string }) =>
    ask(api, 'POST', '/v1/auth/refresh', { body: { refreshToken } });
  expect((await listed()).map(({ id }) => id)).toEqual(begun.map(({ session }) => session));
  expect(Object.keys((await listed())[0] ?? {})).not.toContain('name');
  const [first, second] = begun;
  if (!first || !second) throw new Error('three were begun');
  expect((await ask(api, 'DELETE', `${path}/${first.session}`, headers)).status).toBe(204);
  expect((await renew(first)).headers['x-aldis-code']).toBe('auth.session_ended');
  const again = await ask(api, 'DELETE', `${path}/${first.session}`, headers);
  expect([again.status, again.headers['x-aldis-code']]).toEqual([404, 'session.not_found']);
  expect(await listed()).toHaveLength(2);
  expect((await ask(api, 'DELETE', path, headers)).status).toBe(204);
  expect(await listed()).toEqual([]);
  expect((await renew(second)).headers['x-aldis-code']).toBe('auth.session_ended');
  const noted = (await lines()).map(({ act, outcome }) => `${act} ${outcome}`);
  expect(noted).toContain('account.end-sessions session.not_found');
  const gone = await ask(api, 'DELETE', `${path.replace(ada.account, nobody)}/${other}`, headers);
  expect(gone.headers['x-aldis-code']).toBe('account.not_found');
});

it('an operator sees how an account is measured, and fills its buckets again', async () => {
  const path = ofAda('limits')().path;
  const told = await ask(api, 'GET', path, headers);
  const { friend } = test.services.limits;
  const { burst, refillMs } = friend.kinds?.new ?? friend;
  const ofFriends = { bucket: 'friend', burst, refillMs };
  expect(told.json).toMatchObject({ kind: 'new', limits: expect.arrayContaining([ofFriends]) });
  const whoami = () => ask(api, 'GET', '/v1/accounts/whoami', { authorization: ada.authorization });
  const use = async () => {
    for (let left = test.services.limits.account.burst; left > 0; left--) await whoami();
    return (await whoami()).status;
  };
  expect(await use()).toBe(429);
  const reset = (body: object) => ask(api, 'POST', `${path}/reset`, { ...headers, body });
  expect((await reset({ bucket: 'friend' })).status).toBe(204);
  expect((await whoami()).status).toBe(429);
  expect((await reset({ bucket: 'account' })).status).toBe(204);
  expect((await whoami()).status).toBe(200);
  expect(await use()).toBe(429);
  expect((await reset({})).status).toBe(204);
  expect((await whoami()).status).toBe(200);
  for (const bucket of ['checkTotp', 'authFailure', 'none']) {
    expect((await reset({ bucket })).status).toBe(422);
  }
});

it('every bucket that routes take by account alone may be filled again, but for guesses', () => {
  const taken = routes.flatMap(({ limits = [] }) => {
    return limits.flatMap(({ bucket, by }) => (by === 'account' ? [bucket] : []));
  });
  const missing = new Set(taken.filter((bucket) => !accountBuckets.some((one) => one === bucket)));
  expect([...missing]).toEqual(['checkTotp']);
});

it('an invitation is listed without its token, and revoked', async () => {
  const path = '/v1/operator/invitations';
  const body = { uses: 3, lifetimeMs: 60_000 };
  const made = await ask(api, 'POST', path, { ...headers, body });
  const { token, expiresAt } = made.json as { token: string; expiresAt: number };
  const listed = async () => {
    const told = await ask(api, 'GET', path, headers);
    expect(JSON.stringify(told.json)).not.toContain(token);
    return (told.json as { invitations: { id: string; uses: number }[] }).invitations;
  };
  const mine = (await listed()).find(({ uses }) => uses === 3);
  expect(mine).toMatchObject({ used: 0, expiresAt, id: expect.stringMatching(/^[0-9a-f]{16}$/) });
  const revoke = () => ask(api, 'DELETE', `${path}/${mine?.id}`, headers);
  expect((await revoke()).status).toBe(204);
  expect((await listed()).some(({ uses }) => uses === 3)).toBe(false);
  expect((await revoke()).headers['x-aldis-code']).toBe('invitation.not_found');
  expect(await test.stores.invitations.use(invitationHash(token), test.clock.now())).toBe(false);
});

it('no device and no stranger reads it', async () => {
  for (const path of ['/v1/operator/audit', '/v1/operator/audit/verification']) {
    expect((await ask(api, 'GET', path, {})).status).toBe(401);
    expect((await ask(api, 'GET', path, { authorization: ada.authorization })).status).toBe(401);
    const made = { authorization: basic('operator', operatorToken) };
    expect((await ask(api, 'GET', path, made)).status).toBe(401);
  }
});
