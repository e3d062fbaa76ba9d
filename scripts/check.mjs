// `npm run check`: format, lint, dead code, types and unit tests, side by side; for every change.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureDependencies, pinnedNode, root } from './bootstrap.mjs';

await ensureDependencies({ tools: true });
const tool = (path) => join(root, 'node_modules', path);
// Only what has changed is checked again.
const compiled = join(root, 'node_modules/.cache/tsc.json');
const started = Date.now();
const results = await Promise.all([
  run('format and lint', [tool('@biomejs/biome/bin/biome'), 'check', '.']),
  run('dead code', [tool('knip/bin/knip.js'), '--no-progress']),
  run('types', [
    tool('typescript/bin/tsc'),
    '--noEmit',
    '--incremental',
    '--tsBuildInfoFile',
    compiled,
  ]),
  run('unit tests', [tool('vitest/vitest.mjs'), 'run', '--project', 'unit', '--passWithNoTests']),
]);
console.log(`whole check: ${seconds(started)} s`);
process.exit(results.every((ok) => ok) ? 0 : 1);

/** Runs one tool quietly; its output is shown only when it fails. */
function run(name, args) {
  const startedAt = Date.now();
  return new Promise((resolve) => {
    const child = spawn(pinnedNode, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.on('close', (code) => {
      if (code !== 0) console.log(output);
      console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds(startedAt)} s)`);
      resolve(code === 0);
    });
  });
}

function seconds(since) {
  return ((Date.now() - since) / 1000).toFixed(1);
}
