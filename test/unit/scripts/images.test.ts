// The images of others in deploy/ are pinned by digest from what their registry says, told with a
// registry on this machine that wants a token, as those of the world do.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';

const root = join(import.meta.dirname, '../../..');
const files = ['docker/Dockerfile', 'compose/compose.yaml', 'kubernetes/aldis.yaml'];
const named = /^(?:\s*image: |FROM |ARG \w*IMAGE=)([a-z0-9]\S*)$/gm;

/** As they stand in the files: ours are built here. */
const imagesOf = (folder: string) =>
  files.flatMap((name) =>
    [...readFileSync(join(folder, 'deploy', name), 'utf8').matchAll(named)]
      .map(([, image = '']) => image)
      .filter((image) => !image.startsWith('aldis:')),
  );

let folder: string;
let version = 1;
let answers: (path: string) => string | undefined;
let liesAbout: string | undefined;
/** In place of the token, of a manifest, and of what it is called. */
let strange: { token?: string; type?: string; called?: string; to?: string };
const asked: string[] = [];
const server = createServer(answer);
const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const manifest = (path: string) => JSON.stringify({ schemaVersion: 2, path, version });
const sumOf = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;

function answer(request: IncomingMessage, response: ServerResponse) {
  const { pathname, searchParams } = new URL(request.url ?? '', origin());
  if (pathname === '/token') {
    if (strange.token !== undefined) return response.end(strange.token);
    return response.end(JSON.stringify({ token: `for ${searchParams.get('scope')}` }));
  }
  const path = /^\/v2\/(.+)\/manifests\//.exec(pathname)?.[1] ?? '';
  const scope = `repository:${path}:pull`;
  if (request.headers.authorization !== `Bearer for ${scope}`) {
    const challenge = `Bearer realm="${origin()}/token",service="here",scope="${scope}"`;
    return response.writeHead(401, { 'www-authenticate': challenge }).end();
  }
  asked.push(pathname);
  expect(request.headers.accept).toContain('application/vnd.oci.image.index.v1+json');
  const body = answers(pathname);
  if (body === undefined) return response.writeHead(404).end();
  if (strange.to) return response.writeHead(307, { location: strange.to }).end();
  const digest = strange.called ?? sumOf(path === liesAbout ? 'another' : body);
  const type = strange.type ?? 'application/vnd.oci.image.index.v1+json; charset=utf-8';
  const headers = { 'content-type': type, 'docker-content-digest': digest };
  return response.writeHead(200, headers).end(body);
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aldis-images-'));
  for (const name of ['scripts', 'deploy', 'package.json', 'package-lock.json']) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  version = 1;
  answers = manifest;
  liesAbout = undefined;
  strange = {};
  asked.length = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

async function images(...words: string[]) {
  const where = words.includes('--registry') ? [] : ['--registry', origin()];
  const line = [join(folder, 'scripts/images.mjs'), ...where, ...words];
  const child = spawn(process.execPath, line, { cwd: folder });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (said += part));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, said };
}

it('are written down by the sum of what the registry has; a tag that moved is told', async () => {
  const before = imagesOf(folder).map((image) => image.split('@')[0] ?? '');
  expect(before.length).toBe(4);
  expect((await images('--pin')).code).toBe(0);
  const pinned = imagesOf(folder);
  expect(pinned.map((image) => image.split('@')[0])).toEqual(before);
  for (const image of pinned) {
    const [name = '', digest] = image.split('@');
    const end = `/${name.replace(':', '/manifests/')}`;
    const path = asked.find((one) => one.endsWith(end));
    expect(digest).toBe(sumOf(manifest(path ?? '')));
  }
  expect(asked).toContain('/v2/library/redis/manifests/7.4-bookworm');
  // Nothing else has changed, and it is read as before.
  for (const name of files) {
    const [now = '', then = ''] = [folder, root].map((at) =>
      readFileSync(join(at, 'deploy', name), 'utf8').replaceAll(/@sha256:[0-9a-f]{64}/g, ''),
    );
    expect(now).toBe(then);
    if (name.endsWith('.yaml')) {
      const text = readFileSync(join(folder, 'deploy', name), 'utf8');
      for (const document of parseAllDocuments(text)) expect(document.errors).toEqual([]);
    }
  }
  const same = await images();
  expect(same.code).toBe(0);
  expect(same.said.match(/^as pinned {2}/gm)).toHaveLength(4);
  version = 2;
  const moved = await images();
  expect(moved.code).toBe(1);
  expect(moved.said.match(/^has moved {2}/gm)).toHaveLength(4);
  expect(imagesOf(folder)).toEqual(pinned);
  expect((await images('--pin')).code).toBe(0);
  expect(imagesOf(folder)).not.toEqual(pinned);
});

