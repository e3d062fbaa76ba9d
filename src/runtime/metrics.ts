// The process's counters and gauges. Names carry base units; labels are bounded and never name a
// person.

import { errorCodes } from '#protocol';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { Durations } from './durations.ts';
import { Peak } from './peak.ts';

export const registry = new Registry();

/** As good as never: the longest that a timer takes, some 24 days. */
const neverMs = 2 ** 31 - 1;

const deadLetterReasons: readonly string[] = [
  'bus_backlog',
  'bus_forged',
  'bus_garbage',
  'bus_repeated',
  'job_forged',
  'server.defect',
  'server.draining',
  'server.unavailable',
  'shard.not_owner',
];

const pushOutcomes: readonly string[] = [
  'accepted',
  'gone',
  'refused',
  'throttled',
  'unavailable',
  'credentials',
];

/**
 * Registers the process's own readings (memory, event-loop lag), and which worker it is; and starts
 * every counter at 0, since the first of a fault is no increase of what was not there.
 */
export function collectProcessMetrics(member: string): void {
  for (const code of errorCodes) metrics.refusals.inc({ code }, 0);
  for (const reason of deadLetterReasons) metrics.deadLetters.inc({ reason }, 0);
  for (const code of ['call.lost', 'call.moved', 'call.removed']) {
    metrics.callPlacesEnded.inc({ code }, 0);
  }
  for (const urgency of ['urgent', 'quiet', 'ephemeral']) metrics.sends.inc({ urgency }, 0);
  for (const mode of ['open', 'closed']) metrics.limiterFailures.inc({ mode }, 0);
  for (const forwarded of ['none', 'trusted', 'untrusted']) metrics.requests.inc({ forwarded }, 0);
  for (const outcome of ['sent', 'refused', 'unavailable', 'otherTransport']) {
    for (const transport of ['sms', 'voice']) {
      metrics.verificationCodes.inc({ transport, outcome }, 0);
    }
  }
  for (const outcome of ['begun', 'registered', 'recovery', 'number']) {
    metrics.registrations.inc({ outcome }, 0);
  }
  for (const gateway of ['fcm', 'apns', 'webpush', 'unifiedpush']) {
    for (const outcome of pushOutcomes) metrics.pushCalls.inc({ gateway, outcome }, 0);
  }
  for (const kind of ['persist', 'purge', 'idle', 'blobs', 'forget', 'backup', 'push'])
    metrics.jobFailures.inc({ kind }, 0);
  collectDefaultMetrics({
    register: registry,
    prefix: 'aldis_',
    eventLoopMonitoringPrecision: neverMs,
  });
  // How late the loop is says `eventLoopLag`: a second measuring would wake it a second time.
  for (const { name } of registry.getMetricsAsArray()) {
    if (name.startsWith('aldis_nodejs_eventloop_')) registry.removeSingleMetric(name);
  }
  new Gauge({
    name: 'aldis_worker_info',
    help: 'Always 1: which worker these figures are of.',
    labelNames: ['member'],
    registers: [registry],
  }).set({ member }, 1);
}

const counter = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
  new Counter({ name: `aldis_${name}`, help, labelNames, registers: [registry] });
const gauge = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
  new Gauge({ name: `aldis_${name}`, help, labelNames, registers: [registry] });
const durations = (name: string, help: string) =>
  new Durations({ name: `aldis_${name}`, help, registry });

/** A person reads a code off a phone meanwhile. Unit: seconds. */
const minutes: readonly number[] = [1, 2, 5, 10, 20, 30, 60, 120, 180, 300, 600];

