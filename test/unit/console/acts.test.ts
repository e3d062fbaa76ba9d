// Promises of operators' acts at the console's door: who may, and that each is noted.

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Unreachable } from '#ports';
import { join } from '../../support/apiClient.ts';
import { apiOver, operatorToken } from '../../support/gatewayServices.ts';
import { openScene, ourPage } from './scene.ts';

let scene: Awaited<ReturnType<typeof openScene>>;
let account: string;
let cookie: string;
beforeEach(async () => {
  scene = await openScene();
  ({ account } = await join(apiOver(scene.services), operatorToken));
  cookie = await scene.cookie();
});
afterEach(() => scene.stop());

async function act(name: string, fields: Record<string, string> = {}, headers = {}) {
  const answer = await scene.ask({
    method: 'POST',
    url: `/console/acts/${name}`,
    headers: { ...ourPage, cookie, ...headers },
    payload: new URLSearchParams(fields).toString(),
  });
  return { status: answer.statusCode, body: answer.json() };
}

const lines = async () => (await scene.audit.lines({ limit: 50 })).lines;
const noted = async () => (await lines()).map((one) => `${one.act} ${one.outcome}`);

it('an account is found, suspended, let in, measured anew and asked for its sessions', async () => {
  expect((await act('account/show', { account })).body.told).toMatchObject({ hasNumber: false });
  const suspended = await act('account/suspend', { account });
  expect(suspended.body.told).toHaveProperty('suspendedAtMs');
  const letIn = await act('account/unsuspend', { account });
  expect(letIn.body.told).not.toHaveProperty('suspendedAtMs');
  const kind = await act('account/kind', { account, kind: 'bot' });
  expect(kind.body.told).toMatchObject({ kind: 'bot', isKindGiven: true });
  expect((await act('account/sessions', { account })).body).toEqual({ told: [] });
  expect((await act('account/end-sessions', { account })).status).toBe(200);
  expect((await act('account/reset-limits', { account })).status).toBe(200);
  expect((await noted()).slice(0, 7)).toEqual([
    'account.reset-limits done',
    'account.end-sessions done',
    'account.sessions done',
    ...['account.set done', 'account.set done', 'account.set done'],
    'account.show done',
  ]);
  expect((await lines())[0]?.by).toEqual({ door: 'console', token: 'a1b2c3d4' });
});

it('an invitation is made, listed without its token, and revoked', async () => {
  const made = await act('invitation/make', { uses: '4', days: '2' });
  const { token } = made.body.told as { token: string };
  const listed = await act('invitation/list');
  expect(JSON.stringify(listed.body)).not.toContain(token);
  const mine = (listed.body.told as { id: string; uses: number }[]).find(({ uses }) => uses === 4);
  expect((await act('invitation/revoke', { invitation: mine?.id ?? '' })).status).toBe(200);
  const again = await act('invitation/revoke', { invitation: mine?.id ?? '' });
  expect([again.status, again.body.code]).toEqual([404, 'invitation.not_found']);
});

it('a worker is sent away, and one that nobody knows is not', async () => {
  const { member } = scene.services.router;
  expect((await act('worker/drain', { member })).body).toEqual({ told: null });
  const [line] = await lines();
  expect(line).toMatchObject({ act: 'worker.drain', facts: { worker: member }, outcome: 'done' });
  const unknown = await act('worker/drain', { member: 'w9-0000000000' });
  expect([unknown.status, unknown.body.code]).toEqual([404, 'worker.not_found']);
  expect((await noted())[0]).toBe('worker.drain worker.not_found');
});

it('the log is shown, of one account where one is named, and verified', async () => {
  await act('account/show', { account });
  const all = await act('audit/list');
  expect(all.body.told.lines).toHaveLength(2);
  const own = await act('audit/list', { account });
  expect(own.body.told.lines).toMatchObject([{ act: 'account.show', outcome: 'done' }]);
  expect(JSON.stringify(own.body)).not.toContain(account);
  const whole = await act('audit/verify');
  expect(whole.body.told).toMatchObject({ entries: 4, faults: [] });
  expect(whole.body.told.head).toMatch(/^4:[0-9a-f]{64}$/);
});

