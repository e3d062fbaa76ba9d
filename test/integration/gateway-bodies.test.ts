// Bodies of requests before they are read: a worker holds only so many bytes of them.

import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { request } from 'node:http';
import type { Gateway } from '#gateway';
import { createGateway } from '#gateway';
import { limits } from '#protocol';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { bodyBytesMax, bodyBytesPerAddressMax } from '../../src/gateway/ingress/bodies.ts';
import { createTestServices } from '../support/gatewayServices.ts';
import { until } from '../support/people.ts';

const host = '127.0.0.1';
const perAddress = bodyBytesPerAddressMax / limits.frameBytesMax;
let gateway: Gateway;
let port: number;
const sockets: Socket[] = [];

beforeAll(async () => {
  gateway = await createGateway(createTestServices().services);
  port = await gateway.listen(0, host);
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});
afterAll(() => gateway.stop());

/** Begins bodies of a MiB and says nothing more; what each hears, as it hears it. */
async function begin(count: number, from: string, path: string, head: string) {
  const texts = Array.from({ length: count }, () => '');
  await Promise.all(
    texts.map((_, n) => {
      const socket = connect({ port, host, localAddress: from });
      sockets.push(socket);
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => (texts[n] += String(bytes)));
      socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\n${head}\r\n\r\n1\r\nx\r\n`);
      return new Promise((resolve) => socket.once('connect', resolve));
    }),
  );
  return texts;
}

/** A small body from an honest client; its status. */
function post(from = host): Promise<number> {
  const body = '{"number":"+12025550123"}';
  const options = { host, port, localAddress: from, agent: false, method: 'POST' };
  return new Promise((resolve, reject) => {
    const sent = request({ ...options, path: '/v1/verification/session' }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const refused = (texts: string[], status: number) =>
  texts.filter((text) => text.startsWith(`HTTP/1.1 ${status} `)).length;

it.each([
  ['declared', `content-length: ${limits.frameBytesMax}`],
  ['streamed', 'transfer-encoding: chunked'],
])('of one address take no more than its share: %s', async (_name, head) => {
  const path = '/v1/registration';
  const own = '127.0.0.9';
  const texts = await begin(perAddress + 20, own, path, head);
  await until(() => refused(texts, 429) >= 20, 'refusals', 5000);
  expect(refused(texts, 429)).toBeLessThanOrEqual(perAddress + 20);
  expect(texts.find((text) => text.includes(' 429 '))).toMatch(/retry-after: 1/i);
  expect(await post('127.0.0.10')).toBe(200);
});

it('of many addresses leave room for what is small, and give theirs back', async () => {
  const path = '/v1/registration';
  const head = `content-length: ${limits.frameBytesMax}`;
  const texts: string[][] = [];
  // Five times what there is room for, announced and never sent.
  const addresses = (5 * bodyBytesMax) / bodyBytesPerAddressMax;
  for (let n = 0; n < addresses; n++) {
    texts.push(await begin(perAddress, `127.0.1.${n + 1}`, path, head));
  }
  const held = addresses * perAddress - bodyBytesMax / limits.frameBytesMax;
  await until(() => refused(texts.flat(), 503) >= held, 'refusals', 5000);
  expect(await post()).toBe(200);
  expect(await post('127.0.0.10')).toBe(200);
  for (const socket of sockets.splice(0)) socket.destroy();
  await until(
    async () => {
      const again = await begin(perAddress, '127.0.2.1', path, head);
      await post();
      const isRefused = refused(again, 503) > 0;
      for (const socket of sockets.splice(0)) socket.destroy();
      return !isRefused;
    },
    'room again',
    5000,
  );
});
