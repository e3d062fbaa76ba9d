// Groups at the door, by libsignal's client: what members do, what strangers and hostile people
// get, and what the server is left with.

import { randomBytes } from 'node:crypto';
import {
  GroupSendEndorsementsResponse,
  NotarySignature,
  ServerPublicParams,
  UuidCiphertext,
} from '@signalapp/libsignal-client/dist/zkgroup/index.js';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createGroupKeys, endorsementsEndMs } from '#crypto';
import { limits } from '#protocol';
import { MemoryTables } from '../../../../src/persistence/memory/tables.ts';
import type { Api } from '../../../../src/gateway/ingress/api.ts';
import { ask, join } from '../../../support/apiClient.ts';
import { apiOver, createTestServices, operatorToken } from '../../../support/gatewayServices.ts';
import { testGroupKeys as keys } from '../../../support/groupKeys.ts';
import { groupAuthorization, Person, ProfileProofs, SecretGroup } from '#lab/groupPeople.ts';

type Json = Record<string, unknown>;
type State = Json & { members: { userId: string; role: string }[]; version: number };

const dayMs = 24 * 60 * 60 * 1000;
const own = (bytes: Uint8Array) => Uint8Array.from(bytes);
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const bytesOf = (text: unknown) => own(Buffer.from(String(text), 'base64'));
const proofs = new ProfileProofs(Buffer.alloc(32).toString('base64'));
const password = randomBytes(16);

let test: ReturnType<typeof createTestServices>;
let api: Api;
let group: SecretGroup;
let ada: Person;
let ben: Person;
let cid: Person;

beforeEach(() => {
  test = createTestServices();
  api = apiOver(test.services);
  group = new SecretGroup();
  [ada, ben, cid] = [new Person(), new Person(), new Person()];
});

const now = () => test.clock.now();
const name = (person: Person) => base64(group.nameOf(person));
const profileKey = (person: Person) => base64(group.profileKeyOf(person));
const shown = (person: Person, of = group) =>
  groupAuthorization(of.params, of.presentOn(keys, person, now()));

async function asks(who: Person | string, verb: string, path: string, body?: object, ip?: string) {
  const authorization = typeof who === 'string' ? who : shown(who);
  const answer = await ask(api, verb, path, {
    authorization,
    ...(body ? { body } : {}),
    ...(ip ? { ip } : {}),
  });
  return { ...answer, code: answer.headers['x-aldis-code'] };
}
const creation = (more: object = {}) => ({
  attributes: { title: base64(group.seal('lamps')), description: base64(group.seal('we signal')) },
  access: { attributes: 'MEMBER', members: 'MEMBER', joinByLink: 'ADMINISTRATOR' },
  linkPassword: base64(password),
  profileKey: profileKey(ada),
  add: [{ presentation: base64(proofs.present(group, ben, now())), role: 'MEMBER' }],
  invite: [{ userId: name(cid), role: 'MEMBER' }],
  ...more,
});
const create = (more: object = {}) => asks(ada, 'PUT', '/v2/groups', creation(more));
const read = (who: Person | string) => asks(who, 'GET', '/v2/groups');
const change = (who: Person | string, version: number, ...actions: object[]) =>
  asks(who, 'POST', '/v2/groups', { version, actions });
const byLink = (who: Person, version: number, ...actions: object[]) =>
  asks(who, 'POST', '/v2/groups', { version, actions, linkPassword: base64(password) });
const title = (text: string) => ({
  type: 'setAttribute',
  attribute: 'title',
  value: base64(group.seal(text)),
});
const remove = (person: Person) => ({ type: 'remove', userId: name(person) });

/** Leave to write, as a member's libsignal reads it. */
function received(json: Json, person: Person) {
  const { response, expiresAtMs } = json['endorsements'] as Json;
  const members = (json['state'] as State).members.map(({ userId }) => userId);
  const { combinedEndorsement } = new GroupSendEndorsementsResponse(
    bytesOf(response),
  ).receiveWithCiphertexts(
    members.map((one) => new UuidCiphertext(bytesOf(one))),
    new UuidCiphertext(own(group.nameOf(person))),
    new ServerPublicParams(own(keys.publicParams)),
    new Date(now()),
  );
  return combinedEndorsement.toFullToken(group.secret, new Date(Number(expiresAtMs))).serialize();
}

