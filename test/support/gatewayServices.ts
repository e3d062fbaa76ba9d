// Everything the gateway is handed: the real actors over memory twins of the stores, by a clock
// that the test turns. What would have left the process is kept for the test to see.

import { generateKeyPairSync } from 'node:crypto';
import { createEntityHost } from '#actors';
import {
  createAccessTokens,
  createAuditChain,
  createChallengeTokens,
  createReportTokens,
  createRefreshTokens,
  createLoginSeals,
  createSenderCertificates,
  createUploadTokens,
} from '#crypto';
import type { GatewayServices } from '#gateway';
import { createOperating, readConsents, readRateLimits, readTurnServers } from '#gateway';
import {
  createMemoryBlobs,
  createMemoryQueue,
  createMemoryRateLimiter,
  createMemoryReports,
  holdAvatars,
  openAuditLog,
  openMemoryStores,
} from '#persistence';
import type { BucketLimit, MediaHost, PushedChallenge, ResettingLimiter } from '#ports';
import { noMedia } from '#ports';
import type { Log } from '#runtime';
import { ManualClock, readConfig, readResidency } from '#runtime';
import { AnonymousPort } from '../../src/gateway/ingress/anonymous.ts';
import type { Api } from '../../src/gateway/ingress/api.ts';
import type { CodeOrder } from '../../src/gateway/ingress/codes/codeSender.ts';
import { createAuthenticator } from '../../src/gateway/ingress/authenticate.ts';
import { createApi } from '../../src/gateway/ingress/createApi.ts';
import { GroupMembers } from '../../src/gateway/ingress/groupMembers.ts';
import { LateAnswers } from '../../src/gateway/ingress/lateAnswers.ts';
import { Logins } from '../../src/gateway/ingress/logins.ts';
import { takerOf } from '../../src/gateway/ingress/rateLimits.ts';
import type { Permits } from '../../src/gateway/ingress/permits.ts';
import type { ProvidePort } from '../../src/gateway/ingress/route.ts';
import { createSendPort } from '../../src/gateway/ingress/send.ts';
import { testGroupKeys } from './groupKeys.ts';
import { LocalRouter } from './localRouter.ts';
import { KeptDeliveries } from './keptDeliveries.ts';
import { freePermits } from './permits.ts';

/** The operators' token of these services. */
export const operatorToken = 'operator-token-of-the-tests-0123456789';

const passivateMs = 60 * 60 * 1000;
const testKey = { id: 1, key: '', madeAtMs: 0 };

/**
 * Fresh services. What a code sender would have sent is in `codes`, permits taken in `taken`,
 * envelopes put into queues in `inserted`, challenges that were pushed in `pushed`.
 */
export function createTestServices(
  environment: Record<string, string> = {},
  media: MediaHost = noMedia(),
  clock = new ManualClock(),
) {
  const codes: CodeOrder[] = [];
  const pushed: PushedChallenge[] = [];
  const defects: { event: string; defect: unknown }[] = [];
  const log: Log = {
    debug() {},
    info() {},
    warn() {},
    error: (event, _fields, defect) => void defects.push({ event, defect }),
  };
  const stores = openMemoryStores(undefined, clock);
  const { queue } = createMemoryQueue({ clock, archive: stores.archive });
  const inserted: Uint8Array[] = [];
  const insert = queue.insert.bind(queue);
  queue.insert = (to, fence, guid, bytes, payload) => {
    inserted.push(bytes);
    return insert(to, fence, guid, bytes, payload);
  };
  const delivery = new KeptDeliveries();
  const blobs = createMemoryBlobs(clock);
  const secrets = { indexKey: Buffer.alloc(32).toString('base64'), sealing: [testKey] };
  const uploadTokens = createUploadTokens(secrets);
  const host = createEntityHost({
    ...stores,
    avatars: holdAvatars(blobs, (owner) => uploadTokens.ownerOf(owner)),
    groupKeys: testGroupKeys,
    media,
    wakes: { wake: (_wake, kept) => kept?.() },
    queue,
    delivery,
    departures: { leftAtMs: () => undefined },
    clock,
    log,
    passivateMs,
  });
  const router = new LocalRouter(host, clock);
  const chain = createAuditChain(secrets);
  const audit = openAuditLog({ store: stores.audit, chain, sealer: undefined, clock, log });
  const { limiter, taken } = recordingLimiter(clock);
  const reports = createMemoryReports();
  const { privateKey } = generateKeyPairSync('ed25519');
  const tokenKey = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  // A clock that the test turns would have whoever guesses wait for it.
  const config = readConfig({ ALDIS_FAILURE_DELAY_MS: '0', ...environment });
  const services: GatewayServices = {
    ...stores,
    config,
    clock,
    log,
    router,
    tokens: createAccessTokens({ tokenKey }),
    refreshTokens: createRefreshTokens(secrets),
    certificates: createSenderCertificates(secrets, () => secrets),
    groupKeys: testGroupKeys,
    uploadTokens,
    challengeTokens: createChallengeTokens(secrets),
    reportTokens: createReportTokens(secrets),
    reports,
    loginSeals: createLoginSeals(secrets),
    blobs,
    operatorToken,
    operatorTokenId: 'a1b2c3d4',
    operating: createOperating({
      ...{ ...stores, audit, router, clock, limiter, reports },
      workers: { dismiss: (member) => member === router.member },
      limits: readRateLimits(config),
    }),
    limiter,
    consents: readConsents(config),
    residency: readResidency(config),
    limits: readRateLimits(config),
    captcha: undefined,
    codes: {
      async send(order) {
        codes.push(order);
        return 'sent';
      },
      state: () => 'console',
    },
    push: {
      kinds: new Set(['fcm', 'apns', 'webpush', 'unifiedpush']),
      vapidKey: 'the key of the tests',
      mayReach: async (endpoint) => !endpoint.includes('private'),
      states: () => ({ apns: 'failing', fcm: 'ready' }),
    },
    pushChallenges: { challenge: (one) => void pushed.push(one) },
    isReady: () => true,
    voice: () => 'off',
    turn: readTurnServers(config),
    turnState: () => 'off',
  };
  return {
    services,
    stores,
    audit,
    blobs,
    clock,
    router,
    delivery,
    taken,
    codes,
    pushed,
    defects,
    inserted,
    reports,
  };
}

/** The API of a worker that has no other door. */
export function apiOver(
  services: GatewayServices,
  provide: ProvidePort = async () => false,
  permits: Pick<Permits, 'under'> = freePermits,
): Api {
  return createApi(services, {
    provide,
    permits,
    authenticator: createAuthenticator(services),
    send: createSendPort(services, permits),
    anonymous: new AnonymousPort(services),
    members: new GroupMembers({ ...services, take: takerOf(services) }),
    logins: new Logins(services),
    late: new LateAnswers(services),
  });
}

function recordingLimiter(clock: ManualClock) {
  const taken: string[] = [];
  const inner = createMemoryRateLimiter(clock);
  const limiter: ResettingLimiter = {
    reset: (limit, subject) => inner.reset(limit, subject),
    take(limit: BucketLimit, subject: string, permits?: number) {
      taken.push(`${limit.name} ${subject}`);
      return inner.take(limit, subject, permits);
    },
  };
  return { limiter, taken };
}
