// `npm run bench -- prekeys --store lmdb|mongo`: 200 takers in 4 processes race for 100 one-time
// pre-keys while one process is killed with SIGKILL half-way: no key twice, none lost.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMongod } from '#lab/mongod.ts';
import { conclude, round } from '#lab/figures.ts';
import { readFlags, runCommand } from '#lab/options.ts';
import type { RaceResult } from '#lab/preKeyRace/race.ts';
import { runRace } from '#lab/preKeyRace/race.ts';

const shape = { processes: 4, takers: 200, keys: 100 };

async function main(): Promise<0 | 1 | 2> {
  const values = readFlags({ store: 'lmdb', rounds: '3', json: undefined });
  if (values.store !== 'lmdb' && values.store !== 'mongo') {
    console.error('usage: npm run bench -- prekeys --store lmdb|mongo [--rounds N] [--json FILE]');
    return 2;
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'aldis-prekeys-'));
  const server = values.store === 'mongo' ? await startMongod() : undefined;
  const results: RaceResult[] = [];
  try {
    for (let rounds = Number.parseInt(values.rounds, 10); rounds > 0; rounds--) {
      const at = { dataDir, ...(server ? { mongodbUrl: server.url } : {}) };
      results.push(await runRace({ ...at, ...shape }));
    }
  } finally {
    await server?.stop();
    rmSync(dataDir, { recursive: true });
  }
  return report(values.store, results, values.json);
}

function report(store: string, results: readonly RaceResult[], json: string | undefined): 0 | 1 {
  const total = (name: 'handedOut' | 'twice' | 'lost' | 'inFlight' | 'failedTakes') =>
    results.reduce((sum, result) => sum + result[name], 0);
  const killed = results.filter((result) => result.killedBySignal).length;
  return conclude(
    {
      store,
      races: results.length,
      ...shape,
      processes_killed: killed,
      keys_handed_out: total('handedOut'),
      keys_twice: total('twice'),
      keys_lost: total('lost'),
      keys_in_flight_at_kill: total('inFlight'),
      takes_failed: total('failedTakes'),
      race_ms_max: round(Math.max(...results.map((result) => result.tookMs))),
    },
    [
      { sentence: 'no key was handed out twice', kept: total('twice') === 0 },
      { sentence: 'no key was lost', kept: total('lost') === 0 },
      { sentence: 'every survivor was answered', kept: total('failedTakes') === 0 },
      {
        sentence: 'one process of each race was killed half-way',
        kept: results.length > 0 && killed === results.length,
      },
    ],
    json,
  );
}

await runCommand(main);
