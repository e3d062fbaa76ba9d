// What an operator is told when something is in the way of a start: one sentence each, tried one by
// one as it would happen, and what `npm run doctor` says of the same.

import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { lookAtMongo } from '#persistence';
import { readConfig } from '#runtime';
import { expect, it } from 'vitest';
import { prepareDataFolder } from '../../cluster/checks.ts';
import { clockApartFromRedis } from '../../cluster/clocks.ts';
import { examine } from '../../cluster/doctor.ts';
import { openTestRedis, startRedis } from '../support/servers.ts';
import { refusingMongo } from './start/refusingMongo.ts';
import { eventually, refusal, start, startReady } from './start/run.ts';
import { temporaryFolder, wholePrimary } from './start/run.ts';

const dayMs = 24 * 60 * 60 * 1000;

const ofDoctor = async (what: string, settings: Record<string, string>) =>
  (await examine(readConfig({ PORT: '0', ...settings }))).filter((one) => one.what === what);

async function portOf(server: Server): Promise<number> {
  await eventually(() => server.listening);
  return (server.address() as AddressInfo).port;
}

it('a data folder that takes no files, wherever it is', async () => {
  const file = join(temporaryFolder(), 'a file');
  writeFileSync(file, '');
  for (const [folder, sentence] of [
    ['/proc/aldis/data', 'The folder /proc/aldis cannot be made (ENOENT).'],
    ['/proc', 'The data folder /proc cannot be written (ENOENT); mend it or set ALDIS_DATA.'],
    [file, `${file} is a file where a folder should be; move it out of the way.`],
    [join(file, 'below'), `${file} is a file where a folder should be; move it out of the way.`],
    ['/dev/null/data', '/dev/null is a file where a folder should be; move it out of the way.'],
  ] as const) {
    expect(() => prepareDataFolder(folder), folder).toThrow(sentence);
  }
  expect(await refusal(start(file))).toContain('is a file where a folder should be');
});

it('a file where a folder of a part should be', async () => {
  for (const [name, primary] of [
    ['redis', undefined],
    ['store', wholePrimary],
    ['blobs', wholePrimary],
  ] as const) {
    const folder = temporaryFolder();
    writeFileSync(join(folder, name), '');
    const sentence = `${join(folder, name)} is a file where a folder should be`;
    expect(await refusal(start(folder, {}, primary))).toContain(sentence);
  }
});

it('a disk that is full, or nearly', async ({ skip }) => {
  for (const [size, filled, sentence] of [
    ['4k', 4096, 'cannot be written (ENOSPC)'],
    ['256k', 0, 'has 0 MiB left, and a start takes 16; free some or set ALDIS_DATA.'],
  ] as const) {
    const folder = temporaryFolder();
    const options = ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder];
    if (spawnSync('mount', options).status !== 0) skip('this user may not mount a small disk');
    try {
      writeFileSync(join(folder, 'filler'), Buffer.alloc(filled));
      expect(await refusal(start(folder))).toContain(sentence);
    } finally {
      spawnSync('umount', [folder]);
    }
  }
});

it('secrets that are lost while the data is there', async () => {
  const folder = temporaryFolder();
  const first = await startReady(folder);
  first.kill('SIGTERM');
  await first.exit;
  const secrets = join(folder, 'secrets.json');
  rmSync(secrets);
  const opens = `nothing else opens what is in ${folder}`;
  const sentence = `The secrets file ${secrets} is gone, and ${opens}`;
  expect(await refusal(start(folder))).toContain(sentence);
  expect(await ofDoctor('secrets file', { ALDIS_DATA: folder })).toMatchObject([
    { state: 'FAIL', found: expect.stringContaining(sentence) },
  ]);
  expect(existsSync(secrets), 'nothing was made in their place').toBe(false);
});

