// What the SDK promises of its failures: one class with a code, whatever went wrong, closed or not;
// wrong use is told at once, and no listener's error is lost.

import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AldisClient, ClientError, moveProfile } from '#client';
import type { Network } from '#client';
import * as commands from '../../../client/cli/commands.ts';
import { Output } from '../../../client/cli/output.ts';
import { Profiles } from '../../../client/cli/profiles.ts';
import { formatGroupLink } from '../../../client/groups/groupLink.ts';
import { Store } from '../../../client/store/store.ts';
import { Scene } from './people.ts';
import type { Person } from './people.ts';

const other = '00000000-0000-4000-8000-000000000002';
const group = 'ab'.repeat(32);
const newNumber = { number: '+12025550100', sessionId: 'x' } as never;
const name = { author: other as never, sentAt: 1 };
const link = formatGroupLink({
  masterKey: new Uint8Array(32),
  password: Buffer.alloc(16).toString('base64'),
  server: 'http://twin',
});

let scene: Scene;
let ana: Person;

beforeEach(async () => {
  scene = new Scene();
  ana = await scene.person('ana');
});

afterEach(() => scene.end());

/** Every method of a client and of its parts, but for those below. */
const calls: [string, (client: AldisClient) => unknown][] = [
  ['connect', (client) => client.connect()],
  ['send', (client) => client.send(other, 'x')],
  ['conversations', (client) => client.conversations()],
  ['inbox', (client) => client.inbox()],
  ['markShown', (client) => client.markShown({ id: 1 })],
  ['history', (client) => client.history(other)],
  ['waiting', (client) => client.waiting],
  ['sessions', (client) => client.sessions()],
  ['publishKeys', (client) => client.publishKeys()],
  ['friend', (client) => client.friend(other)],
  ['friends', (client) => client.friends()],
  ['unfriend', (client) => client.unfriend(other)],
  ['safetyNumber', (client) => client.safetyNumber(other)],
  ['identity', (client) => client.identity(other)],
  ['verify', (client) => client.verify(other, '1'.repeat(60))],
  ['acceptIdentity', (client) => client.acceptIdentity(other, '1'.repeat(60))],
  ['deleteAccount', (client) => client.deleteAccount()],
  ['lock.set', (client) => client.lock.set('correct horse')],
  ['lock.remove', (client) => client.lock.remove()],
  ['lock.isSet', (client) => client.lock.isSet],
  ['privacy.get', (client) => client.privacy.get()],
  ['privacy.set', (client) => client.privacy.set({ typing: false })],
  ['profiles.set', (client) => client.profiles.set({ name: 'Ana' })],
  ['profiles.of', (client) => client.profiles.of(other)],
  ['profiles.known', (client) => client.profiles.known(other)],
  ['contacts.list', (client) => client.contacts.list()],
  ['contacts.get', (client) => client.contacts.get(other)],
  ['contacts.set', (client) => client.contacts.set(other, { name: 'x' })],
  ['contacts.requests', (client) => client.contacts.requests()],
  ['contacts.accept', (client) => client.contacts.accept(other)],
  ['contacts.delete', (client) => client.contacts.delete(other)],
  ['contacts.block', (client) => client.contacts.block(other)],
  ['contacts.isBlocked', (client) => client.contacts.isBlocked(other)],
  ['devices.list', (client) => client.devices.list()],
  ['devices.remove', (client) => client.devices.remove(2)],
  ['devices.rename', (client) => client.devices.rename('x')],
  ['groups.create', (client) => client.groups.create({ title: 'x' })],
  ['groups.list', (client) => client.groups.list()],
  ['groups.get', (client) => client.groups.get(group)],
  ['groups.peek', (client) => client.groups.peek(link)],
  ['groups.join', (client) => client.groups.join(link)],
  ['presence.show', (client) => client.presence.show()],
  ['conversation.send', (client) => client.conversation(other).send('x')],
  ['conversation.react', (client) => client.conversation(other).react(name, 'x')],
  ['conversation.unreact', (client) => client.conversation(other).unreact(name)],
  ['conversation.edit', (client) => client.conversation(other).edit(name, 'x')],
  ['conversation.deleteForAll', (client) => client.conversation(other).deleteForAll(name)],
  ['conversation.history', (client) => client.conversation(other).history()],
  ['conversation.markRead', (client) => client.conversation(other).markRead()],
  ['conversation.setTimer', (client) => client.conversation(other).setTimer(60)],
  ['conversation.poll', (client) => client.conversation(other).poll('x', ['a', 'b'])],
  ['conversation.schedule', (client) => client.conversation(other).schedule('x', 1)],
  ['reconnect', (client) => client.reconnect()],
  ['fetch', (client) => client.fetch()],
  ['message', (client) => client.message(1)],
  ['search', (client) => client.search('x')],
  ['presence.hide', (client) => client.presence.hide()],
  ['presence.watch', (client) => client.presence.watch(other)],
  ['presence.unwatch', (client) => client.presence.unwatch(other)],
  ['presence.publish', (client) => client.presence.publish('x' as never)],
  ['profiles.own', (client) => client.profiles.own],
  ['profiles.avatar', (client) => client.profiles.avatar(other)],
  ['contacts.report', (client) => client.contacts.report(other)],
  ['contacts.unblock', (client) => client.contacts.unblock(other)],
  ['contacts.isAccepted', (client) => client.contacts.isAccepted(other as never)],
  ['security.events', (client) => client.security.events()],
  ['security.sessions', (client) => client.security.sessions()],
  ['security.endSession', (client) => client.security.endSession('x')],
  ['security.totp', (client) => client.security.totp()],
  ['security.beginTotp', (client) => client.security.beginTotp()],
  ['security.confirmTotp', (client) => client.security.confirmTotp('123456')],
  ['security.endTotp', (client) => client.security.endTotp()],
  ['security.renewBackupCodes', (client) => client.security.renewBackupCodes()],
  ['security.prove', (client) => client.security.prove({} as never)],
  ['login.read', (client) => client.login.read()],
  ['login.setPassword', (client) => client.login.setPassword('ana', 'correct horse')],
  ['login.remove', (client) => client.login.remove()],
  ['groups.invitations', (client) => client.groups.invitations],
  ['groups.requests', (client) => client.groups.requests],
  ['calls.relays', (client) => client.calls.relays()],
  ['calls.ring', (client) => client.calls.ring(other)],
  ['calls.ringGroup', (client) => client.calls.ringGroup(group)],
  ['calls.answer', (client) => client.calls.answer('x' as never)],
  ['calls.join', (client) => client.calls.join(group)],
  ['ownAccount.export', (client) => client.ownAccount.export('/nowhere/x')],
  ['ownAccount.changeNumber', (client) => client.ownAccount.changeNumber(newNumber)],
  ['ownAccount.removeRegistrationLock', (client) => client.ownAccount.removeRegistrationLock()],
  ['ownAccount.hasRegistrationLock', (client) => client.ownAccount.hasRegistrationLock()],
  ['ownAccount.username', (client) => client.ownAccount.username],
  ['ownAccount.reserveUsername', (client) => client.ownAccount.reserveUsername('ana')],
  ['ownAccount.confirmUsername', (client) => client.ownAccount.confirmUsername('ana.42')],
  ['ownAccount.setUsername', (client) => client.ownAccount.setUsername('ana')],
  ['ownAccount.removeUsername', (client) => client.ownAccount.removeUsername()],
  ['ownAccount.renewUsernameLink', (client) => client.ownAccount.renewUsernameLink('ana.42')],
  ['ownAccount.findUsername', (client) => client.ownAccount.findUsername('ana.42')],
  ['ownAccount.recovery.read', (client) => client.ownAccount.recovery.read()],
  ['ownAccount.recovery.makeKey', (client) => client.ownAccount.recovery.makeKey()],
  ['ownAccount.recovery.removeKey', (client) => client.ownAccount.recovery.removeKey()],
  ['ownAccount.recovery.approve', (client) => client.ownAccount.recovery.approve()],
  ['ownAccount.recovery.stop', (client) => client.ownAccount.recovery.stop()],
  ['ownAccount.push.show', (client) => client.ownAccount.push.show()],
  ['ownAccount.push.set', (client) => client.ownAccount.push.set({} as never)],
  ['ownAccount.push.off', (client) => client.ownAccount.push.off()],
  ['ownAccount.consents.read', (client) => client.ownAccount.consents.read()],
  ['ownAccount.consents.give', (client) => client.ownAccount.consents.give('x', 'y')],
  ['ownAccount.consents.withdraw', (client) => client.ownAccount.consents.withdraw('x')],
  ['conversation.timer', (client) => client.conversation(other).timer],
  ['conversation.typing', (client) => client.conversation(other).typing(true as never)],
  ['conversation.markViewed', (client) => client.conversation(other).markViewed([name])],
  ['conversation.pin', (client) => client.conversation(other).pin(name, 60 as never)],
  ['conversation.unpin', (client) => client.conversation(other).unpin(name)],
  ['conversation.pins', (client) => client.conversation(other).pins()],
  ['conversation.vote', (client) => client.conversation(other).vote(name, [0])],
  ['conversation.endPoll', (client) => client.conversation(other).endPoll(name)],
  ['conversation.message', (client) => client.conversation(other).message(name)],
  ['conversation.numbered', (client) => client.conversation(other).numbered(1)],
  ['conversation.scheduled', (client) => client.conversation(other).scheduled()],
  ['conversation.cancel', (client) => client.conversation(other).cancel(1 as never)],
];

