// The virtual environment of the tests' MongoDB is made in a time that has an end.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

const scripts = join(import.meta.dirname, '../../../scripts');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aldis-twin-'));
  cpSync(scripts, join(folder, 'scripts'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Asks for it where `python3` is those words of a shell. */
function ensure(python: string) {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'python3'), `#!/bin/sh\n${python}\n`, { mode: 0o755 });
  // Only what this names is there: no apt-get that would install another.
  for (const name of ['sleep', 'mkdir', 'cp', 'chmod']) {
    writeFileSync(
      join(bin, name),
      `#!/bin/sh\nexec /usr/bin/env -i PATH=/usr/bin:/bin ${name} "$@"\n`,
      {
        mode: 0o755,
      },
    );
  }
  const words = `
    import { ensureMongo } from './scripts/mongoTwin.mjs';
    console.log(await ensureMongo({ limitMs: 500 }));`;
  const line = ['--input-type=module', '-e', words];
  return spawnSync(process.execPath, line, {
    cwd: folder,
    env: { ...process.env, PATH: bin },
    encoding: 'utf8',
  });
}

it('is given up in one sentence where python does not end', () => {
  const { status, stderr } = ensure('exec sleep 600');
  expect([status, stderr]).toEqual([
    1,
    'python3 did not make a virtual environment within 0.5 s.\n',
  ]);
});

it('is given up in one sentence where python cannot make one', () => {
  const { status, stderr } = ensure('exit 1');
  expect([status, stderr]).toEqual([
    1,
    'python3 cannot make a virtual environment: install python3-venv.\n',
  ]);
});
