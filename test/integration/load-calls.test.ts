// A short run of the load tester's calls on a cluster of its own: devices join by the SDK, frames
// go sealed over real RTP through a bad way to a media worker, and the ledger is even at the end.

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const main = join(import.meta.dirname, '../../bench/load/main.ts');
const runTimeoutMs = 150_000;

function run(args: readonly string[]): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [main, '--scenario', 'calls', ...args],
      { timeout: runTimeoutMs },
      (_error, stdout, stderr) => resolve({ code: child.exitCode, said: `${stdout}\n${stderr}` }),
    );
  });
}

it(
  'frames of calls arrive sealed, open for those of their call alone, and stand nowhere in clear',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'aldis-load-calls-'));
    const [json, html] = [join(folder, 'figures.json'), join(folder, 'page.html')];
    try {
      const rooms = ['--rooms', '2', '--talkers', '2', '--listeners', '1', '--workers', '1'];
      const way = ['--for', '3s', '--loss', '5', '--jitter', '50'];
      const { code, said } = await run([...rooms, ...way, '--json', json, '--html', html]);
      expect(code, said).toBe(0);
      const figures = JSON.parse(readFileSync(json, 'utf8')) as Record<string, number>;
      expect(figures).toMatchObject({ forged: 0, clear: 0, wire_clear: 0, promises_broken: 0 });
      // Four talkers of 50 frames a second, of whom two hear each; some are lost on either way.
      expect(figures['sent']).toBeGreaterThan(400);
      expect(figures['forwarded']).toBeGreaterThan(600);
      expect(figures['opened']).toBeGreaterThan(500);
      expect(figures['lost']).toBeGreaterThan(0);
      expect(figures['wire_datagrams']).toBeGreaterThan(1500);
      expect(figures['media_cores']).toBeGreaterThan(0);
      expect(readFileSync(html, 'utf8')).toMatch(/every promise was kept/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  runTimeoutMs,
);

it('more than a program can carry is refused before anything starts', async () => {
  const { code, said } = await run(['--rooms', '200', '--listeners', '999']);
  expect(code).toBe(2);
  expect(said).toMatch(/usage: npm run load -- --scenario calls/);
});
