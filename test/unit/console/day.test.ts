// Promises of what the console tells of the last day, and of the words beside it.

import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { DayCounts } from '#runtime';
import { countSlots, securityEvents } from '#runtime';
import type { DayView } from '../../../src/console/countsView.ts';
import { openScene } from './scene.ts';

let scene: Awaited<ReturnType<typeof openScene>>;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.stop());

/** Counts of this many in the present slot, and of as many two hours ago. */
const lately = (count: number, before = 0) => {
  const slots = new Array<number>(countSlots).fill(0);
  slots[countSlots - 1] = count;
  slots[countSlots - 25] = before;
  return slots;
};

async function day(counts: Record<string, readonly number[]>): Promise<DayView> {
  const told: DayCounts = { slotAtMs: 1_800_000_000_000, counts: new Map(Object.entries(counts)) };
  scene.now.day = told;
  const answer = await scene.ask({
    url: '/console/day',
    headers: { cookie: await scene.cookie() },
  });
  expect(answer.statusCode).toBe(200);
  return answer.json();
}

describe('the last day', () => {
  it('has the counts by name, and how long wakes took in the hour and the day', async () => {
    const told = await day({
      'refusal.rate.limited': lately(3, 4),
      'wakeGateway.3': lately(99, 50),
      'wakeGateway.9': lately(1, 50),
    });
    expect(Object.keys(told.counts)).toEqual(['refusal.rate.limited']);
    expect(told.counts['refusal.rate.limited']?.at(-25)).toBe(4);
    const { hour, day: inDay } = told.wakes.gateway;
    expect([hour.count, inDay.count]).toEqual([100, 200]);
    expect(hour.p50Ms).toBeLessThanOrEqual(10);
    expect(hour.p99Ms).toBeLessThanOrEqual(10);
    expect(inDay.p99Ms).toBeGreaterThan(500);
    expect(told.wakes.socket.hour).toEqual({ count: 0, p50Ms: null, p99Ms: null });
  });

  it('is not told while Redis is away, nor to who is not signed in', async () => {
    scene.now.down.add('figures');
    const headers = { cookie: await scene.cookie() };
    expect((await scene.ask({ url: '/console/day', headers })).statusCode).toBe(503);
    expect((await scene.ask({ url: '/console/day' })).statusCode).toBe(401);
  });

  it('names the alerts of security events as they are', async () => {
    const file = new URL('../../../deploy/observability/alerts.yml', import.meta.url);
    const { groups } = parse(readFileSync(file, 'utf8')) as {
      groups: { rules: { alert?: string; expr: string }[] }[];
    };
    const rules = groups.flatMap((group) => group.rules);
    const watched = rules.flatMap(({ alert, expr }) => {
      const kinds = /aldis_security_events_total\{kind=~?"([^"]+)"\}\[10m\]/.exec(expr)?.[1];
      const above = Number(/> (\d+)$/.exec(expr.trim())?.[1]);
      const in10Min = expr.includes('rate(') ? above * 600 : above;
      return (kinds?.split('|') ?? []).map((kind) => `${kind} ${alert} ${in10Min}`);
    });
    const shown = Object.entries(securityEvents).flatMap(([kind, { alert }]) =>
      alert ? [`${kind} ${alert.name} ${alert.aboveIn10Min}`] : [],
    );
    expect(shown.sort()).toEqual(watched.sort());
    expect((await day({})).securityKinds.map(({ kind }) => kind)).toEqual(
      Object.keys(securityEvents),
    );
  });
});
