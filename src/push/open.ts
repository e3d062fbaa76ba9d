// What an operator has set up, as the rest of a worker sees it.

import type { VapidKey } from '#crypto';
import type { PushDoor, PushGateway, PushKind } from '#ports';
import type { Clock } from '#runtime';
import { PushAddresses } from './addresses.ts';
import { ApnsGateway } from './apns.ts';
import { Breaker } from './breaker.ts';
import { FcmGateway } from './fcm.ts';
import { Http2Poster } from './http2.ts';
import { Poster } from './post.ts';
import type { PushSettings } from './settings.ts';
import { readApnsAccount, readFcmAccount, readTrust } from './settings.ts';
import { WebPushGateway } from './webPush.ts';

export interface PushParts {
  readonly config: PushSettings;
  readonly vapid: VapidKey;
  readonly clock: Clock;
}

/** The push services that are set up. */
export interface OpenPush {
  readonly door: PushDoor;
  readonly gateways: ReadonlyMap<PushKind, PushGateway>;
  close(): Promise<void>;
}

/**
 * Opens no socket yet: those begin with the first call. Throws ConfigError with one sentence.
 */
export function openPush({ config, vapid, clock }: PushParts): OpenPush {
  const addresses = new PushAddresses(config.ALDIS_PUSH_HOSTS);
  const trust = readTrust(config);
  const poster = new Poster(trust);
  const shared = { poster, breaker: new Breaker(clock), clock };
  const gateways = new Map<PushKind, PushGateway>();
  const fcm = readFcmAccount(config);
  const apns = readApnsAccount(config);
  if (config.ALDIS_PUSH) {
    const contact = config.ALDIS_PUSH_CONTACT;
    const web = new WebPushGateway({ ...shared, addresses, vapid, contact });
    gateways.set('webpush', web).set('unifiedpush', web);
    if (fcm) gateways.set('fcm', new FcmGateway({ ...shared, account: fcm }));
    if (apns) {
      const session = new Http2Poster(apns.origin, trust);
      gateways.set('apns', new ApnsGateway({ ...shared, account: apns, poster: session }));
    }
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

/** Which push services are set up, for the doctor. Throws ConfigError with one sentence. */
export function describePush(config: PushSettings): string {
  const fcm = readFcmAccount(config);
  const apns = readApnsAccount(config);
  readTrust(config);
  if (!config.ALDIS_PUSH) return 'off; devices come by themselves';
  const systems = [...(fcm ? ['FCM'] : []), ...(apns ? [`APNs (${apns.topic})`] : [])];
  return ['Web Push', 'UnifiedPush', ...systems].join(', ');
}
