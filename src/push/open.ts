// What an operator has set up, as the rest of a worker sees it.

import type { VapidKey } from '#crypto';
import type { PushDoor, PushKind } from '#ports';
import type { Config } from '#runtime';
import { PushAddresses } from './addresses.ts';

export interface PushParts {
  readonly config: Pick<Config, 'ALDIS_PUSH' | 'ALDIS_PUSH_HOSTS'>;
  readonly vapid: VapidKey;
}

/** Opens nothing yet: sockets begin with the first call. */
export function openPush({ config, vapid }: PushParts): { readonly door: PushDoor } {
  const addresses = new PushAddresses(config.ALDIS_PUSH_HOSTS);
  const kinds = new Set<PushKind>(config.ALDIS_PUSH ? ['webpush', 'unifiedpush'] : []);
  return {
    door: {
      kinds,
      vapidKey: vapid.publicKey,
      mayReach: (endpoint) => addresses.mayReach(endpoint),
    },
  };
}
