// A release as an operator has it: its sums hold, its bill names what is in it, and it starts in an
// empty folder with nothing fetched.

import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);
/** npm fetches a hundred packages, a machine does much else meanwhile. */
const makeTimeoutMs = 900_000;
const folder = mkdtempSync(join(tmpdir(), 'aldis-release-'));
let files: readonly string[];
let unpacked: string;

const named = (end: string) => join(folder, files.find((name) => name.endsWith(end)) ?? '');

beforeAll(async () => {
  const make = [join(root, 'scripts/release.mjs'), '--to', folder];
  await run(process.execPath, make, { cwd: root, timeout: makeTimeoutMs });
  files = readdirSync(folder);
  await run('tar', ['-xzf', named('.tar.gz'), '-C', folder]);
  unpacked = named('.tar.gz').replace(/\.tar\.gz$/, '');
}, makeTimeoutMs + 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Packages below a folder, as `name@version`. */
function installedIn(modules: string): string[] {
  return readdirSync(modules, { withFileTypes: true }).flatMap((entry) => {
    const path = join(modules, entry.name);
    if (!entry.isDirectory() || entry.name.startsWith('.')) return [];
    if (entry.name.startsWith('@')) return installedIn(path);
    const { name, version } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
    const inner = join(path, 'node_modules');
    return [`${name}@${version}`, ...(existsSync(inner) ? installedIn(inner) : [])];
  });
}

test('the sums are those of the files, and a changed byte is noticed', async () => {
  const check = () => run('sha256sum', ['--check', '--quiet', named('.sha256')], { cwd: folder });
  await check();
  const path = named('.cdx.json');
  const bill = readFileSync(path);
  writeFileSync(path, bill.with(100, bill.readUInt8(100) ^ 1));
  await expect(check()).rejects.toMatchObject({ stdout: expect.stringMatching(/cdx\.json: /) });
  writeFileSync(path, bill);
  await check();
});

test('the bill of materials names each package that is in it, and no other', () => {
  const bill = JSON.parse(readFileSync(named('.cdx.json'), 'utf8'));
  expect(bill).toMatchObject({
    bomFormat: 'CycloneDX',
    metadata: { component: { name: 'aldis' } },
  });
  const billed = bill.components.map((one: { group?: string; name: string; version: string }) => {
    return `${one.name}@${one.version}`;
  });
  const installed = installedIn(join(unpacked, 'node_modules'));
  expect(installed.length).toBeGreaterThan(100);
  expect([...new Set<string>(billed)].sort()).toEqual([...new Set(installed)].sort());
  expect(installed.some((one) => one.startsWith('vitest@'))).toBe(false);
});

test('it starts as it is, serves, and ends when it is told', async () => {
  const env = { ...process.env, ALDIS_DATA: join(folder, 'data'), ALDIS_WORKERS: '1', PORT: '0' };
  const child = spawn('npm', ['start'], {
    cwd: unpacked,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  try {
    let url: string | undefined;
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line);
      url = /(http:\/\/127\.0\.0\.1:\d+)\/readyz/.exec(line)?.[1];
      if (url) break;
    }
    expect(lines.join('\n')).not.toContain('Fetching dependencies');
    const ready = await fetch(`${url}/readyz`);
    expect(ready.status).toBe(200);
  } finally {
    child.stdout.resume();
    const { pid } = JSON.parse(readFileSync(join(folder, 'data/cluster.json'), 'utf8'));
    process.kill(pid, 'SIGTERM');
    await ended;
  }
  expect(existsSync(join(folder, 'data/cluster.json'))).toBe(false);
});
