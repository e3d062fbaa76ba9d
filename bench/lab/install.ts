// Another release of this repository in a folder of its own, as an operator has it: one who
// checks out a revision, with the packages that this tree has; or one who unpacks the tarball that
// `npm run release` made, which brings its own.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
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
  }

  /**
   * Puts the files of a revision or of a release's tarball in the place of those that are there.
   * Throws UsageError.
   */
  become(release: string): void {
    if (isTarball(release)) this.#unpack(release);
    else this.#checkOut(release);
  }

  #checkOut(revision: string): void {
    const archive = filesOf(revision);
    this.#empty();
    execFileSync('tar', ['-x', '-C', this.folder], { input: archive });
    symlinkSync(join(projectDir, packages), join(this.folder, packages));
  }

  #unpack(tarball: string): void {
    if (!existsSync(tarball)) throw new UsageError(`there is no file ${tarball}`);
    // Beside it, so that the folder is without files for a moment only.
    const fresh = `${this.folder}.fresh`;
    mkdirSync(fresh);
    execFileSync('tar', ['-xzf', tarball, '-C', fresh, '--strip-components=1']);
    this.#empty();
    for (const name of readdirSync(fresh)) renameSync(join(fresh, name), join(this.folder, name));
    rmSync(fresh, { recursive: true });
  }

  #empty(): void {
    for (const name of readdirSync(this.folder)) {
      rmSync(join(this.folder, name), { recursive: true });
    }
  }
}

/** What `npm run release` makes. */
const isTarball = (release: string): boolean => release.endsWith('.tar.gz');

function filesOf(revision: string): Buffer {
  try {
    return git('archive', '--format=tar', revision);
  } catch {
    throw new UsageError(`${revision} is no commit and no tag of this repository`);
  }
}
