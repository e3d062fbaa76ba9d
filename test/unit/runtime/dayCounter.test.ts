// A worker's counts for the whole cluster: each event is handed over once, whatever Redis does.

import { countsEveryMs, DayCounter, ManualClock, metrics, noteSecurity, silentLog } from '#runtime';
import { afterEach, describe, expect, it } from 'vitest';

let current: DayCounter | undefined;
afterEach(() => current?.stop());

async function begin() {
  const clock = new ManualClock();
  const added: Record<string, number>[] = [];
  const redis = { isUp: true };
  const counts = {
    async add(counted: ReadonlyMap<string, number>) {
      if (!redis.isUp) throw new Error('away');
      added.push(Object.fromEntries(counted));
    },
  };
  current = new DayCounter({ counts, clock, log: silentLog });
  const turn = async () => {
    clock.advance(countsEveryMs);
    await new Promise((resolve) => setImmediate(resolve));
  };
  current.start();
  // What other tests of this process have counted.
  await turn();
  added.splice(0);
  return { counter: current, added, redis, turn };
}

describe('what a worker counts', () => {
  it('is handed over once, by name and label', async () => {
    const { added, turn } = await begin();
    noteSecurity('login_failed');
    noteSecurity('login_failed');
    metrics.pushCalls.inc({ gateway: 'fcm', outcome: 'accepted' });
    metrics.refusals.inc({ code: 'rate.limited' }, 4);
    metrics.wakeGateway.record(3);
    await turn();
    await turn();
    expect(added).toEqual([
      {
        ...{ 'security.login_failed': 2, 'push.fcm.accepted': 1, 'refusal.rate.limited': 4 },
        'wakeGateway.2': 1,
      },
    ]);
  });

  it('is handed over later where Redis was away', async () => {
    const { added, redis, turn } = await begin();
    redis.isUp = false;
    metrics.sends.inc({ urgency: 'quiet' });
    await turn();
    metrics.sends.inc({ urgency: 'quiet' });
    redis.isUp = true;
    await turn();
    expect(added).toEqual([{ 'send.quiet': 2 }]);
  });

  it('leaves nothing behind when the worker ends', async () => {
    const { counter, added } = await begin();
    metrics.sends.inc({ urgency: 'urgent' });
    await counter.stop();
    expect(added).toEqual([{ 'send.urgent': 1 }]);
  });
});
