// What an operator has set up, as the rest of a worker sees it.

import type { VapidKey } from '#crypto';
import type { PushDoor, PushGateway, PushKind } from '#ports';
import type { Clock, Config } from '#runtime';
import { PushAddresses } from './addresses.ts';
import { Breaker } from './breaker.ts';
import { Poster } from './post.ts';
import { WebPushGateway } from './webPush.ts';

export interface PushParts {
  readonly config: Pick<Config, 'ALDIS_PUSH' | 'ALDIS_PUSH_CONTACT' | 'ALDIS_PUSH_HOSTS'>;
  readonly vapid: VapidKey;
  readonly clock: Clock;
}

/** The push services that are set up. */
export interface OpenPush {
  readonly door: PushDoor;
  readonly gateways: ReadonlyMap<PushKind, PushGateway>;
  close(): Promise<void>;
}

/** Opens no socket yet: those begin with the first call. */
export function openPush({ config, vapid, clock }: PushParts): OpenPush {
  const addresses = new PushAddresses(config.ALDIS_PUSH_HOSTS);
  const poster = new Poster();
  const breaker = new Breaker(clock);
  const gateways = new Map<PushKind, PushGateway>();
  if (config.ALDIS_PUSH) {
    const contact = config.ALDIS_PUSH_CONTACT;
    const web = new WebPushGateway({ addresses, poster, breaker, vapid, contact, clock });
    gateways.set('webpush', web).set('unifiedpush', web);
  }
  return {
    door: {
      kinds: new Set(gateways.keys()),
      vapidKey: vapid.publicKey,
      mayReach: (endpoint) => addresses.mayReach(endpoint),
    },
    gateways,
    async close() {
      await Promise.all([...new Set(gateways.values())].map((one) => one.close()));
      poster.close();
    },
  };
}
