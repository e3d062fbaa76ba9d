// What the tests need of Python, in a virtual environment of the project's own: a server that
// stands in for MongoDB, a Socket.IO client that nobody here wrote, and the schemas of the API of
// Kubernetes. Nothing of the product needs any of it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { giveUp, installByApt, isThere, root, runBounded } from './bootstrap.mjs';

const packages = ['SecantusDB==0.7.0b3', 'python-socketio[client]==5.18.1'];
packages.push('kubernetes-validate==1.37.0');
const venvLimitMs = 3 * 60_000;
const pipLimitMs = 10 * 60_000;
const venv = join(root, '.venv');
const program = (name) => join(venv, 'bin', name);
/** Written when all of them are there. */
const mark = join(venv, 'aldis-packages');

/** Where its programs are, as tests are told; fetched where they are missing. */
export async function ensurePythonTools({ limitMs = venvLimitMs } = {}) {
  const wanted = packages.join('\n');
  if (!existsSync(mark) || readFileSync(mark, 'utf8') !== wanted) {
    await fetchTools(limitMs);
    writeFileSync(mark, wanted);
  }
  return {
    ALDIS_TEST_MONGOD: program('secantusd-py'),
    ALDIS_TEST_PYTHON: program('python3'),
    ALDIS_TEST_KUBERNETES_VALIDATE: program('kubernetes-validate'),
  };
}

async function fetchTools(limitMs) {
  console.log(`Putting ${packages.join(', ')} into .venv …`);
  if (!isThere('python3')) installByApt('python3', 'python3-venv');
  if (!(await makeVenv(limitMs))) {
    if (isThere('apt-get')) installByApt('python3-venv');
    if (!(await makeVenv(limitMs))) {
      giveUp('python3 cannot make a virtual environment: install python3-venv.');
    }
  }
  const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', ...packages];
  const code = await runBounded(program('python3'), pip, { limitMs: pipLimitMs, says: 'pip' });
  if (code === undefined) giveUp(`pip did not end within ${pipLimitMs / 1000} s.`);
  if (code !== 0) giveUp('pip could not install the tools of the tests; it says why, above.');
}

async function makeVenv(limitMs) {
  const line = ['-m', 'venv', '--clear', venv];
  const code = await runBounded('python3', line, { limitMs, errors: 'ignore' });
  if (code === undefined) {
    giveUp(`python3 did not make a virtual environment within ${limitMs / 1000} s.`);
  }
  return code === 0;
}
