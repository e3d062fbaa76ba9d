// The words of the command line, checked.

import { mongodBinary } from '#lab/mongod.ts';
import { readFlags } from '#lab/options.ts';
import type { FaultKind } from './plan.ts';
import { faultKinds, isFaultKind } from './plan.ts';

const usage = `usage: npm run chaos -- [--seed N] [--seeds 10] [--for 60s] [--faults all]
  [--redis own|private] [--store lmdb|mongo] [--devices 20] [--rate 50] [--workers 4]
  [--gap 5s] [--json FILE] [--keep] [--disk]
  --faults: all, or some of ${faultKinds.join(', ')}
  --redis private: the cluster's own, which nothing but a signal can reach
  --gap: longest recovery that is promised
  --disk: the devices keep their stores on disk, as people's do (slower)`;

/** What one run is told. */
export interface RunOptions {
  readonly seed: number;
  readonly faults: readonly FaultKind[];
  readonly forMs: number;
  readonly devices: number;
  readonly rate: number;
  readonly workers: number;
  readonly redis: 'own' | 'private';
  readonly store: 'lmdb' | 'mongo';
  /** Longest recovery that is promised. */
  readonly gapMsMax: number;
  readonly keep: boolean;
  readonly onDisk: boolean;
}

export interface Options extends RunOptions {
  /** Runs with seeds from `seed` on. */
  readonly seeds: number;
  readonly json: string | undefined;
}

/** Faults that need a Redis of the run's own. */
const needsOwnRedis: readonly FaultKind[] = [
  'partition-redis',
  'delay-redis',
  'redis-full',
  'disk-full',
  'clock-jump',
  'redis-left-full',
  'evict-lossy',
];
const needsStore = /-store$/;

/** Reads the command line. Throws an Error whose message is the usage. */
export function readOptions(args: readonly string[]): Options {
  const values = readFlags(
    {
      faults: 'all',
      for: '60s',
      devices: '20',
      rate: '50',
      workers: '4',
      redis: '',
      store: 'lmdb',
      seed: undefined,
      seeds: '1',
      json: undefined,
      gap: '5s',
      keep: false,
      disk: false,
    },
    args,
  );
  const wanted = values.faults.split(',').filter((name) => name !== '');
  const all = wanted.includes('all');
  const { store } = values;
  const given = all ? faultKinds : wanted.filter(isFaultKind);
  const wire = given.some((kind) => needsOwnRedis.includes(kind));
  const redis = values.redis === '' ? (wire ? 'own' : 'private') : values.redis;
  const known = all || wanted.every(isFaultKind);
  if (!known || (redis !== 'own' && redis !== 'private') || !isStore(store)) throw refusal();
  const faults = given
    .filter((kind) => store === 'mongo' || !needsStore.test(kind))
    .filter((kind) => redis === 'own' || !needsOwnRedis.includes(kind));
  if (faults.length === 0 || (store === 'mongo' && !mongodBinary())) throw refusal();
  return {
    faults,
    redis,
    store,
    forMs: seconds(values.for, 5, 3600),
    devices: whole(values.devices, 2, 1000) & ~1,
    rate: whole(values.rate, 1, 10_000),
    workers: whole(values.workers, 2, 16),
    seed: values.seed ? whole(values.seed, 0, 2 ** 32 - 1) : Math.floor(Math.random() * 2 ** 32),
    seeds: whole(values.seeds, 1, 1000),
    gapMsMax: seconds(values.gap, 1, 600),
    json: values.json,
    keep: values.keep,
    onDisk: values.disk,
  };
}

const refusal = () => new Error(usage);
const isStore = (text: string): text is 'lmdb' | 'mongo' => text === 'lmdb' || text === 'mongo';

function whole(text: string, least: number, most: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < least || number > most) throw refusal();
  return number;
}

function seconds(text: string, least: number, most: number): number {
  const digits = /^(\d+)s?$/.exec(text)?.[1];
  if (digits === undefined) throw refusal();
  return whole(digits, least, most) * 1000;
}