it('are written all or none: one that is not there, or not as it is called, ends it', async () => {
  const before = imagesOf(folder);
  answers = (path) => (path.includes('/mongo/') ? undefined : manifest(path));
  const lacks = await images('--pin');
  expect(lacks.code).toBe(1);
  expect(lacks.said).toMatch(
    /^127\.0\.0\.1:\d+ has no mongo:8\.0\S*: 404\. Nothing was changed\.$/m,
  );
  answers = manifest;
  liesAbout = 'library/redis';
  const lies = await images('--pin');
  expect(lies.code).toBe(1);
  expect(lies.said).toMatch(
    /calls redis:\S+ sha256:\w+, and it is sha256:\w+\. Nothing was changed/,
  );
  expect(imagesOf(folder)).toEqual(before);
});

it('are none where a page comes in place of a manifest, or what steers a terminal', async () => {
  const before = imagesOf(folder);
  const all: readonly [typeof strange, RegExp][] = [
    [{ type: 'text/html' }, /^127\.0\.0\.1:\d+ has no manifest of /m],
    [{ token: '\u001b]0;owned\u0007' }, /^127\.0\.0\.1:\d+ gave no token: 200\./m],
    [{ token: '{"token":"\\u001b[2J\\n"}' }, /^127\.0\.0\.1:\d+ gave no token: 200\./m],
    [{ called: '\u009b2J' }, /calls node:\S+ what is no digest, and it is sha256:\w+\./],
    [{ to: 'ftp://127.0.0.1/' }, /^127\.0\.0\.1:\d+ sends on to what is not https\./m],
    [{ to: '?again' }, /^127\.0\.0\.1:\d+ sends on and on\./m],
  ];
  for (const [how, sentence] of all) {
    strange = how;
    const { code, said } = await images('--pin');
    expect(said).toMatch(sentence);
    expect(said).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(code).toBe(1);
  }
  expect(imagesOf(folder)).toEqual(before);
});

it('stay as they are where no registry answers, which one sentence says', async () => {
  const before = imagesOf(folder);
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const { code, said } = await images('--registry', `http://127.0.0.1:${port}`, '--pin');
  const sentence = `127.0.0.1:${port} does not answer: ECONNREFUSED. Nothing was changed.\n`;
  expect([code, said]).toEqual([1, sentence]);
  expect(imagesOf(folder)).toEqual(before);
});

it('are of exact tags, each with its digest or said to have none', () => {
  const page = readFileSync(join(root, 'docs/operations.md'), 'utf8');
  const images = imagesOf(root);
  expect(images.length).toBe(4);
  for (const image of images) {
    expect(image).toMatch(/^[a-z0-9./-]+:[\w.-]*\d[\w.-]*(?:@sha256:[0-9a-f]{64})?$/);
    const isPinned = image.includes('@');
    const [, exception = ''] =
      /No digest is written down for ((?:`[^`]*`,?\s)*`[^`]*`)\./.exec(page) ?? [];
    expect(exception.includes(`\`${image}\``), image).toBe(!isPinned);
  }
  expect(page).toContain('npm run images -- --pin');
});
