// The installed tree against what is known to be broken: every copy of a library that reads bytes
// from outside is at least the version in which its faults were mended.

import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));

/** Package, the ranges that are good (from each up to its next major), and why. */
const floors: readonly (readonly [string, readonly string[], string])[] = [
  ['socket.io', ['4.8.4'], 'CVE-2024-38355: an event named error ended the process (4.6.2)'],
  ['socket.io-parser', ['4.2.6'], 'CVE-2022-2421, CVE-2023-32695, CVE-2026-33151: placeholders'],
  ['engine.io', ['6.6.11'], 'CVE-2022-41940, CVE-2023-31125: bad and doubled session ids'],
  ['ws', ['8.21.0'], 'CVE-2024-37890, CVE-2021-32640, CVE-2026-45736, CVE-2026-48779'],
  [
    'protobufjs',
    ['7.5.8', '8.6.5'],
    'CVE-2026-44289, -44291, -44292, CVE-2023-36665, CVE-2022-25878',
  ],
  ['msgpackr', ['1.10.1', '2.0.0'], 'CVE-2023-52079: an extension that names itself never ended'],
  ['node', ['24.21.0'], 'the release all of this was tried on; its HTTP parser is the first door'],
  ['jose', ['6.0.0'], 'CVE-2024-28176: compressed tokens'],
  ['fastify', ['5.3.2'], 'CVE-2025-32442: bodies that passed by their schema'],
  ['mongodb', ['7.0.0'], 'no network compression by default, which CVE-2025-14847 goes through'],
];

/** What must not be there in any version. */
const banned: readonly (readonly [string, string])[] = [
  ['msgpack-lite', 'no longer mended; crashes on crafted input'],
  ['notepack.io', 'NaN and cycles end the process'],
  ['socket.io-redis', 'replaced long ago'],
  ['request', 'no longer mended'],
];

/** Debian's package whose version number stays behind its security fixes. */
const redisOfDebian = '5:7.0.15-1~deb12u10';
/** Elsewhere: the release of each line in which they were mended. */
const redisReleases: readonly string[] = ['7.2.11', '7.4.6', '8.0.4', '8.2.2'];

interface Installed {
  readonly name: string;
  readonly version: string;
  readonly at: string;
}

function installed(folder: string): Installed[] {
  const found: Installed[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (entry.name.startsWith('@')) found.push(...installed(path));
    else found.push(...packageAt(path));
  }
  return found;
}

function packageAt(path: string): Installed[] {
  const found: Installed[] = [];
  try {
    const facts = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as Installed;
    found.push({ name: facts.name, version: facts.version, at: path.slice(modules.length + 1) });
  } catch {
    // A folder without a package.
  }
  try {
    found.push(...installed(join(path, 'node_modules')));
  } catch {
    // None inside.
  }
  return found;
}

const lock = JSON.parse(readFileSync(join(modules, '../package-lock.json'), 'utf8')) as {
  packages: Record<string, { dev?: boolean } | undefined>;
};

const numbers = (version: string): number[] => version.split(/[.-]/).slice(0, 3).map(Number);

/** Negative, zero or positive, as the first is older, equal or newer. */
function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < 3; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Good when it is no older than the floor of its major, or newer than all majors named. */
function isGood(version: string, good: readonly string[]): boolean {
  const [major = 0] = numbers(version);
  const sameMajor = good.find((floor) => numbers(floor)[0] === major);
  if (sameMajor) return compare(numbers(version), numbers(sameMajor)) >= 0;
  return good.every((floor) => (numbers(floor)[0] ?? 0) < major);
}

/** What only measurements and tests bring along is not there where Aldis serves. */
function isForDevelopment({ at }: Installed): boolean {
  const path = `node_modules/${at}`;
  return lock.packages[path]?.dev === true;
}

describe('the installed tree', () => {
  const all = installed(modules);

  it.each(floors)('%s is at least %s: %s', (name, good) => {
    const copies = all.filter((one) => one.name === name);
    expect(copies.length).toBeGreaterThan(0);
    expect(copies.filter((one) => !isGood(one.version, good))).toEqual([]);
  });

  it.each(banned)('%s is not there: %s', (name) => {
    const served = all.filter((one) => one.name === name && !isForDevelopment(one));
    expect(served).toEqual([]);
  });

  it('holds one version of what speaks to clients, so that one is all to watch', () => {
    for (const name of ['socket.io', 'socket.io-parser', 'engine.io', 'ws', 'protobufjs', 'jose']) {
      const versions = new Set(all.filter((one) => one.name === name).map((one) => one.version));
      expect([...versions], name).toHaveLength(1);
    }
  });

  it('compares versions by number', () => {
    expect(isGood('8.21.3', ['8.21.0'])).toBe(true);
    expect(isGood('8.9.9', ['8.21.0'])).toBe(false);
    expect(isGood('7.5.8', ['7.5.8', '8.6.5'])).toBe(true);
    expect(isGood('8.6.4', ['7.5.8', '8.6.5'])).toBe(false);
    expect(isGood('9.0.0', ['7.5.8', '8.6.5'])).toBe(true);
    expect(isGood('6.9.9', ['7.5.8', '8.6.5'])).toBe(false);
  });
});

describe('redis-server', () => {
  it('has the faults of its Lua mended (CVE-2025-49844 and those found with it)', () => {
    const text = execFileSync('redis-server', ['--version']).toString();
    const version = /v=(\d+\.\d+\.\d+)/.exec(text)?.[1] ?? '0.0.0';
    const asked = spawnSync('dpkg-query', ['-W', '-f=${Version}', 'redis-server']);
    const packaged = asked.status === 0 ? asked.stdout.toString() : '';
    if (packaged === '') {
      const line = numbers(version).slice(0, 2).join('.');
      const floor = redisReleases.find((one) => one.startsWith(`${line}.`));
      const least = floor ?? redisReleases.at(-1) ?? '';
      expect(compare(numbers(version), numbers(least))).toBeGreaterThanOrEqual(0);
      return;
    }
    const args = ['--compare-versions', packaged, 'ge', redisOfDebian];
    expect(spawnSync('dpkg', args).status, packaged).toBe(0);
  });
});
