// The program that docs/client.md opens with runs as it stands, against a cluster of its own.

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestCluster } from '../support/cluster.ts';

const runTimeoutMs = 60_000;
const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'aldis-doc-'));
// Inside the checkout, as the page says: `#client` is known there alone.
const program = join(root, `hello-${process.pid}.ts`);
let cluster: Awaited<ReturnType<typeof startTestCluster>>;

beforeAll(async () => {
  cluster = await startTestCluster();
});

afterAll(async () => {
  rmSync(program, { force: true });
  rmSync(folder, { recursive: true, force: true });
  await cluster.stop();
});

test('the page opens with a program of 20 lines that registers, sends and receives', async () => {
  const page = readFileSync(join(root, 'docs/client.md'), 'utf8');
  const source = /^# The client\n\n```ts\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  expect(source.trimEnd().split('\n').length).toBeLessThanOrEqual(20);
  writeFileSync(program, source);
  const { stdout } = await promisify(execFile)(process.execPath, [program, folder], {
    cwd: root,
    timeout: runTimeoutMs,
    env: { ...process.env, ALDIS_URL: cluster.url, ALDIS_INVITATION: cluster.invitation },
  });
  expect(stdout).toContain('ben heard: Hello, Ben.');
});
