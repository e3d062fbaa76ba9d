// A live server that speaks MongoDB's wire protocol, for tests: the one MONGODB_URL names, with a
// database of its own for this run, or else SecantusDB on a free port and a folder of its own, that
// can be killed in the middle of writes and started again on the same files.

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MongoClient } from 'mongodb';

const startTimeoutMs = 30_000;
const pollMs = 100;

export interface Mongod {
  /** Address with the name of this run's database. */
  readonly url: string;
  /** SIGKILL; undefined for a server that is not ours to kill. */
  readonly kill9?: () => Promise<void>;
  /** Starts it again on the same files and port; resolves when it answers. */
  readonly restart?: () => Promise<void>;
  /** Drops the database, ends the server if it is ours and deletes its files. */
  stop(): Promise<void>;
}

/** The binary that would be started, or undefined when there is none. */
export function mongodBinary(): string | undefined {
  const named = process.env.ALDIS_TEST_MONGOD;
  const binary = named ?? join(import.meta.dirname, '../../.venv/bin/secantusd-py');
  return existsSync(binary) ? binary : undefined;
}

/** Starts or finds a server and resolves when it answers. */
export async function startMongod(): Promise<Mongod> {
  const database = `aldis_test_${randomBytes(6).toString('hex')}`;
  const given = process.env.MONGODB_URL;
  if (given) {
    const url = new URL(given);
    url.pathname = `/${database}`;
    return { url: url.href, stop: () => dropDatabase(url.href) };
  }
  return startOwn(database);
}

async function startOwn(database: string): Promise<Mongod> {
  const binary = mongodBinary();
  if (!binary) throw new Error('no MongoDB server: set MONGODB_URL, or ALDIS_TEST_MONGOD to one');
  const folder = mkdtempSync(join(tmpdir(), 'aldis-mongod-'));
  const port = await freePort();
  const url = `mongodb://127.0.0.1:${port}/${database}`;
  const flags = ['--host', '127.0.0.1', '--port', String(port), '--storage-path', folder];
  let child: ChildProcess | undefined;
  const run = async () => {
    const started = spawn(binary, [...flags, '--sync-on-commit', '--log-level', 'ERROR'], {
      stdio: 'ignore',
    });
    child = started;
    started.once('exit', () => {
      if (child === started) child = undefined;
    });
    await untilAnswers(url, () => child === started);
  };
  const kill9 = async () => {
    const running = child;
    if (!running) return;
    const gone = new Promise((resolve) => running.once('exit', resolve));
    running.kill('SIGKILL');
    await gone;
  };
  await run();
  return {
    url,
    kill9,
    restart: run,
    async stop() {
      await kill9();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilAnswers(url: string, alive: () => boolean): Promise<void> {
  const until = performance.now() + startTimeoutMs;
  while (performance.now() < until) {
    if (!alive()) throw new Error('the MongoDB server ended before it answered');
    const client = new MongoClient(url, { serverSelectionTimeoutMS: 1000 });
    try {
      await client.db().command({ ping: 1 });
      return;
    } catch {
      await sleep(pollMs);
    } finally {
      await client.close();
    }
  }
  throw new Error('the MongoDB server did not answer in time');
}

async function dropDatabase(url: string): Promise<void> {
  const client = new MongoClient(url);
  await client.db().dropDatabase();
  await client.close();
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
