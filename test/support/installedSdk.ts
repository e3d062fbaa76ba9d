// The SDK as a stranger has it: packed, installed into an empty folder by npm, with the cookbook's
// programs beside it.

import type { ChildProcess } from 'node:child_process';
import { execFile, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);
const installTimeoutMs = 300_000;
const lineTimeoutMs = 60_000;
/** As the cookbook's programs name it. */
export const typesMaker = 'openapi-typescript@7.13.0';

/** What a careful project asks of TypeScript, the declarations of its packages included. */
const compilerOptions = {
  strict: true,
  module: 'nodenext',
  target: 'es2024',
  noEmit: true,
  allowJs: true,
  checkJs: true,
  skipLibCheck: false,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  erasableSyntaxOnly: true,
  verbatimModuleSyntax: true,
};

/** A program of the folder while it runs. */
export interface Program {
  readonly child: ChildProcess;
  /** Every line so far. */
  readonly lines: string[];
  /** The first line that matches, as what the pattern's first group took. */
  line(pattern: RegExp): Promise<string>;
  /** Its exit code. */
  readonly ended: Promise<number | null>;
}

export class InstalledSdk {
  readonly folder: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #running = new Set<ChildProcess>();

  private constructor(folder: string, env: NodeJS.ProcessEnv) {
    this.folder = folder;
    this.#env = { ...process.env, ...env };
  }

  /** Packs, installs, and lays the programs beside it. */
  static async install(env: NodeJS.ProcessEnv): Promise<InstalledSdk> {
    const folder = mkdtempSync(join(tmpdir(), 'aldis-sdk-'));
    const pack = [join(root, 'scripts/pack.mjs'), '--to', folder];
    await run(process.execPath, pack, { cwd: root, timeout: installTimeoutMs });
    const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
    writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}');
    const flags = ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
    await run('npm', [...flags, `./${tarball}`], { cwd: folder, timeout: installTimeoutMs });
    const cookbook = join(root, 'docs/cookbook');
    for (const name of readdirSync(cookbook)) {
      if (!name.endsWith('.md')) cpSync(join(cookbook, name), join(folder, name));
    }
    return new InstalledSdk(folder, env);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Another Node, as the registry has it for this machine: the path of its program. */
  async fetchNode(version: string): Promise<string> {
    const folder = join(this.folder, `node-${version}`);
    mkdirSync(folder);
    writeFileSync(join(folder, 'package.json'), '{"private":true}');
    const name = `node-${process.platform}-${process.arch}`;
    const flags = ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
    const words = [...flags, '--ignore-scripts', `${name}@${version}`];
    await run('npm', words, { cwd: folder, timeout: installTimeoutMs });
    return join(folder, 'node_modules', name, 'bin/node');
  }

  /** Makes types of what a server says of itself, in the way that the cookbook says. */
  async makeTypes(server: string): Promise<void> {
    const words = ['--yes', '--prefer-offline', typesMaker, `${server}/openapi.json`];
    await run('npx', [...words, '--output', 'aldis-api.d.ts'], {
      cwd: this.folder,
      timeout: installTimeoutMs,
    });
  }

  /** Compiles every program of the folder. Resolves with what the compiler says of them. */
  async compile(): Promise<string> {
    writeFileSync(
      this.path('tsconfig.json'),
      JSON.stringify({ compilerOptions, include: ['*.ts', '*.mjs'] }),
    );
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const told = await run(process.execPath, [compiler, '-p', '.'], {
      cwd: this.folder,
      timeout: installTimeoutMs,
    }).catch((error: { stdout?: string }) => ({ stdout: error.stdout ?? String(error) }));
    return told.stdout;
  }

  /** Runs a program of the folder to its end. Resolves with what it says. */
  async runWith(node: string, file: string): Promise<string> {
    const options = { cwd: this.folder, env: this.#env, timeout: installTimeoutMs };
    return (await run(node, [file], options)).stdout;
  }

  start(file: string, ...args: string[]): Program {
    return this.startWith({}, file, ...args);
  }

  /** The same, with more in its environment. */
  startWith(more: NodeJS.ProcessEnv, file: string, ...args: string[]): Program {
    const env = { ...this.#env, ...more };
    const child = spawn(process.execPath, [file, ...args], { cwd: this.folder, env });
    this.#running.add(child);
    const lines: string[] = [];
    const wakes = new Set<() => void>();
    const hear = (line: string) => {
      lines.push(line);
      for (const wake of [...wakes]) wake();
    };
    createInterface({ input: child.stdout }).on('line', hear);
    createInterface({ input: child.stderr }).on('line', hear);
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    void ended.then(() => {
      this.#running.delete(child);
      hear('(ended)');
    });
    return { child, lines, ended, line: (pattern) => awaitLine(file, lines, wakes, pattern) };
  }

  /** Ends what still runs. */
  async close(): Promise<void> {
    for (const child of this.#running) child.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function awaitLine(
  file: string,
  lines: readonly string[],
  wakes: Set<() => void>,
  pattern: RegExp,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      const found = lines.map((line) => pattern.exec(line)).find((match) => match !== null);
      if (!found && !lines.includes('(ended)')) return;
      wakes.delete(settle);
      clearTimeout(timer);
      if (found) resolve(found[1] ?? found[0]);
      else reject(new Error(`${file} ended without ${pattern}:\n${lines.join('\n')}`));
    };
    const timer = setTimeout(() => {
      wakes.delete(settle);
      reject(new Error(`${file} does not say ${pattern}:\n${lines.join('\n')}`));
    }, lineTimeoutMs);
    wakes.add(settle);
    settle();
  });
}
