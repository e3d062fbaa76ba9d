// Another release of this repository in a folder of its own, as an operator has it who checks one
// out: only what is committed, with the packages that this tree has.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from './options.ts';

const projectDir = fileURLToPath(new URL('../..', import.meta.url));
const packages = 'node_modules';
const archiveBytesMax = 2 ** 28;

const git = (...words: string[]) =>
  execFileSync('git', words, {
    cwd: projectDir,
    maxBuffer: archiveBytesMax,
    stdio: ['ignore', 'pipe', 'ignore'],
  });

export class Install {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
    symlinkSync(join(projectDir, packages), join(folder, packages));
  }

  /** Puts the files of a revision in the place of those that are there. Throws UsageError. */
  become(revision: string): void {
    const archive = filesOf(revision);
    for (const name of readdirSync(this.folder)) {
      if (name !== packages) rmSync(join(this.folder, name), { recursive: true });
    }
    execFileSync('tar', ['-x', '-C', this.folder], { input: archive });
  }
}

function filesOf(revision: string): Buffer {
  try {
    return git('archive', '--format=tar', revision);
  } catch {
    throw new UsageError(`${revision} is no commit and no tag of this repository`);
  }
}
