// Loaded into the processes of the measured cluster before anything else (NODE_OPTIONS): collects
// all garbage at SIGUSR2 and writes what is left to a file that the measurement reads.

import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Finalizers run between collections, and pages go back to the system after them. */
const collections = 3;
const pauseMs = 300;
/** As before an allocation that would fail otherwise: what is free goes back to the system. */
const thorough = { type: 'major', execution: 'sync', flavor: 'last-resort' };

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as (options: object) => void;

async function report(folder: string): Promise<void> {
  for (let i = 0; i < collections; i++) {
    collect(thorough);
    await sleep(pauseMs);
  }
  const file = join(folder, String(process.pid));
  writeFileSync(`${file}.part`, JSON.stringify(process.memoryUsage()));
  renameSync(`${file}.part`, `${file}.json`);
}

const folder = process.env['ALDIS_TEST_MEMORY_DIR'];
if (folder !== undefined) process.on('SIGUSR2', () => void report(folder));
