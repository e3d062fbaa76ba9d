// A server of MongoDB's wire protocol of the run's own: SecantusDB, on files of its own. It is
// started again whenever it ends.

import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { mongodAnswers, mongodBinary } from '#lab/mongod.ts';
import { ServerProcess } from '#lab/serverProcess.ts';

const restartMs = 100;
const pollMs = 50;
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

/** Starts the server on its files; resolves when it answers. */
export async function startOwnStore(folder: string, port: number): Promise<OwnStore> {
  const binary = mongodBinary();
  if (!binary) throw new Error('no MongoDB server: ALDIS_TEST_MONGOD may name one');
  mkdirSync(folder, { recursive: true });
  const address = ['--host', '127.0.0.1', '--port', String(port)];
  const files = ['--storage-path', folder, '--sync-on-commit', '--log-level', 'ERROR'];
  const server = new ServerProcess({
    name: 'the MongoDB server',
    spawn: () => spawn(binary, [...address, ...files], { stdio: 'ignore' }),
    asks: () => mongodAnswers(`mongodb://127.0.0.1:${port}/`),
    startTimeoutMs,
    pollMs,
    restartMs,
  });
  await server.start();
  return {
    port,
    url: (through) => `mongodb://127.0.0.1:${through}/aldis_chaos`,
    pid: () => server.pid,
    answers: () => server.answers(),
    stop: () => server.stop(),
  };
}
