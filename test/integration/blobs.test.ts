// Blobs in a real cluster: an upload that loses its worker goes on over another one, and nothing in
// the folder tells whose it is.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PlainDevice } from '#lab/plainDevice.ts';
import { registerPlainDevice } from '#lab/plainDevice.ts';
import { numbered, source } from '../support/blobs.ts';
import type { LaunchedCluster } from '../support/cluster.ts';
import { startTestCluster } from '../support/cluster.ts';
import { until } from '../support/people.ts';
import { append, begin, download, progress, takeForm } from '../support/uploads.ts';

let cluster: LaunchedCluster;
let person: PlainDevice;
let authorization: string;

beforeAll(async () => {
  cluster = await startTestCluster({ workers: 2 });
  person = await registerPlainDevice(cluster.url, cluster.invitation);
  const pair = `${person.username}:${person.password}`;
  authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
});

afterAll(async () => {
  await cluster.stop();
});

it('goes on with an upload whose workers were killed', async () => {
  const { url } = cluster;
  const length = 3_000_000;
  const form = await takeForm(url, authorization, `?uploadLength=${length}`);
  expect(await begin(url, form, length)).toMatchObject({ status: 201 });
  async function* slowly() {
    for await (const piece of source(0, length, { piece: 10_000 })) {
      yield piece;
      await wait(20);
    }
  }
  const cut = append(url, form, 0, slowly()).then(
    ({ status }) => status,
    () => 'cut',
  );
  await until(async () => (await progress(url, form)).offset > 100_000, 'some of it is stored');
  for (const { index, pid } of cluster.facts().workers) {
    process.kill(pid, 'SIGKILL');
    const replaced = () =>
      cluster.facts().workers.some((one) => one.index === index && one.pid !== pid);
    await until(async () => replaced(), 'another worker is there');
  }
  expect(await cut).toBe('cut');
  const asked = () => progress(url, form).catch(() => ({ offset: Number.NaN }));
  await until(async () => (await asked()).offset > 100_000, 'the upload is there');
  const { offset } = await progress(url, form);
  expect(await append(url, form, offset, source(offset, length))).toMatchObject({
    status: 204,
    offset: length,
  });
  const read = await download(url, form.key);
  expect(Buffer.compare(read.bytes, numbered(0, length))).toBe(0);
});

it('keeps nothing in the folder that tells an account', async () => {
  const { url } = cluster;
  const form = await takeForm(url, authorization, '?uploadLength=1000');
  await begin(url, form, 1000);
  const names = readdirSync(join(cluster.dataDir, 'blobs'), { recursive: true }).map(String);
  expect(names.some((name) => name.includes(form.key))).toBe(true);
  const told = [person.account, person.account.replaceAll('-', '')];
  expect(names.filter((name) => told.some((id) => name.includes(id)))).toEqual([]);
});
