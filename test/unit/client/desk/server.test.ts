// The desk's server: whoever has the link enters once, and nobody else gets anything out of it.

import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { Door } from '../../../../client/daemon/door.ts';
import type { Peer, Serving } from '../../../../client/daemon/peer.ts';
import { RpcError, rpcCodes, wireLimits } from '../../../../client/daemon/wire.ts';
import { bridged } from '../../../../client/desk/behind.ts';
import type { OpenBehind } from '../../../../client/desk/behind.ts';
import { filesOf } from '../../../../client/desk/pageFiles.ts';
import { DeskServer, pagesMax } from '../../../../client/desk/server.ts';
import { enterWaitMs } from '../../../../client/desk/visit.ts';
import type { Wall } from '../../../../client/desk/wall.ts';

interface Heard {
  readonly id?: number;
  readonly method?: string;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly data?: { readonly code: string } };
}

const serving: Serving = {
  answer: async (method, params) => ({ method, params }),
  heard: () => undefined,
  said: (error) => new RpcError(rpcCodes.internal, String(error)),
};
const asks = ['state', 'send', 'refuse', 'conversations', 'profile'];
const wall: Wall = {
  asks: new Map(asks.map((name) => [name, { without: name === 'profile' ? ['avatar'] : [] }])),
  tells: new Set(['media.lost']),
};
let folder: string;
let desk: DeskServer;
let origin: string;
let behind: OpenBehind;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aldis-desk-'));
  const page = join(folder, 'page');
  mkdirSync(page);
  writeFileSync(join(page, 'index.html'), '<!doctype html>desk');
  writeFileSync(join(page, 'main.js'), '1');
  writeFileSync(join(folder, 'secret.js'), 'secret');
  behind = async () => ({ profile: 'ana', serving, wall });
  const open: OpenBehind = (peer) => behind(peer);
  desk = await DeskServer.open({ port: 0, files: filesOf(page), open });
  origin = new URL(desk.link()).origin;
});

afterEach(async () => {
  vi.useRealTimers();
  await desk.close();
  rmSync(folder, { recursive: true, force: true });
});

const tokenOf = (link: string) => new URL(link).hash.slice(1);

