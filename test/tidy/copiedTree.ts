// A copy of the tree in which something is added, compiled and run, and the files touched are
// counted: what an addition costs, proved by making it.

import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { expect } from 'vitest';
import { root, text } from './house.ts';

export class CopiedTree {
  readonly #folder = mkdtempSync(join(tmpdir(), 'aldis-copy-'));
  readonly #copied: readonly string[];

  /** `copied` names files and folders of the tree. */
  constructor(copied: readonly string[]) {
    this.#copied = copied;
    for (const path of copied) cpSync(join(root, path), this.path(path), { recursive: true });
    symlinkSync(join(root, 'node_modules'), this.path('node_modules'));
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  path(path: string): string {
    return join(this.#folder, path);
  }

  text(path: string): string {
    return readFileSync(this.path(path), 'utf8');
  }

  /** Changes a file, or makes it; one that stays as it was fails the test. */
  edit(path: string, change: (text: string) => string): void {
    const before = existsSync(this.path(path)) ? this.text(path) : '';
    const after = change(before);
    expect(after, path).not.toBe(before);
    mkdirSync(dirname(this.path(path)), { recursive: true });
    writeFileSync(this.path(path), after);
  }

  /** Runs Node in the copy; returns what it prints. */
  run(...args: string[]): string {
    return execFileSync(process.execPath, args, {
      cwd: this.#folder,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  }

  /** What the compiler says of these files, and of those under a folder that they enter. */
  faults(files: readonly string[], folder: string): string[] {
    const { config } = ts.readConfigFile(this.path('tsconfig.json'), ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(
      { ...config, include: [] },
      ts.sys,
      this.#folder,
    );
    const roots = files.map((path) => this.path(path));
    const program = ts.createProgram(roots, options);
    const own = program.getSourceFiles().filter(({ fileName }) => {
      return roots.includes(fileName) || fileName.startsWith(this.path(folder));
    });
    expect(own.length).toBeGreaterThan(20);
    return own.flatMap((file) =>
      program.getSemanticDiagnostics(file).map(({ messageText }) => {
        const path = file.fileName.slice(this.#folder.length + 1);
        return `${path}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
      }),
    );
  }

  /** Files that are new or changed. */
  touched(): string[] {
    const all = this.#copied.flatMap((path) =>
      path.includes('.')
        ? [path]
        : readdirSync(this.path(path), { recursive: true, withFileTypes: true })
            .filter((one) => one.isFile())
            .map((one) => join(one.parentPath, one.name).slice(this.#folder.length + 1)),
    );
    return all.filter((path) => {
      return !existsSync(join(root, path)) || text(path) !== this.text(path);
    });
  }
}
