// The virtual environment of the tests' tools is made in a time that has an end, and once.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
function ensure(python: string, limitMs = 60_000) {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
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
    import { ensurePythonTools } from './scripts/pythonTools.mjs';
    console.log(JSON.stringify(await ensurePythonTools({ limitMs: LIMIT })));`;
  const line = ['--input-type=module', '-e', words.replace('LIMIT', String(limitMs))];
  return spawnSync(process.execPath, line, {
    cwd: folder,
    env: { ...process.env, PATH: bin },
    encoding: 'utf8',
  });
}

it('is given up in one sentence where python does not end', () => {
  const { status, stderr } = ensure('exec sleep 600', 500);
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

it('is made once, and anew when other packages are wanted', () => {
  const made = join(folder, 'made');
  // A venv is a copy of this very program, which is its pip as well.
  const python = `
    echo "$2 $5" >> '${made}'
    [ "$2" = venv ] || exit 0
    mkdir -p "$4/bin" && cp "$0" "$4/bin/python3" && chmod 700 "$4/bin/python3"`;
  const told = JSON.parse(ensure(python).stdout.split('\n').at(-2) ?? '') as object;
  expect(told).toEqual({
    ALDIS_TEST_MONGOD: expect.stringMatching(/\.venv\/bin\/secantusd-py$/),
    ALDIS_TEST_PYTHON: expect.stringMatching(/\.venv\/bin\/python3$/),
    ALDIS_TEST_KUBERNETES_VALIDATE: expect.stringMatching(/\.venv\/bin\/kubernetes-validate$/),
  });
  const once = readFileSync(made, 'utf8');
  expect(once.match(/^venv/gm)).toHaveLength(1);
  expect(once.match(/^pip/gm)).toHaveLength(1);
  expect(ensure(python).status).toBe(0);
  expect(readFileSync(made, 'utf8')).toBe(once);
  writeFileSync(join(folder, '.venv/aldis-packages'), 'others');
  expect(ensure(python).status).toBe(0);
  expect(readFileSync(made, 'utf8')).toBe(`${once}${once}`);
});
