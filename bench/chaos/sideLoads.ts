// What happens beside the load, in every run: one-time pre-keys are taken all the while, leases are
// watched, a device is linked and removed, a group is changed by several at once, and another is
// written to while a member comes and goes. Two pairs of bare devices wait for their faults: one
// repeats itself, and the other's reader hardly reads.

import { openRedis, silentLog } from '#runtime';
import { Circle } from './circle.ts';
import { Crowd } from './crowd.ts';
import type { Environment } from './environment.ts';
import type { HistoryWriter } from './history.ts';
import { Home } from './home.ts';
import { clockMs } from '#lab/clock.ts';
import { clear, FaultProxy } from '#lab/proxy.ts';
import { RawDevice } from './rawDevice.ts';
import type { Registered } from './registration.ts';
import { putOutKeys, register, takeKeys } from './registration.ts';
import { residentBytes } from './sockets.ts';

const takeEveryMs = 800;
const takersAtOnce = 2;
const keysAtOnce = 50;
/** Ids below are no one-time keys. */
const firstKeyId = 1000;
const sampleEveryMs = 500;
const leasesEveryMs = 200;
/** Where the workers keep their leases. */
const shardsName = '{aldis}:shards';
const clusterName = '{aldis}:cluster';
/** An unanswered letter is given up when the run has been over for this long. */
const patienceMs = 40_000;

/** Streams of bare devices begin with this: they carry no steady load. */
export const asideMark = '~';
export const isSteady = (stream: string): boolean => !stream.startsWith(asideMark);

/** What was tried beside the load. */
export interface SideCounts {
  readonly removals: number;
  readonly groupRaces: number;
  readonly groupRemovals: number;
  readonly groupUploads: number;
}

export interface SideLoads {
  readonly repeater: RawDevice;
  readonly hearer: RawDevice;
  readonly flooder: RawDevice;
  readonly slowReader: RawDevice;
  /** The slow reader's own wire. */
  readonly slowWire: FaultProxy;
  /** Largest memory of any worker that was seen. Unit: bytes. */
  residentBytesMost(): number;
  keysTaken(): number;
  /** Writes down what was found broken; how much was tried. */
  conclude(): SideCounts;
  /** Letters are given up after this. Unit: milliseconds of the clock. */
  untilMs(): number;
  /** Ends the steady part. */
  finish(): void;
  /** True when all that was acknowledged to bare devices has been shown. */
  settled(): boolean;
  close(): Promise<void>;
}

/** Registers the bare devices and begins. */
export async function startSideLoads(
  environment: Environment,
  history: HistoryWriter,
): Promise<SideLoads> {
  const { invitation, url, directUrl } = environment;
  const port = Number(new URL(directUrl).port);
  const slowWire = await FaultProxy.start({ host: '127.0.0.1', port });
  const slowUrl = `http://127.0.0.1:${slowWire.port}`;
  const start = (through: string) => RawDevice.start(directUrl, invitation, through, history);
  const [repeater, hearer, flooder] = [await start(url), await start(url), await start(url)];
  const slowReader = await start(slowUrl);
  const keys = await startTakes(environment, history);
  const leases = await watchLeases(environment, history);
  const home = await Home.start(environment, history);
  const circle = await Circle.start(environment);
  const crowd = await Crowd.start(environment, history);
  let resident = 0;
  let untilMs = Number.POSITIVE_INFINITY;
  const sampling = setInterval(() => {
    for (const { pid } of environment.facts().workers) {
      resident = Math.max(resident, residentBytes(pid));
    }
  }, sampleEveryMs);
  return {
    repeater,
    hearer,
    flooder,
    slowReader,
    slowWire,
    residentBytesMost: () => resident,
    keysTaken: keys.taken,
    untilMs: () => untilMs,
    finish() {
      untilMs = clockMs() + patienceMs;
      keys.stop();
      home.finish();
      circle.finish();
      crowd.finish();
      slowWire.disturb({ up: clear, down: clear });
    },
    settled: () =>
      hearer.shown >= repeater.acknowledged &&
      slowReader.shown >= flooder.acknowledged &&
      home.settled() &&
      circle.settled() &&
      crowd.settled(),
    conclude() {
      const at = clockMs();
      const add = (kind: string) => (note: string) =>
        history.add({ what: 'breach', kind, note, at });
      home.book.breaches().forEach(add('devices'));
      circle.breaches().forEach(add('groups'));
      crowd.book.breaches().forEach(add('uploads'));
      return {
        removals: home.book.removals,
        groupRaces: circle.races,
        groupRemovals: circle.removals + crowd.removals,
        groupUploads: crowd.book.accepted,
      };
    },
    async close() {
      clearInterval(sampling);
      keys.stop();
      await Promise.all([home.close(), circle.close(), crowd.close()]);
      for (const device of [repeater, hearer, flooder, slowReader]) device.close();
      leases();
      await slowWire.stop();
    },
  };
}

/** Two takers at a time take keys of one account, which puts out new ones when they run low. */
async function startTakes(environment: Environment, history: HistoryWriter) {
  const { directUrl, invitation, url } = environment;
  const owner = await register(directUrl, { invitation });
  const taker = await register(directUrl, { invitation });
  let nextId = firstKeyId;
  let left = 0;
  let taken = 0;
  let busy = false;
  const refill = async () => {
    const firstId = nextId;
    // Never the same ids again, whether or not these reach the server.
    nextId += keysAtOnce;
    await putOutKeys(url, owner, firstId, keysAtOnce);
    left = keysAtOnce;
  };
  const take = async (of: Registered) => {
    const at = clockMs();
    const { ec, kem } = await takeKeys(url, taker, of);
    for (const [pool, keyId] of [['ec', ec] as const, ['kem', kem] as const]) {
      if (keyId === undefined || keyId < firstKeyId) continue;
      taken++;
      history.add({ what: 'taken', pool: `${of.account}/${pool}`, keyId, at });
    }
  };
  const round = async () => {
    if (busy) return;
    busy = true;
    try {
      if (left <= takersAtOnce) await refill();
      left -= takersAtOnce;
      await Promise.all(Array.from({ length: takersAtOnce }, () => take(owner)));
    } catch {
      // A take without an answer may have cost a key, which nobody has then.
    } finally {
      busy = false;
    }
  };
  const timer = setInterval(() => void round(), takeEveryMs);
  return { stop: () => clearInterval(timer), taken: () => taken };
}

/** Notes every change of a lease that is seen by looking often. */
async function watchLeases({ redis }: Environment, history: HistoryWriter): Promise<() => void> {
  if (!redis) return () => undefined;
  const reader = await openRedis(redis.server.socket, 'chaos', silentLog);
  const known = new Map<string, string>();
  const look = async () => {
    const at = clockMs();
    const rows = await reader.hgetall(shardsName).catch(() => ({}));
    const epoch = (await reader.hget(clusterName, 'epoch').catch(() => null)) ?? '';
    for (const [shard, row] of Object.entries<string>(rows)) {
      const [member = '', token] = row.split(' ');
      const change = `${epoch} ${member} ${token}`;
      if (!/^\d+$/.test(shard) || known.get(shard) === change) continue;
      known.set(shard, change);
      const numbers = { shard: Number(shard), token: Number(token) };
      history.add({ what: 'lease', epoch, member, ...numbers, at });
    }
  };
  const timer = setInterval(() => void look(), leasesEveryMs);
  return () => {
    clearInterval(timer);
    reader.disconnect();
  };
}
