// How somebody asks an entity in a run: at whichever worker they are led to, whose answer may never
// come.

import type { AddressOf, AnswerOf, CommandOf, Kind } from '#actors';
import type { Result } from '#protocol';
import type { World } from './world.ts';

/** While nobody serves, somebody waits for so long. */
const nobodyMs = 400;

/**
 * Asks at some worker. Hears the answer once; nothing when none came in time, for the worker is
 * dead then, or when there is no worker.
 */
export function askSomewhere<K extends Kind, const C extends CommandOf<K>>(
  world: World,
  to: AddressOf<K>,
  command: C,
  goneMs: number,
  heard: (answer: Result<AnswerOf<K, C>> | undefined) => void,
): void {
  const { timeline } = world;
  const worker = world.entrance();
  let over = false;
  const end = (answer?: Result<AnswerOf<K, C>>) => {
    if (over) return;
    over = true;
    heard(answer);
  };
  timeline.after(worker ? goneMs : nobodyMs, timeline.world, () => end());
  if (!worker) return;
  timeline.after(0, worker.process, () => {
    if (!over) void worker.router.ask(to, command).then(end);
  });
}
