// One worker of the cluster: the composition root. It wires ports to adapters, says when it serves,
// and takes everything down again in order. The only file that knows every room.

import { randomUUID } from 'node:crypto';
import { flushCompileCache } from 'node:module';
import { createEntityHost } from '#actors';
import { addConsole } from '#console';
import type {
  AccessTokens,
  GroupKeys,
  RotatingSealer,
  Secrets,
  SenderCertificates,
  UploadTokens,
} from '#crypto';
import {
  bucketKeyOf,
  busKeyOf,
  createAccessTokens,
  createGroupKeys,
  createJobMac,
  createMac,
  createSealer,
  createSenderCertificates,
  createUploadTokens,
  openRootKeys,
  readSecrets,
  memoryKeyOf,
  relayKeyOf,
  secretsMark,
} from '#crypto';
import type { Relay } from '#gateway';
import {
  createCaptcha,
  createCodeSender,
  createGateway,
  openRelay,
  readConsents,
  readRateLimits,
} from '#gateway';
import { startJobs } from '#jobs';
import type { DurableStores, TakenLayout } from '#persistence';
import {
  claimRedis,
  claimResidency,
  confirmResidency,
  createEnvelopeQueue,
  createRateLimiter,
  holdAvatars,
  notingDeletions,
  openBlobFolder,
  openDurableStores,
  RedisReports,
  takeLayout,
} from '#persistence';
import type { BlobStore, ReportStore } from '#ports';
import type { MemberId, PhoneIdentityId } from '#protocol';
import { parseMemberId, setShardCount, shardCount } from '#protocol';
import type { ClusterRouter, RoutingPorts } from '#routing';
import { agreeOnShards, createRedisRouting, createRouter } from '#routing';
import { isAnybodyServing, LinkBus, SealedBus } from '#routing';
import type { Clock, Config, Lifecycle, Log, RedisClient, Residency } from '#runtime';
import {
  beginSecurityEvents,
  collectProcessMetrics,
  createLifecycle,
  createLog,
  isRedisAway,
  newMemberName,
  openRedis,
  readConfig,
  readResidency,
  RedisFigures,
  StoreClock,
  systemClock,
  tracing,
} from '#runtime';
import { openConsole } from './console.ts';
import { doorKeys } from './doorKeys.ts';
import { figuresLast, openMetrics, surveyForAll } from './metrics.ts';
import { ChannelHandover } from './handover.ts';
import { historyParts, jobParts } from './jobs.ts';
import { openMedia } from './media.ts';
import { openOperating } from './operating.ts';
import type { Parent } from './messages.ts';
import { primaryParent } from './messages.ts';
import { openPushServices, openWakes, wakingParts } from './push.ts';
import { openWatched } from './replication.ts';
import { openTurn } from './turn.ts';
import { toldSentence } from './told.ts';
import { end, forgetPm2Listeners, pm2Index, pm2LogFile } from './pm2/parent.ts';
import { pm2Parent, pm2Word } from './pm2/parent.ts';

/** An identity that is no one's: asking for it costs the store one look at an index. */
const nobody = randomUUID() as PhoneIdentityId;
/** What each part has for stopping. They add up to less than the primary waits. */
const gatewayDrainTimeoutMs = 4000;
const shardDrainTimeoutMs = 3000;
const partStopTimeoutMs = 1000;

/** Redis went while the worker started; sysexits.h calls it "unavailable". */
const redisAwayExitCode = 69;

/** PM2 instead of our primary has started this process. */
const underPm2 = process.argv[2] === pm2Word;

/**
 * Connections of one worker. The queue has its own, so that a batch never waits behind a script;
 * the leases have theirs, so that they are renewed under any load.
 */
interface RedisConnections {
  readonly command: RedisClient;
  readonly subscriber: RedisClient;
  readonly leases: RedisClient;
  readonly queue: RedisClient;
  readonly layout: TakenLayout;
}

