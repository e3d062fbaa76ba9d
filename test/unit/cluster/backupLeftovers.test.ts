// Backups that were killed leave no copies of the store behind for long.

import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { removeLeftovers } from '../../../cluster/backup/take.ts';

const folder = mkdtempSync(join(tmpdir(), 'aldis-leftovers-'));
const nowMs = Date.UTC(2026, 10, 28);
const hourMs = 60 * 60 * 1000;

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function leave(name: string, ageHours: number): void {
  const path = join(folder, name);
  if (name.startsWith('.staging-')) {
    mkdirSync(path);
    writeFileSync(join(path, 'durable.lmdb'), 'a copy');
  } else writeFileSync(path, 'bytes');
  const at = (nowMs - ageHours * hourMs) / 1000;
  utimesSync(path, at, at);
}

it('takes away what is older than any backup that runs, and nothing else', async () => {
  leave('.staging-aB3xYz', 14);
  leave('aldis-20261127T100000Z.backup.partial', 14);
  const kept = [
    ['.staging-c0mpet', 12],
    ['aldis-20261127T130000Z.backup.partial', 12],
    ['aldis-20261101T000000Z.backup', 600],
    ['one.backup.partial', 600],
    ['tombstones', 600],
  ] as const;
  for (const [name, ageHours] of kept) leave(name, ageHours);
  await removeLeftovers(folder, nowMs);
  expect(readdirSync(folder).sort()).toEqual(kept.map(([name]) => name).sort());
  await removeLeftovers(join(folder, 'not there'), nowMs);
});
