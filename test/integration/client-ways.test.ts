// The ways of the SDK to a cluster: by an own authority or a pinned key, through proxies, to the
// one of several addresses that answers, and with an end to its tries.

import { execFile } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import { connect as connectTo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { AldisClient, NoAnswer, socketNetwork } from '#client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../client/clock.ts';
import { authority } from '../support/certificate.ts';
import type { LaunchedCluster } from '../support/cluster.ts';
import { startTestCluster } from '../support/cluster.ts';
import { until } from '../support/people.ts';
import type { TestProxy } from '../support/proxies.ts';
import { startConnectProxy, startSocksProxy } from '../support/proxies.ts';

type Options = NonNullable<Parameters<typeof socketNetwork>[0]>;

/** Each command is a process. */
const commandsTimeoutMs = 240_000;
const clients: AldisClient[] = [];
const closing: (() => unknown)[] = [];

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  for (const close of closing.splice(0)) await close();
});

async function register(server: string, invitation: string, options: Options) {
  const network = socketNetwork(options);
  const client = await AldisClient.register({ server, invitation, profile: ':memory:', network });
  clients.push(client);
  return client;
}

/** Registers two, and lets one write to the other. */
async function talk(server: string, invitation: string, options: Options): Promise<AldisClient[]> {
  const ana = await register(server, invitation, options);
  const ben = await register(server, invitation, options);
  const heard = new Promise<string>((resolve) => ben.on('message', ({ text }) => resolve(text)));
  await Promise.all([ana.connect(), ben.connect()]);
  await ana.send(ben.account, 'this way');
  expect(await heard).toBe('this way');
  return [ana, ben];
}

/** Runs `aldis` as a person does; resolves with all that it printed. */
function commandLine(home: string) {
  const main = join(import.meta.dirname, '../../client/cli/main.ts');
  return (...words: string[]) =>
    new Promise<string>((resolve) => {
      const all = [main, '--home', home, ...words];
      execFile(process.execPath, all, (_error, stdout, stderr) => resolve(stdout + stderr));
    });
}

