// `npm run bench -- soak`: half an hour of everyday life. Messages at a steady rate, connections
// that come and go, accounts that register and leave; what grows meanwhile, and is the end as
// quick as the beginning?

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { clockMicros } from '#lab/clock.ts';
import type { AldisContender } from '#lab/contender.ts';
import { startAldis } from '#lab/contender.ts';
import { place } from '#lab/layout.ts';
import { createRegistrar } from '#lab/accounts.ts';
import { conclude } from '#lab/figures.ts';
import { runCommand } from '#lab/options.ts';
import { createProgress } from '#lab/progress.ts';
import { assemble } from '#lab/raw/assemble.ts';
import { Crowds } from '#lab/raw/crowds.ts';
import type { RawGenerators } from '#lab/raw/generators.ts';
import { seatPairs } from '#lab/seating.ts';
import { readable } from '#lab/memory.ts';
import type { SoakOutcome } from './judge.ts';
import { judgeSoak } from './judge.ts';
import { Living } from './living.ts';
import { Newcomers } from './newcomers.ts';
import type { SoakOptions, Windows } from './options.ts';
import {
  readSoakOptions,
  restlessPairs,
  restlessShare,
  steadyPairs,
  windowsOf,
} from './options.ts';
import { Sampler } from './samples.ts';

const warmupRate = 100;
const warmupMs = 3000;
/** Removals and closed sockets' ends go on for a moment after the load. */
const restMs = 5000;
const stirEveryMs = 1000;
const backWithinMs = 20_000;
const backPollMs = 200;
const bytes = 300;
/** Timers may run early, and a registration without an answer may have used the invitation. */
const spareUses = 2;

/** Everybody who is connected. */
interface Cast {
  readonly crowds: Crowds;
  readonly crowd: number;
  readonly steady: RawGenerators;
  readonly restless: RawGenerators;
}

async function gather(aldis: AldisContender, connections: number): Promise<Cast> {
  const crowd = connections - 2 * (steadyPairs + restlessPairs);
  const crowds = new Crowds(aldis.target, crowd);
  const progress = createProgress('accounts');
  const seats = await aldis.seats(crowd, (done) => progress.show(done / crowd, `${done}`));
  progress.end();
  await assemble(crowds, seats, crowd);
  const steady = await seatPairs(aldis, { pairs: steadyPairs, bytes, processes: 1 });
  const restless = await seatPairs(aldis, { pairs: restlessPairs, bytes, processes: 1 });
  const servers = aldis.servers.flatMap(({ pids }) => pids());
  place('shared', servers, [...steady.pids, ...restless.pids, ...crowds.pids]);
  return { crowds, crowd, steady, restless };
}

/** Connections break each second until it is stopped, among pairs as often as they are many. */
function stirring({ crowds, crowd, restless }: Cast, each: number): NodeJS.Timeout {
  const ofPairs = Math.round((each * restlessPairs) / (crowd + restlessPairs));
  return setInterval(() => {
    void crowds.stir(each - ofPairs);
    if (ofPairs > 0) void restless.stir(ofPairs);
  }, stirEveryMs);
}

/** How many of the crowd are connected once they had time to come back. */
async function comeBack({ crowds, crowd }: Cast): Promise<number> {
  for (let waited = 0; ; waited += backPollMs) {
    const { ready } = await crowds.state();
    if (ready === crowd || waited >= backWithinMs) return ready;
    await sleep(backPollMs);
  }
}

async function live(
  aldis: AldisContender,
  cast: Cast,
  options: SoakOptions,
  { partMs, sampleEveryMs, livingAtMs }: Windows,
  living: Living,
): Promise<SoakOutcome> {
  const { forMs, rate } = options;
  const { steady, restless } = cast;
  await Promise.all([
    steady.open(aldis.servers, { rate: warmupRate, forMs: warmupMs }),
    restless.open(aldis.servers, { rate: warmupRate, forMs: warmupMs }),
  ]);
  const { url, operatorToken, target } = aldis;
  const door = { url, operatorToken, wire: options.wire };
  const uses = Math.ceil((options.newcomers * forMs * spareUses) / 1000) + 1;
  const newcomers = new Newcomers(await createRegistrar(door, uses), target);
  const sampler = new Sampler(aldis);
  const before = await sampler.take();
  sampler.start(sampleEveryMs);
  living.start(livingAtMs);
  const stir = stirring(cast, options.stir);
  const bar = showTime(forMs);
  newcomers.start(options.newcomers);
  const startMicros = clockMicros();
  const over = setTimeout(() => {
    clearInterval(stir);
    newcomers.stop();
  }, forMs);
  try {
    const slow = Math.round(rate * restlessShare);
    const [ran, ranRestless] = await Promise.all([
      steady.open(aldis.servers, { rate: rate - slow, forMs }),
      // It ends earlier, so that what its last recipients miss comes while others still write.
      restless.open(aldis.servers, { rate: slow, forMs: forMs - restMs }),
    ]);
    const counts = await newcomers.end();
    const back = await comeBack(cast);
    sampler.stop();
    await sleep(restMs);
    const { samples, replaced } = sampler;
    const during = [...samples];
    const after = await sampler.take();
    if (!before || !after) throw new Error('Redis or the processes could not be read');
    const endMicros = startMicros + forMs * 1000;
    return {
      steady: ran,
      restless: ranRestless,
      first: ran.deliveredBetween(startMicros, startMicros + partMs * 1000),
      last: ran.deliveredBetween(endMicros - partMs * 1000, Number.POSITIVE_INFINITY),
      living: living.readings,
      samples: during.filter(({ atMs }) => atMs <= forMs),
      before,
      after,
      replaced,
      newcomers: counts,
      back,
      crowd: cast.crowd,
    };
  } finally {
    for (const timer of [stir, over, bar]) clearTimeout(timer);
    sampler.stop();
    living.stop();
  }
}

function showTime(forMs: number): NodeJS.Timeout {
  const progress = createProgress('soak');
  const begun = performance.now();
  return setInterval(() => {
    const ms = performance.now() - begun;
    progress.show(ms / forMs, `${Math.round(ms / 1000)} s of ${forMs / 1000}`);
    if (ms > forMs) progress.end();
  }, 500);
}

async function main(): Promise<0 | 1> {
  const options = readSoakOptions(process.argv.slice(2));
  const windows = windowsOf(options.forMs);
  const folder = mkdtempSync(join(tmpdir(), 'aldis-soak-'));
  const aldis = await startAldis({ wire: options.wire, env: readable(folder, { gently: true }) });
  let cast: Cast | undefined;
  try {
    cast = await gather(aldis, options.connections);
    const { rate, connections, stir, newcomers } = options;
    console.log(
      `${rate} messages/s, ${connections} connections of which ${stir} go and come back each ` +
        `second, ${newcomers} accounts register and leave each second`,
    );
    const outcome = await live(aldis, cast, options, windows, new Living(folder, aldis));
    const { figures, promises } = judgeSoak(outcome, windows);
    const shape = { for_s: options.forMs / 1000, rate, connections, stir, wire: options.wire };
    return conclude({ ...figures, ...shape }, promises, options.json);
  } finally {
    await Promise.all([cast?.crowds.end(), cast?.steady.end(), cast?.restless.end()]);
    await aldis.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

await runCommand(main);