it('a MongoDB that is not there, and one that refuses the password', async () => {
  const server = refusingMongo();
  const web = createServer((_request, response) => response.end()).listen(0, '127.0.0.1');
  const [port, webPort] = [await portOf(server), await portOf(web)];
  const addresses = [
    ['127.0.0.1:1', 'MongoDB at 127.0.0.1:1 does not answer (ECONNREFUSED)'],
    ['nohost.invalid', 'MongoDB at nohost.invalid:27017 does not answer (ENOTFOUND)'],
    [`127.0.0.1:${webPort}`, `MongoDB at 127.0.0.1:${webPort} does not answer`],
    [`127.0.0.1:${port}`, `MongoDB at 127.0.0.1:${port} refuses the user or the password`],
  ] as const;
  // At once: each waits as long as a start would for an answer.
  const looks = addresses.map(async ([address, sentence]) => {
    const MONGODB_URL = `mongodb://canary:canary@${address}/?directConnection=true`;
    const [told, { fault }] = await Promise.all([
      ofDoctor(`MongoDB at ${address}`, { MONGODB_URL }),
      lookAtMongo(MONGODB_URL),
    ]);
    expect(told).toMatchObject([
      { state: 'FAIL', found: expect.stringMatching(/; (start it or )?mend MONGODB_URL\.$/) },
    ]);
    expect(fault).toContain(sentence);
  });
  await Promise.all(looks);
  const MONGODB_URL = `mongodb://canary:canary@127.0.0.1:${port}/?directConnection=true`;
  const cluster = start(temporaryFolder(), { MONGODB_URL }, wholePrimary);
  const refused = `MongoDB at 127.0.0.1:${port} refuses the user or the password`;
  expect(await refusal(cluster)).toBe(`${refused}; mend MONGODB_URL.`);
  expect(cluster.output()).not.toContain('canary');
  server.close();
  web.close();
});

it('a clock that is a day behind what was written here goes on, and is told', async () => {
  const folder = temporaryFolder();
  const first = await startReady(folder);
  first.kill('SIGTERM');
  await first.exit;
  const tomorrow = new Date(Date.now() + dayMs);
  utimesSync(join(folder, 'secrets.json'), tomorrow, tomorrow);
  const sentence = `This machine's clock is 24 hours behind what was last written to ${folder}`;
  expect(await ofDoctor('clock', { ALDIS_DATA: folder })).toMatchObject([
    { state: 'warn', found: expect.stringContaining(sentence) },
  ]);
  const second = await startReady(folder);
  expect(second.output()).toContain(sentence);
});

it('a clock that is a day off that of Redis goes on, and is told', async () => {
  const server = await startRedis();
  const redis = await openTestRedis(server);
  const address = 'redis://me:canary@redis.example:6379';
  for (const [offMs, said] of [
    [dayMs, 'is 24 hours ahead of that of Redis at redis.example:6379'],
    [-dayMs, 'is 24 hours behind that of Redis at redis.example:6379'],
    [-10 * dayMs, 'is 10 days behind that of Redis'],
  ] as const) {
    const sentence = await clockApartFromRedis(address, redis, Date.now() + offMs);
    expect(sentence).toContain(said);
    expect(sentence).not.toContain('canary');
  }
  expect(await clockApartFromRedis(address, redis, Date.now() + 30_000)).toBeUndefined();
  redis.disconnect();
  await server.stop();
});

it('the doctor names the Node that was asked for', () => {
  const folder = temporaryFolder();
  const root = join(import.meta.dirname, '../..');
  cpSync(join(root, 'scripts'), join(folder, 'scripts'), { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) {
    copyFileSync(join(root, name), join(folder, name));
  }
  const wanted = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).dependencies.node;
  const look = () =>
    spawnSync(process.execPath, [join(folder, 'scripts/doctor.mjs')], { encoding: 'utf8' }).stdout;
  expect(look()).toContain(`FAIL  pinned Node: missing; package.json asks for ${wanted}`);
  // The last that it looks at by itself: nothing has ended it before.
  expect(look()).toContain('python3 with venv');
  mkdirSync(join(folder, 'node_modules/node/bin'), { recursive: true });
  const older = join(folder, 'node_modules/node/bin/node');
  writeFileSync(older, '#!/bin/sh\necho v20.1.0\n', { mode: 0o755 });
  expect(look()).toContain(`FAIL  pinned Node: 20.1.0; package.json asks for ${wanted}`);
});
