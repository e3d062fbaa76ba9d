// What time it is by the store. It decides whether a credential holds: a worker's own clock may be
// days off, and would turn everybody away.

import type { Router } from '#routing';

/** Milliseconds since the epoch; undefined while the store is away. */
export async function storeTimeMs(router: Pick<Router, 'nextPlace'>): Promise<number | undefined> {
  const placeUs = await router.nextPlace();
  return placeUs === undefined ? undefined : Math.floor(placeUs / 1000);
}
