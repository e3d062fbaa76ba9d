// What breaks a run, what makes it void for speed, and how both are told.

import { describe, expect, it } from 'vitest';
import { htmlReport } from '../../../../bench/load/htmlReport.ts';
import { settle } from '#lab/ledger.ts';
import { readOptions } from '../../../../bench/load/options.ts';
import { makeSchedule } from '../../../../bench/load/schedule.ts';
import { textReport } from '../../../../bench/load/textReport.ts';
import { Timeline } from '../../../../bench/load/timeline.ts';
import type { Findings } from '../../../../bench/load/verdict.ts';
import {
  figuresOf,
  generatorLimits,
  lateP99MsMax,
  promisesOf,
  worstHealth,
} from '../../../../bench/load/verdict.ts';

const well = { lateP99Ms: 1, lateMaxMs: 2, loopDelayP99Ms: 1, loopUtilization: 0.3 };
const even = { ...settle([], []), sent: 2, acknowledged: 2, delivered: 2 };

const findings = (more: Partial<Findings> = {}): Findings => ({
  ledger: even,
  undecryptable: 0,
  rejected: 0,
  forged: 0,
  receipts: 2,
  troubles: 0,
  health: well,
  clientCpuMicros: 1000,
  otherCpuMicros: 0,
  serverCpu: { primary: 500, workers: 1500 },
  tookMs: 1000,
  meteredMs: 1000,
  measured: 2,
  ...more,
});

function result(more: Partial<Findings> = {}) {
  const timeline = new Timeline(makeSchedule('reconnect', 2, 1, 4000), 0);
  const delivered = Float64Array.from([1, 10_000, 1_000_000, 20_000]);
  timeline.add({ acknowledged: delivered, delivered });
  timeline.cpu(500_000, 0.5, 0.25);
  return { findings: findings(more), timeline };
}

const brokenBy = (more: Partial<Findings>) =>
  promisesOf(findings(more)).flatMap(({ sentence, kept }) => (kept ? [] : [sentence]));

const options = readOptions(['--scenario', 'reconnect']);

describe('a verdict', () => {
  it('keeps every promise of an even ledger', () => {
    expect(brokenBy({})).toEqual([]);
  });

  it.each([
    ['a loss', { ledger: { ...even, lost: 1 } }],
    ['a repetition', { ledger: { ...even, duplicated: 1 } }],
    ['disorder', { ledger: { ...even, outOfOrder: 1 } }],
    ['an invention', { ledger: { ...even, invented: 1 } }],
    ['a refusal', { ledger: { ...even, refused: 1 } }],
    ['an open outcome', { ledger: { ...even, unanswered: 1 } }],
    ['an unreadable envelope', { undecryptable: 1 }],
    ['a rejected envelope', { rejected: 1 }],
    ['a text in the name of another', { forged: 1 }],
    ['a load that did not go through', { measured: 0 }],
  ])('is broken by %s, and by nothing else with it', (_what, more) => {
    expect(brokenBy(more)).toHaveLength(1);
  });

  it('is not changed by a slow generator, which only voids the speed', () => {
    const health = { ...well, lateP99Ms: lateP99MsMax + 1 };
    expect(brokenBy({ health })).toEqual([]);
    expect(generatorLimits(health)).toHaveLength(1);
    const { timeline } = result();
    expect(figuresOf(findings({ health }), timeline)).toMatchObject({ generator_limited: 1 });
    expect(figuresOf(findings(), timeline)).toMatchObject({ generator_limited: 0 });
  });

  it('takes the worst of all processes', () => {
    const slow = { ...well, lateP99Ms: 70, loopUtilization: 0.95 };
    const worst = worstHealth([{ health: well }, { health: slow }]);
    expect(worst).toEqual(slow);
    expect(generatorLimits(worst)).toHaveLength(2);
  });
});

describe('the figures', () => {
  it('add the parts of the server up, and leave out what was not measured', () => {
    const { timeline } = result();
    const figures = figuresOf(findings(), timeline);
    expect(figures).toMatchObject({ server_us_per_message: 1000, workers_cores: 0.0015 });
    expect(figuresOf(findings({ serverCpu: {} }), timeline)).not.toHaveProperty('server_cores');
  });
});

describe('the report', () => {
  it('is plain characters without a terminal', () => {
    const lines = textReport(options, result(), false).join('\n');
    expect(lines).toMatch(/lost +0/);
    expect(lines).toMatch(/to 10 ms +#+ +1/);
    expect(lines).toMatch(/kept up/);
    expect(lines).not.toMatch(/[\u2580-\u259f\u001b]/);
  });

  it('says aloud when the generator was the limit', () => {
    const late = result({ health: { ...well, loopUtilization: 0.97 } });
    expect(textReport(options, late, true).join('\n')).toMatch(/GENERATOR WAS THE LIMIT/);
    expect(htmlReport(options, late, promisesOf(late.findings))).toMatch(/GENERATOR WAS THE LIMIT/);
  });

  it('is a page that asks nobody for anything, and runs no script', () => {
    const one = result();
    const page = htmlReport(options, one, promisesOf(one.findings));
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(|https?:|href|src=/);
    expect(page.match(/<figure>/g)).toHaveLength(4);
    expect(page).toMatch(/prefers-color-scheme: dark/);
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('draws a run in which nothing arrived', () => {
    const empty = {
      findings: findings({ measured: 0 }),
      timeline: new Timeline(makeSchedule('offline', 2, 1, 4000), 0),
    };
    const page = htmlReport(options, empty, promisesOf(empty.findings));
    expect(page).toMatch(/broken promises: 1/);
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
    expect(textReport(options, empty, false).join('\n')).not.toMatch(/NaN/);
  });
});