const allActs: Readonly<Record<string, Record<string, string>>> = {
  'account/show': {},
  'account/suspend': {},
  'account/unsuspend': {},
  'account/kind': { kind: 'bot' },
  'account/sessions': {},
  'account/end-sessions': {},
  'account/reset-limits': {},
  'invitation/list': {},
  'invitation/make': { uses: '1', days: '1' },
  'invitation/revoke': { invitation: 'a'.repeat(16) },
  'worker/drain': { member: 'w0-0000000000' },
};

it('what cannot be noted is not done', async () => {
  const asked = vi.spyOn(scene.services.router, 'ask');
  const made = vi.spyOn(scene.services.invitations, 'create');
  vi.spyOn(scene.stores.audit, 'append').mockRejectedValue(new Unreachable('away'));
  for (const [name, fields] of Object.entries(allActs)) {
    const refused = await act(name, { account, ...fields });
    expect([name, refused.status, refused.body.code]).toEqual([name, 503, 'audit.unavailable']);
  }
  const types = new Set(asked.mock.calls.map(([, command]) => command.type));
  expect([...types]).toEqual(['nameForAudit']);
  expect(made).not.toHaveBeenCalled();
});

it('nobody without a session, and no page of another site, does anything', async () => {
  const before = await noted();
  for (const [name, fields] of Object.entries({ ...allActs, 'audit/list': {} })) {
    const stranger = await act(name, { account, ...fields }, { cookie: '' });
    expect([name, stranger.status]).toEqual([name, 401]);
    for (const site of ['cross-site', 'same-site', 'none']) {
      const foreign = await act(name, { account, ...fields }, { 'sec-fetch-site': site });
      expect([name, foreign.status, foreign.body.code]).toEqual([name, 403, 'auth.forbidden']);
    }
  }
  const other = await act('account/suspend', { account }, { origin: 'https://evil.example' });
  expect(other.status).toBe(403);
  const get = await scene.ask({ url: '/console/acts/account/suspend', headers: { cookie } });
  expect(get.statusCode).toBe(404);
  expect(await noted()).toEqual(before);
});

it('what has not its form is refused before anything is noted', async () => {
  const before = await noted();
  const wrong: readonly (readonly [string, Record<string, string>])[] = [
    ['account/show', {}],
    ['account/show', { account: '+12025550123' }],
    ['account/kind', { account, kind: 'king' }],
    ['account/end-sessions', { account, session: 'x' }],
    ['invitation/make', { uses: '0', days: '1' }],
    ['invitation/make', { uses: '1', days: '366' }],
    ['invitation/make', { uses: '1.5', days: '1' }],
    ['invitation/revoke', { invitation: '../x' }],
    ['audit/list', { before: 'x' }],
    ['worker/drain', {}],
    ['worker/drain', { member: '../x' }],
  ];
  for (const [name, fields] of wrong) expect((await act(name, fields)).status).toBe(422);
  for (const name of ['account/none', 'constructor/x', '__proto__/x']) {
    expect((await act(name, { account })).status).toBe(404);
  }
  expect(await noted()).toEqual(before);
});

it.each(['accounts', 'operators', 'security', 'push'])(
  'the page %s is for who is signed in',
  async (page) => {
    const headers = { accept: 'text/html' };
    const out = await scene.ask({ url: `/console/${page}`, headers });
    expect([out.statusCode, out.headers.location]).toEqual([303, '/console/login']);
    const shown = await scene.ask({ url: `/console/${page}`, headers: { ...headers, cookie } });
    expect(shown.statusCode).toBe(200);
    expect(shown.headers['content-security-policy']).toContain("default-src 'none'");
    expect(shown.body).toContain(`/console/assets/${page}.js`);
  },
);
