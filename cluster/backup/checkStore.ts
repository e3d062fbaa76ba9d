// `npm run check-store [-- --json]`: looks at every row of the embedded store, and says what to do
// where something is damaged. It changes nothing; the cluster may run. The walk is in a process of
// its own, as a damaged page may end it.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Command } from 'commander';
import { createEnvelopeSealer, createSealer, openRootKeys, readSecrets } from '#crypto';
import type { CheckedRows } from '#persistence';
import { checkLmdb, lmdbFiles } from '#persistence';
import type { Config } from '#runtime';
import { readConfig } from '#runtime';
import { StartError } from '../checks.ts';
import { run, tell } from './saying.ts';

/** What the walk says, a line each: it begins a table, and what it found there. */
type Said = { readonly begun: string } | { readonly found: CheckedRows };

await run(async () => {
  const command = new Command('npm run check-store --')
    .option('--json', 'tell the outcome as JSON')
    .option('--walk', 'the part that looks')
    .parse();
  const { json, walk } = command.opts<{ json?: true; walk?: true }>();
  const config = readConfig(process.env);
  const { file } = lmdbFiles(config.dataDir);
  if (config.MONGODB_URL) throw new StartError('MONGODB_URL: MongoDB looks after its own files.');
  if (!existsSync(file)) throw new StartError(`There is no store at ${file}; set ALDIS_DATA.`);
  if (walk) return look(config);
  const found = await lookInChild();
  const damaged = found.filter((one) => one.damaged > 0);
  const rows = found.reduce((sum, one) => sum + one.rows, 0);
  tell(json, { file, rows, found, isWhole: damaged.length === 0 }, [
    ...damaged.map(({ name, damaged: count, rows: all }) => `${name}: ${count} of ${all} damaged`),
    damaged.length === 0
      ? `${file}: ${rows} rows in ${found.length} tables, all as they should be.`
      : `${file} is damaged. Stop the cluster, look at the disk, then put the newest backup ` +
        'back: npm run restore -- FILE --replace (docs/backups.md).',
  ]);
  if (damaged.length > 0) process.exitCode = 1;
});

async function look(config: Config): Promise<void> {
  const say = (said: Said) => process.stdout.write(`${JSON.stringify(said)}\n`);
  const root = openRootKeys(config);
  const reread = () => readSecrets(config.secretsFile, root);
  const sealer = createSealer(reread(), reread);
  const begun = (name: string) => void say({ begun: name });
  const found = checkLmdb(config.dataDir, { sealer, envelopes: createEnvelopeSealer() }, begun);
  for await (const one of found) say({ found: one });
}

/** Where the walk ends before its time, what it was at is damaged. */
async function lookInChild(): Promise<CheckedRows[]> {
  const child = spawn(process.execPath, [import.meta.filename, '--walk'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const found: CheckedRows[] = [];
  let at = 'the file';
  for await (const line of createInterface(child.stdout)) {
    const said = JSON.parse(line) as Said;
    if ('begun' in said) at = said.begun;
    else found.push(said.found);
  }
  if ((await ended) !== 0) found.push({ name: at, rows: 0, damaged: 1 });
  return found;
}