describe('a group', () => {
  it('is read by its members as it was made, and lets them write to each other', async () => {
    const made = await create();
    expect(made.status).toBe(200);
    const seen = await read(ben);
    const state = seen.json['state'] as State & { attributes: { title: string } };
    expect(group.open(bytesOf(state.attributes.title))).toBe('lamps');
    expect(state.members.map(({ userId, role }) => [userId, role])).toEqual([
      [name(ada), 'ADMINISTRATOR'],
      [name(ben), 'MEMBER'],
    ]);
    expect(state).toEqual(made.json['state']);
    const token = received(seen.json, ben);
    expect(await keys.maySend(token, [ada.account], now())).toBe(true);
    expect(await keys.maySend(token, [cid.account], now())).toBe(false);
    expect(await keys.maySend(token, [ada.account, cid.account], now())).toBe(false);
  });

  it('changes by one version at a time; whoever is second sees what the first made', async () => {
    await create();
    const [one, two] = await Promise.all([
      change(ada, 1, title('one')),
      change(ben, 1, title('two')),
    ]);
    const [winner, loser] = one.status === 200 ? [one, two] : [two, one];
    expect([winner.status, loser.status]).toEqual([200, 409]);
    expect(loser.json['version']).toBe(1);
    const state = loser.json['state'] as State & { attributes: { title: string } };
    expect(group.open(bytesOf(state.attributes.title))).toBe(winner === one ? 'one' : 'two');
    expect((await change(ben, 0, title('back'))).status).toBe(422);
    expect((await change(ben, 1, title('back'))).status).toBe(409);
    expect((await change(ben, 2, title('three'))).status).toBe(200);
  });

  it('tells its changes signed, 64 a page', async () => {
    await create();
    for (let version = 1; version <= 70; version++) {
      // A member may change so much at once, and then more slowly.
      test.clock.advance(2000);
      expect((await change(ada, version, title(`title ${version}`))).status).toBe(200);
    }
    const page = await asks(ben, 'GET', '/v2/groups/logs/1');
    expect(page.status).toBe(206);
    const changes = page.json['changes'] as Json[];
    expect(changes).toHaveLength(limits.groupLogPageMax);
    const params = new ServerPublicParams(own(keys.publicParams));
    for (const { version, change: signed, signature } of changes) {
      const read = new NotarySignature(bytesOf(signature));
      params.verifySignature(bytesOf(signed), read);
      const said = JSON.parse(Buffer.from(bytesOf(signed)).toString()) as Json;
      expect(said).toMatchObject({ group: group.id, version, by: name(ada) });
      expect(() => params.verifySignature(own(randomBytes(9)), read)).toThrow();
    }
    const rest = await asks(ben, 'GET', '/v2/groups/logs/65');
    expect(rest.status).toBe(200);
    expect((rest.json['changes'] as Json[]).map(({ version }) => version)).toEqual([
      65, 66, 67, 68, 69, 70,
    ]);
    expect(rest.json['endorsements']).toBeDefined();
  });

  it('takes in who was invited, who is approved, and nobody else', async () => {
    await create();
    expect((await read(cid)).status).toBe(200);
    expect((await read(cid)).json['endorsements']).toBeUndefined();
    const accept = { type: 'accept', profileKey: profileKey(cid) };
    expect((await change(cid, 1, accept)).json['endorsements']).toBeDefined();
    const dot = new Person();
    expect((await change(dot, 2, accept)).code).toBe('group.not_member');
    const path = `/v2/groups/join/${password.toString('base64url')}`;
    const link = await asks(dot, 'GET', path);
    expect(link.json).toMatchObject({ memberCount: 3, joinByLink: 'ADMINISTRATOR', version: 1 });
    expect(group.open(bytesOf(link.json['title']))).toBe('lamps');
    const wrong = randomBytes(16).toString('base64url');
    expect((await asks(dot, 'GET', `/v2/groups/join/${wrong}`)).code).toBe('group.link_invalid');
    const request = { type: 'request', profileKey: profileKey(dot) };
    expect((await change(dot, 2, request)).code).toBe('group.link_invalid');
    expect((await byLink(dot, 2, request)).status).toBe(200);
    expect((await read(dot)).code).toBe('group.not_member');
    expect((await asks(dot, 'GET', path)).json['isRequesting']).toBe(true);
    const approve = { type: 'approve', userId: name(dot), role: 'MEMBER' };
    expect((await change(ben, 3, approve)).code).toBe('group.forbidden');
    expect((await change(ada, 3, approve)).status).toBe(200);
    expect(((await read(dot)).json['state'] as State).members).toHaveLength(4);
  });
});

