// What wakes devices that have no socket: the push services of the operator, the account that is
// asked, and what the device may be disturbed with.

import type { RateLimits } from '#gateway';
import type { JobParts } from '#jobs';
import { JobWakes } from '#jobs';
import type { DeviceLife, RateLimiter } from '#ports';
import { accountAddress, errorRow } from '#protocol';
import type { OpenPush } from '#push';
import { openPush } from '#push';
import type { Router } from '#routing';
import type { Clock, Config, Lifecycle, Log, RedisClient } from '#runtime';
import type { Secrets } from '#crypto';
import {
  collapseKeyOf,
  createJobMac,
  createJobSeals,
  createMac,
  createVapidKey,
  vapidScalarOf,
} from '#crypto';

const stopTimeoutMs = 1000;

interface Environment {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly log: Log;
  readonly lifecycle: Lifecycle;
}

/** Opens the queue that wakes go into, on a connection that is shared. */
export function openWakes(environment: Environment, redis: RedisClient): JobWakes {
  const mac = createJobMac(environment.secrets);
  const seals = createJobSeals(environment.secrets);
  const wakes = new JobWakes({ ...environment, mac, seals, redis });
  environment.lifecycle.onStop('wakes', stopTimeoutMs, () => wakes.stop());
  return wakes;
}

/** Opens the push services that are set up. */
export function openPushServices(environment: Environment): OpenPush {
  const vapid = createVapidKey(vapidScalarOf(environment.secrets));
  const push = openPush({ ...environment, vapid });
  environment.lifecycle.onStop('push', stopTimeoutMs, () => push.close());
  return push;
}

interface WakingParts {
  readonly secrets: Secrets;
  readonly push: OpenPush;
  readonly wakes: JobWakes;
  readonly router: Pick<Router, 'ask'>;
  readonly limiter: RateLimiter;
  readonly limits: Pick<RateLimits, 'unhurriedWakes'>;
  readonly clock: Clock;
}

/** What the jobs wake with, and remind. */
export function wakingParts(parts: WakingParts): Pick<JobParts, 'clock' | 'push' | 'remind'> {
  const { clock, push, wakes } = parts;
  // Whoever was to wake it may have died before it did. It may take its time.
  const more = { isUrgent: false, afterMs: 0, despiteSocket: false } as const;
  const remind = (life: DeviceLife) => wakes.wake({ life, atMs: clock.now(), ...more });
  return { clock, push: callingParts(parts), ...(push.gateways.size > 0 ? { remind } : {}) };
}

function callingParts({ secrets, push, router, limiter, limits }: WakingParts): JobParts['push'] {
  const { gateways } = push;
  const mac = createMac(collapseKeyOf(secrets));
  return {
    gateways,
    seals: createJobSeals(secrets),
    collapseIdOf(life) {
      return Buffer.from(mac.tag('push', Buffer.from(nameOf(life)))).toString('base64url');
    },
    async rouse({ life: { account, device, generation }, despiteSocket }) {
      const command = { type: 'rouse', device, generation, despiteSocket } as const;
      const roused = await router.ask(accountAddress(account), command);
      if (roused.ok) return roused.value;
      return errorRow(roused.refusal.code).retry ? 'away' : { unneeded: 'gone' };
    },
    async drop({ account, device }, push, goneAtMs) {
      const dropped = await router.ask(accountAddress(account), {
        type: 'dropPush',
        device,
        push,
        ...(goneAtMs === undefined ? {} : { goneAtMs }),
      });
      return dropped.ok || !errorRow(dropped.refusal.code).retry;
    },
    async takeUnhurried(life) {
      const taken = await limiter.take(limits.unhurriedWakes, nameOf(life));
      return taken.allowed ? undefined : taken.retryAfterMs;
    },
  };
}

const nameOf = ({ account, device, generation }: DeviceLife) =>
  `${account}.${device}.${generation}`;
