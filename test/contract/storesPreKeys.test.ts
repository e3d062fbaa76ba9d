// The race for one-time pre-keys over real processes, one of which is killed with SIGKILL, on both
// stores.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runRace } from '#lab/preKeyRace/race.ts';
import { startMongod } from '../support/servers.ts';

const shape = { processes: 4, takers: 80, keys: 40 };

function expectInOrder(result: Awaited<ReturnType<typeof runRace>>): void {
  expect(result).toMatchObject({ twice: 0, lost: 0, failedTakes: 0, killedBySignal: true });
  const { handedOut, stillThere, inFlight } = result;
  expect(handedOut + stillThere + inFlight).toBe(shape.keys);
  expect(handedOut).toBeGreaterThan(0);
}

test('LMDB hands out a key once, though a taker process is killed', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'aldis-race-'));
  try {
    expectInOrder(await runRace({ dataDir, ...shape }));
  } finally {
    rmSync(dataDir, { recursive: true });
  }
});

test('MongoDB hands out a key once, though a taker process is killed', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'aldis-race-'));
  const server = await startMongod();
  try {
    expectInOrder(await runRace({ dataDir, mongodbUrl: server.url, ...shape }));
  } finally {
    await server.stop();
    rmSync(dataDir, { recursive: true });
  }
});
