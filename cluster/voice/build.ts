// `npm run build:voice`: the media worker's program in the cache, ready-made where it can be
// fetched and built where not. `--from-source` fetches nothing.

import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { ConfigError, readConfig } from '#runtime';
import { compile, CompileError, ensurePackages } from './compile.ts';
import type { VoicePaths } from './paths.ts';
import { programName, voicePaths } from './paths.ts';
import { fetchPrebuilt } from './prebuilt.ts';
import { cached, hashOf } from './state.ts';
import { tryOut } from './trial.ts';
import { takeTurn } from './turn.ts';

/** How a program comes into a folder of its own. */
interface Ways {
  /** Answers what was wrong, if something was. */
  readonly fetch: (version: string, folder: string) => Promise<string | undefined>;
  /** Answers where the program is. Throws CompileError. */
  readonly compile: typeof compileHere;
}

interface Wishes {
  readonly fromSource: boolean;
  /** What a person sees of it. */
  readonly say: (line: string) => void;
  readonly ways?: Ways;
}

const ownWays: Ways = { fetch: fetchPrebuilt, compile: compileHere };

/** Makes the program unless it is there and runs. Throws CompileError. */
export async function buildVoice(paths: VoicePaths, wishes: Wishes): Promise<void> {
  const { fromSource, say, ways = ownWays } = wishes;
  const isReady = async () =>
    cached(paths) === 'ready' && (await tryOut(paths.program, paths.version)) === undefined;
  if (await isReady()) return say(`voice: ready, ${paths.program}`);
  // The hash tells the others; that it runs was tried by whoever put it there.
  const before = fileMark(paths);
  const isMadeByOthers = () => cached(paths) === 'ready' && fileMark(paths) !== before;
  const turn = await takeTurn(paths, isMadeByOthers, () =>
    say('  another build is under way; waiting for it …'),
  );
  if (!turn) return say(`voice: ready, ${paths.program}`);
  const startedMs = Date.now();
  const folder = `${paths.folder}.${process.pid}-${randomBytes(4).toString('hex')}`;
  mkdirSync(folder, { recursive: true });
  try {
    const fetched = fromSource ? undefined : await prebuilt(paths, folder, ways, say);
    const program = fetched ?? (await built(paths, folder, ways, turn.made, say));
    install(paths, folder, program, fetched ? 'prebuilt' : 'built');
  } finally {
    turn.end();
    rmSync(folder, { recursive: true, force: true });
  }
  const seconds = Math.round((Date.now() - startedMs) / 1000);
  say(`voice: ready after ${seconds} s, ${paths.program}`);
}

async function prebuilt(
  { version }: VoicePaths,
  folder: string,
  ways: Ways,
  say: Wishes['say'],
): Promise<string | undefined> {
  say(`voice: fetching the media worker of mediasoup ${version} …`);
  const wrong = await ways.fetch(version, folder);
  const program = join(folder, programName);
  const fails = wrong ?? (await tryOut(program, version));
  if (fails === undefined) return program;
  say(`  not to be used: ${fails}`);
  return undefined;
}

async function built(
  paths: VoicePaths,
  folder: string,
  ways: Ways,
  made: (percent: number) => void,
  say: Wishes['say'],
): Promise<string> {
  say('voice: building the media worker from its sources, some minutes …');
  let told = 0;
  const program = await ways.compile(paths, folder, (percent) => {
    made(percent);
    if (percent < told + 10) return;
    told = percent - (percent % 10);
    say(`  ${told} %`);
  });
  const wrong = await tryOut(program, paths.version);
  if (wrong !== undefined) throw new CompileError(`What was built does not run: ${wrong}`);
  return program;
}

async function compileHere(
  paths: VoicePaths,
  folder: string,
  made: (percent: number) => void,
): Promise<string> {
  ensurePackages();
  return compile(paths, folder, made);
}

/** The folder appears whole; what was there before and is not what was made goes. */
function install(paths: VoicePaths, work: string, program: string, source: string): void {
  const whole = join(work, 'whole');
  const aside = join(work, 'aside');
  mkdirSync(whole);
  copyFileSync(program, join(whole, programName));
  chmodSync(join(whole, programName), 0o755);
  const note = { version: paths.version, source, sha256: hashOf(program) };
  writeFileSync(join(whole, 'made.json'), `${JSON.stringify(note, null, 2)}\n`);
  if (existsSync(paths.folder)) renameSync(paths.folder, aside);
  try {
    renameSync(whole, paths.folder);
  } catch (error) {
    // Another build was faster just now: its program is as good.
    if (cached(paths) !== 'ready') throw error;
  }
}

/** Changes when the program is put there anew. */
function fileMark({ note }: VoicePaths): number {
  return existsSync(note) ? statSync(note).ino : 0;
}

async function main(args: readonly string[]): Promise<void> {
  const paths = voicePaths(readConfig(process.env));
  const fromSource = args.includes('--from-source');
  await buildVoice(paths, { fromSource, say: (line) => console.log(line) });
}

if (import.meta.main) {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof CompileError || error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