/** They ask nobody and write nothing. */
const heedless = [
  ...['close', 'on', 'state', 'member', 'pni', 'number', 'conversation'],
  ...['presence.isShown', 'presence.isHere', 'devices.isPrimary', 'ownAccount.provedNumber'],
  ...['ownAccount.captchaWanted'],
  ...['calls.use', 'calls.get', 'calls.all', 'calls.idOf', 'calls.hangUp'],
];
/** What they are given, or whether it is wanted, is looked at first. */
const looking = [
  ...['calls.decline', 'devices.link'],
  ...['ownAccount.setRegistrationLock', 'ownAccount.solveCaptcha'],
];
/** What the parts of a client say to each other. */
const inner = [
  /^calls\.post\./,
  /\.(connected|disconnected|drained|stop|look|recheck|heard|heardOwn|told|changed|learned)$/,
  /^presence\.(switched|signal)$/,
  /^devices\.(hasSiblings|settling|changeNumber|lookNumber)$/,
  /^profiles\.(credential|republish)$/,
  /^contacts\.(saved|isSilenced|mustBeHeard|wrote|newcomer)$/,
  /^calls\.(hear|mayBegin)$/,
];

/** Names of all methods and of what is computed, of an object and of its parts. */
function methodsOf(one: object, prefix = ''): string[] {
  const own = Object.getOwnPropertyNames(Object.getPrototypeOf(one));
  const parts = Object.entries(one).filter(
    ([, part]) => typeof part === 'object' && !isPlain(part as object | null),
  );
  return [
    ...own.filter((method) => method !== 'constructor').map((method) => `${prefix}${method}`),
    ...parts.flatMap(([at, part]) => methodsOf(part as object, `${prefix}${at}.`)),
  ];
}

