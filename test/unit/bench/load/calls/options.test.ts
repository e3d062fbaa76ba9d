// What may be asked of the scenario of calls.

import { describe, expect, it } from 'vitest';
import {
  arrivalsPerS,
  isAboutCalls,
  readCallsOptions,
} from '../../../../../bench/load/calls/options.ts';

const read = (line: string) => readCallsOptions(line.split(' ').filter((word) => word !== ''));

describe('options of calls', () => {
  it('have defaults for everything', () => {
    expect(read('--scenario calls')).toMatchObject({
      ...{ rooms: 5, talkers: 1, listeners: 4, packetsPerS: 50, bytes: 160, forMs: 30_000 },
      ...{ loss: 0, jitterMs: 0, workers: 2, mediaWorkers: 1 },
    });
  });

  it('are read as the usage says', () => {
    const line =
      '--scenario calls --rooms 20 --talkers 3 --listeners 7 --loss 5 --jitter 50 --for 1m ' +
      '--kill owner --media-workers 2 --packets 25';
    const options = read(line);
    expect(options).toMatchObject({ rooms: 20, talkers: 3, listeners: 7, loss: 0.05 });
    expect(options).toMatchObject({ jitterMs: 50, forMs: 60_000, kill: 'owner', mediaWorkers: 2 });
    expect(arrivalsPerS(options)).toBe(20 * 3 * 9 * 25);
  });

  it('are asked for by the name of the scenario alone', () => {
    expect(isAboutCalls(['--scenario', 'calls'])).toBe(true);
    expect(isAboutCalls(['--for', '5s', '--scenario=calls'])).toBe(true);
    expect(isAboutCalls(['--scenario', 'pairs'])).toBe(false);
    expect(isAboutCalls(['--json', 'calls'])).toBe(false);
  });

  it.each([
    '--rooms 0',
    '--rooms 201',
    '--talkers 0',
    '--talkers 1 --listeners 0',
    '--talkers 500 --listeners 501',
    '--rooms 200 --listeners 10',
    '--talkers 60 --listeners 0 --rooms 1 --packets 50',
    '--for 0s',
    '--for 2h',
    '--for 60m --rooms 50 --listeners 9',
    '--bytes 63',
    '--loss 51',
    '--jitter 1001',
    '--kill everybody',
    '--url http://127.0.0.1:1',
    'stray',
  ])('out of bounds are refused before anything starts: %s', (line) => {
    expect(() => read(line)).toThrow(/\S/);
  });
});