/** One page, or what else speaks with the socket. */
function page(from: string | undefined = origin, more: Record<string, string> = {}) {
  const headers = { ...(from === undefined ? {} : { origin: from }), ...more };
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/rpc`, { headers });
  const told: Heard[] = [];
  const waiting = new Map<number, (heard: Heard) => void>();
  socket.on('message', (data: Buffer) => {
    const heard = JSON.parse(data.toString()) as Heard;
    if (heard.method === undefined && heard.id !== undefined) waiting.get(heard.id)?.(heard);
    else told.push(heard);
  });
  const gone = new Promise<'gone'>((resolve) => socket.once('close', () => resolve('gone')));
  const opened = new Promise<'open' | number>((resolve) => {
    socket.once('open', () => resolve('open'));
    socket.once('unexpected-response', (_request, { statusCode = 0 }) => {
      resolve(statusCode);
      socket.terminate();
    });
    socket.on('error', () => undefined);
  });
  let last = 0;
  const call = async (method: string, params: object = {}) => {
    await opened;
    last += 1;
    const id = last;
    const answer = new Promise<Heard>((resolve) => waiting.set(id, resolve));
    socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }, null, 2));
    return Promise.race([answer, gone.then((): Heard => ({ method: 'gone' }))]);
  };
  return { socket, opened, gone, call, told };
}

const sessionOf = (answer: Heard) => (answer.result as { session: string }).session;

test('a token is good once; the session that it became is good again', async () => {
  const token = tokenOf(desk.link());
  const first = page();
  const entered = await first.call('desk.enter', { token });
  expect(entered.result).toMatchObject({ profile: 'ana' });
  expect(await first.call('state', { a: 1 })).toMatchObject({
    result: { method: 'state', params: { a: 1 } },
  });
  const second = page();
  const refused = await second.call('desk.enter', { token });
  expect(refused.error?.data?.code).toBe('desk.refused');
  expect(await second.gone).toBe('gone');
  const reloaded = page();
  const again = await reloaded.call('desk.enter', { session: sessionOf(entered) });
  expect(sessionOf(again)).toBe(sessionOf(entered));
});

test('a link that leads to nobody is good until it has led to somebody', async () => {
  const token = tokenOf(desk.link());
  const holder = behind;
  behind = async () => undefined;
  const early = await page().call('desk.enter', { token });
  expect(early.error?.data?.code).toBe('daemon.ended');
  let found = () => {};
  const looking = new Promise<void>((resolve) => {
    found = resolve;
  });
  behind = (peer) => looking.then(() => holder(peer));
  const [one, other] = [page(), page()];
  const answers = [one.call('desk.enter', { token }), other.call('desk.enter', { token })];
  await Promise.all([one.opened, other.opened]);
  found();
  const codes = (await Promise.all(answers)).map(({ error }) => error?.data?.code ?? 'entered');
  expect(codes.toSorted()).toEqual(['desk.refused', 'entered']);
});

test('a new link ends the one before it', async () => {
  const former = tokenOf(desk.link());
  const token = tokenOf(desk.link());
  expect((await page().call('desk.enter', { token: former })).error?.data?.code).toBe(
    'desk.refused',
  );
  expect((await page().call('desk.enter', { token })).result).toBeDefined();
});

test('before it has entered nothing of a page is heard, and it is let go', async () => {
  const asked = vi.fn(serving.answer);
  behind = async () => ({ profile: 'ana', serving: { ...serving, answer: asked }, wall });
  const early = page();
  expect((await early.call('state')).error?.data?.code).toBe('desk.closed');
  expect(await early.gone).toBe('gone');
  const telling = page();
  await telling.opened;
  telling.socket.send('{"jsonrpc":"2.0","method":"terminal.size","params":{"columns":80}}');
  expect(await telling.gone).toBe('gone');
  for (const shown of [{}, { token: '' }, { token: 7 }, { session: 'x'.repeat(43) }, []]) {
    const one = page();
    expect((await one.call('desk.enter', shown)).error?.data?.code).toBe('desk.refused');
  }
  expect(asked).not.toHaveBeenCalled();
});

test('what is not for pages is not asked, whatever a page says', async () => {
  const [asked, heard] = [vi.fn(serving.answer), vi.fn(serving.heard)];
  behind = async () => ({ profile: 'ana', serving: { ...serving, answer: asked, heard }, wall });
  const one = page();
  await one.call('desk.enter', { token: tokenOf(desk.link()) });
  for (const [method, params] of [
    ['command', { words: ['send'] }],
    ['rpc.discover', {}],
    ['constructor', {}],
    ['desk.enter', {}],
    ['profile', { name: 'Ana', avatar: '/etc/passwd' }],
  ] as const) {
    const { error } = await one.call(method, params);
    expect([method, error?.data?.code]).toEqual([method, 'desk.forbidden']);
  }
  expect(asked).not.toHaveBeenCalled();
  expect((await one.call('profile', { name: 'Ana' })).result).toBeDefined();
  for (const method of ['terminal.size', 'media.lost']) {
    one.socket.send(JSON.stringify({ jsonrpc: '2.0', method, params: {} }));
  }
  expect((await one.call('state')).result).toBeDefined();
  expect(heard.mock.calls.map(([method]) => method)).toEqual(['media.lost']);
});

test('a page that does not enter is let go after 5 s', async () => {
  expect(enterWaitMs).toBe(5_000);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const silent = page();
  await silent.opened;
  const entered = page();
  await entered.call('desk.enter', { token: tokenOf(desk.link()) });
  vi.advanceTimersByTime(enterWaitMs);
  expect(await silent.gone).toBe('gone');
  expect((await entered.call('state')).result).toBeDefined();
});

test('there are eight pages at the most', async () => {
  const pages = Array.from({ length: pagesMax }, () => page());
  expect(pagesMax).toBe(8);
  for (const one of pages) expect(await one.opened).toBe('open');
  expect(await page().opened).toBe(503);
  pages[0]?.socket.close();
  await pages[0]?.gone;
  await vi.waitFor(async () => expect(await page().opened).toBe('open'), { timeout: 30_000 });
});

test('another origin, none, and another name get no socket', async () => {
  expect(await page('http://evil.example').opened).toBe(403);
  expect(await page('null').opened).toBe(403);
  expect(await page(origin, { host: 'evil.example' }).opened).toBe(403);
  const rebound = { host: `evil.example:${new URL(origin).port}` };
  expect(await page(`http://${rebound.host}`, rebound).opened).toBe(403);
  const bare = new WebSocket(`${origin.replace('http', 'ws')}/rpc`);
  const status = new Promise((resolve) => {
    bare.once('unexpected-response', (_request, { statusCode }) => resolve(statusCode));
    bare.on('error', () => undefined);
  });
  expect(await status).toBe(403);
  bare.terminate();
  const { port } = new URL(origin);
  const local = page(`http://localhost:${port}`, { host: `localhost:${port}` });
  expect(await local.opened).toBe('open');
});

/** Asks for a socket, and never ends its own side. */
function holding(from: string): Promise<Socket> {
  const { port } = new URL(origin);
  const socket = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => undefined);
  const upgrade = 'connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13';
  const key = `sec-websocket-key: ${'A'.repeat(22)}==`;
  const named = `host: 127.0.0.1:${port}\r\norigin: ${from}`;
  socket.write(`GET /rpc HTTP/1.1\r\n${named}\r\n${upgrade}\r\n${key}\r\n\r\n`);
  return new Promise((resolve) => socket.once('data', () => resolve(socket)));
}