const isPlain = (part: object | null) =>
  part === null || Array.isArray(part) || Object.getPrototypeOf(part) === Object.prototype;

test('no method is left out of what is asked after close', () => {
  const all = [
    ...methodsOf(ana.client),
    ...methodsOf(ana.client.conversation(other), 'conversation.'),
  ];
  expect(all.length).toBeGreaterThan(120);
  const known = new Set([...calls.map(([method]) => method), ...heedless, ...looking]);
  const left = all.filter((method) => !known.has(method));
  expect(left.filter((method) => !inner.some((form) => form.test(method)))).toEqual([]);
  expect([...known].filter((method) => !all.includes(method))).toEqual([]);
});

test('after close every method says that the client was closed', async () => {
  await ana.client.close();
  const said: Record<string, unknown> = {};
  for (const [method, call] of calls) {
    try {
      said[method] = await call(ana.client);
      said[method] = 'nothing';
    } catch (error) {
      said[method] = error instanceof ClientError ? error.code : error;
    }
  }
  expect(said).toEqual(Object.fromEntries(calls.map(([method]) => [method, 'client.closed'])));
});

test('what is sent while the client closes waits in the outbox, and its promise ends', async () => {
  const ben = await scene.person('ben');
  const closing = ana.client.close();
  const sent = ana.client.send(ben.id, 'late');
  await expect(sent).rejects.toMatchObject({ code: 'client.closed' });
  await closing;
});

test('wrong use is told at once', async () => {
  for (const text of [42, undefined, null, {}] as never[]) {
    const sent = ana.client.send(other, text);
    await expect(sent).rejects.toMatchObject({ code: 'argument.invalid' });
  }
  for (const passphrase of [42, undefined, null, {}] as never[]) {
    const locked = ana.client.lock.set(passphrase);
    await expect(locked).rejects.toMatchObject({ code: 'argument.invalid' });
  }
  const { client } = ana;
  const refused = expect.objectContaining({ code: 'argument.invalid' });
  for (const event of ['nope', 'toString', '__proto__'] as never[]) {
    expect(() => client.on(event, () => undefined)).toThrow(refused);
  }
  expect(() => client.on('message', undefined as never)).toThrow(refused);
});