async function listen(hear: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    hear(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

describe('over TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aldis-ways-'));
  const pinOf = (cert: string) =>
    createHash('sha256')
      .update(new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' }))
      .digest('base64');
  let cluster: LaunchedCluster;
  let ca: Awaited<ReturnType<typeof authority>>;
  let pin: string;

  beforeAll(async () => {
    ca = await authority();
    const { cert, key } = await ca.issue();
    pin = pinOf(cert);
    const env = {
      ALDIS_TLS_CERT_FILE: join(folder, 'chain.pem'),
      ALDIS_TLS_KEY_FILE: join(folder, 'key.pem'),
    };
    writeFileSync(env.ALDIS_TLS_CERT_FILE, cert);
    writeFileSync(env.ALDIS_TLS_KEY_FILE, key);
    cluster = await startTestCluster({ workers: 1, env, unlimited: true });
  });

  afterAll(async () => {
    await cluster?.stop();
    rmSync(folder, { recursive: true });
  });

  it.each(['websocket', 'polling'] as const)('an own authority is believed by %s', async (way) => {
    await talk(cluster.url, cluster.invitation, { tls: { ca: ca.cert }, transports: [way] });
  });

  it.each(['websocket', 'polling'] as const)('a pinned key is enough by %s', async (way) => {
    const pins = [pinOf((await authority()).cert), `sha256/${pin}`];
    await talk(cluster.url, cluster.invitation, { tls: { pins }, transports: [way] });
    await talk(cluster.url, cluster.invitation, { tls: { pins, ca: ca.cert }, transports: [way] });
  });

  it(
    'the command line is told an authority or a key once, and keeps it',
    async () => {
      const home = mkdtempSync(join(tmpdir(), 'aldis-ways-home-'));
      closing.push(() => rmSync(home, { recursive: true }));
      const aldis = commandLine(home);
      const file = join(folder, 'ca.pem');
      writeFileSync(file, ca.cert);
      const where = ['--server', cluster.url, '--invite', cluster.invitation];
      expect(await aldis('register', 'ana', ...where)).toContain(
        'does not show the certificate of',
      );
      expect(await aldis('register', 'ana', ...where, '--ca', file)).toContain('ana is registered');
      rmSync(file);
      const gone = await aldis('register', 'ben', ...where, '--ca', file);
      expect(gone).toContain(`${file} cannot be read: there is no such file or folder.`);
      expect(await aldis('register', 'ben', ...where, '--pin', pin)).toContain('ben is registered');
      expect(await aldis('--profile', 'ana', 'send', 'ben', 'by an authority')).toContain('✓');
      const other = pinOf((await authority()).cert);
      const shown = await aldis('--profile', 'ben', 'server', '--pin', other);
      expect(shown).toContain(`(pin ${other})`);
      const away = await aldis('--profile', 'ben', 'send', 'ana', 'to nobody', '--wait', '1s');
      expect(away).toContain('It waits here');
    },
    commandsTimeoutMs,
  );

  it.each<[string, () => Promise<Options>]>([
    ['the authorities of the system', async () => ({})],
    ['another authority', async () => ({ tls: { ca: (await authority()).cert } })],
    ['another key', async () => ({ tls: { pins: [pinOf((await authority()).cert)] } })],
    [
      'another key of the right authority',
      async () => ({ tls: { ca: ca.cert, pins: [pinOf(ca.cert)] } }),
    ],
  ])('who trusts %s is told, and says nothing', async (_, options) => {
    // It has the right certificate and notes what it is told.
    const { cert, key } = await ca.issue();
    let heard = '';
    const impostor = createTlsServer({ cert, key }, (socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => (heard += String(bytes)));
    });
    impostor.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => impostor.listen(0, '127.0.0.1', resolve));
    closing.push(() => impostor.close());
    const server = `https://127.0.0.1:${(impostor.address() as AddressInfo).port}`;
    const told = expect.objectContaining({ code: 'server.untrusted' });
    await expect(register(server, 'secret', await options())).rejects.toEqual(told);
    for (const way of ['websocket', 'polling'] as const) {
      const network = socketNetwork({ ...(await options()), transports: [way], triesMax: 2 });
      const credentials = { username: 'secret.1', password: 'secret' };
      for (const who of [credentials, undefined]) {
        const states: unknown[] = [];
        const transport = network.transport(server, who, systemClock);
        closing.push(() => transport.close());
        transport.open(handlers((state, more) => states.push({ state, ...more })));
        await until(
          () => states.some((one) => Reflect.get(one as object, 'state') === 'closed'),
          way,
        );
        expect(states).toContainEqual(
          expect.objectContaining({ state: 'waiting', code: 'server.untrusted' }),
        );
      }
    }
    expect(heard).toBe('');
  });
});

type Handlers = Parameters<ReturnType<ReturnType<typeof socketNetwork>['transport']>['open']>[0];

function handlers(state: Handlers['state']): Handlers {
  const nothing = () => undefined;
  const [deliver, queueEmpty, notice, signal, presence] = Array<() => undefined>(5).fill(nothing);
  return { state, deliver, queueEmpty, notice, security: nothing, signal, presence } as Handlers;
}

