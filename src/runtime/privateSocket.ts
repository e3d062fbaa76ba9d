// A Unix socket for this user alone. Whoever takes out what dead workers left takes a socket at
// which nobody answers for one of theirs, and one that is being made does not answer yet: so it is
// made under another name, which says whose process makes it.

import { chmod, rename } from 'node:fs/promises';
import type { Server } from 'node:net';

/** A socket that has no name yet after so long gets none: it takes some calls of the system. */
const makingMsMax = 60_000;

/** Listens there; the path is seen from when it answers, and is the caller's to remove. */
export async function listenPrivately(server: Server, path: string): Promise<void> {
  const unseen = `${path}.${process.pid}~`;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    // `exclusive`: under node:cluster the primary would open it and share it among the workers.
    server.listen({ path: unseen, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  await chmod(unseen, 0o600);
  await rename(unseen, path);
}

/**
 * Whether a socket, by its name and age, is one that a process was making which is there no more.
 * Of a maker in a container nobody outside can say that: what was just made may become one.
 */
export function isLeftUnmade(name: string, ageMs: number): boolean {
  const maker = /\.(\d{1,10})~$/.exec(name)?.[1];
  if (maker === undefined || ageMs < makingMsMax) return false;
  try {
    process.kill(Number(maker), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
