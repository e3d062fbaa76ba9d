// A race for one-time pre-keys: takers in several processes, more takers than keys, one process
// killed with SIGKILL half-way. Afterwards every key must be accounted for by the logs and the
// store.
//
// A key is in order when a log says it was handed out, or it is still in the store, or it may have
// been in flight: as many keys may be neither as the killed process had takes begun and not ended.
// A survivor's take that failed counts as in flight too, and is a broken promise of its own.

import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDurableStores } from '#persistence';
import { silentLog, systemClock } from '#runtime';
import { knownSealer } from '../sealer.ts';
import { keysOf, poolOf } from './pool.ts';
import type { TakerOrders } from './taker.ts';

export interface RaceOptions {
  readonly mongodbUrl?: string;
  /** Where the logs go, and the embedded store when no MongoDB is named. */
  readonly dataDir: string;
  readonly processes: number;
  readonly takers: number;
  readonly keys: number;
}

export interface RaceResult {
  readonly handedOut: number;
  /** Keys that two takers got, or that a taker got and the store still had. */
  readonly twice: number;
  readonly stillThere: number;
  /** Keys neither handed out nor there that may have been in flight in the killed process. */
  readonly inFlight: number;
  /** Keys that nothing accounts for. */
  readonly lost: number;
  readonly failedTakes: number;
  readonly killedBySignal: boolean;
  readonly tookMs: number;
}

/** Runs one race on a fresh pool. */
export async function runRace(options: RaceOptions): Promise<RaceResult> {
  const { mongodbUrl, dataDir, processes, keys } = options;
  const common = { sealer: knownSealer(), clock: systemClock, log: silentLog };
  const stores = await openDurableStores({ mongodbUrl, dataDir, ...common });
  const account = randomUUID();
  const pool = poolOf(account);
  await stores.preKeys.replaceEc(pool, keysOf(keys));
  const each = Math.ceil(options.takers / processes);
  const orders = Array.from({ length: processes }, (_, index): TakerOrders => {
    const log = join(dataDir, `${account}-${index}.log`);
    const killAfter = index === 0 ? Math.max(1, Math.floor(each / 4)) : undefined;
    return {
      ...(mongodbUrl ? { mongodbUrl } : {}),
      ...(killAfter ? { killAfter } : {}),
      dataDir,
      account,
      log,
      takers: each,
    };
  });
  const children = await Promise.all(orders.map(start));
  const begun = performance.now();
  const ends = children.map(ended);
  for (const child of children) child.send('go');
  const [victim] = await Promise.all(ends);
  const tookMs = performance.now() - begun;
  const stillThere: number[] = [];
  for (let key = await stores.preKeys.takeEc(pool); key; key = await stores.preKeys.takeEc(pool)) {
    stillThere.push(key.keyId);
  }
  await stores.close();
  const logs = orders.map(({ log }) => readLog(log));
  return { ...judge(logs, stillThere, keys), killedBySignal: victim === 'SIGKILL', tookMs };
}

/** One process's log, counted. */
export interface TakerLog {
  readonly handedOut: readonly number[];
  readonly begun: number;
  readonly ended: number;
  readonly failed: number;
}

/** Accounts for every key. The first log is the killed process's. */
export function judge(logs: readonly TakerLog[], stillThere: readonly number[], keys: number) {
  const seen = [...logs.flatMap((log) => log.handedOut), ...stillThere];
  const distinct = new Set(seen);
  const missing = keysOf(keys).filter((key) => !distinct.has(key.keyId)).length;
  const open = logs.reduce((sum, log) => sum + log.begun - log.ended, 0);
  const inFlight = Math.min(missing, open);
  return {
    handedOut: seen.length - stillThere.length,
    twice: seen.length - distinct.size,
    stillThere: stillThere.length,
    inFlight,
    lost: missing - inFlight,
    failedTakes: logs.reduce((sum, log) => sum + log.failed, 0),
  };
}

/** Reads a taker process's log. */
function readLog(path: string): TakerLog {
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  const words = lines.map((line) => line.split(' '));
  const after = words.filter(([what]) => what === 'after');
  return {
    handedOut: after.flatMap(([, , id]) => (id && id !== 'none' ? [Number(id)] : [])),
    begun: words.filter(([what]) => what === 'before').length,
    ended: after.length,
    failed: words.filter(([what]) => what === 'failed').length,
  };
}

function start(orders: TakerOrders): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'taker.ts'), [JSON.stringify(orders)]);
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child));
    child.once('exit', () => reject(new Error('a taker process ended before it was ready')));
  });
}

function ended(child: ChildProcess): Promise<NodeJS.Signals | null> {
  return new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
}
