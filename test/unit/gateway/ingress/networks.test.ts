// Promises of the list of networks that an operator keeps out.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { BlockList } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { ConfigError, ManualClock, silentLog } from '#runtime';
import { DeniedNetworks, deniedCheckMs } from '../../../../src/gateway/ingress/deniedNetworks.ts';
import { readNetworks } from '../../../../src/gateway/ingress/networks.ts';

const folder = mkdtempSync(join(tmpdir(), 'aldis-networks-'));
afterAll(() => rmSync(folder, { recursive: true }));
const seed = 20261127;

describe('a list of networks', () => {
  it('says of an address what its longest match says', () => {
    const list = readNetworks(
      [
        '# ours to keep out',
        '10.0.0.0/8',
        '!10.1.0.0/16   # but for these',
        '10.1.2.3',
        '2001:db8::/32',
        '!2001:db8:1::/48',
      ].join('\n'),
      'THE_FILE',
    );
    const said = (address: string) => list(address);
    expect(said('10.2.3.4')).toBe(true);
    expect(said('10.1.2.4')).toBe(false);
    expect(said('10.1.2.3')).toBe(true);
    expect(said('::ffff:10.2.3.4')).toBe(true);
    expect(said('11.0.0.1')).toBeUndefined();
    expect(said('2001:db8:2::1')).toBe(true);
    expect(said('2001:db8:1::1')).toBe(false);
    expect(said('2001:db9::1')).toBeUndefined();
    expect(said('no address')).toBeUndefined();
  });

  it('keeps an end of a family apart from the other', () => {
    expect(readNetworks('0.0.0.0/0', 'F')('::1')).toBeUndefined();
    expect(readNetworks('::/0', 'F')('127.0.0.1')).toBeUndefined();
    expect(readNetworks('::/0', 'F')('fe80::1')).toBe(true);
  });

  it('has what the list of the system has, without exceptions', () => {
    const octet = fc.integer({ min: 0, max: 3 });
    const address = fc.tuple(octet, octet, octet, octet).map((parts) => parts.join('.'));
    const network = fc.tuple(address, fc.integer({ min: 1, max: 32 }));
    fc.assert(
      fc.property(fc.array(network, { maxLength: 8 }), address, (networks, asked) => {
        const known = new BlockList();
        for (const [base, prefix] of networks) known.addSubnet(base, prefix, 'ipv4');
        const text = networks.map(([base, prefix]) => `${base}/${prefix}`).join('\n');
        expect(readNetworks(text, 'F')(asked) === true).toBe(known.check(asked, 'ipv4'));
      }),
      { seed, numRuns: 500 },
    );
  });

  it.each([
    '10.0.0.0/33',
    '10.0.0',
    '2001:db8::/129',
    '10.0.0.0/8/8',
    '!',
    'example.org',
    '1.2.3.4/',
  ])('names the line that is none: %s', (line) => {
    const read = () => readNetworks(`10.0.0.0/8\n${line}\n`, 'THE_FILE');
    expect(read).toThrow(ConfigError);
    expect(read).toThrow('THE_FILE: line 2');
  });
});

describe('the file of networks', () => {
  const file = join(folder, 'denied');
  const open = () => {
    const clock = new ManualClock();
    const config = { ALDIS_DENIED_NETWORKS_FILE: file };
    const denied = new DeniedNetworks({ config, clock, log: silentLog });
    const look = (times: number) => {
      for (let n = 0; n < times; n++) clock.advance(deniedCheckMs);
    };
    return { look, denied };
  };

  it('is not read while it is being written: half a line is another network', () => {
    writeFileSync(file, '');
    const { look, denied } = open();
    writeFileSync(file, '10.0.0.0/1');
    look(1);
    expect(denied.has('100.1.2.3')).toBe(false);
    writeFileSync(file, '10.0.0.0/16\n');
    look(2);
    expect(['100.1.2.3', '10.0.1.1'].map((one) => denied.has(one))).toEqual([false, true]);
    denied.stop();
  });

  it('is read again when it has changed, and a bad one is left unused', () => {
    writeFileSync(file, '192.0.2.0/24\n');
    const { look, denied } = open();
    const kept = () => ['192.0.2.1', '198.51.100.1'].map((one) => denied.has(one));
    expect(kept()).toEqual([true, false]);
    writeFileSync(file, '198.51.100.0/24\n# and more\n');
    expect(kept()).toEqual([true, false]);
    look(2);
    expect(kept()).toEqual([false, true]);
    writeFileSync(file, 'what is this\n');
    look(2);
    expect(kept()).toEqual([false, true]);
    rmSync(file);
    look(2);
    expect(kept()).toEqual([false, true]);
    writeFileSync(file, '');
    look(2);
    expect(kept()).toEqual([false, false]);
    denied.stop();
  });

  it('that cannot be read stops the start', () => {
    rmSync(file, { force: true });
    expect(open).toThrow(ConfigError);
    expect(open).toThrow('ALDIS_DENIED_NETWORKS_FILE: cannot be read (ENOENT)');
  });
});
