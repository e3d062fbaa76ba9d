// `npm run bench -- hosts [--redis single|cluster] [--devices N] [--rate N] [--for 30s]`: two hosts
// of two workers each, on 127.0.0.1 and 127.0.0.2, share one Redis (or a Redis Cluster of three
// nodes) and one MongoDB. Half-way through the load all processes of one host are killed; its
// clients go to the other, and the ledger must be even at the end.

import { readOptions, usage } from './options.ts';
import { runLoad } from './run.ts';
import { textReport } from './textReport.ts';
import { figuresOf, promisesOf } from './verdict.ts';
import { conclude } from '#lab/figures.ts';
import type { RedisKind } from '#lab/hosts.ts';
import { startHosts } from '#lab/hosts.ts';
import { takeFlags, UsageError } from '#lab/options.ts';

const hostUsage = `usage: npm run bench -- hosts [--redis single|cluster]
  and of the load tester: --devices, --rate, --for, --bytes, --processes, --workers, --json`;

interface Asked {
  readonly redis: RedisKind;
  readonly rest: readonly string[];
}

/** Takes out the one option that is not the load tester's. Throws UsageError. */
function ask(args: readonly string[]): Asked {
  const { given, rest } = takeFlags({ redis: 'single' }, args);
  const { redis } = given;
  if (redis !== 'single' && redis !== 'cluster') throw new UsageError(hostUsage);
  return { redis, rest };
}

/** Few: the twin server of MongoDB is slow, and devices of each pair begin on different hosts. */
const defaults: readonly string[] = [
  '--devices',
  '10',
  '--rate',
  '20',
  '--for',
  '20s',
  '--processes',
  '1',
];

async function main(): Promise<0 | 1> {
  const { redis, rest } = ask(process.argv.slice(2));
  const options = readOptions([...defaults, ...rest]);
  const hosts = await startHosts({ redis, workersEach: options.workers });
  const abort = new Promise<never>((_resolve, reject) => {
    const stop = () => reject(new Error('Interrupted; everything that was started is ended.'));
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });
  abort.catch(() => undefined);
  let killed = 0;
  try {
    const [first, second] = hosts.clusters;
    const target = {
      url: first.url,
      others: [second.url],
      invitation: first.invitation,
      halfWay: () => {
        killed = hosts.killSecond();
      },
    };
    const result = await runLoad(options, target, abort);
    console.log(textReport(options, result, process.stdout.isTTY === true).join('\n'));
    const { findings, timeline } = result;
    const { devices, ratePerS, forMs } = options;
    const asked = { redis, devices, rate_per_s: ratePerS, load_s: forMs / 1000, killed };
    return conclude(
      { ...asked, ...figuresOf(findings, timeline) },
      [
        ...promisesOf(findings),
        { sentence: 'a whole host was killed half-way', kept: killed > options.workers },
      ],
      options.json,
    );
  } finally {
    await hosts.stop();
  }
}

if (process.argv.includes('--help')) {
  console.log(`${hostUsage}\n\n${usage}`);
} else {
  try {
    process.exitCode = await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 2;
  }
}
