// The parts of the primary that need no process: restart intensity, the folder's lock, what came
// over the channel, the table.

import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseMemberId } from '#protocol';
import { readConfig } from '#runtime';
import { afterAll, describe, expect, it } from 'vitest';
import { hostsOf } from '../../../cluster/checks.ts';
import { LockError, lockFolder, processRuns } from '../../../cluster/lock.ts';
import { parsePrimaryMessage, parseWorkerMessage } from '../../../cluster/messages.ts';
import { localUrl, readFacts, renderFacts, writeFacts } from '../../../cluster/facts.ts';
import { restartDelay } from '../../../cluster/workers.ts';

const folder = mkdtempSync(join(tmpdir(), 'aldis-primary-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('restarts', () => {
  it('are at once up to ten within thirty seconds, then a second later each', () => {
    const deaths: number[] = [];
    const delays = Array.from({ length: 13 }, (_, index) => restartDelay(deaths, index * 100));
    expect(delays).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1000, 2000, 3000]);
  });

  it('are at once for those that were told to leave, however many are', () => {
    const deaths: number[] = [];
    const delays = Array.from({ length: 30 }, () => restartDelay(deaths, 0, 60_000));
    expect(new Set(delays)).toEqual(new Set([0]));
    expect(restartDelay(deaths, 0)).toBe(0);
  });

  it('wait as after deaths where they leave again and again as soon as they serve', () => {
    const deaths: number[] = [];
    const delays = Array.from({ length: 13 }, () => restartDelay(deaths, 0, 500));
    expect(delays).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1000, 2000, 3000]);
  });

  it('never wait longer than ten seconds, and go back to none', () => {
    const deaths: number[] = [];
    let delay = 0;
    for (let i = 0; i < 100; i++) delay = restartDelay(deaths, 0);
    expect(delay).toBe(10_000);
    expect(restartDelay(deaths, 30_001)).toBe(0);
  });
});

describe("a data folder's lock", () => {
  it('keeps a second one out until it is released', () => {
    const lock = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(LockError);
    expect(() => lockFolder(folder)).toThrow(`process ${process.pid}`);
    lock.release();
    lockFolder(folder).release();
  });

  it('is taken over from the dead, and from a process that only has the same id', () => {
    for (const holder of ['999999999 1', `${process.pid} 1`, 'garbage', '', '-1 2']) {
      writeFileSync(join(folder, 'primary.pid'), holder);
      lockFolder(folder).release();
    }
  });

  it('is not removed by who does not hold it any more', () => {
    const lock = lockFolder(folder);
    writeFileSync(join(folder, 'primary.pid'), '1 other');
    lock.release();
    expect(readFileSync(join(folder, 'primary.pid'), 'utf8')).toBe('1 other');
    rmSync(join(folder, 'primary.pid'));
  });
});

it('a process runs or does not', () => {
  expect(processRuns(process.pid)).toBe(true);
  expect(processRuns(999_999_999)).toBe(false);
});

describe('what comes over the channel', () => {
  it('is understood or passed over, never trusted', () => {
    const ready = { type: 'ready', member: 'w0-abcd', port: 7350 };
    expect(parseWorkerMessage(ready)).toEqual(ready);
    const failed = { type: 'failed', sentence: 'No.' };
    expect(parseWorkerMessage(failed)).toEqual(failed);
    for (const other of [null, 'ready', 1, {}, { type: 'ready' }, { ...ready, member: 'A B' }]) {
      expect(parseWorkerMessage(other)).toBeUndefined();
    }
    expect(parsePrimaryMessage({ type: 'drain', more: 1 })).toEqual({ type: 'drain' });
    expect(parsePrimaryMessage({ type: 'keys' })).toEqual({ type: 'keys' });
    for (const other of [undefined, [], { type: 'ready' }, { cmd: 'NODE_x' }]) {
      expect(parsePrimaryMessage(other)).toBeUndefined();
    }
  });
});

describe('the table', () => {
  const config = readConfig({
    REDIS_URL: 'redis://me:canary@redis.test:6379/1',
    MONGODB_URL: 'mongodb://me:canary@a.test:1,b.test:2/aldis?replicaSet=x',
    ALDIS_DATA: folder,
  });
  const member = parseMemberId('w0-abcd');
  const facts = {
    pid: 4321,
    url: 'http://127.0.0.1:7350',
    workers: [{ index: 0, pid: 4322, ...(member ? { member } : {}) }],
    invitation: 'an-invitation',
  };

  it('names the stores without their passwords', () => {
    const table = renderFacts(config, facts, false);
    expect(table).toContain('redis.test:6379');
    expect(table).toContain('a.test:1,b.test:2');
    expect(table).not.toContain('canary');
    expect(table).not.toContain('\u001b');
    expect(renderFacts(config, facts, true)).toContain('\u001b[1m');
    expect(table).toContain('register alice --invite an-invitation\n');
  });

  it('names the server in its next steps where nobody would look for it', () => {
    const url = 'http://127.0.0.1:7361';
    const table = renderFacts(config, { ...facts, url }, false);
    for (const name of ['alice', 'bob']) {
      expect(table).toContain(`register ${name} --invite an-invitation --server ${url}\n`);
    }
  });

  it('is kept in a file for its owner alone, and read back', () => {
    writeFacts(folder, facts);
    expect(statSync(join(folder, 'cluster.json')).mode & 0o777).toBe(0o600);
    const { pid, url, workers, invitation } = facts;
    expect(readFacts(folder)).toEqual({ pid, url, workers, invitation });
    for (const text of ['', '{', 'null', '{"pid":"1","url":"","workers":[]}']) {
      writeFileSync(join(folder, 'cluster.json'), text);
      expect(readFacts(folder)).toBeUndefined();
    }
  });

  it('shows an address that a browser on this machine can open', () => {
    const url = (HOST: string) => localUrl({ HOST, ALDIS_TLS_CERT_FILE: undefined }, 1);
    expect(url('0.0.0.0')).toBe('http://127.0.0.1:1');
    expect(url('::')).toBe('http://127.0.0.1:1');
    expect(url('::1')).toBe('http://[::1]:1');
    expect(url('10.0.0.1')).toBe('http://10.0.0.1:1');
    const secured = { HOST: '0.0.0.0', ALDIS_TLS_CERT_FILE: '/etc/aldis/chain.pem' };
    expect(localUrl(secured, 1)).toBe('https://127.0.0.1:1');
  });
});

it.each([
  ['redis://:p@h:1/0', 'h:1'],
  ['unix:///tmp/r.sock', '/tmp/r.sock'],
  ['unix://:canary@/tmp/r.sock', 'an address that is none'],
  ['/data/redis/redis.sock', '/data/redis/redis.sock'],
  ['mongodb://u:p%40@a:1,b:2/x', 'a:1,b:2'],
  ['mongodb+srv://u:p@cluster.test/x', 'cluster.test'],
])('the place of %s is %s', (address, place) => {
  expect(hostsOf(address)).toBe(place);
});
