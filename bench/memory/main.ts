// `npm run bench -- memory`: what an idle connection of an authenticated device costs the server.
// The workers' memory is read after a forced collection with so many connections and with twice as
// many; the difference, divided, is the answer. Clients are on the same machine, so half of what
// the kernel holds is theirs.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startAldis } from '#lab/contender.ts';
import { conclude, round } from '#lab/figures.ts';
import { oneOf, readFlags, runCommand, UsageError, whole } from '#lab/options.ts';
import { createProgress } from '#lab/progress.ts';
import { Crowds } from '#lab/raw/crowds.ts';
import type { Seat, Wire } from '#lab/raw/dialects.ts';
import { wires } from '#lab/raw/dialects.ts';
import { assemble } from '#lab/raw/assemble.ts';
import type { MemoryReading } from '#lab/memory.ts';
import { readable, readMemory, slopeOf } from '#lab/memory.ts';

const mostKiB = 24;
const KiB = 1024;
/**
 * A connection is idle when the server has let go what it lets go of idle ones: after this here,
 * after five minutes by default.
 */
const idleAfterMs = 3000;
/** Handshakes leave garbage and timers behind: those go first. */
const restMs = 10_000;

function line(name: string, one: MemoryReading, unit: string, size: number): string {
  const of = (bytes: number) => round(bytes / size);
  return (
    `${name}: own ${of(one.anonymous)} (heap ${of(one.heapUsed)} of ${of(one.heapTotal)}, ` +
    `buffers ${of(one.external)}), mapped files ${of(one.mapped)}, rss ${of(one.rss)}, ` +
    `kernel slab ${of(one.slab)}, ` +
    `TCP buffers ${of(one.tcpBuffers)} ${unit}`
  );
}

/**
 * Registers in a cluster that ends then: what registrations leave in a process's memory would hide
 * what connections need.
 */
async function registered(dataDir: string, count: number, wire: Wire): Promise<readonly Seat[]> {
  const aldis = await startAldis({ dataDir, wire });
  const progress = createProgress('accounts');
  try {
    return await aldis.seats(count, (done) => progress.show(done / count, `${done}`));
  } finally {
    progress.end();
    await aldis.stop();
  }
}

async function measure({ first, second, wire, json, snapshots }: Options): Promise<0 | 1> {
  const folder = mkdtempSync(join(tmpdir(), 'aldis-memory-'));
  const dataDir = join(folder, 'data');
  const seats = await registered(dataDir, second, wire);
  const aldis = await startAldis({
    dataDir,
    env: {
      ...readable(folder, { snapshots }),
      ALDIS_PASSIVATE_MS: String(idleAfterMs),
    },
  });
  const crowds = new Crowds(aldis.target, second);
  try {
    const workers = aldis.servers[0]?.pids() ?? [];
    const readings: MemoryReading[] = [];
    for (const [from, upTo] of [
      [0, 0],
      [0, first],
      [first, second],
    ] as const) {
      if (upTo > 0) await assemble(crowds, seats.slice(from, upTo), upTo);
      await sleep(restMs);
      const reading = await readMemory(folder, workers);
      console.log(line(`${upTo} connections`, reading, 'MiB', KiB * KiB));
      readings.push(reading);
    }
    const still = (await crowds.state()).ready;
    return judge(readings, first, second, still, json);
  } finally {
    await crowds.end();
    await aldis.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function judge(
  readings: readonly MemoryReading[],
  first: number,
  second: number,
  still: number,
  json: string | undefined,
): 0 | 1 {
  const [none, some, all] = readings;
  if (!none || !some || !all) throw new Error('a reading is missing');
  const slope = slopeOf(some, all, second - first);
  const early = slopeOf(none, some, first);
  console.log(line(`each of the first ${first}`, early, 'KiB', KiB));
  console.log(line(`each of the other ${second - first}`, slope, 'KiB', KiB));
  const kernel = slope.slab / 2;
  // Mapped pages of the store are the system's to drop, and both workers count the same ones; pages
  // that were free before hide what was allocated since: never less than the live objects.
  const workers = Math.max(slope.anonymous, slope.heapUsed + slope.external);
  const total = workers + kernel;
  const kib = (bytes: number) => round(bytes / KiB);
  return conclude(
    {
      connections: second,
      kib_per_connection: kib(total),
      own_kib: kib(slope.anonymous),
      rss_kib: kib(slope.rss),
      mapped_kib: kib(slope.mapped),
      heap_kib: kib(slope.heapUsed),
      external_kib: kib(slope.external),
      kernel_kib: kib(kernel),
      tcp_buffers_kib: kib(slope.tcpBuffers / 2),
      first_own_kib: kib(early.anonymous),
      first_kernel_kib: kib(early.slab / 2),
      still_connected: still,
    },
    [
      { sentence: 'every device stayed connected', kept: still === second },
      { sentence: `at most ${mostKiB} KiB per idle connection`, kept: total <= mostKiB * KiB },
    ],
    json,
  );
}

interface Options {
  readonly first: number;
  readonly second: number;
  readonly wire: Wire;
  readonly json: string | undefined;
  /** Where the workers write heap snapshots at each reading, which takes them seconds. */
  readonly snapshots: string | undefined;
}

function readOptions(): Options {
  const values = readFlags({
    connections: '5000,10000',
    wire: 'sdk',
    json: undefined,
    snapshots: undefined,
  });
  const [first = 0, second = 0] = values.connections
    .split(',')
    .map((text) => whole('--connections', text, 10, 30_000));
  if (first >= second) throw new UsageError('--connections takes two numbers, the larger second');
  const { json, snapshots } = values;
  return { first, second, wire: oneOf('--wire', values.wire, wires), json, snapshots };
}

await runCommand(() => measure(readOptions()));
