// Terminals that a program types into, by tmux, on a server of tmux of their own.

import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { within } from '#lab/waiting.ts';

const columns = 110;
const rows = 30;

export class Terminals {
  readonly #server = `aldis-${randomBytes(4).toString('hex')}`;
  readonly #cwd: string;
  readonly #env: NodeJS.ProcessEnv;

  constructor(cwd: string, env: NodeJS.ProcessEnv) {
    this.#cwd = cwd;
    this.#env = env;
  }

  /** Opens one in which a command runs. */
  open(name: string, command: string): void {
    const size = ['-x', String(columns), '-y', String(rows)];
    this.#tmux('new-session', '-d', '-s', name, ...size, '-c', this.#cwd, command);
  }

  /** Types a line and Enter. */
  type(name: string, line: string): void {
    this.#tmux('send-keys', '-t', name, '-l', line);
    this.#tmux('send-keys', '-t', name, 'Enter');
  }

  /** Resolves when it is to be read there. */
  async shows(name: string, what: RegExp, timeoutMs: number): Promise<void> {
    const screen = () => this.#tmux('capture-pane', '-p', '-t', name);
    if (await within(timeoutMs, () => what.test(screen()))) return;
    throw new Error(`${name} does not show ${what}:\n${screen()}`);
  }

  end(): void {
    this.#tmux('kill-server');
  }

  #tmux(...words: string[]): string {
    const all = ['-L', this.#server, ...words];
    return execFileSync('tmux', all, { env: this.#env, encoding: 'utf8', cwd: this.#cwd });
  }
}
