// Where the media worker's program is: in a cache of the person who runs Aldis, one folder for each
// version and recipe. Outside of node_modules, which `npm ci` empties, and shared by all clones.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from '#runtime';

/** How the program is made where it is not downloaded. */
export const recipeFolder = fileURLToPath(new URL('../../scripts/voice/', import.meta.url));
export const buildCommand = 'npm run build:voice';

/** What the project calls the program that mediasoup runs. */
export const programName = 'mediasoup-worker';

export interface VoicePaths {
  readonly version: string;
  /** The package's folder `worker`: sources and schemas. */
  readonly sources: string;
  /** Folder of all versions. */
  readonly cache: string;
  /** Folder of this one, moved here whole. */
  readonly folder: string;
  readonly program: string;
  /** Says what is in the folder, by its hash. */
  readonly note: string;
  /** Touched by whoever makes it just now. */
  readonly turn: string;
}

export type VoiceSettings = Pick<Config, 'cacheDir' | 'ALDIS_VOICE_WORKER'>;

export function voicePaths({ cacheDir }: Pick<Config, 'cacheDir'>): VoicePaths {
  // The package shows its code alone, at node/lib/index.js.
  const entry = createRequire(import.meta.url).resolve('mediasoup');
  const root = dirname(dirname(dirname(entry)));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  const cache = join(cacheDir, 'voice');
  const name = `${version}-${platform()}-${arch()}-${recipeMark()}`;
  const folder = join(cache, name);
  return {
    version,
    sources: join(root, 'worker'),
    cache,
    folder,
    program: join(folder, programName),
    note: join(folder, 'made.json'),
    turn: join(cache, `${name}.turn`),
  };
}

/** Changes with every file of the recipe, so that another recipe makes another program. */
function recipeMark(): string {
  const hash = createHash('sha256');
  const files = readdirSync(recipeFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files)
    hash.update(`${file.slice(recipeFolder.length)}\n`).update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
}