/** What the rooms count. A room adds its line here, so that all names stand on one page. */
export const metrics = {
  deadLetters: counter('dead_letters_total', 'Messages no actor could receive.', ['reason']),
  actorRestarts: counter('actor_restarts_total', 'Actors restarted after a crash.'),
  actors: gauge('actors', 'Actors in memory.'),
  shardsOwned: gauge('shards_owned', 'Shards whose lease this worker holds.'),
  rebalances: counter('shard_handoffs_total', 'Shards given to another worker.'),
  busRetries: counter('bus_retries_total', 'Commands sent again after a move or a loss.'),
  deliveryGaps: counter('delivery_gaps_total', 'Deliveries lost on the bus, noticed and mended.'),
  connections: gauge('connections', 'Open Socket.IO connections of devices.'),
  anonymousConnections: gauge(
    'anonymous_connections',
    'Open Socket.IO connections that say no name.',
  ),
  calls: gauge('calls', 'Calls whose actors are here.'),
  callParticipants: gauge('call_participants', 'Devices in them.'),
  callPlacesEnded: counter(
    'call_places_ended_total',
    'Places in calls whose devices were told that they have none any more.',
    ['code'],
  ),
  mediaWorkers: gauge('media_workers', 'Media workers that run here.'),
  mediaWorkerEnds: counter('media_worker_ends_total', 'Media workers that ended unasked.'),
  mediaWorkerHangs: counter(
    'media_worker_hangs_total',
    'Those of them that were ended for hanging.',
  ),
  mediaPlaces: gauge('media_places', 'Places of devices on the media workers here.'),
  mediaSources: gauge('media_sources', 'Streams that devices send to them.'),
  mediaHearings: gauge('media_hearings', 'Streams that they pass on to listeners.'),
  mediaPipes: gauge(
    'media_pipes',
    'Ends of pipes between media workers here: to others of this machine, and to other machines.',
    ['way'],
  ),
  mediaPartsElsewhere: gauge(
    'media_parts_elsewhere',
    'Parts of rooms of this worker that are on media workers of others.',
  ),
  mediaGuests: gauge('media_guests', 'Parts of other workers’ rooms on the media workers here.'),
  mediaUnheard: counter(
    'media_unheard_total',
    'Devices told nothing for a while: they had far more said again than was said.',
  ),
  turnCredentials: counter('turn_credentials_total', 'Credentials made for TURN servers.'),
  turnUp: gauge('turn_up', 'Whether a TURN server answers: 1 or 0.', ['server']),
  handshakesWaiting: gauge('handshakes_waiting', 'Handshakes that wait for their turn.'),
  handshakeWait: durations(
    'handshake_wait_seconds',
    'How long a handshake waited for its turn: to begin, and again to finish.',
  ),
  handovers: counter('handovers_total', 'Sockets taken over from the worker they came in at.'),
  requests: counter('requests_total', 'Requests and upgrades, by who forwarded them.', [
    'forwarded',
  ]),
  securityEvents: counter('security_events_total', 'What may be somebody who tries, by kind.', [
    'kind',
  ]),
  refusals: counter('refusals_total', 'Refusals given to clients.', ['code']),
  verificationCodes: counter(
    'verification_codes_total',
    'Verification codes that the provider was asked for.',
    ['transport', 'outcome'],
  ),
  verificationCodeSeconds: durations(
    'verification_code_seconds',
    'Asking the provider for one code, with all repeats.',
  ),
  registrations: counter(
    'registrations_total',
    'Proofs of phone numbers that asked for their first code, and those that brought something.',
    ['outcome'],
  ),
  registrationSeconds: new Histogram({
    name: 'aldis_registration_seconds',
    help: 'From the beginning of the proof of a phone number to the account.',
    buckets: [...minutes],
    registers: [registry],
  }),
  signals: counter('signals_total', 'Signals, by subscriber: told, or dropped.', ['outcome']),
  sends: counter('sends_total', 'Sends that were acknowledged, by what their client calls them.', [
    'urgency',
  ]),
  envelopesAccepted: counter('envelopes_accepted_total', 'Envelopes stored for a device.'),
  groupUploads: counter('group_uploads_total', 'Uploads to groups that were accepted.'),
  groupUploadsWaiting: gauge('group_uploads_waiting', 'Uploads to groups that wait for a turn.'),
  groupRecipients: counter('group_recipients_total', 'Accounts that these were stored for.'),
  envelopesDelivered: counter('envelopes_delivered_total', 'Envelopes handed to a connection.'),
  envelopesAcknowledged: counter('envelopes_acknowledged_total', 'Envelopes deleted on receipt.'),
  envelopesArchived: counter('envelopes_archived_total', 'Envelopes moved to the durable store.'),
  envelopesPurged: counter('envelopes_purged_total', 'Envelopes nobody fetched in their time.'),
  envelopesUnreadable: counter('envelopes_unreadable_total', 'Envelopes that did not open.'),
  uploads: counter('uploads_total', 'Uploads of blobs: begun, and finished.', ['outcome']),
  blobBytes: counter('blob_bytes_total', 'Bytes of blobs that came in and went out.', [
    'direction',
  ]),
  blobStreams: gauge('blob_streams', 'Uploads and downloads under way.', ['direction']),
  blobsKept: gauge('blobs_kept', 'Blobs that are kept, by the last run of their job.'),
  blobsKeptBytes: gauge('blobs_kept_bytes', 'Bytes of these.'),
  blobsRemoved: counter('blobs_removed_total', 'Blobs and uploads whose time was over.'),
  limiterFailures: counter('limiter_failures_total', 'Limits that could not be asked.', ['mode']),
  jobFailures: counter('job_failures_total', 'Runs of a job that failed.', ['kind']),
  sendAcknowledge: durations(
    'send_acknowledge_seconds',
    'From a send at the gateway to its acknowledgement: checked, routed, on disk.',
  ),
  sendDeliver: durations(
    'send_deliver_seconds',
    'From an envelope on disk to its connected device: handed to the socket.',
  ),
  wakeGateway: durations(
    'wake_gateway_seconds',
    'From the decision to wake a device to the word of its push service that it took the call.',
  ),
  wakeSocket: durations(
    'wake_socket_seconds',
    'From the decision to wake a device to its socket, or to what it fetched without one.',
  ),
  wakes: counter('wakes_total', 'Devices that were to be woken, before what is no news joined.', [
    'priority',
  ]),
  pushCalls: counter('push_calls_total', 'Calls to push services.', ['gateway', 'outcome']),
  pushUnneeded: counter(
    'push_unneeded_total',
    'Wakes that were needed no more when their turn came.',
    ['reason'],
  ),
  pushUp: gauge('push_up', 'Whether a push service took the last call: 1 or 0.', ['gateway']),
  preKeyTake: durations('pre_key_take_seconds', 'Taking the one-time keys of a bundle.'),
  preKeysLastResort: counter(
    'pre_keys_last_resort_total',
    'Bundles handed out without a one-time Kyber key: the pool of that device was empty.',
  ),
  eventLoopLag: gauge('event_loop_lag_seconds', '99th percentile of the worst second of late.'),
  mailboxDepth: gauge('mailbox_depth', 'Unread messages of the fullest actor of late.'),
  queueWaiting: gauge(
    'queue_waiting',
    'Envelopes that wait in the whole cluster, by the last survey.',
    ['store'],
  ),
  queueOldest: gauge('queue_oldest_seconds', 'Age of the oldest in Redis, by the last survey.'),
  queueSurveyed: gauge('queue_surveyed_timestamp_seconds', 'When the last survey was made.'),
  redisUp: gauge('redis_up', 'Whether Redis answers on a connection: 1 or 0.', ['role']),
  redisRoundTrip: durations('redis_round_trip_seconds', 'Of a write of figures to Redis, synced.'),
  storeUp: gauge('store_up', 'Whether the durable store answers: 1 or 0.'),
  storeFile: gauge('store_file_bytes', 'Size of the file of the embedded store.'),
  replicationLag: gauge(
    'replication_lag_seconds',
    'For how long there has been what the slowest replica of a store lacks.',
    ['store'],
  ),
  replicas: gauge('replicas', 'Replicas that follow a store.', ['store']),
  backupMade: gauge('backup_made_timestamp_seconds', 'When the last backup was made; 0: never.'),
  backupRestored: gauge('backup_restored_timestamp_seconds', 'When one was put back; 0: never.'),
  backupEvery: gauge('backup_every_seconds', 'Between two made by themselves; 0: none is.'),
  jobs: gauge('jobs', 'Runs of jobs in the whole cluster, by where they stand.', ['kind', 'state']),
  queueLayout: gauge('queue_layout', 'In which layout this worker writes what waits in Redis.'),
  draining: gauge('draining', 'Whether this worker is leaving: 1 or 0.'),
} as const;

/** The depth of mailboxes as it is pushed up; sampled into `mailboxDepth`. */
export const mailboxPeak = new Peak();
