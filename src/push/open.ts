// What an operator has set up, as the rest of a worker sees it.

import type { VapidKey } from '#crypto';
import type { PushDoor, PushGateway, PushKind } from '#ports';
import type { Clock, Log } from '#runtime';
import { PushAddresses } from './addresses.ts';
import { ApnsGateway } from './apns.ts';
import { Breaker } from './breaker.ts';
import { FcmGateway } from './fcm.ts';
import { Http2Poster } from './http2.ts';
import { Poster } from './post.ts';
import type { PushSettings } from './settings.ts';
import { readApnsAccount, readFcmAccount, readTrust } from './settings.ts';
import { WatchedGateway } from './watched.ts';
import { WebPushGateway } from './webPush.ts';

export interface PushParts {
  readonly config: PushSettings;
  readonly vapid: VapidKey;
  readonly clock: Clock;
  readonly log: Log;
}

/** The push services that are set up. */
export interface OpenPush {
  readonly door: PushDoor;
  readonly gateways: ReadonlyMap<PushKind, WatchedGateway>;
  close(): Promise<void>;
}

/**
 * Opens no socket yet: those begin with the first call. Throws ConfigError with one sentence.
 */
export function openPush({ config, vapid, clock, log }: PushParts): OpenPush {
  const addresses = new PushAddresses(config.ALDIS_PUSH_HOSTS);
  const trust = readTrust(config);
  const poster = new Poster(trust);
  const shared = { poster, breaker: new Breaker(clock), clock };
  const gateways = new Map<PushKind, WatchedGateway>();
  const add = (kind: PushKind, gateway: PushGateway) =>
    gateways.set(kind, new WatchedGateway(kind, gateway, log));
  const fcm = readFcmAccount(config);
  const apns = readApnsAccount(config);
  if (config.ALDIS_PUSH) {
    const contact = config.ALDIS_PUSH_CONTACT;
    const web = new WebPushGateway({ ...shared, addresses, vapid, contact });
    add('webpush', web);
    add('unifiedpush', web);
    if (fcm) add('fcm', new FcmGateway({ ...shared, account: fcm }));
    if (apns) {
      const session = new Http2Poster(apns.origin, trust);
      add('apns', new ApnsGateway({ ...shared, account: apns, poster: session }));
    }
  }
  return {
    door: {
      kinds: new Set(gateways.keys()),
      vapidKey: vapid.publicKey,
      mayReach: (endpoint) => addresses.mayReach(endpoint),
      states: () => Object.fromEntries([...gateways].map(([kind, { state }]) => [kind, state])),
    },
    gateways,
    async close() {
      await Promise.all([...gateways.values()].map((one) => one.close()));
      poster.close();
    },
  };
}

/** Which push services are set up, for the doctor. Throws ConfigError with one sentence. */
export function describePush(config: PushSettings): string {
  const fcm = readFcmAccount(config);
  const apns = readApnsAccount(config);
  readTrust(config);
  if (!config.ALDIS_PUSH) return 'off; devices come by themselves';
  const systems = [...(fcm ? ['FCM'] : []), ...(apns ? [`APNs (${apns.topic})`] : [])];
  return ['Web Push', 'UnifiedPush', ...systems].join(', ');
}
