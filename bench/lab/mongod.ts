// A live server that speaks MongoDB's wire protocol, for tests: the one MONGODB_URL names, with a
// database of its own for this run, or else SecantusDB on a free port and a folder of its own, that
// can be killed in the middle of writes and started again on the same files.

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { freePort } from './freePort.ts';
import { ServerProcess } from './serverProcess.ts';

const startTimeoutMs = 30_000;
const pollMs = 100;
const pingTimeoutMs = 1000;

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
  const server = new ServerProcess({
    name: 'the MongoDB server',
    spawn: () =>
      spawn(binary, [...flags, '--sync-on-commit', '--log-level', 'ERROR'], { stdio: 'ignore' }),
    asks: () => mongodAnswers(url),
    startTimeoutMs,
    pollMs,
  });
  await server.start();
  return {
    url,
    kill9: () => server.kill9(),
    restart: () => server.start(),
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** True when a server of MongoDB's wire protocol answers at this address. */
export async function mongodAnswers(url: string): Promise<boolean> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: pingTimeoutMs });
  try {
    await client.db().command({ ping: 1 });
    return true;
  } catch {
    return false;
  } finally {
    await client.close();
  }
}

async function dropDatabase(url: string): Promise<void> {
  const client = new MongoClient(url);
  await client.db().dropDatabase();
  await client.close();
}
