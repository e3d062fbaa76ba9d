// Loaded into the processes of the measured cluster before anything else (NODE_OPTIONS): collects
// all garbage at SIGUSR2 and writes what is left to a file that the measurement reads. With a
// folder for them, heap snapshots as well: two that are compared show what a connection holds.

import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString, writeHeapSnapshot } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Finalizers run between collections, and pages go back to the system after them. */
const collections = 3;
const pauseMs = 300;
/**
 * Collects as before an allocation that would fail otherwise: what is free goes back to the system.
 */
const thorough = { type: 'major', execution: 'sync', flavor: 'last-resort' };
/** Under load: a worker that stands still for long loses its shards. */
const gentle = { type: 'major', execution: 'sync' };

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as (options: object) => void;

let reports = 0;

async function report(folder: string): Promise<void> {
  let usage = process.memoryUsage();
  for (let i = 0; i < collections; i++) {
    collect(process.env['ALDIS_TEST_MEMORY_GENTLY'] ? gentle : thorough);
    // At once: under load there is garbage again before the pause is over.
    usage = process.memoryUsage();
    await sleep(pauseMs);
  }
  const snapshots = process.env['ALDIS_TEST_SNAPSHOTS_DIR'];
  if (snapshots) writeHeapSnapshot(join(snapshots, `${process.pid}-${reports++}.heapsnapshot`));
  const file = join(folder, String(process.pid));
  writeFileSync(`${file}.part`, JSON.stringify(usage));
  renameSync(`${file}.part`, `${file}.json`);
}

const folder = process.env['ALDIS_TEST_MEMORY_DIR'];
if (folder !== undefined) process.on('SIGUSR2', () => void report(folder));
