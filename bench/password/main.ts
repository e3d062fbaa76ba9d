// `npm run bench -- password`: what a guess at a password costs whoever has stolen the store and
// its keys, and whether a stranger hears at the port which names there are: probes of names that
// somebody has and that nobody has, in turn, their times side by side.

import { randomBytes } from 'node:crypto';
import { conclude, quantile, round } from '#lab/figures.ts';
import type { LaunchedCluster } from '#lab/launch.ts';
import { launchCluster } from '#lab/launch.ts';
import { readFlags, runCommand, whole } from '#lab/options.ts';
import { AldisClient } from '#client';
import { beginLogin, loginSecretOf, verifierOf } from '../../client/login/srp.ts';

const secondsADay = 24 * 60 * 60;
/** Guesses of a list of passwords that were found elsewhere. */
const listOf = 100_000;
/** A guess takes no less of a processor; the reference machine: docs/measurements.md. */
const guessCpuMsMin = 20;
/** How often a probe of one kind is slower than one of the other: half of the time, or so. */
const slowerShareMax = 0.55;

async function guess(count: number) {
  const salt = new Uint8Array(randomBytes(16));
  const [cpu, wall] = [process.cpuUsage(), performance.now()];
  for (let nth = 0; nth < count; nth += 1) {
    const secret = await loginSecretOf({ name: 'ada', salt }, Buffer.from(`guess ${nth}`));
    verifierOf(secret);
  }
  const wallMs = (performance.now() - wall) / count;
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs, cpuMs: (user + system) / 1000 / count };
}

type Kind = 'known' | 'unknown';

/** Times of challenges by kind, one after the other, in turn. Unit: milliseconds. */
async function probe({ url }: LaunchedCluster, count: number): Promise<Record<Kind, number[]>> {
  const times: Record<Kind, number[]> = { known: [], unknown: [] };
  const bodies = new Set<string>();
  const A = Buffer.from(beginLogin().shown).toString('base64');
  for (let nth = 0; nth < count * 2; nth += 1) {
    const kind: Kind = nth % 2 === 0 ? 'known' : 'unknown';
    const began = performance.now();
    const answer = await fetch(`${url}/v1/auth/srp/challenge`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      // One length: the handshake has the name in it.
      body: JSON.stringify({ name: kind === 'known' ? 'somebody-1' : 'nobody-001', A }),
    });
    const body: unknown = await answer.json();
    times[kind].push(performance.now() - began);
    const lengths = Object.entries(body as object).map(
      ([name, value]) => `${name} ${JSON.stringify(value).length}`,
    );
    bodies.add(`${answer.status} ${lengths.join(' ')}`);
  }
  if (bodies.size !== 1) throw new Error(`the answers differ: ${[...bodies].join(' | ')}`);
  return times;
}

/** How often one of these is slower than one of those; 0.5: as often as not. */
function slowerShare(these: readonly number[], those: readonly number[]): number {
  const slower = these.flatMap((one) => those.map((other): number => (one > other ? 1 : 0)));
  return slower.reduce((sum, one) => sum + one, 0) / slower.length;
}

async function probeCluster(count: number) {
  const cluster = await launchCluster({ workers: 2, unlimited: true });
  try {
    const { url: server, invitation } = cluster;
    const client = await AldisClient.register({ server, invitation, profile: ':memory:' });
    await client.login.setPassword('somebody-1', 'correct horse battery');
    await client.close();
    await probe(cluster, 20);
    return await probe(cluster, count);
  } finally {
    await cluster.stop();
  }
}

async function main(): Promise<number> {
  const flags = readFlags({ guesses: '100', probes: '500', json: undefined });
  const guesses = whole('--guesses', flags.guesses, 1, 100_000);
  const probes = whole('--probes', flags.probes, 0, 100_000);
  const { wallMs, cpuMs } = await guess(guesses);
  const times = probes > 0 ? await probeCluster(probes) : { known: [], unknown: [] };
  const share = slowerShare(times.known, times.unknown);
  const of = (kind: Kind, at: number) => round(quantile(Float64Array.from(times[kind]).sort(), at));
  const figures = {
    guesses,
    guess_ms: round(wallMs),
    guess_cpu_ms: round(cpuMs),
    list_of_100000_core_hours: round((cpuMs * listOf) / 1000 / 3600),
    guesses_a_core_day: round((secondsADay * 1000) / cpuMs),
    probes,
    known_p50_ms: of('known', 0.5),
    unknown_p50_ms: of('unknown', 0.5),
    known_p99_ms: of('known', 0.99),
    unknown_p99_ms: of('unknown', 0.99),
    known_slower_share: round(share),
  };
  const isAlike = probes === 0 || (share <= slowerShareMax && share >= 1 - slowerShareMax);
  const promises = [
    { sentence: `a guess costs ${guessCpuMsMin} ms of a processor`, kept: cpuMs >= guessCpuMsMin },
    { sentence: 'no time tells which names there are', kept: isAlike },
  ];
  return conclude(figures, promises, flags.json);
}

await runCommand(main);
