// A server of MongoDB's wire protocol of the run's own: SecantusDB, on files of its own. It is
// started again whenever it ends.

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MongoClient } from 'mongodb';

const restartMs = 100;
const pollMs = 50;
const pingTimeoutMs = 1000;
const startTimeoutMs = 30_000;

export interface OwnStore {
  readonly port: number;
  /** Address of a database as it is reached through that port. */
  url(port: number): string;
  pid(): number | undefined;
  /** Resolves when a server answers. */
  answers(): Promise<void>;
  stop(): Promise<void>;
}

/** The binary that would be started, or undefined when there is none. */
export function storeBinary(): string | undefined {
  const inTree = fileURLToPath(new URL('../../.venv/bin/secantusd-py', import.meta.url));
  const binary = process.env.ALDIS_TEST_MONGOD ?? inTree;
  return existsSync(binary) ? binary : undefined;
}

/** Starts the server on its files; resolves when it answers. */
export async function startOwnStore(folder: string, port: number): Promise<OwnStore> {
  const binary = storeBinary();
  if (!binary) throw new Error('no MongoDB server: ALDIS_TEST_MONGOD may name one');
  mkdirSync(folder, { recursive: true });
  const address = ['--host', '127.0.0.1', '--port', String(port)];
  const files = ['--storage-path', folder, '--sync-on-commit', '--log-level', 'ERROR'];
  let child: ChildProcess | undefined;
  let stopping = false;
  const launch = () => {
    if (stopping) return;
    const running = spawn(binary, [...address, ...files], { stdio: 'ignore' });
    child = running;
    running.once('exit', () => {
      if (child === running) child = undefined;
      setTimeout(launch, restartMs);
    });
  };
  const answers = async () => {
    const until = performance.now() + startTimeoutMs;
    while (!(await isThere(port))) {
      if (performance.now() > until) throw new Error('the MongoDB server does not answer');
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  };
  const endWithUs = () => void child?.kill('SIGKILL');
  process.once('exit', endWithUs);
  launch();
  await answers();
  return {
    port,
    url: (through) => `mongodb://127.0.0.1:${through}/aldis_chaos`,
    pid: () => child?.pid,
    answers,
    async stop() {
      stopping = true;
      process.off('exit', endWithUs);
      const running = child;
      if (!running) return;
      const gone = new Promise((resolve) => running.once('exit', resolve));
      running.kill('SIGKILL');
      await gone;
    },
  };
}

async function isThere(port: number): Promise<boolean> {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/`, {
    serverSelectionTimeoutMS: pingTimeoutMs,
  });
  try {
    await client.db().command({ ping: 1 });
    return true;
  } catch {
    return false;
  } finally {
    await client.close();
  }
}