describe('somebody who was removed', () => {
  it('shows the same presentation in vain', async () => {
    await create();
    const before = shown(ben);
    expect((await read(before)).status).toBe(200);
    expect((await change(ada, 1, remove(ben))).status).toBe(200);
    for (const who of [before, shown(ben)]) {
      expect((await read(who)).code).toBe('group.not_member');
      expect((await asks(who, 'GET', '/v2/groups/logs/0')).code).toBe('group.not_member');
      expect((await change(who, 1, title('late'))).code).toBe('group.not_member');
      expect((await change(who, 2, title('mine'))).code).toBe('group.not_member');
    }
  });

  it('is told when it is for good', async () => {
    await create();
    expect((await change(ada, 1, { type: 'ban', userId: name(ben) })).status).toBe(200);
    const refused = await read(ben);
    expect([refused.status, refused.code]).toEqual([403, 'group.banned']);
    expect(refused.headers['x-signal-forbidden-reason']).toBe('banned');
    const request = { type: 'request', profileKey: profileKey(ben) };
    expect((await byLink(ben, 2, request)).code).toBe('group.banned');
    const invite = { type: 'invite', userId: name(ben), role: 'MEMBER' };
    expect((await change(ada, 2, invite)).code).toBe('group.banned');
  });
});

describe('hostile people', () => {
  it('do nothing with credentials of another group, day or cluster', async () => {
    await create();
    const other = new SecretGroup();
    const foreign = groupAuthorization(group.params, other.presentOn(keys, ada, now()));
    expect((await read(foreign)).code).toBe('auth.invalid');
    expect((await read(shown(ada, other))).code).toBe('group.not_found');
    const cluster = createGroupKeys({ indexKey: randomBytes(32).toString('base64') });
    const made = groupAuthorization(group.params, group.presentOn(cluster, ada, now()));
    expect((await read(made)).code).toBe('auth.invalid');
    const today = shown(ada);
    expect((await read(today)).status).toBe(200);
    test.clock.advance(2 * dayMs);
    expect((await read(today)).code).toBe('auth.invalid');
    expect((await read(shown(ada))).status).toBe(200);
    const [later, soon] = [3, 1].map((days) =>
      groupAuthorization(group.params, group.presentOn(keys, ada, now() + days * dayMs)),
    ) as [string, string];
    expect((await read(later)).code).toBe('auth.invalid');
    expect((await read(soon)).status).toBe(200);
  });

  it('do nothing with headers that are none', async () => {
    await create();
    const good = shown(ada);
    const text = Buffer.from(good.slice(6), 'base64').toString();
    const basic = (words: string) => `Basic ${Buffer.from(words).toString('base64')}`;
    for (const bad of [
      'Basic',
      'Basic !',
      basic(text.toUpperCase()),
      basic(text.replace(':', '::')),
      basic(text.slice(1)),
      basic(`${text}00`),
      basic(text.slice(0, -2)),
      basic(text.split(':')[0] ?? ''),
      basic('a:b'),
      `${good}=`,
      good.replace('Basic', 'Bearer'),
      basic(text.padEnd(3000, '0')),
    ]) {
      expect([bad, (await read(bad)).code]).toEqual([bad, 'auth.invalid']);
    }
    const headers = { authorization: good, 'unidentified-access-key': base64(randomBytes(16)) };
    expect((await ask(api, 'GET', '/v2/groups', { headers })).status).toBe(400);
  });

  it('ask no group in the name of their device', async () => {
    await create();
    const known = await join(api, operatorToken);
    expect((await read(known.authorization)).code).toBe('auth.invalid');
    const device = { account: known.account, device: 1, credential: 'x' } as never;
    const asked = { verb: 'GET', target: '/v2/groups', body: new Uint8Array(0), ip: '192.0.2.1' };
    const headers = { authorization: shown(ada) };
    expect((await api.answer({ ...asked, headers, device })).status).toBe(400);
    expect((await api.answer({ ...asked, headers, isAnonymous: true })).status).toBe(200);
  });

  it('bring in no ciphertext that is none, and no profile that they have no key of', async () => {
    await create();
    const invite = (userId: Uint8Array) => ({
      type: 'invite',
      userId: base64(userId),
      role: 'MEMBER',
    });
    const forged = own(group.nameOf(cid));
    forged[0] = 1;
    for (const userId of [forged, new Uint8Array(64), new Uint8Array(0)]) {
      expect((await change(ada, 1, invite(userId))).status).toBe(422);
    }
    const other = new SecretGroup();
    const add = (presentation: Uint8Array) => ({
      type: 'add',
      presentation: base64(presentation),
      role: 'MEMBER',
    });
    const dot = new Person();
    const good = proofs.present(group, dot, now());
    const bent = own(good);
    bent[300] = (bent[300] ?? 0) ^ 1;
    const stranger = new ProfileProofs(randomBytes(32).toString('base64'));
    for (const presentation of [
      proofs.present(other, dot, now()),
      stranger.present(group, dot, now()),
      bent,
      new Uint8Array(721),
    ]) {
      expect((await change(ada, 1, add(presentation))).code).toBe('group.invalid');
    }
    expect((await change(ada, 1, add(good))).status).toBe(200);
  });

  it('make nothing too large', async () => {
    const large = base64(Buffer.alloc(limits.groupTitleBytesMax + 1));
    expect((await create({ attributes: { title: large } })).status).toBe(422);
    await create();
    const many = Array.from({ length: limits.groupActionsMax + 1 }, () => title('x'));
    expect((await change(ada, 1, ...many)).status).toBeGreaterThanOrEqual(400);
    expect((await change(ada, 1)).status).toBe(422);
    expect((await change(ada, 1, { type: 'burn' })).status).toBe(422);
    expect((await change(ada, limits.groupVersionMax + 1, title('x'))).status).toBe(422);
    expect((await asks(ada, 'GET', '/v2/groups/logs/-1')).status).toBe(422);
    expect((await read(ada)).json).toMatchObject({ state: { version: 0 } });
  });

  it('begin no group anew under a version that was before', async () => {
    await create();
    await change(ada, 1, title('one'));
    expect((await create()).code).toBe('group.exists');
    expect((await asks(ben, 'PUT', '/v2/groups', creation())).code).toBe('group.exists');
  });

  it('hold up nobody else, neither at their address nor in the group', async () => {
    await create();
    const { burst } = test.services.limits.groupChanges;
    await change(ada, 1, remove(ben));
    for (let n = 0; n < burst; n++) await change(ben, 1, title('late'));
    expect((await change(ben, 1, title('late'))).status).toBe(429);
    expect((await change(ada, 2, title('two'))).status).toBe(200);
  });
});

