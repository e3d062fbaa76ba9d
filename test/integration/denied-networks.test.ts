// Networks that an operator keeps out, at both doors, with real sockets.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Gateway } from '#gateway';
import { createGateway } from '#gateway';
import { deniedCheckMs } from '../../src/gateway/ingress/deniedNetworks.ts';
import { createTestServices } from '../support/gatewayServices.ts';

const host = '127.0.0.1';
const folder = mkdtempSync(join(tmpdir(), 'aldis-denied-'));
const file = join(folder, 'denied');
let test: ReturnType<typeof createTestServices>;
let gateway: Gateway;
let port: number;

beforeAll(async () => {
  writeFileSync(file, '127.0.3.0/24\n');
  test = createTestServices({
    ALDIS_DENIED_NETWORKS_FILE: file,
    ALDIS_TRUSTED_PROXIES: '127.0.9.9',
  });
  gateway = await createGateway(test.services);
  port = await gateway.listen(0, host);
});
afterAll(async () => {
  await gateway.stop();
  rmSync(folder, { recursive: true });
});

interface Heard {
  readonly status: number | undefined;
  readonly text: string;
}

function ask(path: string, from: string, headers = {}): Promise<Heard> {
  const options = { host, port, path, localAddress: from, agent: false, headers };
  return new Promise((resolve, reject) => {
    const sent = get(options, async (answer) => {
      let text = '';
      for await (const chunk of answer) text += String(chunk);
      resolve({ status: answer.statusCode, text });
    });
    sent.on('error', reject);
  });
}

/** The first line that an upgrade to a WebSocket hears. */
function upgrade(from: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host, localAddress: from }, () => {
      const head = [
        'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
        'Host: x',
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
      ];
      socket.write(`${head.join('\r\n')}\r\n\r\n`);
    });
    socket.once('data', (bytes) => {
      resolve(String(bytes).split('\r\n')[0] ?? '');
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

const polling = '/socket.io/?EIO=4&transport=polling';

it('whoever comes from a denied network is kept out at every door, and nobody else', async () => {
  for (const path of ['/livez', polling, '/console/login', '/v1/config']) {
    const denied = await ask(path, '127.0.3.7');
    expect([path, denied.status]).toEqual([path, 403]);
    expect(JSON.parse(denied.text)).toMatchObject({ code: 'network.denied' });
  }
  expect(await upgrade('127.0.3.7')).toContain(' 403 ');
  expect(await upgrade('127.0.4.7')).toContain(' 101 ');
  expect((await ask('/livez', '127.0.4.7')).status).toBe(200);
  expect((await ask(polling, '127.0.4.7')).status).toBe(200);
});

it('no body of theirs is read', async () => {
  const status = await new Promise((resolve, reject) => {
    const options = { host, port, localAddress: '127.0.3.7', agent: false, method: 'POST' };
    const headers = { 'content-length': 1_000_000 };
    const sent = request({ ...options, headers, path: '/v1/registration' }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
      sent.destroy();
    });
    sent.on('error', reject);
    sent.flushHeaders();
  });
  expect(status).toBe(403);
});

it('a proxy is believed for whom it comes, and only a trusted one', async () => {
  const forwarded = { 'x-forwarded-for': '127.0.3.7' };
  expect((await ask('/livez', '127.0.9.9', forwarded)).status).toBe(403);
  expect((await ask('/livez', '127.0.4.7', forwarded)).status).toBe(200);
});

it('the list in force is the one of the file', async () => {
  writeFileSync(file, '127.0.0.0/16\n!127.0.3.0/24\n');
  for (let look = 0; look < 2; look++) test.clock.advance(deniedCheckMs);
  expect((await ask('/livez', '127.0.3.7')).status).toBe(200);
  expect((await ask('/livez', '127.0.4.7')).status).toBe(403);
});