test('who never ends its side keeps nobody out, nor the desk from closing', async () => {
  const refused = Array.from({ length: 64 }, () => holding('http://evil.example'));
  const held = [...(await Promise.all(refused)), await holding(origin)];
  expect((await raw('/')).status).toBe(200);
  await desk.close();
  for (const socket of held) socket.destroy();
});

/** One answer to a request that no browser would make. */
function raw(path: string, headers: Record<string, string> = {}, method = 'GET') {
  const { port } = new URL(origin);
  return new Promise<{ status: number; text: string; headers: NodeJS.Dict<string | string[]> }>(
    (resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port, path, headers, method }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        answer.once('end', () =>
          resolve({ status: answer.statusCode ?? 0, text, headers: answer.headers }),
        );
      });
      asked.once('error', reject);
      asked.end();
    },
  );
}

test('files are those that were built, with a policy that lets nothing else in', async () => {
  const index = await raw('/');
  expect(index).toMatchObject({ status: 200, text: '<!doctype html>desk' });
  expect(index.headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  });
  const policy = String(index.headers['content-security-policy']);
  expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
  expect(policy).toContain("frame-ancestors 'none'");
  expect((await raw('/main.js')).headers['content-type']).toMatch(/javascript/);
  for (const path of ['/../secret.js', '/%2e%2e/secret.js', '/page/../../secret.js', '//x', '/x']) {
    const { status, text } = await raw(path);
    expect([path, status, text]).toEqual([path, 404, '']);
  }
  expect((await raw('/', { host: 'evil.example' })).status).toBe(421);
  expect((await raw('/', {}, 'POST')).status).toBe(405);
});

test('a request target that is no path ends nothing', async () => {
  const { port } = new URL(origin);
  const said = await new Promise<string>((resolve) => {
    const socket = connect(Number(port), '127.0.0.1', () =>
      socket.write(`GET http://[ HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: close\r\n\r\n`),
    );
    let text = '';
    socket.on('data', (bytes) => {
      text += bytes.toString();
    });
    socket.once('close', () => resolve(text));
  });
  expect(said).toMatch(/^HTTP\/1.1 404/);
  expect((await raw('/')).status).toBe(200);
});

test('bytes, and a frame that is too long, end the page', async () => {
  const one = page();
  await one.opened;
  one.socket.send(Buffer.from([1, 2, 3]));
  expect(await one.gone).toBe('gone');
  const long = page();
  await long.call('desk.enter', { token: tokenOf(desk.link()) });
  long.socket.send('x'.repeat(wireLimits.lineBytesMax + 1));
  expect(await long.gone).toBe('gone');
});

test('a page works through whoever else holds the profile, and is let go with it', async () => {
  const peers: Peer[] = [];
  const door = await Door.open(folder, '1.2.3', {
    ...serving,
    async answer(method, params, peer) {
      peers.push(peer);
      if (method === 'refuse') throw new RpcError(rpcCodes.refused, 'No.', { code: 'who.unknown' });
      return { method, params };
    },
  });
  behind = bridged('ana', folder, wall);
  const one = page();
  await one.call('desk.enter', { token: tokenOf(desk.link()) });
  expect((await one.call('send', { who: 'ben' })).result).toEqual({
    method: 'send',
    params: { who: 'ben' },
  });
  expect((await one.call('refuse')).error).toMatchObject({ data: { code: 'who.unknown' } });
  peers[0]?.notify('event.message', { text: 'hi' });
  await vi.waitFor(() => expect(one.told).toMatchObject([{ method: 'event.message' }]), {
    timeout: 30_000,
  });
  const answered = peers[0]?.call('media.open', { call: 'x' });
  await vi.waitFor(() => expect(one.told[1]).toMatchObject({ method: 'media.open' }), {
    timeout: 30_000,
  });
  const id = one.told[1]?.id;
  one.socket.send(JSON.stringify({ jsonrpc: '2.0', id, result: { ok: true } }));
  expect(await answered).toEqual({ ok: true });
  await door.close();
  expect(await one.gone).toBe('gone');
  const { error } = await page().call('desk.enter', { token: tokenOf(desk.link()) });
  expect(error?.data?.code).toBe('daemon.ended');
});

test('what others have written may be longer than what a page may say', async () => {
  const text = '\u0001'.repeat(wireLimits.lineBytesMax / 4);
  const door = await Door.open(folder, '1.2.3', { ...serving, answer: async () => [{ text }] });
  behind = bridged('ana', folder, wall);
  const one = page();
  await one.call('desk.enter', { token: tokenOf(desk.link()) });
  expect(await one.call('conversations')).toMatchObject({ result: [{ text }] });
  await door.close();
});
