// Where the workers of one machine pass sockets' requests to each other: a private Unix socket
// each.

import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MemberId } from '#protocol';
import type { Config } from '#runtime';

/**
 * Unix socket paths end at 107 bytes on Linux, at 103 on macOS, and one is made under a name that
 * is longer by the number of its process.
 */
export const socketPathBytesMax = 92;

/** The folder of the relays' sockets of one data folder. */
export function relayFolder(config: Pick<Config, 'dataDir'>): string {
  const name = createHash('sha256').update(config.dataDir).digest('hex').slice(0, 16);
  const outside = `aldis-relay-${name}`;
  const inside = join(config.dataDir, 'relay');
  // The folder of a person's own temporary files is a long one on macOS.
  return [inside, join(tmpdir(), outside)].find(hasRoom) ?? join('/tmp', outside);
}

/** A member's id has at most 40 bytes. */
const hasRoom = (folder: string): boolean =>
  Buffer.byteLength(folder) + 1 + 40 + '.sock'.length <= socketPathBytesMax;

/** The relay address of a worker, which it announces with its membership. */
export function relayAddressOf(config: Pick<Config, 'dataDir'>, member: MemberId): string {
  return join(relayFolder(config), `${member}.sock`);
}
