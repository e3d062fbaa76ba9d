// How large the file of the embedded store is, as its worker tells.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createLifecycle, ManualClock, metrics, silentLog } from '#runtime';
import { watchStoreFile } from '../../../cluster/storeFile.ts';

const shown = async () => (await metrics.storeFile.get()).values[0]?.value ?? 0;

test('the size is told at once, and as it grows', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'aldis-store-file-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  const clock = new ManualClock();
  const lifecycle = createLifecycle(silentLog);
  const own = { dataDir, MONGODB_URL: undefined };
  const file = join(dataDir, 'store', 'durable.lmdb');
  mkdirSync(join(dataDir, 'store'));
  writeFileSync(file, Buffer.alloc(5000));
  watchStoreFile({ config: { ...own, MONGODB_URL: 'mongodb://127.0.0.1' }, clock, lifecycle });
  expect(await shown()).toBe(0);
  watchStoreFile({ config: own, clock, lifecycle });
  expect(await shown()).toBe(5000);
  writeFileSync(file, Buffer.alloc(9000));
  clock.advance(60_000);
  expect(await shown()).toBe(9000);
});
