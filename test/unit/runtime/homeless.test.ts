// A machine user of whom the system knows no home, as in many a container.

import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readConfig } from '#runtime';

const { homedir } = os;

beforeEach(() => {
  os.homedir = () => {
    throw new Error('ENOENT: no such user');
  };
  syncBuiltinESMExports();
});

afterEach(() => {
  os.homedir = homedir;
  syncBuiltinESMExports();
});

it('has the cache with the data, or where it is said', () => {
  expect(readConfig({ ALDIS_DATA: '/srv/aldis' }).cacheDir).toBe('/srv/aldis/cache');
  const said = { ALDIS_DATA: '/srv/aldis', ALDIS_CACHE_DIR: '/var/cache/aldis' };
  expect(readConfig(said).cacheDir).toBe('/var/cache/aldis');
});
