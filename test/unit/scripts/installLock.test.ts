// One command at a time fetches packages into a checkout, told with processes as they are: one
// waits for another, and takes the place of one that was killed, here or in a container.

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

const script = join(import.meta.dirname, '../../../scripts/installLock.mjs');
const holders = 6;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aldis-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lock = () => join(folder, '.cache/install.lock');
const line = (words: string) => {
  const enter = `await enterInstall(${JSON.stringify(folder)}`;
  const rest = words.replace('ENTER', enter);
  const source = `import { enterInstall, listenFor } from ${JSON.stringify(script)};\n${rest}`;
  return ['--input-type=module', '-e', source];
};

/** A process that enters and stays; resolves when it has entered. */
async function holder(given = '{}') {
  const words = `ENTER, ${given}); console.log(1); setInterval(() => {}, 1e6);`;
  const child = spawn(process.execPath, line(words));
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return child;
}

/** Processes that each enter, look that they are alone for a while, and leave. */
function together(count: number) {
  const inside = JSON.stringify(join(folder, 'inside'));
  const words = `
    import { rmSync, writeFileSync } from 'node:fs';
    const leave = ENTER);
    writeFileSync(${inside}, '', { flag: 'wx' });
    await new Promise((resolve) => setTimeout(resolve, 20));
    rmSync(${inside});
    leave();`;
  const ended = Array.from({ length: count }, () => {
    const child = spawn(process.execPath, line(words), { stdio: ['ignore', 'ignore', 'inherit'] });
    return new Promise((resolve) => child.once('close', resolve));
  });
  return Promise.all(ended);
}

it('lets them in one after the other', async () => {
  expect(await together(holders)).toEqual(Array(holders).fill(0));
  expect(existsSync(lock())).toBe(false);
});

it('says who is in, and lets nobody in beside', async () => {
  const first = await holder();
  const second = spawnSync(process.execPath, line('ENTER, { limitMs: 300 });'), {
    encoding: 'utf8',
  });
  first.kill('SIGKILL');
  expect(second.status).toBe(1);
  expect(second.stdout).toContain(`Process ${first.pid} is fetching already`);
  expect(second.stderr).toContain('install.lock');
});

it('is taken over by one of those who wait, where whoever held it was killed', async () => {
  const first = await holder();
  const others = together(holders);
  first.kill('SIGKILL');
  expect(await others).toEqual(Array(holders).fill(0));
  expect(existsSync(lock())).toBe(false);
});

it('is not held by another process that has got the number of the dead one', async () => {
  mkdirSync(join(folder, '.cache'));
  const words = { pid: process.pid, since: 'long ago', host: hostname() };
  writeFileSync(lock(), JSON.stringify(words));
  expect(await together(1)).toEqual([0]);
});

it('is held by nobody whose words were lost with the power', async () => {
  mkdirSync(join(folder, '.cache'));
  writeFileSync(lock(), '');
  expect(await together(1)).toEqual([0]);
});

it('is waited for within the limit whatever is in it', () => {
  mkdirSync(join(folder, '.cache'));
  for (const words of ['null', 'mine', '7']) {
    writeFileSync(lock(), words);
    const waited = spawnSync(process.execPath, line('ENTER, { limitMs: 300 });'), {
      ...{ encoding: 'utf8', timeout: 20_000 },
    });
    expect([waited.status, waited.stderr]).toEqual([1, expect.stringMatching(/^Still fetching/)]);
  }
});

it('is broken although others died while they broke it, by one of those who wait', async () => {
  mkdirSync(join(folder, '.cache'));
  const dead = (since: string) => JSON.stringify({ pid: process.pid, since, host: hostname() });
  const markOf = (path: string, words: string) =>
    `${path}.${createHash('sha256').update(words).digest('hex').slice(0, 16)}`;
  const mark = markOf(lock(), dead('long ago'));
  for (const words of ['', dead('yesterday')]) {
    writeFileSync(lock(), dead('long ago'));
    writeFileSync(mark, words);
    // And who broke that one's mark.
    writeFileSync(markOf(mark, words), dead('today'));
    expect(await together(holders)).toEqual(Array(holders).fill(0));
    expect(readdirSync(join(folder, '.cache'))).toEqual([]);
  }
});

it('is broken by nobody while somebody who lives is about it', async () => {
  mkdirSync(join(folder, '.cache'));
  const dead = JSON.stringify({ pid: process.pid, since: 'long ago', host: hostname() });
  const child = await holder();
  const mark = createHash('sha256').update(dead).digest('hex').slice(0, 16);
  renameSync(lock(), `${lock()}.${mark}`);
  writeFileSync(lock(), dead);
  const waited = spawnSync(process.execPath, line('ENTER, { limitMs: 300 });'), {
    ...{ encoding: 'utf8', timeout: 20_000 },
  });
  expect([waited.status, waited.stderr]).toEqual([1, expect.stringMatching(/^Still fetching/)]);
  child.kill('SIGKILL');
});

it('is left when its holder ends as it may', async () => {
  const child = spawnSync(process.execPath, line('ENTER); process.exit(3);'));
  expect(child.status).toBe(3);
  expect(existsSync(lock())).toBe(false);
});

it('says of its holder what tells it from others', async () => {
  const child = await holder();
  const said = JSON.parse(readFileSync(lock(), 'utf8'));
  child.kill('SIGKILL');
  expect(said).toMatchObject({ pid: child.pid, host: hostname(), since: expect.any(String) });
});

it('is taken over where a container was killed that nobody here can ask for', () => {
  mkdirSync(join(folder, '.cache'));
  writeFileSync(lock(), JSON.stringify({ pid: 7, since: '1', host: 'a-container' }));
  const words = 'const leave = ENTER, { silentMs: 500 }); leave();';
  const waited = spawnSync(process.execPath, line(words), { encoding: 'utf8' });
  expect([waited.status, waited.stderr]).toEqual([0, '']);
  expect(waited.stdout).toContain('Process 7 of a-container is fetching already');
  expect(existsSync(lock())).toBe(false);
});

it('shows again and again that its holder lives', async () => {
  const child = await holder('{ signMs: 20 }');
  const seen = new Set<number>();
  const look = () => {
    seen.add(statSync(lock()).mtimeMs);
    expect(seen.size).toBeGreaterThan(3);
  };
  await vi.waitFor(look, { timeout: 30_000, interval: 10 });
  child.kill('SIGKILL');
});

it('is that of a dead holder once it has shown nothing for as long as that', () => {
  const looks = [
    ['one', 1, 0, false],
    ['one', 1, 119_999, false],
    // A sign, whatever clock it was given by.
    ['one', 0.5, 120_000, false],
    ['one', 0.5, 239_999, false],
    // Somebody else has it now.
    ['two', 0.5, 240_000, false],
    ['two', 0.5, 360_000, true],
    ['two', 9, 360_200, false],
  ] as const;
  const words = `
    const isSilent = listenFor(120_000);
    const looks = ${JSON.stringify(looks)};
    console.log(JSON.stringify(looks.map(([held, sign, nowMs]) => isSilent(held, sign, nowMs))));`;
  const { stdout } = spawnSync(process.execPath, line(words), { encoding: 'utf8' });
  expect(JSON.parse(stdout)).toEqual(looks.map(([, , , is]) => is));
});
