// What a fresh machine lacks: dependencies, the pinned Node, redis-server. Plain JavaScript without
// dependencies, for any Node from 18 on; everything after it runs under the pinned Node.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { endingSignals, giveUp, root, runBounded } from './bounded.mjs';
import { enterInstall } from './installLock.mjs';
import { layPackages } from './packageTree.mjs';
import { fetchPinnedNode, hasPinnedNode, layPinnedNode } from './pinnedNode.mjs';
import { askRegistry } from './registry.mjs';

export { giveUp, root, runBounded };

export const pinnedNode = join(root, 'node_modules/node/bin/node');
/** Multi-part append-only files came with 7.0. */
export const redisMajorLeast = 7;
const aptLimitMs = 15 * 60_000;
const brewLimitMs = 30 * 60_000;
/** Asks without asking anybody: whoever runs this may do what root may, or not. */
const sudoLimitMs = 10_000;
const aptPatience = ['-o', 'Acquire::Retries=3', '-o', 'Acquire::http::Timeout=60'];
const brewFolders = ['/opt/homebrew/bin', '/usr/local/bin'];

/**
 * True when what is installed is what package-lock.json says, whenever either was written: what
 * Aldis runs with, and with `tools` what it is built, checked and measured with as well.
 */
export function packagesAreCurrent({ tools = false } = {}) {
  const installed = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  const there = packagesOf(installed);
  return Object.entries(packagesOf(join(root, 'package-lock.json'))).every(([path, one]) => {
    // Of optional ones npm installs those for this machine alone.
    const isOurs = path !== '' && !one.optional && !one.devOptional && (tools || !one.dev);
    return !isOurs || there[path]?.version === one.version;
  });
}

function packagesOf(lock) {
  return JSON.parse(readFileSync(lock, 'utf8')).packages ?? {};
}

/** Installs the dependencies and the pinned Node when they are missing or out of date. */
export async function ensureDependencies({ tools = false } = {}) {
  const isComplete = () => packagesAreCurrent({ tools }) && hasPinnedNode(root);
  if (isComplete()) return;
  const leave = await enterInstall(root);
  // Whoever was here before us may have fetched all of it.
  if (!isComplete()) await install({ tools });
  leave();
}

async function install({ tools }) {
  // Beside npm, which unpacks on one processor alone.
  const [node] = await Promise.all([fetchPinnedNode(root), fetchPackages({ tools })]);
  // Always: npm takes it away again where it looks anew at the package that it lies in.
  layPinnedNode(node, root);
}

/**
 * The tools are half of all packages: whoever only runs Aldis does not wait for them. They are
 * added to what is there, since a cluster may run on it.
 */
async function fetchPackages({ tools }) {
  if (!packagesAreCurrent()) {
    console.log('Fetching dependencies and the pinned Node (npm ci) …');
    const isWithTools = tools || existsSync(join(root, 'node_modules/vitest'));
    await layPackages(root, isWithTools ? '--include=dev' : '--omit=dev');
  } else if (!packagesAreCurrent({ tools })) {
    console.log('Fetching the tools (npm install) …');
    await askRegistry('npm install', ['install', '--no-save', '--include=dev'], root);
  }
}

/** Version of the redis-server on PATH, as `[major, text]`, or undefined. */
export function findRedis() {
  for (const folder of brewFolders) {
    const path = process.env.PATH ?? '';
    if (existsSync(join(folder, 'redis-server')) && !path.split(delimiter).includes(folder)) {
      process.env.PATH = `${path}${delimiter}${folder}`;
    }
  }
  const asked = spawnSync('redis-server', ['--version'], { encoding: 'utf8' });
  const found = /v=((\d+)\.[\d.]+)/.exec(asked.stdout ?? '');
  return found ? [Number(found[2]), found[1]] : undefined;
}

/**
 * Finds redis-server or installs it (Debian and Homebrew). A cluster with REDIS_URL needs none;
 * tests always do.
 */
export function ensureRedis({ always = false } = {}) {
  if (process.env.REDIS_URL && !always) return;
  const before = findRedis();
  if (before && before[0] >= redisMajorLeast) return;
  const want = `redis-server ${redisMajorLeast}.0 or newer`;
  if (before) giveUp(`Aldis needs ${want} and found ${before[1]}: update it, or set REDIS_URL.`);
  if (isThere('apt-get')) installRedisByApt();
  else if (isThere('brew')) installRedisByBrew();
  else giveUp(`Aldis needs ${want}: install the package that has it on PATH, or set REDIS_URL.`);
  const after = findRedis();
  if (!after || after[0] < redisMajorLeast) {
    giveUp(`Aldis needs ${want} and this system's packages have none; set REDIS_URL.`);
  }
}

function installRedisByApt() {
  console.log('Installing redis-server (apt-get) …');
  installByApt('redis-server');
  // Debian starts a service of its own on port 6379, which Aldis has no use for.
  if (existsSync('/run/systemd/system')) {
    asRoot(['systemctl', 'disable', '--now', 'redis-server'], 'ignore');
  }
}

function installRedisByBrew() {
  console.log('Installing redis (brew) …');
  const stdio = ['ignore', 'inherit', 'inherit'];
  const done = spawnSync('brew', ['install', 'redis'], { stdio, timeout: brewLimitMs });
  if (done.status !== 0) giveUp('brew install redis failed; mend what it says and start again.');
}

/** Installs Debian packages as root or by `sudo -n`, else names the command and ends. */
export function installByApt(...packages) {
  const command = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  const asked = () => spawnSync('sudo', ['-n', 'true'], { timeout: sudoLimitMs });
  if (process.getuid?.() !== 0 && asked().status !== 0) {
    giveUp(`Missing on this machine: ${packages.join(', ')}. Run: sudo ${command}`);
  }
  const install = ['apt-get', ...aptPatience, ...command.split(' ').slice(1)];
  if (asRoot(install, 'ignore') === 0) return;
  asRoot(['apt-get', ...aptPatience, 'update', '-qq'], 'ignore');
  if (asRoot(install, 'inherit') !== 0) giveUp(`This failed, see above: ${command}`);
}

function asRoot([file, ...rest], output) {
  // RUNLEVEL=1 asks Debian's package scripts not to start services.
  const settings = ['DEBIAN_FRONTEND=noninteractive', 'RUNLEVEL=1'];
  const line = ['env', ...settings, file, ...rest];
  const [first, ...others] = process.getuid?.() === 0 ? line : ['sudo', '-n', ...line];
  const stdio = ['ignore', output, output];
  return spawnSync(first, others, { stdio, timeout: aptLimitMs }).status;
}

/** True when a program of that name is on PATH. */
export function isThere(name) {
  try {
    execFileSync('/bin/sh', ['-c', `command -v ${name}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Runs the pinned Node in this process's place: same terminal, same signals, same exit code. */
export function spawnPinned(args) {
  return new Promise(() => {
    const child = spawn(pinnedNode, args, { stdio: 'inherit', cwd: process.cwd() });
    for (const signal of endingSignals) {
      process.on(signal, () => child.kill(signal));
    }
    child.on('error', () => giveUp('The pinned Node is missing: run `node scripts/ensure.mjs`.'));
    child.on('exit', (code, signal) => {
      process.exit(signal ? 128 + (constants.signals[signal] ?? 0) : (code ?? 1));
    });
  });
}
