// The reader and evaluator of alert expressions: what they read, what they refuse, what they find.

import { describe, expect, it } from 'vitest';
import type { Scrape } from '../../support/promql/evaluate.ts';
import { evaluate, readScrape } from '../../support/promql/evaluate.ts';
import { readPromql } from '../../support/promql/read.ts';

const minuteMs = 60_000;
const scrapes = (...texts: string[]): Scrape[] =>
  texts.map((text, index) => readScrape(text, 'a:1', index * minuteMs));
const value = (source: string, given: Scrape[]) =>
  evaluate(readPromql(source), given, (given.length - 1) * minuteMs);

describe('the reader', () => {
  it.each([
    ['sum(', 'expected word'],
    ['rate(x_total)', 'rate takes range'],
    ['x[5m]', 'a range vector is no value'],
    ['x[5m] > 1', 'of a range'],
    ['max(x[5m])', 'needs an instant vector'],
    ['x{code="a}', 'cannot read'],
    ['x{code ~ "a"}', 'cannot read'],
    ['x{code=~"("}', 'Invalid regular expression'],
    ['frobnicate(x)', 'is no function'],
    ['x > 1 y', 'expected end'],
    ['histogram_quantile(x, 1)', 'histogram_quantile takes'],
  ])('refuses %s', (source, why) => {
    expect(() => readPromql(source)).toThrow(why);
  });

  it('binds products tighter than sums, and sums tighter than comparisons', () => {
    expect(value('2 + 3 * 4 - 6 / 2', scrapes(''))).toEqual([{ labels: {}, value: 11 }]);
    expect(value('1 + 1 > 3', scrapes(''))).toEqual([{ labels: {}, value: 0 }]);
  });
});

describe('the evaluator', () => {
  it('keeps only what a comparison holds for', () => {
    const given = scrapes('x{code="a"} 1\nx{code="b"} 5\n');
    expect(value('x > 2', given).map(({ labels }) => labels['code'])).toEqual(['b']);
    expect(value('x{code=~"a|c"}', given)).toHaveLength(1);
    expect(value('x{code!="a"} > 5', given)).toEqual([]);
  });

  it('sums over all labels but those it is told', () => {
    const given = scrapes('x{code="a",k="1"} 1\nx{code="a",k="2"} 2\nx{code="b",k="1"} 4\n');
    expect(value('sum(x)', given)).toEqual([{ labels: {}, value: 7 }]);
    expect(value('max by (code) (x)', given)).toEqual([
      { labels: { code: 'a' }, value: 2 },
      { labels: { code: 'b' }, value: 4 },
    ]);
  });

  it('counts a counter on over the restart of its worker', () => {
    const given = scrapes('x_total 10\n', 'x_total 14\n', 'x_total 3\n');
    expect(value('increase(x_total[5m])', given)[0]?.value).toBe(7);
    expect(value('rate(x_total[5m])', given)[0]?.value).toBeCloseTo(7 / 300);
  });

  it('finds a quantile within its bucket', () => {
    const text = (a: number, b: number, c: number) =>
      `h_bucket{le="1"} ${a}\nh_bucket{le="2"} ${b}\nh_bucket{le="+Inf"} ${c}\n`;
    const given = scrapes(text(0, 0, 0), text(50, 100, 100));
    const source = 'histogram_quantile(0.75, sum by (le) (rate(h_bucket[5m])))';
    expect(value(source, given)[0]?.value).toBeCloseTo(1.5);
  });

  it('forgets a series that was not seen for five minutes', () => {
    const given = [...scrapes('x 1\n'), readScrape('', 'a:1', 6 * minuteMs)];
    expect(evaluate(readPromql('x'), given, 6 * minuteMs)).toEqual([]);
  });
});
