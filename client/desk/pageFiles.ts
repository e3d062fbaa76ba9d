// The files of the desk's page as they are sent: built beside this module in the package, built at
// first use in a checkout.

import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

interface PageFile {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** The files by their paths in a URL. */
export type PageFiles = ReadonlyMap<string, PageFile>;

/** Builds what is not built yet. Throws where it cannot be. */
export async function pageFiles(): Promise<PageFiles> {
  return filesOf(await builtFolder());
}

/** Those of one folder, and none beneath it. */
export function filesOf(folder: string): PageFiles {
  const files = new Map<string, PageFile>();
  for (const name of readdirSync(folder)) {
    const type = types[extname(name)];
    if (!type) continue;
    const file = { type, bytes: readFileSync(join(folder, name)) };
    files.set(`/${name}`, file);
    if (name === 'index.html') files.set('/', file);
  }
  return files;
}

async function builtFolder(): Promise<string> {
  const packed = join(import.meta.dirname, 'built');
  if (existsSync(join(packed, 'index.html'))) return packed;
  const script = join(import.meta.dirname, '../../scripts/desk.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [script]);
  return stdout.trim();
}