/** What a part of the worker is built from. */
interface Environment {
  readonly config: Config;
  readonly log: Log;
  readonly member: MemberId;
  readonly index: number;
  readonly secrets: Secrets;
  readonly sealer: RotatingSealer;
  readonly tokens: AccessTokens;
  readonly certificates: SenderCertificates;
  readonly groupKeys: GroupKeys;
  readonly uploadTokens: UploadTokens;
  readonly lifecycle: Lifecycle;
  readonly parent: Parent;
}

async function connectRedis(environment: Environment): Promise<RedisConnections> {
  const { config, log, lifecycle, secrets } = environment;
  const open = async (role: string) => {
    const client = await openRedis(config.redis, role, log);
    lifecycle.onStop(`redis-${role}`, partStopTimeoutMs, () => client.disconnect());
    return client;
  };
  const [command, subscriber, leases, queue] = await Promise.all([
    open('command'),
    open('subscriber'),
    open('leases'),
    open('queue'),
  ]);
  await claimRedis(command, secretsMark(secrets));
  setShardCount(await agreeOnShards(leases, config.ALDIS_SHARDS));
  const layout = await takeLayout(command, log, () => isAnybodyServing(leases, 0));
  return { command, subscriber, leases, queue, layout };
}

/** A worker that knows what all share: who is alive, who owns what, and what time it is. */
interface Joined extends Environment {
  readonly routing: RoutingPorts;
  readonly clock: Clock;
  readonly tellLast: ReturnType<typeof figuresLast>;
}

async function joinCluster(environment: Environment, redis: RedisConnections): Promise<Joined> {
  const routing = createRedisRouting(redis);
  const clock = await StoreClock.start(systemClock, () => routing.order.timeMs());
  environment.lifecycle.onStop('clock', partStopTimeoutMs, () => clock.stop());
  return { ...environment, routing, clock, tellLast: figuresLast(environment.lifecycle) };
}

async function openStores(joined: Joined, { leases, layout }: RedisConnections) {
  const { config, clock, log, sealer, lifecycle, parent } = joined;
  const stores = await openDurableStores({
    ...(config.MONGODB_URL ? { mongodbUrl: config.MONGODB_URL } : {}),
    ...{ dataDir: config.dataDir, sealer, clock, log },
    mayConvert: async () => !(await isAnybodyServing(leases)),
    takesLayout: !layout.isFormer,
    converting: (moved, of) => parent.tell({ type: 'converting', moved, of }),
  });
  lifecycle.onStop('stores', partStopTimeoutMs, () => stores.close());
  const residency = readResidency(config, shardCount());
  await claimResidency(stores, residency.ofShards, () => isAnybodyServing(leases));
  return { ...stores, residency };
}

function openBlobs({ blobsDir: folder, ALDIS_BLOBS_FREE_MIB: freeMiB }: Config): BlobStore {
  return openBlobFolder({ folder, freeBytesMin: freeMiB * 2 ** 20 });
}

