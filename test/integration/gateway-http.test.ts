// The HTTP door on a real port: what it bears from slow, greedy and garbled clients, and what it
// shows.

import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FastifyInstance } from 'fastify';
import { limits } from '#protocol';
import { createHttp } from '../../src/gateway/http/server.ts';
import { basic, join } from '../support/apiClient.ts';
import { apiOver, createTestServices, operatorToken } from '../support/gatewayServices.ts';

const opened: FastifyInstance[] = [];
let url: string;
let port: number;
let test: ReturnType<typeof createTestServices>;

async function open(environment: Record<string, string> = {}) {
  const services = createTestServices(environment);
  const app = await createHttp(services.services, apiOver(services.services));
  opened.push(app);
  app.server.listen(0, '127.0.0.1');
  await new Promise((resolve) => app.server.once('listening', resolve));
  const found = (app.server.address() as AddressInfo).port;
  return { ...services, port: found, url: `http://127.0.0.1:${found}` };
}

beforeAll(async () => {
  const door = await open();
  ({ url, port } = door);
  test = door;
});

afterAll(async () => {
  for (const app of opened) {
    app.server.closeAllConnections();
    app.server.close();
    await app.close();
  }
});

/**
 * Sends bytes as they are and returns all that comes back until the server closes, with its time.
 */
function raw(bytes: string, giveUpMs = 20_000): Promise<{ text: string; ms: number }> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    let text = '';
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error('the server did not close'));
    }, giveUpMs);
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(timer);
      resolve({ text, ms: performance.now() - begun });
    });
  });
}

const problemOf = async (answer: Response) => ({
  status: answer.status,
  contentType: answer.headers.get('content-type'),
  ...((await answer.json()) as { code: string; instance: string }),
});

