// Blobs at the HTTP door: two doors of two workers that share a folder. Forms, uploads by tus,
// downloads with ranges, and what is refused.

import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBlobFolder } from '#persistence';
import { limits } from '#protocol';
import { createHttp } from '../../src/gateway/http/server.ts';
import { basic, join } from '../support/apiClient.ts';
import { numbered, source } from '../support/blobs.ts';
import { apiOver, createTestServices, operatorToken } from '../support/gatewayServices.ts';
import type { Form } from '../support/uploads.ts';
import { append, begin, download, progress, takeForm, tus } from '../support/uploads.ts';

let folder: string;
let test: ReturnType<typeof createTestServices>;
const doors: FastifyInstance[] = [];
let [first, second] = ['', ''];
let authorization: string;

beforeAll(async () => {
  folder = mkdtempSync(joinPath(tmpdir(), 'aldis-door-blobs-'));
  test = createTestServices({ ALDIS_ORIGINS: 'https://app.example' });
  const nowMs = async () => test.clock.now();
  const blobs = openBlobFolder({ folder, freeBytesMin: 0, nowMs });
  const services = { ...test.services, blobs };
  const api = apiOver(services);
  for (let n = 0; n < 2; n++) {
    const app = await createHttp(services, api);
    doors.push(app);
    await app.listen({ port: 0, host: '127.0.0.1' });
  }
  [first, second] = doors.map(
    (app) => `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
  ) as [string, string];
  const person = await join(api, operatorToken);
  authorization = basic(person.account, person.password);
});

afterAll(async () => {
  for (const app of doors) {
    // What was refused in the middle of a body leaves a connection that is kept for a minute.
    app.server.closeAllConnections();
    await app.close();
  }
  rmSync(folder, { recursive: true });
});

const form = (query = '') => takeForm(first, authorization, query);

async function uploaded(length: number): Promise<Form> {
  const made = await form(`?uploadLength=${length}`);
  await begin(first, made, length);
  expect(await append(first, made, 0, source(0, length))).toMatchObject({ status: 204 });
  return made;
}

/** Of a path as it stands: what parses an address would take its dots away. */
function statusOf(path: string): Promise<number | undefined> {
  const { port } = new URL(first);
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asked.on('error', reject).end();
  });
}

describe('an upload', () => {
  it('begins with a form and is there for everybody at its end', async () => {
    const made = await form('?uploadLength=5000');
    expect(made).toEqual({
      status: 200,
      cdn: 3,
      key: expect.stringMatching(/^[\w-]{20}$/),
      headers: {
        Authorization: expect.stringMatching(/^Bearer ey/),
        'Upload-Metadata': `filename ${Buffer.from(made.key).toString('base64')}`,
      },
      signedUploadLocation: '/upload/attachments',
    });
    const begun = await begin(first, made, 5000);
    expect(begun).toMatchObject({ status: 201, offset: 0 });
    expect(begun.headers.get('location')).toBe(`/upload/attachments/${made.key}`);
    expect(begun.headers.get('tus-resumable')).toBe('1.0.0');
    expect(Date.parse(begun.headers.get('upload-expires') ?? '')).toBeGreaterThan(
      test.clock.now() + limits.uploadLifetimeMs - 2000,
    );
    expect((await download(first, made.key)).status).toBe(404);
    expect(await append(first, made, 0, numbered(0, 3000))).toMatchObject({
      status: 204,
      offset: 3000,
    });
    const stands = await progress(second, made);
    expect(stands).toMatchObject({ status: 200, offset: 3000 });
    expect(stands.headers.get('upload-length')).toBe('5000');
    expect(await append(second, made, 3000, source(3000, 5000))).toMatchObject({ offset: 5000 });
    const read = await download(first, made.key);
    expect(read.status).toBe(200);
    expect(read.bytes).toEqual(numbered(0, 5000));
  });

  it('has its first bytes with it, and a repeated beginning changes nothing', async () => {
    const made = await form();
    const url = `${first}${made.signedUploadLocation}`;
    const headers = {
      ...made.headers,
      'upload-length': '2000',
      'content-type': 'application/offset+octet-stream',
    };
    const begun = await tus('POST', url, headers, numbered(0, 1500));
    expect(begun).toMatchObject({ status: 201, offset: 1500 });
    expect(await begin(second, made, 2000)).toMatchObject({ status: 201, offset: 1500 });
    expect(await begin(second, made, 2001)).toMatchObject({ status: 409, code: 'blob.exists' });
    await append(second, made, 1500, numbered(1500, 2000));
    expect((await download(second, made.key)).bytes).toEqual(numbered(0, 2000));
  });

  it('goes on over another worker when its connection is cut', async () => {
    const made = await form();
    await begin(first, made, 400_000);
    const socket = connect(Number(new URL(first).port), '127.0.0.1');
    const head = [
      `PATCH /upload/attachments/${made.key} HTTP/1.1`,
      'host: x',
      'tus-resumable: 1.0.0',
      `authorization: ${made.headers['Authorization']}`,
      'content-type: application/offset+octet-stream',
      'upload-offset: 0',
      'content-length: 400000',
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    socket.write(numbered(0, 150_000));
    let offset = 0;
    while (offset < 150_000) offset = (await progress(second, made)).offset;
    socket.destroy();
    expect(await append(second, made, 0, numbered(0, 10))).toMatchObject({
      status: 409,
      code: 'blob.offset',
    });
    expect(await append(second, made, offset, source(offset, 400_000))).toMatchObject({
      status: 204,
      offset: 400_000,
    });
    expect((await download(first, made.key)).bytes).toEqual(numbered(0, 400_000));
  });

  it('is given up by whoever may upload', async () => {
    const made = await form();
    await begin(first, made, 100);
    const end = () =>
      tus('DELETE', `${second}${made.signedUploadLocation}/${made.key}`, made.headers);
    expect(await end()).toMatchObject({ status: 204 });
    expect(await end()).toMatchObject({ status: 404, code: 'blob.not_found' });
    expect(await progress(first, made)).toMatchObject({ status: 404 });
  });

  it('takes no more than was allowed, and no more than was said', async () => {
    const made = await form('?uploadLength=1000');
    const tooLarge = { status: 413, code: 'blob.too_large' };
    expect(await begin(first, made, 1001)).toMatchObject(tooLarge);
    await begin(first, made, 1000);
    expect(await append(first, made, 0, numbered(0, 1001))).toMatchObject(tooLarge);
    // In chunks nobody knows before.
    expect(await append(first, made, 0, source(0, 5000, { piece: 600 }))).toMatchObject(tooLarge);
    expect((await progress(first, made)).offset).toBeLessThanOrEqual(1000);
    expect((await download(first, made.key)).status).toBe(404);
    const huge = `?uploadLength=${limits.blobBytesMax + 1}`;
    expect((await form(huge)).status).toBe(413);
  });

  it('is refused without the right words', async () => {
    const made = await form();
    const other = await form();
    const url = `${first}${made.signedUploadLocation}`;
    const length = { 'upload-length': '10' };
    const patch = { ...made.headers, 'upload-offset': '0' };
    const all: [Promise<unknown>, number, string][] = [
      [tus('POST', url, length), 401, 'auth.required'],
      [tus('POST', url, { ...length, authorization: 'Bearer x.y.z' }), 401, 'auth.invalid'],
      [tus('POST', url, { ...length, authorization }), 401, 'auth.invalid'],
      [tus('POST', url, made.headers), 422, 'request.invalid'],
      [tus('POST', url, { ...made.headers, 'upload-length': '0' }), 422, 'request.invalid'],
      [tus('POST', url, { ...made.headers, 'upload-length': '-1' }), 422, 'request.invalid'],
      [
        tus('POST', url, { ...made.headers, ...length, 'tus-resumable': '0.2' }),
        412,
        'blob.protocol',
      ],
      [
        tus('POST', url, {
          ...made.headers,
          ...length,
          'Upload-Metadata': other.headers['Upload-Metadata'] ?? '',
        }),
        422,
        'request.invalid',
      ],
      [tus('PATCH', `${url}/${made.key}`, patch, numbered(0, 1)), 415, 'blob.content_type'],
      [append(first, made, 0, numbered(0, 1)), 404, 'blob.not_found'],
      [tus('HEAD', `${url}/${other.key}`, made.headers), 403, 'auth.forbidden'],
      [tus('HEAD', `${url}/..%2F..%2Fetc`, made.headers), 404, 'blob.not_found'],
    ];
    for (const [told, status, code] of all) expect(await told).toMatchObject({ status, code });
  });

  it('ends with its token', async () => {
    const made = await form();
    await begin(first, made, 100);
    test.clock.advance(limits.uploadLifetimeMs + 1000);
    const late = { status: 401, code: 'auth.expired' };
    expect(await append(first, made, 0, numbered(0, 100))).toMatchObject(late);
  });

  it('is charged to its account by the bytes that it may have', async () => {
    const before = test.taken.length;
    await form('?uploadLength=1');
    const taken = test.taken.slice(before).map((one) => one.split(' ')[0]);
    expect(taken).toEqual(expect.arrayContaining(['attachments', 'uploadedBytes']));
    let refused = 0;
    // 4 GiB are 40 forms of 100 MiB.
    for (let n = 0; n < 45; n++) if ((await form()).status === 429) refused += 1;
    expect(refused).toBeGreaterThan(2);
    test.clock.advance(24 * 60 * 60 * 1000);
  });
});

describe('a download', () => {
  it('is a stream of bytes that may be kept for ever, and of no type', async () => {
    const made = await uploaded(200_000);
    const { status, headers, bytes } = await download(second, made.key);
    expect(status).toBe(200);
    expect(bytes).toEqual(numbered(0, 200_000));
    expect(Object.fromEntries(headers)).toMatchObject({
      etag: `"${made.key}"`,
      'accept-ranges': 'bytes',
      'cache-control': 'private, max-age=31536000, immutable',
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment',
      'content-length': '200000',
      'x-content-type-options': 'nosniff',
    });
    const head = await fetch(`${first}/attachments/${made.key}`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '200000']);
    const known = await download(first, made.key, { 'if-none-match': `"${made.key}"` });
    expect([known.status, known.bytes.length]).toEqual([304, 0]);
  });

  it.each([
    ['bytes=0-0', 0, 0],
    ['bytes=70000-150000', 70_000, 150_000],
    ['bytes=199999-', 199_999, 199_999],
    ['bytes=-10', 199_990, 199_999],
    ['bytes=-900000', 0, 199_999],
    ['bytes=100-900000', 100, 199_999],
  ])('of a range has it and no more: %s', async (range, from, upTo) => {
    const made = await uploaded(200_000);
    const read = await download(first, made.key, { range });
    expect(read.status).toBe(206);
    expect(read.headers.get('content-range')).toBe(`bytes ${from}-${upTo}/200000`);
    expect(read.bytes).toEqual(numbered(from, upTo + 1));
  });

  it('of a range that cannot be read has everything, and behind the end nothing', async () => {
    const made = await uploaded(1000);
    for (const range of ['bytes=', 'bytes=a-b', 'items=0-1', 'bytes=0-1,4-5', 'bytes=5-4']) {
      expect((await download(first, made.key, { range })).status).toBe(200);
    }
    for (const range of ['bytes=1000-', 'bytes=5000-6000', 'bytes=-0']) {
      expect((await download(first, made.key, { range })).status).toBe(416);
    }
    const changed = { range: 'bytes=0-1', 'if-range': '"another"' };
    expect((await download(first, made.key, changed)).status).toBe(200);
  });

  it('tells pages of the named origins what they need to read', async () => {
    const made = await uploaded(10);
    const origin = 'https://app.example';
    const asked = await fetch(`${first}/upload/attachments`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-methods')).toContain('PATCH');
    expect(asked.headers.get('access-control-allow-headers')).toContain('upload-offset');
    expect(asked.headers.get('tus-version')).toBe('1.0.0');
    expect(asked.headers.get('tus-max-size')).toBe(String(limits.blobBytesMax));
    const { headers } = await download(first, made.key, { origin });
    expect(headers.get('access-control-allow-origin')).toBe(origin);
    expect(headers.get('access-control-expose-headers')).toContain('content-range');
    const foreign = await download(first, made.key, { origin: 'https://evil.example' });
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('opens nothing above the folder', async () => {
    const long = ['a'.repeat(500), 'A'.repeat(21)];
    const names = ['..', '..%2f', '../../secrets.json', '..%2f..%2fsecrets.json', '%00', '.'];
    for (const name of [...names, ...long]) {
      const status = await statusOf(`/attachments/${name}`);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }
  });

  it('of a large blob comes while it is read', async () => {
    const length = 30 * 1024 * 1024;
    const made = await form(`?uploadLength=${length}`);
    await begin(first, made, length);
    const piece = 64 * 1024;
    await append(first, made, 0, source(0, length, { piece }));
    const answer = await fetch(`${second}/attachments/${made.key}`);
    let read = 0;
    for await (const bytes of answer.body as unknown as AsyncIterable<Uint8Array>) {
      read += bytes.length;
    }
    expect(read).toBe(length);
  });
});
