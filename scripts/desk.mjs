// Builds the desk's page into a folder of its own by the sum of its sources, and prints where that
// is: what was built once is there at once.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './bootstrap.mjs';

const page = join(root, 'client/desk/page');
const cache = join(root, '.cache/desk');
/** All that the page is made of. */
const sources = [page, join(root, 'client/media'), join(root, 'client/clock.ts')];
const locked = join(root, 'package-lock.json');
/** Builds of other branches stay for a while. */
const buildsMax = 8;

if (process.argv[1] === import.meta.filename) console.log(await builtDesk());

/** Where the page is built. */
export async function builtDesk() {
  const folder = join(cache, sumOfSources());
  if (existsSync(join(folder, 'index.html'))) return folder;
  mkdirSync(cache, { recursive: true });
  const fresh = mkdtempSync(join(cache, '.fresh-'));
  try {
    await build(fresh);
    renameSync(fresh, folder);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    // Another process was as fast.
    if (!existsSync(join(folder, 'index.html'))) throw error;
  }
  forgetOld(folder);
  return folder;
}

async function build(outdir) {
  const { build: bundle } = await import('esbuild');
  await bundle({
    entryPoints: {
      main: join(page, 'main.tsx'),
      desk: join(page, 'style/desk.css'),
      mediaWorker: join(root, 'client/media/mediaWorker.ts'),
    },
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    chunkNames: 'chunk-[hash]',
    legalComments: 'none',
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  for (const name of ['index.html', 'lamp.svg']) cpSync(join(page, name), join(outdir, name));
}

function sumOfSources() {
  const sum = createHash('sha256').update(readFileSync(import.meta.filename));
  for (const path of [...sources.flatMap(filesOf), locked]) {
    sum.update(`${path}\n`).update(readFileSync(path));
  }
  return sum.digest('hex').slice(0, 16);
}

function filesOf(path) {
  if (!statSync(path).isDirectory()) return [path];
  const names = readdirSync(path, { recursive: true }).sort();
  return names.map((name) => join(path, name)).filter((one) => statSync(one).isFile());
}

function forgetOld(kept) {
  const builds = readdirSync(cache)
    .map((name) => join(cache, name))
    .filter((path) => path !== kept)
    .sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs);
  for (const path of builds.slice(buildsMax)) rmSync(path, { recursive: true, force: true });
}
