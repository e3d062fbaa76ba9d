// One process of a server at a time: started, killed like a machine that loses its power, started
// again on the same files. It ends with the process that started it.

import type { ChildProcess } from 'node:child_process';
import { within } from './waiting.ts';

export interface ServerOptions {
  /** Names it where it does not come up. */
  readonly name: string;
  readonly spawn: () => ChildProcess;
  /** True when it answers. */
  readonly asks: () => Promise<boolean>;
  readonly startTimeoutMs: number;
  readonly pollMs: number;
  /** It is started again so long after each of its ends; absent: it stays down. */
  readonly restartMs?: number;
}

export class ServerProcess {
  readonly #options: ServerOptions;
  readonly #endWithUs = () => void this.#child?.kill('SIGKILL');
  #child: ChildProcess | undefined;
  #stopping = false;

  constructor(options: ServerOptions) {
    this.#options = options;
    process.once('exit', this.#endWithUs);
  }

  /** The process that runs now. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts a process; it may not answer yet. */
  launch(): void {
    if (this.#stopping) return;
    const { spawn, restartMs } = this.#options;
    const started = spawn();
    this.#child = started;
    started.once('exit', () => {
      if (this.#child === started) this.#child = undefined;
      if (restartMs !== undefined) setTimeout(() => this.launch(), restartMs);
    });
  }

  /** Resolves when it answers; throws when it has ended for good, or takes too long. */
  async answers(): Promise<void> {
    const { name, asks, startTimeoutMs, pollMs, restartMs } = this.#options;
    const has = await within(startTimeoutMs, asks, pollMs, () => {
      if (this.#child || restartMs !== undefined) return;
      throw new Error(`${name} ended before it answered`);
    });
    if (!has) throw new Error(`${name} did not answer in time`);
  }

  /** Starts a process and resolves when it answers. */
  async start(): Promise<void> {
    this.launch();
    await this.answers();
  }

  /** SIGKILL; resolves when the process is gone. */
  async kill9(): Promise<void> {
    const running = this.#child;
    if (!running) return;
    const gone = new Promise((resolve) => running.once('exit', resolve));
    running.kill('SIGKILL');
    await gone;
  }

  /** Ends it for good. */
  async stop(): Promise<void> {
    this.#stopping = true;
    process.off('exit', this.#endWithUs);
    await this.kill9();
  }
}
