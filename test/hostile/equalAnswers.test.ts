// Whoever shows nothing, or the wrong thing, learns from no route whether there is an account: ten
// thousand probes over all routes that let somebody in without a device's credentials, and over
// all others with wrong ones. Status, headers and body are those of an account that there is not.
//
// The routes are those of the table. A new one is probed by itself where it names an account as
// others do; where it does so in another way this fails until it says here how.
//
// Times are printed, not asserted: for each kind of probe the chance that one of an account which
// is there took longer than one of an account which is not (0.5: nobody can tell). They are those
// of the work, without the waits by which answers are held up to one time.

import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Api } from '../../src/gateway/ingress/api.ts';
import { routes } from '../../src/gateway/ingress/routes/all.ts';
import { ask, basic, makeIdentity, registrationBody } from '../support/apiClient.ts';
import { apiOver, createTestServices, operatorToken } from '../support/gatewayServices.ts';
import { loginBody } from '../support/logins.ts';
import type { Ask, Subject } from './scene/probes.ts';
import { bodies, probesOf, routeName } from './scene/probes.ts';

const probesMin = 10_000;
/** Between two pairs, so that no bucket is the answer. */
const pairEveryMs = 11 * 60_000;
/** Shorter waits are those of a pace. */
const paceMsMax = 10_000;

/** What tells of an account by design, and where docs/security.md says so. */
const byDesign = new Map([
  ['GET /v1/accounts/username_hash/:hash', 'finds out of a list of names which are in use'],
  ['GET /v1/accounts/username_link/:handle', 'A link leads to the name'],
  [
    'POST /v1/profile/identity_check/batch',
    'Whoever knows the id of an account is told its identity key',
  ],
]);

/** An answer, with what is random in it by its length alone. */
function shapeOf(value: unknown): unknown {
  if (typeof value === 'string')
    return /^[\w+/=.-]{20,}$/.test(value) ? `(${value.length})` : value;
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shapeOf(one)]));
}

/** How often one of the first is larger than one of the second. */
function chanceOf(first: readonly number[], second: readonly number[]): number {
  let larger = 0;
  for (const one of first)
    for (const other of second) larger += one > other ? 1 : one === other ? 0.5 : 0;
  return larger / (first.length * second.length);
}

/** Services with somebody who has all that an account may have, and somebody who was suspended. */
async function setUp() {
  const test = createTestServices();
  const { clock } = test;
  const after = clock.after.bind(clock);
  clock.after = (delayMs, run) => {
    if (delayMs > paceMsMax) return after(delayMs, run);
    setImmediate(run);
    return { cancel() {} };
  };
  const api = apiOver(test.services);
  const there = await registered(test, api, '+12025550101', 'ada');
  const suspended = await registered(test, api, '+12025550102', 'eve');
  const ends = await ask(api, 'PUT', `/v1/operator/accounts/${suspended.account}`, {
    authorization: `Bearer ${operatorToken}`,
    body: { suspended: true },
  });
  expect(ends.status).toBeLessThan(300);
  const none: Subject = {
    ...{ account: randomUUID(), pni: randomUUID() },
    ...{ number: '+12025550103', login: 'bob' },
  };
  return { ...test, api, subjects: { there, suspended }, none };
}

async function registered(
  { codes }: ReturnType<typeof createTestServices>,
  api: Api,
  number: string,
  login: string,
): Promise<Subject> {
  const begun = await ask(api, 'POST', '/v1/verification/session', { body: { number } });
  const session = `/v1/verification/session/${String(begun.json['id'])}`;
  await ask(api, 'POST', `${session}/code`, { body: { transport: 'sms' } });
  await ask(api, 'PUT', `${session}/code`, { body: { code: codes.at(-1)?.code } });
  const own = 'a right one of some length';
  const made = await ask(api, 'POST', '/v1/registration', {
    authorization: basic(number, own),
    body: { ...registrationBody(makeIdentity(), makeIdentity()), sessionId: begun.json['id'] },
  });
  const account = String(made.json['uuid']);
  const authorization = basic(`${account}.1`, own);
  const put = (path: string, body: object) => ask(api, 'PUT', path, { authorization, body });
  expect((await put('/v1/accounts/login', await loginBody(login, 'a password'))).status).toBe(204);
  const keyHash = createHash('sha256').update('key').digest('hex');
  expect((await put('/v1/accounts/recovery/key', { keyHash })).status).toBe(204);
  const keyed = {
    registrationId: 11,
    pniRegistrationId: 12,
    unidentifiedAccessKey: randomBytes(16).toString('base64'),
  };
  expect((await put('/v1/accounts/attributes', keyed)).status).toBeLessThan(300);
  return { account, pni: String(made.json['pni']), number, login };
}

