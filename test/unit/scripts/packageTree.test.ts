// The copy of the lock that is installed from names the usual place of each tarball, and keeps the
// sum of each; and packages come to their place whole.

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aldis-tree-'));
  cpSync(join(root, 'scripts'), join(folder, 'scripts'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('packages', () => {
  /** An npm that fails as often as `faults` says, then makes what the lock before it says. */
  function npm(faults: number): string {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    const words = `#!/bin/sh
      if [ "$1" = config ]; then echo '{"registry":"https://registry.test/"}'; exit 0; fi
      echo "$PWD $(cat package-lock.json)" >> '${folder}/asked'
      [ $(wc -l < '${folder}/asked') -gt ${faults} ] || exit 1
      mkdir -p node_modules/fresh\n`;
    writeFileSync(join(bin, 'npm'), words, { mode: 0o755 });
    return `${bin}:${process.env['PATH']}`;
  }

  function lay(PATH: string) {
    const words = `
      import { layPackages } from './scripts/packageTree.mjs';
      await layPackages(process.cwd(), '--omit=dev');`;
    const line = ['--input-type=module', '-e', words];
    const env = { ...process.env, PATH };
    return spawnSync(process.execPath, line, { cwd: folder, env, encoding: 'utf8' });
  }

  const asked = () => readFileSync(join(folder, 'asked'), 'utf8').trim().split('\n');

  beforeEach(() => {
    mkdirSync(join(folder, 'node_modules/former'), { recursive: true });
    const packages = { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-1' } };
    writeFileSync(join(folder, 'package.json'), '{}');
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages }));
  });

  it('take the place of the former ones, and leave nothing beside', () => {
    expect(lay(npm(0)).status).toBe(0);
    expect(asked()).toEqual([expect.stringContaining('https://registry.test/a/-/a-1.0.0.tgz')]);
    expect(existsSync(join(folder, 'node_modules/fresh'))).toBe(true);
    expect(existsSync(join(folder, 'node_modules/former'))).toBe(false);
    expect(existsSync(join(folder, '.cache/install'))).toBe(false);
  });

  it('are asked for where they usually are, scoped and within others, each by its sum', () => {
    const packages = {
      '': { name: 'aldis' },
      'node_modules/one': { version: '1.0.0', integrity: 'sha512-1' },
      'node_modules/@two/three': { version: '2.0.0', integrity: 'sha512-2' },
      'node_modules/one/node_modules/four': { version: '3.0.0', integrity: 'sha512-3' },
      'node_modules/other': { name: 'five', version: '4.0.0', integrity: 'sha512-4' },
      'node_modules/within': { version: '5.0.0', inBundle: true },
    };
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages }));
    expect(lay(npm(0)).status).toBe(0);
    const [line = ''] = asked();
    const told = JSON.parse(line.slice(line.indexOf('{'))) as {
      packages: Record<string, { integrity?: string; resolved?: string }>;
    };
    expect(Object.values(told.packages).map(({ resolved }) => resolved)).toEqual([
      undefined,
      'https://registry.test/one/-/one-1.0.0.tgz',
      'https://registry.test/@two/three/-/three-2.0.0.tgz',
      'https://registry.test/four/-/four-3.0.0.tgz',
      'https://registry.test/five/-/five-4.0.0.tgz',
      undefined,
    ]);
    expect(told.packages).toMatchObject(packages);
  });

  it('are asked for again without places, where the registry has them elsewhere', () => {
    const { status, stdout } = lay(npm(1));
    expect(status).toBe(0);
    expect(stdout).toContain('trying again (2 of 3)');
    expect(asked().map((line) => line.includes('resolved'))).toEqual([true, false]);
  });

  it('stay the former ones in vain tries, and one sentence says so', () => {
    const { status, stderr } = lay(npm(9));
    expect(status).toBe(1);
    expect(stderr).toContain('npm ci failed 3 times.');
    expect(asked().length).toBe(3);
    expect(existsSync(join(folder, 'node_modules/former'))).toBe(true);
  });
});
