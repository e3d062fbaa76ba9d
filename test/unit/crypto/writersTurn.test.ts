// Whose turn it is to write: one at a time, and of two who see that a third was killed just one.

import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { endTurn, takeTurn } from '../../../src/crypto/writersTurn.ts';

const longAgo = new Date(Date.now() - 120_000);
let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aldis-turn-'));
  path = join(folder, '.turn');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const killed = () => {
  writeFileSync(path, 'of the killed');
  utimesSync(path, longAgo, longAgo);
};

it('of one that was killed passes on, and leaves nothing beside', async () => {
  killed();
  const mine = await takeTurn(path);
  expect(readFileSync(path, 'latin1')).toBe(mine);
  expect(readdirSync(folder)).toEqual(['.turn']);
});

it('that has begun since is ended by nobody who saw the one before', async () => {
  killed();
  const mine = await takeTurn(path);
  // The second saw the killed one's as well, and comes only now.
  expect(endTurn(path, 'of the killed')).toBe(false);
  expect(readFileSync(path, 'latin1')).toBe(mine);
  expect(endTurn(path, mine)).toBe(true);
  expect(readdirSync(folder)).toEqual([]);
  expect(endTurn(path, mine)).toBe(false);
});

it('is one’s alone, of many who see at once that another was killed', async () => {
  killed();
  const held: string[] = [];
  const each = async () => {
    const mine = await takeTurn(path);
    held.push(mine);
    await new Promise((resolve) => setImmediate(resolve));
    expect(readFileSync(path, 'latin1')).toBe(mine);
    expect(statSync(path).mtimeMs).toBeGreaterThan(longAgo.getTime());
    rmSync(path);
  };
  await Promise.all(Array.from({ length: 8 }, each));
  expect(new Set(held).size).toBe(8);
});
