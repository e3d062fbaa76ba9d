// A password goes to no other host in the clear unless somebody said that it may.

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AldisClient, socketNetwork } from '#client';
import * as commands from '../../../client/cli/commands.ts';
import { friends } from '../../../client/cli/friends.ts';
import type { Cli } from '../../../client/cli/cli.ts';
import { Output } from '../../../client/cli/output.ts';
import { Profiles } from '../../../client/cli/profiles.ts';
import { systemClock } from '../../../client/clock.ts';
import { Store } from '../../../client/store/store.ts';
import { checkServer } from '../../../client/transport/serverAddress.ts';

const credentials = { username: '00000000-0000-4000-8000-000000000001.1', password: 'secret' };
let folder: string;
/** What a server of another host is asked; it hangs up. */
let asked: string[];
let other: Server;
let server: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aldis-address-'));
  asked = [];
  other = createServer(({ method, url, socket }) => {
    asked.push(`${method} ${url}`);
    socket.destroy();
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  // This machine by a name that says nothing of it.
  server = `http://0.0.0.0:${(other.address() as AddressInfo).port}`;
});

afterEach(() => {
  vi.restoreAllMocks();
  other.close();
  rmSync(folder, { recursive: true });
});

const plainHosts = [
  'http://chat.example',
  'http://192.168.1.7:7350',
  'http://10.0.0.1',
  'http://0.0.0.0:7350',
  'http://[2001:db8::1]:7350',
  'http://127.0.0.1@chat.example',
  'http://127.0.0.1.chat.example',
  'http://localhost.chat.example',
  'ws://chat.example',
  'HTTP://CHAT.EXAMPLE',
];

const begun: unknown[] = [];
const note = (what: unknown) => begun.push(what);

test.each(plainHosts)('%s gets no password', async (server) => {
  begun.length = 0;
  subscribe('net.client.socket', note);
  expect(() => checkServer(server, false)).toThrow(
    expect.objectContaining({ code: 'server.insecure' }),
  );
  const network = socketNetwork();
  const ask = { verb: 'POST', path: '/v1/registration', authorization: 'Basic secret' } as const;
  await expect(network.http(server, ask)).rejects.toMatchObject({ code: 'server.insecure' });
  const connect = () => network.transport(server, credentials, systemClock);
  expect(connect).toThrow(expect.objectContaining({ code: 'server.insecure' }));
  const spare = socketNetwork({ others: [server] });
  const connectToSpare = () => spare.transport('https://chat.example', credentials, systemClock);
  expect(connectToSpare).toThrow(expect.objectContaining({ code: 'server.insecure' }));
  const profile = join(folder, 'ana.aldis');
  const registering = AldisClient.register({ server, invitation: 'x', profile });
  await expect(registering).rejects.toMatchObject({ code: 'server.insecure' });
  unsubscribe('net.client.socket', note);
  expect(begun).toEqual([]);
});

test.each([
  'https://chat.example',
  'wss://chat.example',
  'http://127.0.0.1:7350',
  'http://127.9.9.9',
  'http://127.1',
  'http://localhost:7350',
  'http://[::1]:7350',
])('%s is asked', (server) => {
  expect(() => checkServer(server, false)).not.toThrow();
});

test.each(['', 'chat.example', 'file:///etc/passwd', 'http//x'])('%j is no server', (server) => {
  const check = () => checkServer(server, true);
  expect(check).toThrow(expect.objectContaining({ code: 'server.unreadable' }));
});

test('who says insecure may', async () => {
  const profile = join(folder, 'ana.aldis');
  const given = { server, invitation: 'x', profile, insecure: true };
  await expect(AldisClient.register(given)).rejects.toMatchObject({ code: 'server.unreachable' });
  expect(asked).toEqual(['POST /v1/registration']);
});

test("behind a proxy elsewhere this machine's own addresses are those of another", () => {
  const connect = (proxy: string, insecure: boolean) =>
    socketNetwork({ proxy, insecure }).transport('http://127.0.0.1', credentials, systemClock);
  expect(() => connect('socks5://proxy.example', false)).toThrow(
    expect.objectContaining({ code: 'server.insecure' }),
  );
  connect('socks5://proxy.example', true);
  connect('http://127.0.0.1:3128', false);
});

test.each([
  [{ proxy: 'proxy.example:3128' }],
  [{ proxy: 'ftp://proxy.example' }],
  [{ tls: { ca: 'no certificate' } }],
  [{ tls: { ca: [] } }],
  [{ tls: { pins: [] } }],
  [{ tls: { pins: ['c2hvcnQ='] } }],
  [{ triesMax: 0 }],
  [{ triesMax: Number.NaN }],
])('options that cannot be meant are refused: %j', (options) => {
  const make = () => socketNetwork(options);
  expect(make).toThrow(expect.objectContaining({ code: 'argument.invalid' }));
});

test('a profile of another host in the clear is opened by who says so alone', async () => {
  const profile = join(folder, 'old.aldis');
  const store = new Store(profile, 'create');
  store.profile.begin('http://192.168.1.7:7350');
  const account = credentials.username.slice(0, -2);
  store.profile.registered(account as never, account, undefined);
  store.close();
  const open = () => AldisClient.open(profile);
  expect(open).toThrow(expect.objectContaining({ code: 'server.insecure' }));
  await AldisClient.open(profile, { insecure: true }).close();
});

test('the command line says why, and remembers what was said at register', async () => {
  const cli = (insecure: boolean): Cli => ({
    output: new Output(false),
    profiles: new Profiles(folder),
    profile: undefined,
    insecure,
  });
  const given = { server, invite: 'x' };
  await expect(commands.register(cli(false), 'ana', given)).rejects.toThrow(
    /password.*https:\/\/.*--insecure/,
  );
  expect(asked).toEqual([]);
  await expect(commands.register(cli(true), 'ana', given)).rejects.toMatchObject({
    code: 'server.unreachable',
  });
  expect(asked).toHaveLength(1);
  const profiles = new Profiles(folder);
  mkdirSync(join(folder, 'profiles', 'ben'), { recursive: true });
  const account = credentials.username.slice(0, -2) as never;
  profiles.add({ name: 'ben', account, server: given.server, insecure: true });
  expect(profiles.choose('ben').insecure).toBe(true);
  const opened = vi.spyOn(AldisClient, 'open').mockImplementation(() => {
    throw new Error('enough');
  });
  await expect(friends({ ...cli(false), profile: 'ben' })).rejects.toThrow('enough');
  expect(opened).toHaveBeenCalledWith(profiles.storeOf('ben'), {
    insecure: true,
    network: expect.anything(),
  });
});
