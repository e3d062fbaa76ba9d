// When messages are due, in every scenario.

import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../../../bench/load/schedule.ts';
import {
  copiesOf,
  groupOf,
  isRecipientHalf,
  makeSchedule,
  messagesOf,
  partnerOf,
  scenarios,
  turnsOf,
  waitsForReturn,
} from '../../../../bench/load/schedule.ts';

const all = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('a schedule', () => {
  it.each(scenarios)('has the rate that was asked for: %s', (scenario) => {
    const schedule = makeSchedule(scenario, 20, 50, 20_000, 5);
    const messages = messagesOf(schedule);
    const aTurnOfAll = schedule.senders * schedule.perTurn;
    expect(Math.abs(messages - 50 * 20)).toBeLessThanOrEqual(aTurnOfAll);
  });

  it.each(scenarios)('is the same whether one process has it or several: %s', (scenario) => {
    const schedule = makeSchedule(scenario, 12, 30, 5000, 3);
    const whole = [...turnsOf(schedule, all(12))];
    const parts = [0, 1, 2].flatMap((part) => [
      ...turnsOf(
        schedule,
        all(12).filter((device) => device % 3 === part),
      ),
    ]);
    const order = (a: { atMs: number; device: number }, b: { atMs: number; device: number }) =>
      a.atMs - b.atMs || a.device - b.device;
    expect(parts.sort(order)).toEqual(whole);
    expect(whole.length * schedule.perTurn).toBe(messagesOf(schedule));
  });

  it('is steady for pairs: messages are due one by one', () => {
    const times = [...turnsOf(makeSchedule('pairs', 10, 100, 1000), all(10))];
    expect(times.map(({ atMs }) => Math.round(atMs))).toEqual(all(100).map((at) => at * 10));
  });

  it('has everybody at once in a burst, about every two seconds', () => {
    const schedule = makeSchedule('burst', 10, 100, 10_000);
    const turns = [...turnsOf(schedule, all(10))];
    const moments = [...new Set(turns.map(({ atMs }) => atMs))];
    expect(moments).toEqual([0, 2000, 4000, 6000, 8000]);
    expect(turns.filter(({ atMs }) => atMs === 0)).toHaveLength(10);
    expect(schedule.perTurn).toBe(20);
  });

  it('does not burst more often than the rate allows', () => {
    expect(makeSchedule('burst', 1000, 100, 60_000)).toMatchObject({ perTurn: 1, everyMs: 10_000 });
  });

  it('lets a few speak in each group, and everybody else hear it', () => {
    const schedule = makeSchedule('groups', 30, 10, 10_000, 10);
    const speakers = new Set([...turnsOf(schedule, all(30))].map(({ device }) => device));
    expect([...speakers]).toEqual(all(20));
    const groups = [...speakers].map((device) => groupOf(device, 10));
    expect(all(10).map((group) => groups.filter((one) => one === group).length)).toEqual(
      all(10).map(() => 2),
    );
    expect(copiesOf(schedule)).toBe(29);
  });

  it('lets only those send who stay, in offline', () => {
    const schedule = makeSchedule('offline', 10, 10, 10_000);
    const senders = new Set([...turnsOf(schedule, all(10))].map(({ device }) => device));
    expect([...senders].some((device) => isRecipientHalf(device, 10))).toBe(false);
    const { fromMs, untilMs } = schedule.away ?? { fromMs: 0, untilMs: 0 };
    expect(waitsForReturn(schedule, (fromMs + untilMs) / 2)).toBe(true);
    expect(waitsForReturn(schedule, untilMs)).toBe(false);
    expect(waitsForReturn(schedule, 0)).toBe(false);
  });

  it('drops all connections in the middle, in reconnect alone', () => {
    const dropAt = (scenario: Scenario) => makeSchedule(scenario, 2, 1, 8000, 1).dropAtMs;
    const dropping = scenarios.filter((scenario) => dropAt(scenario) !== undefined);
    expect(dropping).toEqual(['reconnect']);
    expect(dropAt('reconnect')).toBe(4000);
  });

  it('pairs devices across the halves, both ways', () => {
    for (const device of all(8)) expect(partnerOf(partnerOf(device, 8), 8)).toBe(device);
    expect(isRecipientHalf(partnerOf(0, 8), 8)).toBe(true);
  });
});
