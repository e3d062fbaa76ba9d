// `npm run doctor`: looks at all that can be wrong, one line each, with the command that mends
// it. This half runs on any Node and looks at what has to be installed; cluster/doctor.ts looks
// at the rest.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packagesAreCurrent, findRedis, pinnedNode } from './bootstrap.mjs';
import { isThere, redisMajorLeast, root, spawnPinned } from './bootstrap.mjs';

const nodeMajorLeast = 18;
const pythonLimitMs = 30_000;
let failures = 0;

checkNode();
checkDependencies();
checkRedis();
checkPython();
if (!existsSync(pinnedNode)) process.exit(1);
await spawnPinned([join(root, 'cluster/doctor.ts'), String(failures)]);

function line(state, what, found, mend) {
  if (state === 'FAIL') failures += 1;
  console.log(`${state.padEnd(4)}  ${what}: ${found}${mend ? `\n      ${mend}` : ''}`);
}

function checkNode() {
  const found = process.versions.node;
  const major = Number.parseInt(found, 10);
  const mend = `install Node ${nodeMajorLeast} or newer: https://nodejs.org`;
  if (major >= nodeMajorLeast) line('ok', 'Node of this machine', found);
  else line('FAIL', 'Node of this machine', `${found}, ${nodeMajorLeast} is needed`, mend);
}

function checkDependencies() {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const wanted = manifest.dependencies.node;
  const mend = 'node scripts/ensure.mjs';
  const asked = spawnSync(pinnedNode, ['--version'], { encoding: 'utf8' });
  const found = asked.stdout?.trim().slice(1) || 'missing';
  if (found === wanted) line('ok', 'pinned Node', found);
  else line('FAIL', 'pinned Node', `${found}; package.json asks for ${wanted}`, mend);
  if (packagesAreCurrent()) line('ok', 'dependencies', 'as in package-lock.json');
  else line('FAIL', 'dependencies', 'missing or out of date', mend);
}

function checkRedis() {
  const found = findRedis();
  const enough = found !== undefined && found[0] >= redisMajorLeast;
  const mend = isThere('brew') ? 'brew install redis' : 'sudo apt-get install redis-server';
  const text = found ? found[1] : 'missing';
  if (enough) line('ok', 'redis-server', text);
  else if (process.env.REDIS_URL) line('ok', 'redis-server', `${text}; REDIS_URL is used`);
  else line('FAIL', 'redis-server', `${text}, ${redisMajorLeast}.0 is needed`, mend);
}

function checkPython() {
  const words = ['-c', 'import venv, ensurepip'];
  const venv = spawnSync('python3', words, { stdio: 'ignore', timeout: pythonLimitMs });
  if (venv.status === 0) line('ok', 'python3 with venv', 'there (only `npm test` needs it)');
  else {
    const mend = 'sudo apt-get install python3-venv';
    line('warn', 'python3 with venv', 'missing; only `npm test` needs it', mend);
  }
}
