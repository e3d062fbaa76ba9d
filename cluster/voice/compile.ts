// The program built from the sources in mediasoup's package, against the system's libraries: for
// machines that cannot fetch it ready-made.

import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { VoicePaths } from './paths.ts';
import { programName, recipeFolder } from './paths.ts';

const installer = fileURLToPath(new URL('../../scripts/packages.mjs', import.meta.url));
/** What a failed command says is at its end. */
const complaintLinesMax = 30;

/** What a system needs, by the Debian package that has it. */
const tools: Record<string, string> = {
  cmake: 'cmake',
  ninja: 'ninja-build',
  'pkg-config': 'pkg-config',
  'c++': 'g++',
  flatc: 'flatbuffers-compiler',
};
const libraries: Record<string, string> = {
  libuv: 'libuv1-dev',
  openssl: 'libssl-dev',
  libsrtp2: 'libsrtp2-dev',
  flatbuffers: 'libflatbuffers-dev',
};

/** Something could not be built; the message is for the person at the terminal. */
export class CompileError extends Error {
  override readonly name = 'CompileError';
}

/** Debian packages that this machine lacks. */
function missingPackages(): string[] {
  const lacks = (command: string, ...args: string[]) =>
    spawnSync(command, args, { stdio: 'ignore' }).status !== 0;
  const missing = Object.entries(tools).filter(([tool]) => lacks(tool, '--version'));
  const noLibrary = Object.entries(libraries).filter(([name]) =>
    lacks('pkg-config', '--exists', name),
  );
  return [...missing, ...noLibrary].map(([, name]) => name);
}

/** Installs what is missing where that may be done, and says the command where not. */
export function ensurePackages(): void {
  const missing = missingPackages();
  if (missing.length === 0) return;
  if (spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status !== 0) {
    throw new CompileError(`To build it, install what Debian calls ${missing.join(', ')}.`);
  }
  console.log(`  installing ${missing.join(', ')} (apt-get) …`);
  const done = spawnSync(process.execPath, [installer, ...missing], { stdio: 'inherit' });
  if (done.status !== 0) throw new CompileError('Packages are missing, see above.');
}

/** Builds the program in the folder. `made` hears how far it is, in percent. */
export async function compile(
  paths: VoicePaths,
  folder: string,
  made: (percent: number) => void,
): Promise<string> {
  const schemas = join(folder, 'schemas');
  const build = join(folder, 'build');
  mkdirSync(join(schemas, 'FBS'), { recursive: true });
  const fbs = readdirSync(join(paths.sources, 'fbs')).filter((name) => name.endsWith('.fbs'));
  const shape = '--cpp --cpp-field-case-style lower --reflect-names --scoped-enums';
  const flags = [...shape.split(' '), '--filename-suffix', '', '-o', join(schemas, 'FBS')];
  await run('flatc', [...flags, ...fbs.map((name) => join(paths.sources, 'fbs', name))]);
  const where = [`-DMEDIASOUP=${paths.sources}`, `-DSCHEMAS=${schemas}`];
  await run('cmake', ['-S', recipeFolder, '-B', build, '-G', 'Ninja', ...where]);
  // Whatever else this machine does goes first.
  await run('nice', ['-n', '5', 'ninja', '-C', build], (line) => {
    const [, done, all] = /^\[(\d+)\/(\d+)\]/.exec(line) ?? [];
    if (all !== undefined) made(Math.floor((100 * Number(done)) / Number(all)));
  });
  return join(build, programName);
}

async function run(
  command: string,
  args: readonly string[],
  heard: (line: string) => void = () => undefined,
): Promise<void> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const last: string[] = [];
  const hear = (line: string) => {
    last.push(line);
    if (last.length > complaintLinesMax) last.shift();
    heard(line);
  };
  createInterface({ input: child.stdout }).on('line', hear);
  createInterface({ input: child.stderr }).on('line', hear);
  const code = await new Promise<number | string>((resolve) => {
    child.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 1));
    child.on('close', (status, signal) => resolve(status ?? signal ?? 1));
  });
  if (code !== 0) throw new CompileError(`${command} failed (${code}):\n${last.join('\n')}`);
}