/** Actors and routing know each other: commands go down, deliveries come back up. */
async function startDomain(
  joined: Joined,
  redis: RedisConnections,
  stores: DurableStores,
  relay: Relay,
  blobs: BlobStore,
  residency: Residency,
  reports: ReportStore,
) {
  const { config, log, member, secrets, groupKeys, uploadTokens, lifecycle } = joined;
  const { clock, routing } = joined;
  const { archive, accounts, preKeys, relations, records, usernames, profiles, groups } = stores;
  const tombstones = notingDeletions(stores.tombstones, redis.command, clock, reports);
  const { queue, upkeep } = createEnvelopeQueue({
    redis: redis.queue,
    ...redis.layout,
    replicasMin: config.ALDIS_REDIS_REPLICAS_MIN,
    memoryKey: memoryKeyOf(secrets),
    archive,
    clock,
    log,
  });
  const media = openMedia(joined, relay);
  const wakes = openWakes(joined, redis.command);
  const host = createEntityHost({
    accounts,
    preKeys,
    queue,
    relations,
    records,
    usernames,
    profiles,
    tombstones,
    avatars: holdAvatars(blobs, (owner) => uploadTokens.ownerOf(owner)),
    ...{ groups, groupKeys },
    media: media.host,
    delivery: { send: (to, delivery) => router.deliver(to, delivery) },
    departures: { leftAtMs: (gone) => router.leftAtMs(gone) },
    wakes,
    clock,
    log,
    passivateMs: config.ALDIS_PASSIVATE_MS,
  });
  lifecycle.onStop('actors', partStopTimeoutMs, () => host.stop());
  const mac = createMac(busKeyOf(secrets));
  const behind = new SealedBus({ behind: routing.bus, mac, clock, log });
  const links = new LinkBus({ folder: relay.folder, behind });
  lifecycle.onStop('links', partStopTimeoutMs, () => links.close());
  const router: ClusterRouter = createRouter({
    ...routing,
    bus: links,
    ...{ member, mac, host },
    clock,
    log,
    leaseTtlMs: config.ALDIS_LEASE_TTL_MS,
    relayAddress: relay.address,
    encodeLocally: config.ALDIS_REPEAT_BUS,
    mayHave: (one, shard) => residency.mayHave(one, shard),
    onDismissed: () => process.kill(process.pid, 'SIGTERM'),
  });
  media.meet(router);
  lifecycle.onStop('router', partStopTimeoutMs, () => router.stop());
  lifecycle.onStop('shards', shardDrainTimeoutMs, () => router.drain());
  return { router, upkeep, media, wakes, push: openPushServices(joined) };
}

/** What routes read and write past the actors. */
function doorStores(stores: DurableStores, residency: Residency) {
  const { accounts, relations, records, usernames, invitations, sessions } = stores;
  const { holdings, preKeys } = stores;
  return {
    ...{ accounts, relations, records, usernames, invitations, sessions },
    ...{ holdings, preKeys, residency },
  };
}

async function serve(environment: Environment): Promise<void> {
  const { config, log, member, secrets, lifecycle, parent } = environment;
  const redis = await connectRedis(environment);
  const joined = await joinCluster(environment, redis);
  const { residency, ...stores } = await openStores(joined, redis);
  const blobs = openBlobs(config);
  const relay = await openRelay({ config, member, key: relayKeyOf(secrets) });
  lifecycle.onStop('relay', partStopTimeoutMs, () => relay.close());
  const reports = new RedisReports(redis.command, createJobMac(secrets));
  const domain = await startDomain(joined, redis, stores, relay, blobs, residency, reports);
  const { router, upkeep, media, push, wakes } = domain;
  const figures = new RedisFigures(redis.command);
  const operatorToken = config.ALDIS_OPERATOR_TOKEN ?? secrets.operatorToken;
  const [nameKey, limits] = [bucketKeyOf(secrets), readRateLimits(config)];
  const limiter = createRateLimiter({ ...joined, redis: redis.command, nameKey });
  const shared = { ...joined, figures, router, operatorToken, limiter, limits, reports };
  const operators = openOperating(shared, stores);
  const forConsole = { ...shared, ...stores, ...operators, redis: redis.command };
  const consoleParts = await openConsole(forConsole);
  const gateway = await createGateway({
    config,
    clock: joined.clock,
    log,
    router,
    ...doorKeys(environment),
    ...operators,
    ...{ limiter, limits, reports },
    ...doorStores(stores, residency),
    consents: readConsents(config),
    blobs,
    ...{ codes: createCodeSender(config, joined), captcha: createCaptcha(config, log) },
    relay,
    ...(underPm2 ? {} : { handover: new ChannelHandover() }),
    isReady: () =>
      !lifecycle.stopping && redis.queue.status === 'ready' && router.ownerlessShards() === 0,
    ...{ voice: media.state, push: push.door, pushChallenges: wakes, ...openTurn(config, log) },
    addPages: (app) => addConsole(app, consoleParts),
  });
  lifecycle.onStop('gateway', partStopTimeoutMs, () => gateway.stop());
  // Now: at its end a killed worker writes nothing, and the first write outlasts a member's lease.
  flushCompileCache();
  await router.start().then(() => confirmResidency(stores, residency.ofShards));
  const surroundings = {
    queue: () => redis.queue.ping(),
    store: () => stores.accounts.findByPhoneIdentity(nobody),
    jobs: () => consoleParts.jobs.counts(),
  };
  const watching = { push: push.door, watched: await openWatched(joined, stores) };
  await openMetrics({ ...forConsole, ...watching, gateway, surroundings });
  const jobs = await startJobs({
    redisAddress: config.redis,
    mac: createJobMac(secrets),
    upkeep,
    ...jobParts({ ...stores, blobs }, router, config),
    ...historyParts(redis.command, config, joined.clock, stores.tombstones, secrets),
    ...wakingParts({ ...shared, ...domain }),
    correspondenceDays: config.ALDIS_CORRESPONDENCE_DAYS,
    log,
    dwellMs: config.ALDIS_QUEUE_DWELL_MS,
    everyMs: config.ALDIS_PERSIST_EVERY_MS,
    afterPersist: () => surveyForAll(upkeep, figures, log),
  });
  lifecycle.onStop('jobs', partStopTimeoutMs, () => jobs.stop());
  lifecycle.onStop('connections', gatewayDrainTimeoutMs, () => gateway.drain());
  const port = await gateway.listen(config.PORT, config.HOST);
  log.info('worker.ready', { port });
  parent.tell({ type: 'ready', member, port });
}

