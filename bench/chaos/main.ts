// `npm run chaos -- --seed N --for 60s`: faults on a real cluster under load, and every promise
// checked against the history. `--seeds 10` runs ten seeds and prints a table.

import { writeFileSync } from 'node:fs';
import { conclude } from '#lab/figures.ts';
import type { Options } from './options.ts';
import { readOptions } from './options.ts';
import { runSeed } from './run.ts';
import type { Judgement } from './verdict.ts';

const columns = ['injected', 'sent', 'lost', 'duplicated', 'out_of_order', 'keys_twice'] as const;
const moreColumns = ['owner_faults', 'errors_logged', 'recovery_ms', 'p99_ms'] as const;

async function runMany(options: Options): Promise<0 | 1> {
  const done: { readonly seed: number; readonly judgement: Judgement }[] = [];
  for (let index = 0; index < options.seeds; index++) {
    const seed = (options.seed + index) % 2 ** 32;
    console.log(`seed ${seed}`);
    const judgement = await runSeed({ ...options, seed });
    conclude(judgement.figures, judgement.promises, undefined);
    done.push({ seed, judgement });
  }
  const names = [...columns, ...moreColumns];
  console.log(['seed', ...names, 'broken'].join('\t'));
  let broken = 0;
  for (const { seed, judgement } of done) {
    const failed = judgement.promises.filter((promise) => !promise.kept).length;
    broken += failed;
    console.log([seed, ...names.map((name) => judgement.figures[name]), failed].join('\t'));
  }
  const sum = (name: string) =>
    done.reduce((total, { judgement }) => total + Number(judgement.figures[name]), 0);
  const most = (name: string) =>
    Math.max(...done.map(({ judgement }) => Number(judgement.figures[name])));
  const totals = {
    seeds: done.length,
    ...Object.fromEntries(columns.map((name) => [name, sum(name)])),
    owner_faults: sum('owner_faults'),
    errors_logged: sum('errors_logged'),
    recovery_ms: most('recovery_ms'),
    promises_broken: broken,
  };
  if (options.json) writeFileSync(options.json, `${JSON.stringify(totals, null, 2)}\n`);
  console.log(
    Object.entries(totals)
      .map(([name, value]) => `${name}=${value}`)
      .join(' '),
  );
  return broken > 0 ? 1 : 0;
}

async function main(): Promise<0 | 1> {
  const options = readOptions(process.argv.slice(2));
  if (options.seeds > 1) return runMany(options);
  console.log(`seed ${options.seed}`);
  const { figures, promises } = await runSeed(options);
  return conclude(figures, promises, options.json);
}

// Whoever interrupts a run leaves nothing behind: what was started ends with this process.
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => process.exit(130));

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  // What was under way, a fault that waits for a cluster that is gone, keeps nobody waiting.
  process.exit(2);
}