describe('the HTTP door', () => {
  it('refuses verbs that it has never heard of as those that a path does not take', async () => {
    for (const verb of ['QUERY', 'PROPFIND', 'TRACE', 'PATCH']) {
      const head = `${verb} /livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`;
      const { text } = await raw(head);
      expect([verb, text.split('\r\n')[0]]).toEqual([verb, 'HTTP/1.1 405 Method Not Allowed']);
      expect(text).toMatch(/^allow: GET\r$/m);
      expect(text).toContain('"code":"request.verb"');
    }
  });

  it('serves the API with its security headers and a request id', async () => {
    const answer = await fetch(`${url}/livez`, { headers: { 'x-request-id': 'my-request-1' } });
    expect(await answer.json()).toEqual({ status: 'ok' });
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'x-request-id': 'my-request-1',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    const own = await fetch(`${url}/livez`, { headers: { 'x-request-id': 'a b <script>' } });
    expect(own.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('takes a body of any content type, and of none', async () => {
    for (const type of ['application/json', 'text/plain', 'application/octet-stream', '']) {
      const answer = await fetch(`${url}/v1/verification/session`, {
        method: 'POST',
        headers: type === '' ? {} : { 'content-type': type },
        body: Buffer.from('{"number":"+12025550123"}'),
      });
      expect(answer.status).toBe(200);
    }
  });

  it('answers 204 without a body, HEAD like GET', async () => {
    const { authorization } = await join(apiOver(test.services), operatorToken);
    const head = await fetch(`${url}/v1/devices`, { method: 'HEAD', headers: { authorization } });
    expect([head.status, await head.text()]).toEqual([200, '']);
    const gone = await fetch(`${url}/v1/accounts/me`, {
      method: 'DELETE',
      headers: { authorization },
    });
    expect([gone.status, await gone.text()]).toEqual([204, '']);
  });

  it('refuses with problem+json whose instance is the request', async () => {
    const answer = await fetch(`${url}/v1/nothing`);
    const id = answer.headers.get('x-request-id');
    expect(await problemOf(answer)).toMatchObject({
      status: 404,
      contentType: 'application/problem+json',
      code: 'request.not_found',
      instance: `urn:aldis:request:${id}`,
    });
  });

  it('refuses a body above the limit, declared or streamed', async () => {
    const answer = await fetch(`${url}/v1/verification/session`, {
      method: 'POST',
      body: new Uint8Array(limits.frameBytesMax + 1),
    });
    expect(await problemOf(answer)).toMatchObject({ status: 413, code: 'request.too_large' });
    const declared = await raw(
      'POST /v1/registration HTTP/1.1\r\nhost: a\r\nconnection: close\r\n' +
        'content-type: application/json\r\ncontent-length: 104857600\r\n\r\n',
    );
    expect(declared.text).toContain('413');
    expect(declared.text).toContain('request.too_large');
  });

  it.each([
    ['no HTTP at all', 'hello\r\n\r\n', '400'],
    ['an endless header', `GET / HTTP/1.1\r\nhost: a\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`, '431'],
    ['two lengths', 'POST / HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n', '400'],
    [
      'both framings',
      'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\n' +
        'transfer-encoding: chunked\r\n\r\n0\r\n\r\n',
      '400',
    ],
    ['a broken path', 'GET /%zz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n', '400'],
  ])('answers %s and closes', async (_, bytes, status) => {
    const { text } = await raw(bytes);
    expect(text.split('\r\n')[0]).toContain(status);
    expect(text).toContain('application/problem+json');
    expect((await fetch(`${url}/livez`)).status).toBe(200);
  });

  it('closes who never ends their headers within ten seconds', async () => {
    const { text, ms } = await raw('GET /livez HTTP/1.1\r\nhost: a\r\n');
    expect(text).toContain('408');
    expect(ms).toBeLessThan(10_500);
  });
});

describe('addresses and origins', () => {
  const guess = (at: string, forwarded: string) =>
    fetch(`${at}/v1/accounts/whoami`, {
      headers: {
        authorization: basic('9d0652a3-dcc3-4d11-975f-74d61598733f', 'a wrong password!'),
        'x-forwarded-for': forwarded,
      },
    });

  it('believe X-Forwarded-For from configured proxies only', async () => {
    const plain = await open();
    await guess(plain.url, '203.0.113.1');
    expect(plain.taken).toContain('authFailure 127.0.0.1');
    const behind = await open({ ALDIS_TRUSTED_PROXIES: '127.0.0.1' });
    await guess(behind.url, '203.0.113.1');
    expect(behind.taken).toContain('authFailure 203.0.113.1');
  });

  it('tell browsers of configured origins that they may ask, and no others', async () => {
    const door = await open({ ALDIS_ORIGINS: 'https://app.example' });
    const from = (origin: string, method: string) =>
      fetch(`${door.url}/livez`, { method, headers: { origin } });
    const allow = 'access-control-allow-origin';
    const known = await from('https://app.example', 'OPTIONS');
    expect([known.status, known.headers.get(allow)]).toEqual([204, 'https://app.example']);
    expect((await from('https://evil.example', 'GET')).headers.get(allow)).toBeNull();
  });
});

describe('the description of the API', () => {
  it('is served as a document and as a page that loads nothing from outside', async () => {
    const document = (await (await fetch(`${url}/openapi.json`)).json()) as { openapi: string };
    expect(document.openapi).toBe('3.1.0');
    const events = (await (await fetch(`${url}/asyncapi.json`)).json()) as { asyncapi: string };
    expect(events.asyncapi).toBe('3.1.0');
    const page = await fetch(`${url}/docs`);
    expect(page.status).toBe(200);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    // Nor may it load anything, or ask for it where a server without TLS does not answer.
    expect(policy).not.toMatch(/http|\w\.\w|unsafe|upgrade/);
    const html = await page.text();
    expect(html).toContain('swagger-ui');
    expect(html).not.toMatch(/(src|href)="(https?:)?\/\//);
    for (const [, asset = ''] of html.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)) {
      const from = new URL(asset, page.url.endsWith('/') ? page.url : `${page.url}/`);
      expect((await fetch(from)).status).toBe(200);
    }
  });
});
