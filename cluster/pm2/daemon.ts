// PM2 as our commands use it: by its own command line, under the pinned Node, with a home of its
// own in the data folder, so that no other PM2 of this machine is met or changed.

import { spawn } from 'node:child_process';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { makeFolder } from '#runtime';
import { StartError } from '../checks.ts';
import { processRuns } from '../lock.ts';
import { socketPath } from './link.ts';

const commandFile = createRequire(import.meta.url).resolve('pm2/bin/pm2');
/** The longest of PM2's own sockets in its home. */
const longestSocket = '/interactor.sock';

/** One process as PM2 sees it. */
export interface Pm2Process {
  /** PM2's number for it, which commands take. */
  readonly id: number;
  readonly name: string;
  readonly pid: number;
  readonly index: number;
  readonly status: string;
}

export class Pm2 {
  readonly #home: string;
  readonly #environment: Readonly<Record<string, string | undefined>>;

  /** `settings` are what the processes get, besides what this process has. */
  constructor(dataDir: string, settings: Readonly<Record<string, string>>) {
    this.#home = socketPath(dataDir, 'pm2', longestSocket.length);
    this.#environment = {
      ...process.env,
      ...settings,
      PM2_HOME: this.#home,
      PM2_LOG_FILE_PATH: join(dataDir, 'logs', 'pm2.log'),
      // One after the other: two at once would leave half of two workers' clients to the others.
      PM2_CONCURRENT_ACTIONS: '1',
      // PM2 asks its makers for news and prints a banner otherwise.
      PM2_DISCRETE_MODE: 'true',
      PM2_DISABLE_VERSION_CHECK: 'true',
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? join(dataDir, 'compiled'),
    };
    makeFolder(join(dataDir, 'logs'));
  }

  /** This folder's daemon, while it runs. */
  pid(): number | undefined {
    const file = join(this.#home, 'pm2.pid');
    const pid = existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : 0;
    return pid > 0 && processRuns(pid) && this.#isDaemon(pid) ? pid : undefined;
  }

  /** Runs a command of PM2, which starts its daemon. Resolves with what the command printed. */
  run(...words: string[]): Promise<string> {
    return this.begin(...words).done;
  }

  /** The same for a command that may be broken off: it works step by step from our side. */
  begin(...words: string[]): { readonly done: Promise<string>; breakOff(): void } {
    this.#makeHome();
    const child = spawn(process.execPath, [commandFile, ...words, '--no-color'], {
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'ignore'],
      // A Ctrl-C is for us to handle.
      detached: true,
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    const printed = text(child.stdout);
    return { done: ended.then(() => printed), breakOff: () => void child.kill() };
  }

  /** The processes of a name, in the order of their indexes. */
  async list(name: string): Promise<Pm2Process[]> {
    if (this.pid() === undefined) return [];
    const lines = (await this.run('jlist')).split('\n');
    const rows: unknown = JSON.parse(lines.findLast((line) => line.startsWith('[')) ?? '[]');
    if (!Array.isArray(rows)) return [];
    return rows
      .flatMap((row) => readProcess(row) ?? [])
      .filter((one) => one.name === name)
      .sort((a, b) => a.index - b.index);
  }

  /** Where the daemon cannot be told by its title, its pid file is believed. */
  #isDaemon(pid: number): boolean {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(this.#home);
    } catch {
      return true;
    }
  }

  /** A home outside the data folder could be another user's. Throws StartError. */
  #makeHome(): void {
    makeFolder(this.#home);
    const state = lstatSync(this.#home);
    if (!state.isDirectory() || state.uid !== process.getuid?.()) {
      throw new StartError(`${this.#home} belongs to somebody else; remove it.`);
    }
  }
}

function readProcess(row: unknown): Pm2Process | undefined {
  if (typeof row !== 'object' || row === null || !('pm2_env' in row)) return undefined;
  const own: unknown = row.pm2_env;
  if (typeof own !== 'object' || own === null) return undefined;
  return {
    id: Number(Reflect.get(row, 'pm_id')),
    name: String(Reflect.get(row, 'name')),
    pid: Number(Reflect.get(row, 'pid')),
    index: Number(Reflect.get(own, 'NODE_APP_INSTANCE') ?? 0),
    status: String(Reflect.get(own, 'status')),
  };
}
