// One write for all commands of a step of the event loop. Each write wakes Redis, and costs more
// than what it carries: where many are served at once, each of them asks something.

import { Cluster } from 'ioredis';
import type { Redis } from 'ioredis';

/** A stream whose writes can be held back. */
interface Holdable {
  write: unknown;
  cork(): void;
  uncork(): void;
}

/** Gathers what a client writes, on each of its connections from now on. */
export function gatherWrites(client: Redis | Cluster): void {
  if (client instanceof Cluster) client.on('+node', gatherWrites);
  else client.on('connect', () => gatherOn(client.stream));
}

/** Holds what is written back until the step that writes first is over. */
export function gatherOn(stream: Holdable): void {
  const { write } = stream;
  let isHeld = false;
  const release = () => {
    isHeld = false;
    stream.uncork();
  };
  stream.write = (...given: unknown[]) => {
    if (!isHeld) {
      isHeld = true;
      stream.cork();
      process.nextTick(release);
    }
    return Reflect.apply(write as () => boolean, stream, given);
  };
}
