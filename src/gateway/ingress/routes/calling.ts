// What a call between few needs of the server beside its events: relays for media that find no
// direct way. Source: Signal-Server, CallRoutingControllerV2.

import { refuse } from '#protocol';
import { metrics } from '#runtime';
import { z } from 'zod/v4';
import type { Uses } from '../route.ts';
import { answer, defineRoute } from '../route.ts';

const relay = z.object({
  username: z.string(),
  password: z.string(),
  /** Seconds. */
  ttl: z.number(),
  urls: z.array(z.string()),
  urlsWithIps: z.array(z.string()),
  hostname: z.string().nullable(),
});

const relays = defineRoute({
  verb: 'GET',
  path: '/v2/calling/relays',
  auth: 'device',
  scope: 'device',
  style: 'signal',
  summary:
    'Makes a credential for the TURN servers of this cluster, for half a day; it names nobody',
  limits: [{ bucket: 'callRelays', by: 'account' }],
  answers: { 200: z.object({ relays: z.array(relay) }) },
  async handle(_call, { turn, clock }: Uses<'turn' | 'clock'>) {
    if (!turn) return refuse('call.no_relays');
    const { username, password, ttlSeconds } = turn.issue(clock.now());
    metrics.turnCredentials.inc();
    const servers = { urls: turn.urls, urlsWithIps: [], hostname: null };
    const body = { relays: [{ username, password, ttl: ttlSeconds, ...servers }] };
    return answer(200, body);
  },
});

export const callingRoutes = [relays] as const;
