// What a run stands on: a cluster of real processes, and wires that can fail in front of it, of its
// Redis and of its store. The primary can be started again on the same data.

import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '#lab/freePort.ts';
import type { LaunchedCluster, RunningCluster } from '#lab/launch.ts';
import { launchCluster } from '#lab/launch.ts';
import type { OwnRedis } from './ownRedis.ts';
import { startOwnRedis } from './ownRedis.ts';
import { FaultProxy } from '#lab/proxy.ts';
import type { OwnStore } from './ownStore.ts';
import { startOwnStore } from './ownStore.ts';

const clockShift = fileURLToPath(new URL('./clockShift.ts', import.meta.url));
const noLinks = fileURLToPath(new URL('./noLinks.ts', import.meta.url));
/** Size of the disk that can run full. */
const smallDiskBytes = 128 * 1024 * 1024;

export interface EnvironmentOptions {
  readonly folder: string;
  readonly workers: number;
  /** `private`: the cluster's own Redis, without a wire before it. */
  readonly redis: 'own' | 'private';
  readonly store: 'lmdb' | 'mongo';
  readonly random: () => number;
  /** False: workers of this machine talk through Redis, as those of several do. */
  readonly links: boolean;
  /** Further settings of the cluster. */
  readonly env: Readonly<Record<string, string>>;
}

export interface Environment {
  /** Through the clients' wires. */
  readonly url: string;
  /** Straight to the cluster, while that is up. */
  readonly directUrl: string;
  readonly invitation: string;
  readonly clients: FaultProxy;
  readonly redis: { readonly server: OwnRedis; readonly wires: FaultProxy } | undefined;
  readonly store: { readonly server: OwnStore; readonly wires: FaultProxy } | undefined;
  /** Folder of Redis's files on a disk of their own; undefined where none can be mounted. */
  readonly smallDisk: string | undefined;
  facts(): RunningCluster;
  /** SIGKILL for the primary, then another one on the same data; resolves when all serve. */
  killPrimary(): Promise<void>;
  /** Wall clock of a worker. Unit: milliseconds off; 0 sets it right. */
  setClock(pid: number, offsetMs: number): void;
  /** Everything the clusters printed so far. */
  log(): string;
  stop(): Promise<void>;
}

/** Starts everything and resolves when every worker serves. */
export async function startEnvironment(options: EnvironmentOptions): Promise<Environment> {
  const { folder, random } = options;
  const stops: Stops = [];
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) await one();
  };
  try {
    const port = await freePort();
    const disk = options.redis === 'own' ? mountDisk(join(folder, 'disk'), stops) : undefined;
    const redis =
      options.redis === 'own' ? await wiredRedis(folder, disk, random, stops) : undefined;
    const store = options.store === 'mongo' ? await wiredStore(folder, random, stops) : undefined;
    const clocks = join(folder, 'clocks');
    mkdirSync(clocks, { recursive: true });
    const launch = () =>
      launchOn(options, {
        PORT: String(port),
        ALDIS_TEST_CLOCKS: clocks,
        ...(redis ? { REDIS_URL: `redis://127.0.0.1:${redis.wires.port}` } : {}),
        ...(store ? { MONGODB_URL: store.server.url(store.wires.port) } : {}),
      });
    const former = join(folder, 'cluster.log');
    writeFileSync(former, '');
    let cluster: LaunchedCluster = await launch();
    stops.push(() => cluster.stop());
    const clients = await FaultProxy.start({ host: '127.0.0.1', port }, random);
    stops.push(() => clients.stop());
    return {
      url: `http://127.0.0.1:${clients.port}`,
      directUrl: cluster.url,
      invitation: cluster.invitation,
      clients,
      redis,
      store,
      smallDisk: disk,
      facts: () => cluster.facts(),
      async killPrimary() {
        const gone = new Promise((resolve) => cluster.primary.once('exit', resolve));
        cluster.primary.kill('SIGKILL');
        await gone;
        appendFileSync(former, readFileSync(cluster.logFile));
        await cluster.stop();
        cluster = await launch();
      },
      setClock(pid, offsetMs) {
        const file = join(clocks, String(pid));
        if (offsetMs === 0) rmSync(file, { force: true });
        else writeFileSync(file, String(offsetMs));
      },
      // One that did not start again has taken its log along.
      log: () =>
        [former, cluster.logFile]
          .filter((file) => existsSync(file))
          .map((file) => readFileSync(file, 'utf8'))
          .join(''),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Stops = (() => unknown)[];

function launchOn(
  { folder, workers, links, env }: EnvironmentOptions,
  surroundings: Readonly<Record<string, string>>,
): Promise<LaunchedCluster> {
  const preloads = [clockShift, ...(links ? [] : [noLinks])];
  return launchCluster({
    workers,
    unlimited: true,
    dataDir: join(folder, 'data'),
    env: {
      ALDIS_LOG: 'warn',
      NODE_OPTIONS: preloads.map((file) => `--import=${file}`).join(' '),
      ...env,
      ...surroundings,
    },
  });
}

async function wiredRedis(
  folder: string,
  disk: string | undefined,
  random: () => number,
  stops: Stops,
) {
  const server = await startOwnRedis(join(disk ?? folder, 'redis'), join(folder, 'redis-run'));
  stops.push(() => server.stop());
  const wires = await FaultProxy.start({ path: server.socket }, random);
  stops.push(() => wires.stop());
  return { server, wires };
}

async function wiredStore(folder: string, random: () => number, stops: Stops) {
  const server = await startOwnStore(join(folder, 'store'), await freePort());
  stops.push(() => server.stop());
  const wires = await FaultProxy.start({ host: '127.0.0.1', port: server.port }, random);
  stops.push(() => wires.stop());
  return { server, wires };
}

/** A small disk of memory; undefined where this process may not mount one. */
function mountDisk(folder: string, stops: Stops): string | undefined {
  mkdirSync(folder, { recursive: true });
  try {
    const mount = ['-t', 'tmpfs', '-o', `size=${smallDiskBytes}`, 'tmpfs', folder];
    execFileSync('mount', mount, { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  const endWithUs = () => unmountDisk(folder);
  process.once('exit', endWithUs);
  stops.push(() => {
    process.off('exit', endWithUs);
    unmountDisk(folder);
  });
  return folder;
}

function unmountDisk(folder: string): void {
  try {
    // Lazily: a process that is about to end may still have files on it.
    execFileSync('umount', ['-l', folder], { stdio: 'ignore' });
  } catch {
    console.error(`could not unmount ${folder}`);
  }
}