describe('a listener', () => {
  const failed: [string, () => void][] = [
    [
      'that throws',
      () => {
        throw new Error('mine');
      },
    ],
    ['whose promise rejects', async () => Promise.reject(new Error('mine'))],
  ];
  test.each(failed)('%s is told as trouble', async (_how, listener) => {
    const ben = await scene.person('ben');
    const troubles: string[] = [];
    ben.client.on('trouble', ({ message }) => troubles.push(message));
    ben.client.on('message', listener);
    await ana.client.send(ben.id, 'hello');
    await scene.until(() => troubles.includes('mine'), 'trouble');
    expect(ben.client.history(ana.id)).toHaveLength(1);
  });
});

describe('a registration', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'aldis-errors-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const desk = () => ({
    output: new Output(true),
    profiles: new Profiles(folder),
    profile: undefined,
    insecure: false,
  });

  async function serving<T>(status: number, work: (url: string) => Promise<T>): Promise<T> {
    const server = createServer((_ask, answer) => {
      answer.writeHead(status, { 'content-type': 'application/json' });
      const code = status === 403 ? 'auth.invalid' : 'server.unavailable';
      answer.end(JSON.stringify({ code, message: 'The invitation is used up.' }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  test('that is refused gives the server’s own reason, and leaves nothing behind', async () => {
    await serving(403, async (url) => {
      const made = commands.register(desk(), 'dan', { server: url, invite: 'used' });
      await expect(made).rejects.toMatchObject({
        code: 'auth.invalid',
        message: 'The registration was refused: The invitation is used up.',
      });
      const profile = join(folder, 'sdk.aldis');
      const registered = AldisClient.register({ server: url, profile, invitation: 'used' });
      await expect(registered).rejects.toBeInstanceOf(ClientError);
    });
    expect(readdirSync(join(folder, 'profiles'))).toEqual([]);
    expect(existsSync(join(folder, 'sdk.aldis'))).toBe(false);
  });

  test('that reaches nobody leaves nothing; one whose end nobody knows goes on', async () => {
    const gone = await serving(200, async (url) => url);
    const nobody = { server: gone, invite: 'x' };
    const made = commands.register(desk(), 'dan', nobody);
    await expect(made).rejects.toMatchObject({ code: 'server.unreachable' });
    expect(readdirSync(join(folder, 'profiles'))).toEqual([]);
    const profile = join(folder, 'sdk.aldis');
    await serving(503, async (server) => {
      const registered = AldisClient.register({ server, profile, invitation: 'x' });
      await expect(registered).rejects.toMatchObject({ code: 'server.unavailable' });
    });
    expect(existsSync(profile)).toBe(true);
  });

  test('that the server has made and the disk has not taken keeps its keys', async () => {
    const profile = join(folder, 'sdk.aldis');
    const { exec } = DatabaseSync.prototype;
    const network: Network = {
      http: async (server, ask) => {
        const answer = await scene.server.http(server, ask);
        vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (
          this: DatabaseSync,
          sql,
        ) {
          if (sql === 'COMMIT') throw new Error('The disk is full.');
          exec.call(this, sql);
        });
        return answer;
      },
      bytes: (server, ask) => scene.server.bytes(server, ask),
      transport: (server, shown) => scene.server.transport(server, shown),
      provision: (server, tell) => scene.server.provision(server, tell),
    };
    const options = { server: 'http://twin', profile, invitation: 'welcome' };
    const registered = AldisClient.register({ ...options, network });
    await expect(registered).rejects.toThrow('disk is full');
    vi.restoreAllMocks();
    const store = new Store(profile, 'existing');
    const key = Buffer.from(store.profile.identity('aci').publicKey.serialize());
    store.close();
    const made = [...scene.server.devices.values()].at(-1);
    expect(made?.identities.aci.identityKey).toBe(key.toString('base64'));
  });

  test.each([
    'nonsense',
    'ftp://chat.example',
    'https://chat.example/aldis',
    'https://chat.example/?a=1',
    'https://ana:secret@chat.example',
  ])('at %s is refused before anything is asked', async (server) => {
    const profile = join(folder, 'sdk.aldis');
    const registered = AldisClient.register({ server, profile, invitation: 'x' });
    await expect(registered).rejects.toMatchObject({ code: 'server.unreadable' });
    expect(existsSync(profile)).toBe(false);
  });
});

test('a profile finds its cluster at another address from its next opening on', async () => {
  await ana.client.close();
  await moveProfile(ana.profile, 'https://new.example');
  const further = moveProfile(ana.profile, 'https://new.example/x');
  await expect(further).rejects.toThrow(ClientError);
  await expect(moveProfile(ana.profile, 'http://new.example')).rejects.toThrow(/TLS/);
  const again = AldisClient.open(ana.profile, { network: scene.server, clock: scene.clock });
  expect(again.server).toBe('https://new.example');
  await again.close();
});
