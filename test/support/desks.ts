// People at their desks: profiles on a cluster, `aldis desk` for each, and a page that has entered.

import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LaunchOptions } from './cluster.ts';
import { startTestCluster } from './cluster.ts';

const runTimeoutMs = 60_000;
const main = join(import.meta.dirname, '../../client/cli/main.ts');

export interface RunningDesk {
  /** A link that one page may enter by, once. */
  readonly url: string;
  readonly pid: number;
  /** Resolves with its exit code. */
  stop(): Promise<number | null>;
}

/** A cluster, a folder of profiles, and what people run there. */
export async function startTown(options: LaunchOptions = {}) {
  const cluster = await startTestCluster({ workers: 1, ...options });
  const home = mkdtempSync(join(tmpdir(), 'aldis-desks-'));
  const desks: RunningDesk[] = [];
  const children: ChildProcess[] = [];
  const wordsOf = (name: string, words: readonly string[]) => [
    ...[main, '--home', home, '--profile', name],
    ...words,
  ];

  /** Runs a command to its end; returns what it printed. */
  const as = async (name: string, ...words: string[]): Promise<string> => {
    const options = { timeout: runTimeoutMs };
    const running = promisify(execFile)(process.execPath, wordsOf(name, words), options);
    running.child.stdin?.end();
    return (await running).stdout;
  };

  /** A command that stays. */
  const staying = (name: string, ...words: string[]) => {
    const child = spawn(process.execPath, wordsOf(name, words), { stdio: 'pipe' });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (bytes: Buffer) => {
        said += bytes.toString();
      });
    }
    children.push(child);
    return { child, ended, said: () => said };
  };

  const register = (name: string) =>
    as(name, 'register', name, '--server', cluster.url, '--invite', cluster.invitation);

  /** Runs until the town ends, or it is stopped. */
  const desk = async (name: string): Promise<RunningDesk> => {
    const words = wordsOf(name, ['--json', 'desk', '--no-open']);
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    let said = '';
    child.stderr.on('data', (bytes: Buffer) => {
      said += bytes.toString();
    });
    const url = await new Promise<string>((resolve, reject) => {
      let text = '';
      child.stdout.on('data', (bytes: Buffer) => {
        text += bytes.toString();
        if (text.includes('\n')) resolve((JSON.parse(text) as { url: string }).url);
      });
      void ended.then((code) => reject(new Error(`aldis desk ended with ${code}: ${said}`)));
    });
    const stop = () => {
      child.kill('SIGTERM');
      return ended;
    };
    const one = { url, pid: child.pid ?? 0, stop };
    desks.push(one);
    return one;
  };

  let clusterEnd: Promise<unknown> | undefined;
  const stopCluster = () => {
    clusterEnd ??= cluster.stop();
    return clusterEnd;
  };
  const stop = async () => {
    for (const child of children) child.kill('SIGKILL');
    await Promise.all(desks.map((one) => one.stop()));
    await stopCluster();
    rmSync(home, { recursive: true, force: true });
  };
  return { cluster, home, as, staying, register, desk, stopCluster, stop };
}
