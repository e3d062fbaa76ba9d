// A short run of the load tester on a cluster of its own: all connections drop in the middle, and
// the ledger is even at the end.

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const main = join(import.meta.dirname, '../../bench/load/main.ts');
const runTimeoutMs = 100_000;

function run(args: readonly string[]): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [main, ...args],
      { timeout: runTimeoutMs },
      (_error, stdout, stderr) => resolve({ code: child.exitCode, said: `${stdout}\n${stderr}` }),
    );
  });
}

it('a load under which everybody reconnects at once loses and repeats nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'aldis-load-'));
  const [json, html] = [join(folder, 'figures.json'), join(folder, 'page.html')];
  try {
    const load = ['--devices', '20', '--rate', '20', '--for', '8s', '--scenario', 'reconnect'];
    const { code, said } = await run([...load, '--processes', '2', '--json', json, '--html', html]);
    expect(code, said).toBe(0);
    const figures = JSON.parse(readFileSync(json, 'utf8')) as Record<string, number>;
    // Each device greets once before the load.
    const sent = 20 * 8 + 20;
    expect(figures).toMatchObject({ sent, acknowledged: sent, delivered: sent });
    expect(figures).toMatchObject({ lost: 0, duplicated: 0, promises_broken: 0 });
    expect(figures['connected_after_ms']).toBeGreaterThan(0);
    expect(figures['server_cores']).toBeGreaterThan(0);
    expect(readFileSync(html, 'utf8')).toMatch(/every promise was kept/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it('a load on any machine but this one is refused before anything starts', async () => {
  const { code, said } = await run(['--url', 'http://192.0.2.1:7350', '--invite', 'x']);
  expect(code).toBe(2);
  expect(said).toMatch(/not this machine/);
});
