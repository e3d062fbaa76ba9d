// What may be asked of the load tester.

import { describe, expect, it } from 'vitest';
import { UsageError } from '#lab/options.ts';
import { loopbackUrl, readOptions } from '../../../../bench/load/options.ts';

describe('options', () => {
  it('have defaults for everything', () => {
    const options = readOptions([]);
    expect(options).toMatchObject({ devices: 100, ratePerS: 100, forMs: 30_000, bytes: 100 });
    expect(options.scenario).toBe('pairs');
    expect(options.url).toBeUndefined();
  });

  it('are read as the usage says', () => {
    const line = '--devices 1000 --rate 500 --for 2m --scenario burst --processes 3 --json f';
    const options = readOptions(line.split(' '));
    expect(options).toMatchObject({ devices: 1000, ratePerS: 500, forMs: 120_000, processes: 3 });
    expect(options).toMatchObject({ scenario: 'burst', json: 'f' });
  });

  it('are those of groups where it is about groups', () => {
    const options = readOptions('--scenario groups --groups 3 --members 7'.split(' '));
    expect(options).toMatchObject({ groups: 3, devices: 7, ratePerS: 5 });
    expect(readOptions(['--groups', '3']).groups).toBe(0);
  });

  it('make pairs of an odd number of devices', () => {
    expect(readOptions(['--devices', '7']).devices).toBe(8);
  });

  it.each([
    ['--devices 0'],
    ['--devices 5002'],
    ['--devices 1e1x'],
    ['--rate -1'],
    ['--rate 0.5'],
    ['--for 0s'],
    ['--for 2h'],
    ['--for 3601s'],
    ['--bytes 16385'],
    ['--processes 17'],
    ['--devices 5000 --processes 1'],
    ['--rate 10000 --for 200s'],
    ['--scenario storm'],
    ['--scenario groups --groups 10 --members 9'],
    ['--scenario groups --members 1001'],
    ['--scenario groups --rate 1000 --for 60s'],
    ['--nonsense 1'],
    ['stray'],
  ])('out of bounds are refused before anything starts: %s', (line) => {
    expect(() => readOptions(line.split(' '))).toThrow(UsageError);
  });
});

describe('the address', () => {
  it.each([
    ['http://127.0.0.1:7350/x', 'http://127.0.0.1:7350'],
    ['https://127.9.0.2:1', 'https://127.9.0.2:1'],
    ['http://localhost:80', 'http://localhost'],
    ['http://[::1]:7350', 'http://[::1]:7350'],
    ['http://0x7f.1:7350', 'http://127.0.0.1:7350'],
  ])('of this machine is taken: %s', (url, origin) => {
    expect(loopbackUrl(url)).toBe(origin);
  });

  it.each([
    'http://192.0.2.1:7350',
    'http://example.org',
    'http://127.0.0.1.example.org',
    'http://localhost.example.org',
    'http://127.0.0.1@192.0.2.1',
    'http://[::ffff:192.0.2.1]:1',
    'http://0.0.0.0:7350',
    'ftp://127.0.0.1',
    'localhost:7350',
    '',
  ])('of any other is refused: %s', (url) => {
    expect(() => loopbackUrl(url)).toThrow(UsageError);
  });
});