it('an account that is there is told from one that is not by no answer', {
  timeout: 900_000,
}, async () => {
  const test = await setUp();
  const cases = routes.flatMap((route) =>
    byDesign.has(routeName(route))
      ? []
      : Object.entries(probesOf(route)).map(([kind, make]) => ({ route, kind, make })),
  );
  expect(cases.length).toBeGreaterThan(90);
  let probes = 0;
  let address = 0;
  const times = new Map<string, { readonly there: number[]; readonly none: number[] }>();
  const faults = new Set<string>();

  const probe = async ({ route, make }: (typeof cases)[number], subject: Subject) => {
    // Each comes from elsewhere, the first steps as well.
    const headers = { 'x-request-id': 'the-same-for-all' };
    const from = () =>
      `2001:db8:${(++address >> 16).toString(16)}:${(address & 0xffff).toString(16)}::1`;
    const first: Ask = (verb, target, asked) =>
      ask(test.api, verb, target, { ...asked, ip: from() });
    const { target, ...asked } = await make(subject, first);
    const ip = from();
    const beganAt = performance.now();
    const answer = await ask(test.api, route.verb, target, {
      ...asked,
      ip,
      headers: { ...asked.headers, ...headers },
    });
    const tookMs = performance.now() - beganAt;
    probes += 1;
    const { 'x-request-id': _id, ...seen } = answer.headers;
    return { tookMs, said: JSON.stringify([answer.status, seen, shapeOf(answer.json)]) };
  };

  const rounds = Math.ceil(probesMin / (cases.length * 2));
  for (let round = 0; round < rounds; round++) {
    for (const one of cases) {
      const isSuspended = round % 8 === 7;
      const subject = isSuspended ? test.subjects.suspended : test.subjects.there;
      test.clock.advance(pairEveryMs);
      const order = round % 2 === 0 ? [subject, test.none] : [test.none, subject];
      const [a, b] = [
        await probe(one, order[0] ?? test.none),
        await probe(one, order[1] ?? test.none),
      ];
      const [there, none] = round % 2 === 0 ? [a, b] : [b, a];
      const name = `${routeName(one.route)} (${one.kind})`;
      if (there.said !== none.said) {
        faults.add(
          `${name}, ${isSuspended ? 'suspended' : 'there'}: ${there.said} and not ${none.said}`,
        );
      }
      if (isSuspended) continue;
      const of = times.get(name) ?? { there: [], none: [] };
      of.there.push(there.tookMs);
      of.none.push(none.tookMs);
      times.set(name, of);
    }
  }
  expect(test.defects).toEqual([]);
  expect([...faults]).toEqual([]);
  expect(probes).toBeGreaterThanOrEqual(probesMin);

  // Of few times chance alone is far off: all that come in one way are taken together.
  const ways = Map.groupBy(times, ([name]) => name.replace(/.*\((.*)\)/, '$1'));
  const lines = [...ways].map(([way, all]) => {
    const there = all.flatMap(([, one]) => one.there);
    const none = all.flatMap(([, one]) => one.none);
    const [median, other] = [there, none].map(
      (one) => one.toSorted((a, b) => a - b)[one.length >> 1],
    );
    const chance = chanceOf(there, none).toFixed(3);
    const ms = `${median?.toFixed(3)} and ${other?.toFixed(3)} ms`;
    return `  ${way}: ${chance} of ${there.length} pairs, medians ${ms}`;
  });
  console.info(`equal answers: ${probes} probes of ${cases.length} kinds\n${lines.join('\n')}`);
});

it('what tells of an account by design is said in docs/security.md', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/security.md'), 'utf8');
  for (const words of byDesign.values()) expect(page.replaceAll(/\s+/g, ' ')).toContain(words);
  const names = new Set(routes.map(routeName));
  for (const name of [...byDesign.keys(), ...Object.keys(bodies)]) expect(names).toContain(name);
});
