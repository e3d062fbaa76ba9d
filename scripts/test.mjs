// `npm test`: from nothing to one line of figures. Fetches what the tests need, then runs them
// part by part, each to its end, and names at last what failed.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import {
  ensureDependencies,
  ensureRedis,
  giveUp,
  installByApt,
  isThere,
  pinnedNode,
  root,
  runBounded,
} from './bootstrap.mjs';
import { ensurePythonTools } from './pythonTools.mjs';

/** Parts of one step run side by side: one computes while another mostly waits. */
const steps = [['unit'], ['simulation', 'contract'], ['integration'], ['hostile', 'chaos']];
const chromiumNames = ['chromium', 'google-chrome'];
/** A run that hangs says where, well before whoever waits for it gives up. */
const runLimitMs = 80 * 60_000;
const partLimitMs = 55 * 60_000;
/** Beside the unit tests, on the machine's spare time. */
const voiceLimitMs = 40 * 60_000;
const voiceBuilder = join(root, 'cluster/voice/build.ts');
/** Linux's memory that is used like a disk, and what of it has to be free. */
const memoryFolder = '/dev/shm';
const memoryBytesLeast = 4 * 2 ** 30;
/** What these show is about a disk. */
const partsOnDisk = ['chaos'];

const asked = Date.now();
await ensureDependencies({ tools: true });
ensureRedis({ always: true });
const { ALDIS_TEST_MONGOD, ...pythons } = await ensurePythonTools();
const environment = { ...process.env, ...pythons };
if (!process.env.MONGODB_URL) environment.ALDIS_TEST_MONGOD = ALDIS_TEST_MONGOD;
environment.ALDIS_TEST_CHROMIUM = ensureChromium();
if (!isThere('promtool')) installByApt('prometheus');
if (!isThere('turnserver')) installByApt('coturn');

const folder = testFolder();
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
// Hundreds of processes load the same sources; they are compiled once.
environment.NODE_COMPILE_CACHE ??= join(folder, 'compiled');

const started = Date.now();
const counts = { passed: 0, failed: 0 };
const failures = [];
const voice = startVoiceBuild();
for (const step of steps) {
  // Unit tests need no media worker, so that it is built beside them.
  if (step !== steps[0]) await voice;
  const results = await Promise.all(step.map(timed));
  for (const { passed, failed, names } of results) {
    counts.passed += passed;
    counts.failed += failed;
    failures.push(...names);
  }
}
for (const name of failures) console.log(`failed: ${name}`);
console.log(`whole run: ${((Date.now() - started) / 1000).toFixed(1)} s`);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exit(counts.failed > 0 ? 1 : 0);

/** Runs a part and says how long it took. */
async function timed(part) {
  const partStarted = Date.now();
  const { passed, failed, names } = await runPart(part);
  const seconds = ((Date.now() - partStarted) / 1000).toFixed(1);
  console.log(`${part}: ${passed} passed, ${failed} failed in ${seconds} s\n`);
  return { passed, failed, names };
}

/** Runs one project of vitest.config.ts and counts its tests. */
async function runPart(part) {
  const report = join(folder, `${part}.json`);
  const env = partsOnDisk.includes(part) ? environment : { ...environment, TMPDIR: folder };
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const flags = ['run', '--project', part, '--passWithNoTests', '--reporter=default'];
  const output = ['--reporter=json', `--outputFile.json=${report}`];
  const limitMs = Math.max(0, Math.min(partLimitMs, asked + runLimitMs - Date.now()));
  const code = await runBounded(pinnedNode, [vitest, ...flags, ...output], {
    cwd: root,
    env,
    output: 'inherit',
    limitMs,
  });
  if (code === undefined) {
    console.log(`${part} did not end within ${Math.round(limitMs / 1000)} s.`);
  }
  const { passed, names } = count(report);
  // An error between tests fails the part without failing a test, as its time does.
  if (code !== 0 && names.length === 0) names.push(`${part}, beside its tests`);
  return { passed, failed: names.length, names };
}

/**
 * Where tests write: in memory where there is room for it, since half of their time is the disk's
 * otherwise.
 */
function testFolder() {
  const fits = !process.env.TMPDIR && existsSync(memoryFolder) && isRoomy(memoryFolder);
  const inMemory = fits && mkdtempSync(join(memoryFolder, 'aldis-'));
  if (inMemory && runsPrograms(inMemory)) return inMemory;
  if (inMemory) rmSync(inMemory, { recursive: true });
  return mkdtempSync(join(tmpdir(), 'aldis-test-'));
}

function isRoomy(path) {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize >= memoryBytesLeast;
}

/** Containers often mount memory so that nothing in it can be run, which some tests have to do. */
function runsPrograms(path) {
  const program = join(path, 'program');
  writeFileSync(program, '#!/bin/sh\n', { mode: 0o700 });
  return spawnSync(program).status === 0;
}

function count(report) {
  if (!existsSync(report)) return { passed: 0, names: [] };
  const { numPassedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const names = testResults.flatMap(({ name, status, assertionResults }) => {
    const file = relative(root, name);
    if (assertionResults.length === 0) return status === 'failed' ? [`${file} does not load`] : [];
    const failed = assertionResults.filter((one) => one.status === 'failed');
    return failed.map(({ fullName }) => `${file} > ${fullName}`);
  });
  return { passed: numPassedTests, names };
}

/** Makes the media worker's program, which takes a bare machine some minutes. */
async function startVoiceBuild() {
  const said = [];
  const code = await runBounded('nice', ['-n', '10', pinnedNode, voiceBuilder], {
    cwd: root,
    limitMs: voiceLimitMs,
    output: 'pipe',
    errors: 'pipe',
    hear: (part) => said.push(part),
  });
  console.log(Buffer.concat(said).toString());
  if (code === undefined) {
    giveUp(`The media worker was not there within ${voiceLimitMs / 60_000} minutes.`);
  }
  if (code !== 0) giveUp('The media worker could not be built; mend what it says above.');
}

/** The browser that looks at the operators' console: Chromium or Chrome. */
function ensureChromium() {
  const given = process.env.ALDIS_TEST_CHROMIUM;
  if (given) return given;
  const find = () => chromiumNames.find(isThere);
  if (!find() && isThere('apt-get')) {
    console.log('Installing chromium (apt-get) …');
    installByApt('chromium');
  }
  const found = find();
  if (!found) giveUp('The tests need Chromium: put it on PATH, or set ALDIS_TEST_CHROMIUM.');
  const asked = spawnSync('/bin/sh', ['-c', `command -v ${found}`], { encoding: 'utf8' });
  return asked.stdout.trim();
}
