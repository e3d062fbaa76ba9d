// Hostile uploads and downloads: names that lead elsewhere, leaves that are none, more bytes than
// were said, offsets that are wrong, clients that never come to an end, and ten thousand forms.

import { existsSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { numbered } from '../support/blobs.ts';
import { until } from '../support/people.ts';
import type { Form } from '../support/uploads.ts';
import { append, begin, download, progress, takeForm } from '../support/uploads.ts';
import type { Citizen } from './scene/scene.ts';
import { HostileScene } from './scene/scene.ts';

/** As people upload; what is shown is that they still can. */
const betweenUploadsMs = 200;

let scene: HostileScene;
let eve: Citizen;
let bob: Citizen;

beforeAll(async () => {
  scene = await HostileScene.open();
  [eve, bob] = await Promise.all([scene.register(), scene.register()]);
});
afterAll(() => scene.close());

const formOf = (who: Citizen, query = '?uploadLength=100000') =>
  takeForm(scene.cluster.url, who.authorization, query);
const blobsDir = () => join(scene.cluster.dataDir, 'blobs');
const plans = () =>
  existsSync(join(blobsDir(), 'uploads'))
    ? readdirSync(join(blobsDir(), 'uploads'), { recursive: true }).filter((name) =>
        String(name).endsWith('.plan'),
      )
    : [];

/** A request for an upload whose head is written as it stands. */
const patchHead = (form: Form, offset: number, more: readonly string[]) =>
  [
    `PATCH /upload/attachments/${form.key} HTTP/1.1`,
    'host: x',
    'tus-resumable: 1.0.0',
    `authorization: ${form.headers['Authorization']}`,
    'content-type: application/offset+octet-stream',
    `upload-offset: ${offset}`,
    ...more,
    '\r\n',
  ].join('\r\n');

it('reads no file that is not a blob, whatever it is called', async () => {
  const up = ['../../secrets.json', '..%2f..%2fsecrets.json', '%2e%2e%2f%2e%2e%2fsecrets.json'];
  const odd = [
    '%00',
    '....................',
    '/etc/passwd',
    '..\\..\\secrets.json',
    '%c0%ae%c0%ae',
  ];
  for (const name of [...up, ...odd, 'uploads', 'kept/..', '~', 'A'.repeat(2000)]) {
    for (const verb of ['GET', 'HEAD']) {
      const line = `${verb} /attachments/${name} HTTP/1.1`;
      const text = await scene.raw(`${line}\r\nhost: x\r\nconnection: close\r\n\r\n`);
      expect(text).toMatch(/^HTTP\/1\.1 (404|400|405|422)/);
      expect(text).not.toMatch(/operatorToken|root:/);
    }
  }
  const own = await formOf(eve);
  for (const name of [...up, ...odd]) {
    const path = `/upload/attachments/${name}`;
    const headers = { ...own.headers, 'tus-resumable': '1.0.0', 'upload-offset': '0' };
    const told = await scene.ask('HEAD', path, { headers }).catch(() => ({ status: 400 }));
    expect(told.status).toBeGreaterThanOrEqual(400);
    expect(told.status).toBeLessThan(500);
  }
});

it('takes no leave but its own', async () => {
  const [hers, his] = await Promise.all([formOf(eve), formOf(bob)]);
  const { url } = scene.cluster;
  await begin(url, his, 1000);
  const token = (hers.headers['Authorization'] ?? '').slice('Bearer '.length);
  const [head = '', body = '', tag = ''] = token.split('.');
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
  const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const forged = [
    `${encoded({ alg: 'none' })}.${body}.`,
    `${head}.${encoded({ ...claims, sub: his.key })}.${tag}`,
    `${head}.${encoded({ ...claims, maxLen: 1e12 })}.${tag}`,
    `${head}.${encoded({ ...claims, exp: claims.exp + 1e6 })}.${tag}`,
    `${head}.${body}.${tag.slice(0, -2)}`,
    'x'.repeat(5000),
  ];
  for (const one of forged) {
    const form = { ...his, headers: { ...his.headers, Authorization: `Bearer ${one}` } };
    for (const told of [progress(url, form), append(url, form, 0, numbered(0, 10))]) {
      expect((await told).status).toBe(401);
    }
  }
  const stolen = { ...his, headers: { ...his.headers, Authorization: `Bearer ${token}` } };
  expect((await append(url, stolen, 0, numbered(0, 10))).status).toBe(403);
  expect(await progress(url, his)).toMatchObject({ status: 200, offset: 0 });
  // Its own leave is not one for a device, nor a device's one for uploads.
  const asDevice = await scene.ask('GET', '/v1/accounts/whoami', {
    authorization: `Bearer ${token}`,
  });
  expect(asDevice.status).toBe(401);
});

it('keeps nothing of more bytes than were said, and counts from where it stands', async () => {
  const form = await formOf(eve);
  const { url } = scene.cluster;
  await begin(url, form, 1000);
  // More than announced on the connection: the rest is another request, and none that can be read.
  const longer = Buffer.concat([
    Buffer.from(patchHead(form, 0, ['content-length: 10', 'connection: close'])),
    numbered(0, 5000),
  ]);
  await scene.raw(longer);
  const stands = (await progress(url, form)).offset;
  expect(stands).toBeLessThanOrEqual(10);
  // Less than announced: what came stays.
  const shorter = Buffer.concat([
    Buffer.from(patchHead(form, stands, ['content-length: 500'])),
    numbered(stands, 60),
  ]);
  await scene.raw(shorter, 300);
  await until(async () => (await progress(url, form)).offset === 60, 'what came is stored');
  const odd = ['-1', '1e3', '0x3c', ' 60', '60.0', '99999999999999999999', '', 'NaN', '60,60'];
  for (const offset of odd) {
    const told = await append(url, form, 0, numbered(60, 70), { 'upload-offset': offset });
    if (offset !== ' 60') expect(told.status).toBe(422);
  }
  for (const offset of [0, 59, 71, 1000, 999_999]) {
    expect((await append(url, form, offset, numbered(60, 61))).status).toBe(409);
  }
  const { offset } = await progress(url, form);
  await append(url, form, offset, numbered(offset, 1000));
  expect((await download(url, form.key)).bytes).toEqual(numbered(0, 1000));
});

it('gives ten thousand forms to nobody, and keeps nothing for those it gives', async () => {
  const before = plans().length;
  const began = performance.now();
  const codes = new Map<number, number>();
  const lanes = Array.from({ length: 20 }, async () => {
    for (let n = 0; n < 500; n++) {
      const { status } = await scene.ask('GET', '/v4/attachments/form/upload?uploadLength=1', {
        authorization: bob.authorization,
      });
      codes.set(status, (codes.get(status) ?? 0) + 1);
    }
  });
  await Promise.all(lanes);
  const seconds = (performance.now() - began) / 1000;
  expect([...codes.keys()].sort()).toEqual([200, 429]);
  expect(codes.get(200)).toBeLessThanOrEqual(50 + seconds / 1.2 + 1);
  expect(plans().length).toBe(before);
});

it('lets an account have sixteen uploads that are not finished', async () => {
  const carol = await scene.register();
  const told: number[] = [];
  for (let n = 0; n < 18; n++) {
    told.push((await begin(scene.cluster.url, await formOf(carol), 1000)).status);
  }
  expect(told).toEqual([...Array.from({ length: 16 }, () => 201), 429, 429]);
});

it('hangs up on those who never come to an end, and others upload meanwhile', async () => {
  const { url } = scene.cluster;
  const form = await formOf(eve, '?uploadLength=90000');
  await begin(url, form, 90_000);
  const slow = Array.from({ length: 40 }, () => slowSocket(form));
  const drip = setInterval(() => {
    for (const { socket } of slow) if (!socket.destroyed) socket.write('x');
  }, 1000);
  const began = performance.now();
  let uploads = 0;
  let other = await scene.register();
  while (slow.some(({ socket }) => !socket.destroyed) && performance.now() - began < 60_000) {
    // An account has a bucket of forms, and the invitation has uses that a fast machine reaches.
    if (uploads % 10 === 9) other = await scene.register();
    const mine = await formOf(other, '?uploadLength=20000');
    await begin(url, mine, 20_000);
    if ((await append(url, mine, 0, numbered(0, 20_000))).status === 204) uploads += 1;
    await sleep(betweenUploadsMs);
  }
  clearInterval(drip);
  expect(slow.filter(({ socket }) => !socket.destroyed)).toEqual([]);
  expect(performance.now() - began).toBeLessThan(50_000);
  expect(uploads).toBeGreaterThan(3);
});

function slowSocket(form: Form): { socket: Socket } {
  const options = { port: scene.port, host: '127.0.0.1', localAddress: '127.0.0.77' };
  const socket = connect(options);
  socket.on('error', () => {});
  socket.on('data', () => {});
  socket.write(patchHead(form, 0, ['content-length: 80000']));
  return { socket };
}
