// What fetches and runs for a fresh machine is given a time, so that nothing is waited for without
// end.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const bounded = join(import.meta.dirname, '../../../scripts/bounded.mjs');

/** Runs the words in a process of their own. */
function runWhole(words: string) {
  const names = 'outputWithin, runBounded';
  const source = `import { ${names} } from ${JSON.stringify(bounded)};\n${words}`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', source], { encoding: 'utf8' });
}

/** What such words print. */
const run = (words: string): string => runWhole(words).stdout.trim();

describe('a command that is given a time', () => {
  it('gives its exit code when it ends by itself', () => {
    const words = `console.log(await runBounded('sh', ['-c', 'exit 3'], { limitMs: 60_000 }));`;
    expect(run(words)).toBe('3');
  });

  it('gives an exit code where there is no such command', () => {
    const words = `console.log(await runBounded('no-such-command', [], { limitMs: 60_000 }));`;
    expect(run(words)).toBe('127');
  });

  it('is ended with all that it started when its time is over', () => {
    const words = `
      const line = ['-c', 'sleep 600 & echo $!; exec sleep 600'];
      const code = await runBounded('sh', line, { limitMs: 100, output: 'inherit' });
      console.log(code);`;
    const [pid, code] = run(words).split('\n');
    expect(code).toBe('undefined');
    const state = spawnSync('ps', ['-o', 'stat=', '-p', pid as string], {
      encoding: 'utf8',
    }).stdout;
    // Ended, or ended and not yet fetched by whoever inherited it.
    expect(state.trim()).toMatch(/^(Z.*)?$/);
  });
});

describe('what a command prints', () => {
  it('is had whole, beside what it complains of', () => {
    const words = `
      const line = ['-c', 'seq 1 40000; echo complains >&2'];
      const told = await outputWithin('seq', 'sh', line, { limitMs: 60_000 });
      console.log(told.split('\\n').length);`;
    const { stdout, stderr } = runWhole(words);
    expect([stdout.trim(), stderr.trim()]).toEqual(['40001', 'complains']);
  });

  it('is given up in one sentence when the command fails, and when it has no end', () => {
    const ask = (line: string, limitMs: number) =>
      runWhole(`await outputWithin('The bill', 'sh', ['-c', '${line}'], { limitMs: ${limitMs} });`);
    const failed = ask('exit 3', 60_000);
    expect([failed.status, failed.stderr]).toEqual([
      1,
      'The bill failed; what it says is above.\n',
    ]);
    const endless = ask('sleep 600', 500);
    expect([endless.status, endless.stderr]).toEqual([1, 'The bill did not end within 0.5 s.\n']);
  });
});
