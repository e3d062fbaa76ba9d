// What fetches and runs for a fresh machine is given a time, so that nothing is waited for without
// end.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const bootstrap = join(import.meta.dirname, '../../../scripts/bootstrap.mjs');

/** Runs the words in a process of their own and gives what they print. */
function run(words: string): string {
  const source = `import { runBounded } from ${JSON.stringify(bootstrap)};\n${words}`;
  const done = spawnSync(process.execPath, ['--input-type=module', '-e', source], {
    encoding: 'utf8',
  });
  return done.stdout.trim();
}

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