/** Stops once, whoever asks for it: the parent, a signal, or the parent's death. */
function stopWhenTold({ log, sealer, tokens, certificates, lifecycle, parent }: Environment): void {
  parent.listen({
    drain() {
      log.info('worker.draining');
      void lifecycle.stop().then((well) => process.exit(well ? 0 : 1));
    },
    keys() {
      sealer.reload();
      certificates.reload();
      tokens.reload();
    },
  });
}

/** A defect nobody caught: noted without its message, then the process ends and is forked anew. */
function dieOfDefects(log: Log): void {
  if (underPm2) forgetPm2Listeners();
  const die = (defect: unknown) => {
    log.error('worker.defect', {}, defect);
    process.exit(70);
  };
  process.on('uncaughtException', die);
  process.on('unhandledRejection', die);
}

async function main(): Promise<void> {
  const index = underPm2 ? pm2Index() : Number(process.argv[2] ?? 0);
  const config = readConfig(process.env);
  const member = parseMemberId(newMemberName(index, config)) as MemberId;
  const log = createLog(config, member, underPm2 ? pm2LogFile() : undefined);
  dieOfDefects(log);
  collectProcessMetrics(member);
  beginSecurityEvents();
  tracing.start({ member, log, isDebug: config.ALDIS_LOG === 'debug' });
  const root = openRootKeys(config);
  const reread = () => readSecrets(config.secretsFile, root);
  const secrets = reread();
  const sealer = createSealer(secrets, reread);
  const certificates = createSenderCertificates(secrets, reread);
  const groupKeys = createGroupKeys(secrets);
  const lifecycle = createLifecycle(log);
  const parent = underPm2 ? pm2Parent(config) : primaryParent;
  const uploadTokens = createUploadTokens(secrets);
  const tokens = createAccessTokens(secrets, reread);
  const keys = { secrets, sealer, tokens, certificates, groupKeys, uploadTokens };
  const shared = { config, log, member, index, ...keys };
  const environment: Environment = { ...shared, lifecycle, parent };
  stopWhenTold(environment);
  try {
    await serve(environment);
  } catch (error) {
    if (!isRedisAway(error)) throw error;
    // The world, not a defect: whoever started this worker starts it again.
    log.warn('worker.redis-away');
    process.exit(redisAwayExitCode);
  }
}

try {
  await main();
} catch (error) {
  const told = toldSentence(error);
  if (told === undefined) throw error;
  if (underPm2) end(told);
  primaryParent.tell({ type: 'failed', sentence: told });
}
