// Telling an absent Redis from a defect.

import { readFileSync } from 'node:fs';
import { Unreachable } from '#ports';
import { isRedisAway, openRedis, silentLog } from '#runtime';
import { describe, expect, it } from 'vitest';

describe('a failure', () => {
  it('of a connection to nowhere says that redis is away', async () => {
    const failure = await openRedis('/nowhere/redis.sock', 'test', silentLog).catch((e) => e);
    expect(isRedisAway(failure)).toBe(true);
  });

  it('of a command says so whether the connection is closed, late or loading', () => {
    for (const words of [
      'Connection is closed.',
      "Stream isn't writeable and enableOfflineQueue options is false",
      'Command timed out',
      'LOADING Redis is loading the dataset in memory',
    ]) {
      expect(isRedisAway(new Error(words))).toBe(true);
    }
    expect(isRedisAway(new Unreachable('redis'))).toBe(true);
  });

  it('to read a file is a defect, though its code is that of a missing socket', () => {
    let failure: unknown;
    try {
      readFileSync('/nowhere/file');
    } catch (error) {
      failure = error;
    }
    expect(failure).toMatchObject({ code: 'ENOENT' });
    expect(isRedisAway(failure)).toBe(false);
  });

  it('of any other kind is a defect', () => {
    for (const defect of [new TypeError('x is not a function'), new Error('ERR syntax'), 'words']) {
      expect(isRedisAway(defect)).toBe(false);
    }
  });
});
