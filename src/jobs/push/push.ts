// The job `push`: one run is one wake. It asks the account whether it is needed still and where the
// device is reached, calls the push service, and comes back later where that says so. Challenges go
// the same way, to where they say themselves.

import type { PushCall, PushGateway, PushKind } from '#ports';
import type { Clock, Log, RedisClient } from '#runtime';
import { logConstant, logDefect, metrics } from '#runtime';
import type { Job } from 'bullmq';
import { DelayedError, Queue, Worker } from 'bullmq';
import { RunFailure } from '../failure.ts';
import { namePrefix } from '../names.ts';
import type { JobMac } from '../signed.ts';
import { within } from '../within.ts';
import type { ChallengeSeals } from './challenge.ts';
import { challengeName, readChallenge, runChallenge } from './challenge.ts';
import { coverOthers, isCovered } from './gathering.ts';
import type { Run } from './ended.ts';
import { backoffMs, laterMs, outcomeOf, unneeded } from './ended.ts';
import type { QueuedWake } from './wake.ts';
import { pushJob, readWake, signWake } from './wake.ts';

/** Runs at once in one process; most of each is waiting for somebody else. */
const concurrency = 64;
const lockMs = 60_000;
const stalledCheckMs = 15_000;
const stopTimeoutMs = 5000;
/** A wake that no service took for so long is given up; the device comes by itself some day. */
const giveUpMs = 3 * 24 * 60 * 60_000;

type Push = PushCall['push'];

/** What the account says when it is asked. `away`: it could not be asked just now. */
type RouseAnswer = { readonly push: Push } | { readonly unneeded: string } | 'away';

export interface PushJobParts {
  readonly gateways: ReadonlyMap<PushKind, PushGateway>;
  /** What challenges are sealed under. */
  readonly seals: ChallengeSeals;
  /** Names a device to its push service. */
  collapseIdOf(life: QueuedWake['life']): string;
  /** The last look: where the device is reached, if it is needed still. */
  rouse(wake: Pick<QueuedWake, 'life' | 'despiteSocket'>): Promise<RouseAnswer>;
  /** Nothing is there any more. */
  drop(life: QueuedWake['life'], push: Push, goneAtMs: number | undefined): Promise<boolean>;
  /** Takes a permit to disturb a device with what can wait; otherwise how long there is none. */
  takeUnhurried(life: QueuedWake['life']): Promise<number | undefined>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Carries one wake out; `tries`: how often it was begun, this time included. */
async function runWake(parts: PushJobParts, wake: QueuedWake, tries: number): Promise<Run> {
  const { clock, gateways } = parts;
  const { life } = wake;
  if (clock.now() - wake.atMs > giveUpMs) return 'given up';
  const roused = await parts.rouse(wake);
  if (roused === 'away') return { delayMs: backoffMs(tries) };
  if ('unneeded' in roused) return unneeded(roused.unneeded);
  const { push } = roused;
  const gateway = gateways.get(push.kind);
  if (!gateway) return unneeded('off');
  if (!wake.isUrgent && !wake.isPermitted) {
    const delayMs = await parts.takeUnhurried(life);
    if (delayMs !== undefined) return { delayMs };
  }
  const collapseId = parts.collapseIdOf(life);
  const said = await gateway.send({ push, isUrgent: wake.isUrgent, collapseId });
  metrics.pushCalls.inc({ gateway: push.kind, outcome: outcomeOf(said) });
  metrics.pushUp.set({ gateway: push.kind }, said.outcome === 'later' ? 0 : 1);
  switch (said.outcome) {
    case 'accepted':
      metrics.wakeGateway.record(clock.now() - wake.atMs);
      return 'done';
    case 'gone':
      return (await parts.drop(life, push, said.goneAtMs)) ? 'done' : { delayMs: backoffMs(tries) };
    case 'refused':
      return 'given up';
    case 'later': {
      return { delayMs: laterMs(said.retryAfterMs, tries), isPermitted: true };
    }
  }
}

/** Starts this process's hand in it. `redis` is a connection that blocks, and is not closed. */
export function startPush(
  parts: PushJobParts & { readonly mac: JobMac },
  redis: RedisClient,
): { stop(): Promise<void> } {
  const { mac, log } = parts;
  const job = logConstant(pushJob);
  const queue = new Queue(pushJob, {
    connection: redis,
    prefix: namePrefix,
    skipMetasUpdate: true,
  });
  const away = (error: Error) => log.debug('job.away', { job, ...logDefect(error) });
  queue.on('error', away);
  const forged = () => {
    metrics.deadLetters.inc({ reason: 'job_forged' });
    log.warn('job.forged', { job });
  };
  const putOff = async (queued: Job, delayMs: number, token?: string): Promise<never> => {
    await queued.moveToDelayed(Date.now() + delayMs, token);
    throw new DelayedError();
  };
  const run = async (queued: Job, token?: string) => {
    if (queued.name === challengeName) {
      const challenge = readChallenge(parts.seals, queued.id, queued.data);
      if (!challenge) return forged();
      const ended = await runChallenge(parts, challenge, queued.attemptsStarted);
      return ended === 'done' ? undefined : putOff(queued, ended.delayMs, token);
    }
    const wake = readWake(mac, queued.id, queued.data);
    if (!wake) return forged();
    if (await isCovered(queue, mac, wake.id, wake)) return void unneeded('joined');
    await coverOthers(queue, redis, mac, wake.id, wake);
    const ended = await runWake(parts, wake, queued.attemptsStarted);
    if (ended === 'done') return;
    if (ended === 'given up') throw new RunFailure(new Error(ended));
    const { delayMs, isPermitted } = ended;
    if (isPermitted) await queued.updateData(signWake(mac, { ...wake, isPermitted }));
    await putOff(queued, delayMs, token);
  };
  const worker = new Worker(
    pushJob,
    (queued, token) =>
      run(queued, token).catch((error: unknown) => {
        const isOurs = error instanceof DelayedError || error instanceof RunFailure;
        throw isOurs ? error : new RunFailure(error);
      }),
    {
      connection: redis,
      prefix: namePrefix,
      autorun: false,
      concurrency,
      lockDuration: lockMs,
      stalledInterval: stalledCheckMs,
      maxStalledCount: 100,
    },
  );
  worker.on('error', away);
  worker.on('failed', (_run, error) => {
    metrics.jobFailures.inc({ kind: pushJob });
    const cause = error instanceof RunFailure ? error.cause : error;
    log.warn('job.failed', { job, ...logDefect(cause) });
  });
  worker.run().catch((error: unknown) => log.error('job.defect', { job }, error));
  return {
    async stop() {
      await within(worker.close(), stopTimeoutMs, () => worker.close(true));
      await within(queue.close(), stopTimeoutMs, async () => {});
    },
  };
}
