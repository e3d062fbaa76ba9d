// The daily look whether new keys are due.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSecrets, openRootKeys } from '#crypto';
import type { Config } from '#runtime';
import { ManualClock, readConfig, silentLog } from '#runtime';
import { rotateEveryDay } from '../../../cluster/foundation.ts';

const dayMs = 24 * 60 * 60 * 1000;
let folder: string;
let config: Config;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aldis-rotation-'));
  const file = join(folder, 'root.key');
  writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600 });
  config = readConfig({
    ALDIS_DATA: folder,
    ALDIS_ROOT_KEY: 'file',
    ALDIS_ROOT_KEY_FILE: file,
  });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('asks the root key no more once a start has opened the file, wherever that is', () => {
  const clock = new ManualClock(1);
  const root = openRootKeys(config);
  createSecrets(config.secretsFile, clock.now(), root);
  rmSync(join(folder, 'root.key'));
  let rotated = 0;
  rotateEveryDay({ config, clock, log: silentLog }, root, () => (rotated += 1));
  clock.advance(60 * dayMs);
  expect(rotated).toBeGreaterThan(0);
});

it('ends no cluster whose file cannot be read just then', () => {
  const clock = new ManualClock(1);
  const root = openRootKeys(config);
  createSecrets(config.secretsFile, clock.now(), root);
  const warned: string[] = [];
  const log = { ...silentLog, warn: (name: string) => void warned.push(name) };
  rotateEveryDay({ config, clock, log }, root, () => {});
  rmSync(config.secretsFile);
  clock.advance(2 * dayMs);
  expect(warned).toContain('keys.not-rotated');
});