describe('without TLS', () => {
  /** Nobody but the proxy knows where it is. */
  const name = 'cluster.invalid';
  let cluster: LaunchedCluster;

  beforeAll(async () => {
    cluster = await startTestCluster({ workers: 1, unlimited: true });
  });

  afterAll(async () => {
    await cluster?.stop();
  });

  const portOf = () => Number(new URL(cluster.url).port);

  it.each([
    ['HTTP CONNECT', startConnectProxy, {}],
    ['HTTP CONNECT with a password', startConnectProxy, { login: 'ana:secret' }],
    ['SOCKS 5', startSocksProxy, {}],
    ['SOCKS 5 with a password', startSocksProxy, { login: 'ana:secret' }],
  ])('nothing goes past a proxy: %s', async (_, start, login) => {
    const proxy: TestProxy = await start({ names: { [name]: '127.0.0.1' }, ...login });
    closing.push(() => proxy.stop());
    const begun = watchConnections();
    const server = `http://${name}:${portOf()}`;
    for (const way of ['websocket', 'polling'] as const) {
      const options = { proxy: proxy.url, insecure: true, transports: [way] };
      const [ana, ben] = (await talk(server, cluster.invitation, options)) as [
        AldisClient,
        AldisClient,
      ];
      // The door of new devices, and blobs: what was said before comes as one.
      const laptop = await AldisClient.link({
        server,
        profile: ':memory:',
        network: socketNetwork(options),
        onLink: (link) => void ana.devices.link(link, { history: true }),
      });
      clients.push(laptop);
      const history = new Promise((resolve) =>
        laptop.on('history', ({ isOver, code }) => isOver && resolve(code)),
      );
      await laptop.connect();
      expect(await history).toBeUndefined();
      expect(laptop.history(ben.account).map(({ text }) => text)).toEqual(['this way']);
      // The connection that says no name.
      const nameless = socketNetwork(options).transport(server, undefined, systemClock);
      closing.push(() => nameless.close());
      nameless.open(handlers(() => undefined));
      await until(() => nameless.connected, 'an anonymous connection');
    }
    expect(new Set(proxy.asked)).toEqual(new Set([`${name}:${portOf()}`]));
    const own = begun.end().filter(({ socket }) => !proxy.upstream.has(socket));
    expect(own.length).toBeGreaterThan(10);
    expect(own.filter(({ port }) => port !== proxy.port)).toEqual([]);
  });

  it.each([
    ['HTTP CONNECT', startConnectProxy],
    ['SOCKS 5', startSocksProxy],
  ])('a proxy that wants another password lets nobody through: %s', async (_, start) => {
    const proxy = await start({ names: {}, login: 'ana:secret' });
    closing.push(() => proxy.stop());
    const options = { proxy: proxy.url.replace('secret', 'guess') };
    const network = socketNetwork(options);
    const asked = network.http(cluster.url, { verb: 'GET', path: '/livez' });
    await expect(asked).rejects.toThrow(NoAnswer);
    expect(proxy.asked).toEqual([]);
  });

  it.each(['accepts and says nothing', 'answers no longer'])(
    'of two addresses the one that answers is taken, where the first %s',
    async (how) => {
      let calls = 0;
      const port = await listen((socket) => {
        calls += 1;
        if (how === 'answers no longer') socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      });
      const startedAt = performance.now();
      const options = { others: [cluster.url] };
      await talk(`http://127.0.0.1:${port}`, cluster.invitation, options);
      expect(performance.now() - startedAt).toBeLessThan(10_000);
      // One for each client's network: what answered is remembered.
      expect(calls).toBe(2);
    },
  );

  it('after so many tries it says so once, and begins again when it is told to', async () => {
    let isAway = true;
    const port = await listen((socket) => {
      if (isAway) return void socket.destroy();
      const there = connectTo(portOf());
      socket.pipe(there).pipe(socket);
      there.on('error', () => socket.destroy());
    });
    isAway = false;
    const options = { triesMax: 3 };
    const ana = await register(`http://127.0.0.1:${port}`, cluster.invitation, options);
    isAway = true;
    const told: unknown[] = [];
    ana.on('state', (state) => told.push(state));
    await expect(ana.connect()).rejects.toMatchObject({ code: 'server.unreachable' });
    const away = { code: 'server.unreachable' };
    const waiting = { state: 'waiting', ...away, retryInMs: expect.any(Number) };
    const tries = ['connecting', 'connecting'].flatMap((state) => [{ state }, waiting]);
    expect(told).toEqual([...tries, { state: 'connecting' }, { state: 'closed', ...away }]);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(told).toHaveLength(6);
    isAway = false;
    await ana.reconnect();
    expect([ana.state, told.length]).toEqual(['connected', 8]);
  });
});

/** Where each connection leads that this process begins from now on. */
function watchConnections(): { end(): { socket: Socket; port: number | undefined }[] } {
  const made: { socket: Socket; port: number | undefined }[] = [];
  const note = (told: unknown) => {
    const { socket } = told as { socket: Socket };
    socket.once('connect', () => made.push({ socket, port: socket.remotePort }));
  };
  subscribe('net.client.socket', note);
  return {
    end() {
      unsubscribe('net.client.socket', note);
      return made;
    },
  };
}
