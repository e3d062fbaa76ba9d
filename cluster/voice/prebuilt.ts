// The program as mediasoup's authors have built it, from the page of the release. Their own
// installer trusts the same address; it is not run, so that an install runs nobody's code.

import { spawnSync } from 'node:child_process';
import { lstatSync, writeFileSync } from 'node:fs';
import { arch, platform, release } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { programName } from './paths.ts';

const releases = 'https://github.com/versatica/mediasoup/releases/download';
const answerTimeoutMs = 60_000;
/** It is about 3 MiB compressed, and 8 MiB otherwise. */
const archiveBytesMax = 32 * 2 ** 20;
const programBytesMax = 128 * 2 ** 20;

/** Puts the program into the folder; answers what was wrong, if something was. */
export async function fetchPrebuilt(
  version: string,
  folder: string,
  from = releases,
): Promise<string | undefined> {
  const archive = join(folder, 'prebuilt.tar');
  try {
    const signal = AbortSignal.timeout(answerTimeoutMs);
    const answer = await fetch(`${from}/${version}/${nameOf(version)}`, { signal });
    if (!answer.ok || !answer.body) return `none for this system (${answer.status})`;
    const packed: Uint8Array[] = [];
    let length = 0;
    for await (const part of answer.body) {
      length += part.length;
      if (length > archiveBytesMax) return 'it is larger than it may be';
      packed.push(part);
    }
    // gzip's own sum finds what was cut off or changed on the way.
    writeFileSync(archive, gunzipSync(Buffer.concat(packed), { maxOutputLength: programBytesMax }));
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return `it cannot be fetched (${(cause as NodeJS.ErrnoException).code ?? 'no answer'})`;
  }
  const tar = ['-xf', archive, '-C', folder, '--no-same-owner', programName];
  if (spawnSync('tar', tar, { stdio: 'ignore' }).status !== 0) return 'the archive has no program';
  return lstatSync(join(folder, programName)).isFile() ? undefined : 'the archive has no program';
}

/** The names of mediasoup's releases. */
function nameOf(version: string): string {
  const kernel = platform() === 'linux' ? `-kernel${release().split('.')[0]}` : '';
  return `${programName}-${version}-${platform()}-${arch()}${kernel}.tgz`;
}