describe('the server', () => {
  it('is left with no title, no account and no profile key', async () => {
    const rows: Uint8Array[] = [];
    const write = vi.spyOn(MemoryTables.prototype, 'table');
    test = createTestServices();
    api = apiOver(test.services);
    const tables = write.mock.results.map(
      ({ value }) => value as ReturnType<MemoryTables['table']>,
    );
    await create({ invite: [{ userId: name(cid), role: 'MEMBER' }] });
    await change(cid, 1, { type: 'accept', profileKey: profileKey(cid) });
    await change(ada, 2, title('lamps by night'), { type: 'ban', userId: name(ben) });
    for (const table of tables) {
      for (const { key, value } of table.getRange({ start: [], end: '\uffff' })) {
        rows.push(Buffer.from(JSON.stringify(key)), value);
      }
      for (const { key, value } of table.getRange({ start: '', end: '\uffff' })) {
        rows.push(Buffer.from(JSON.stringify(key)), value);
      }
    }
    write.mockRestore();
    const all = Buffer.concat(rows).toString('latin1');
    expect(all).toContain(name(ada));
    expect(all).toContain(group.id);
    for (const person of [ada, ben, cid]) {
      const binary = Buffer.from(person.account.replaceAll('-', ''), 'hex');
      const key = Buffer.from(person.profileKey.serialize());
      const forms = [binary, key].flatMap((bytes) => [
        bytes.toString('latin1'),
        bytes.toString('base64').replaceAll('=', ''),
        bytes.toString('hex'),
      ]);
      for (const form of [person.account, person.pni, ...forms]) expect(all).not.toContain(form);
    }
    for (const text of ['lamps', 'we signal']) {
      expect(all).not.toContain(text);
      expect(all).not.toContain(Buffer.from(text).toString('base64').replaceAll('=', ''));
    }
  });
});

it('what is signed and endorsed is dated when it is made, and not anew', async () => {
  expect((await create()).status).toBe(200);
  test.clock.advance(12 * 60 * 60 * 1000);
  const storeMs = now();
  const action = title('dated');
  const made = await change(ada, 1, action);
  expect(made.status).toBe(200);
  const signed = bytesOf((made.json['change'] as Json)['change']);
  expect(JSON.parse(Buffer.from(signed).toString())).toMatchObject({ version: 1, at: storeMs });
  const endorsed = made.json['endorsements'] as { expiresAtMs: number };
  expect(endorsed.expiresAtMs).toBe(endorsementsEndMs(storeMs));
  // The same again is the same change, whenever it is asked.
  test.clock.advance(1000);
  const again = await change(ada, 1, action);
  expect(again.json['change']).toEqual(made.json['change']);
});
