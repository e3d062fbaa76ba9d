// Labels: what a file may say, whose an account becomes, and which workers may have its shard.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import type { MemberId, ShardId } from '#protocol';
import { shardCountDefault } from '#protocol';
import { DueShards } from '../../../src/routing/shardMap.ts';
import { ConfigError, newMemberName, readConfig, readResidency } from '#runtime';

const folder = mkdtempSync(join(tmpdir(), 'aldis-residency-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const europe = { name: 'eu', shards: [0, 63], numbers: ['+49', '+33', '+1684'] };
const others = { name: 'us', shards: [64, 255], numbers: ['+1'] };
const both = { labels: [europe, others], default: 'us' };

let files = 0;
function read(file: unknown, env: Record<string, string> = {}) {
  const path = join(folder, `${(files += 1)}.json`);
  writeFileSync(path, typeof file === 'string' ? file : JSON.stringify(file));
  return readResidency(readConfig({ ALDIS_RESIDENCY_FILE: path, ...env }));
}

it('an account gets an id of the label that its number begins like, the longest first', () => {
  const residency = read(both);
  const label = (number?: string) => residency.labelOf(residency.draw(number));
  for (let n = 0; n < 50; n++) {
    expect(label('+4915112345678')).toBe('eu');
    expect(label('+12025550123')).toBe('us');
    expect(label('+16845550123')).toBe('eu');
    expect([label(), label('+81312345678')]).toEqual(['us', 'us']);
  }
});

it('one shard of many is found as well', () => {
  const one = { name: 'one', shards: [7, 7], numbers: ['+7'] };
  const rest = [
    { name: 'low', shards: [0, 6] },
    { name: 'high', shards: [8, 255] },
  ];
  const residency = read({ labels: [one, ...rest], default: 'high' });
  expect(residency.labelOf(residency.draw('+7'))).toBe('one');
});

it('without a file there is one label, and any id will do', () => {
  const residency = readResidency(readConfig({}));
  expect(new Set(residency.ofShards)).toEqual(new Set(['all']));
  expect(residency.labelOf(residency.draw('+49'))).toBe('all');
  expect(() => readResidency(readConfig({ ALDIS_RESIDENCY_LABEL: 'eu' }))).toThrow(ConfigError);
});

it('a file that leaves a shard to nobody, or to two, is refused in one sentence', () => {
  const wrong = [
    'no JSON',
    { labels: [], default: 'us' },
    { labels: [europe], default: 'eu' },
    { labels: [europe, { ...others, shards: [63, 255] }], default: 'us' },
    { labels: [europe, { ...others, shards: [64, 256] }], default: 'us' },
    { labels: [europe, { ...others, shards: [255, 64] }], default: 'us' },
    { labels: [europe, { ...others, name: 'eu' }], default: 'eu' },
    { labels: [europe, { ...others, name: 'U-S' }], default: 'eu' },
    { ...both, default: 'cn' },
    { labels: [europe, { ...others, numbers: ['0049'] }], default: 'us' },
  ];
  for (const file of wrong) expect(() => read(file)).toThrow(/^ALDIS_RESIDENCY_FILE: [^\n]*\.$/);
  expect(() => read(both, { ALDIS_RESIDENCY_LABEL: 'cn' })).toThrow(/is no label/);
});

it('a pinned worker has shards of its label alone, and each shard one who may', () => {
  const residency = read(both);
  const mayHave = (member: MemberId, shard: ShardId) => residency.mayHave(member, shard);
  const pins = fc.array(fc.constantFrom(undefined, 'eu', 'us'), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(fc.array(pins, { minLength: 1, maxLength: 3 }), (rounds) => {
      const names = new Map<string, MemberId>();
      const name = (pin: string | undefined, at: number) => {
        const known = names.get(`${pin} ${at}`);
        const made = known ?? newMemberName(at, { ALDIS_RESIDENCY_LABEL: pin });
        names.set(`${pin} ${at}`, made as MemberId);
        return made as MemberId;
      };
      const [first = []] = rounds;
      const due = new Map(
        first.map((pin, at) => {
          const self = name(pin, at);
          return [self, new DueShards(self, shardCountDefault, mayHave)] as const;
        }),
      );
      // Others come and go in between; in the end those of the first round are there.
      for (const pinned of [...rounds, first]) {
        const live = pinned.map(name);
        for (const shards of due.values()) shards.update(live);
      }
      for (let shard = 0; shard < shardCountDefault; shard++) {
        const label = residency.ofShards[shard];
        const has = [...due].filter(([, { shards }]) => shards.has(shard as ShardId));
        const may = first.some((pin) => pin === undefined || pin === label);
        expect(has.length).toBe(may ? 1 : 0);
        for (const [member] of has) expect(mayHave(member, shard as ShardId)).toBe(true);
      }
    }),
    { seed: 14, numRuns: 40 },
  );
});
