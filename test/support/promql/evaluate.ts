// Evaluates what the reader has read over scrapes of real workers, as Prometheus would: enough to
// say whether an alert's expression holds.

import type { Expr, Matcher } from './read.ts';

type Labels = Readonly<Record<string, string>>;

interface Sample {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

/** One worker's answer at one time. */
export interface Scrape {
  readonly atMs: number;
  readonly samples: readonly Sample[];
}

/** A series' value now. */
export interface Point {
  readonly labels: Labels;
  readonly value: number;
}

/** What Prometheus still takes for the present value. */
const lookbackMs = 5 * 60_000;

/** Reads the text form of one scrape; `instance` is the label Prometheus would add. */
export function readScrape(text: string, instance: string, atMs: number): Scrape {
  const samples = text.split('\n').flatMap((line): Sample[] => {
    const form = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line);
    if (!form?.[1]) return [];
    const labels: Record<string, string> = { instance, job: 'aldis' };
    for (const [, label = '', value = ''] of (form[2] ?? '').matchAll(
      /(\w+)="((?:[^"\\]|\\.)*)"/g,
    )) {
      labels[label] = value;
    }
    const value = form[3] === '+Inf' ? Number.POSITIVE_INFINITY : Number(form[3]);
    return [{ name: form[1], labels, value }];
  });
  return {
    atMs,
    samples: [...samples, { name: 'up', labels: { instance, job: 'aldis' }, value: 1 }],
  };
}

/** The points of the expression's vector; an alert fires where there is one. */
export function evaluate(expr: Expr, scrapes: readonly Scrape[], nowMs: number): Point[] {
  const value = run(expr, scrapes, nowMs);
  return typeof value === 'number' ? [{ labels: {}, value }] : value;
}

function run(expr: Expr, scrapes: readonly Scrape[], nowMs: number): Point[] | number {
  switch (expr.type) {
    case 'number':
      return expr.value;
    case 'select':
      return series(expr, scrapes, nowMs, lookbackMs).map(({ labels, values }) => ({
        labels,
        value: values.at(-1) ?? Number.NaN,
      }));
    case 'aggregate':
      return aggregate(expr.name, expr.by, vector(run(expr.of, scrapes, nowMs)));
    case 'binary':
      return binary(expr.op, run(expr.left, scrapes, nowMs), run(expr.right, scrapes, nowMs));
    case 'call':
      return call(expr, scrapes, nowMs);
  }
}

function call(
  { name, args }: Extract<Expr, { type: 'call' }>,
  scrapes: readonly Scrape[],
  nowMs: number,
): Point[] | number {
  if (name === 'time') return nowMs / 1000;
  const [first, second] = args;
  if (name === 'histogram_quantile' && first?.type === 'number' && second) {
    return quantiles(first.value, vector(run(second, scrapes, nowMs)));
  }
  if (first?.type !== 'select' || first.rangeMs === undefined) throw new Error(`${name}: no range`);
  const seconds = first.rangeMs / 1000;
  return series(first, scrapes, nowMs, first.rangeMs).flatMap(({ labels, values }) => {
    if (values.length < 2 && name !== 'max_over_time') return [];
    const value = over(name, values) / (name === 'rate' ? seconds : 1);
    return [{ labels, value }];
  });
}

/** Without Prometheus's extrapolation to the edges of the range. */
function over(name: string, values: readonly number[]): number {
  if (name === 'max_over_time') return Math.max(...values);
  let sum = 0;
  for (let i = 1; i < values.length; i++) {
    const [before, now] = [values[i - 1] as number, values[i] as number];
    if (name === 'changes') sum += before === now ? 0 : 1;
    else sum += now >= before ? now - before : now;
  }
  return sum;
}

function series(
  { metric, matchers }: Extract<Expr, { type: 'select' }>,
  scrapes: readonly Scrape[],
  nowMs: number,
  spanMs: number,
): { labels: Labels; values: number[] }[] {
  const found = new Map<string, { labels: Labels; values: number[] }>();
  const seen = scrapes.filter(({ atMs }) => atMs > nowMs - spanMs && atMs <= nowMs);
  for (const { samples } of seen.sort((a, b) => a.atMs - b.atMs)) {
    for (const { name, labels, value } of samples) {
      if (name !== metric || !matchers.every((matcher) => matches(labels, matcher))) continue;
      const key = keyOf(labels, Object.keys(labels));
      const one = found.get(key) ?? { labels, values: [] };
      one.values.push(value);
      found.set(key, one);
    }
  }
  return [...found.values()];
}

function matches(labels: Labels, { label, op, value }: Matcher): boolean {
  const given = labels[label] ?? '';
  const holds = op.endsWith('~') ? new RegExp(`^(?:${value})$`).test(given) : given === value;
  return op.startsWith('!') ? !holds : holds;
}

function aggregate(name: string, by: readonly string[], points: readonly Point[]): Point[] {
  const groups = new Map<string, Point[]>();
  for (const point of points) {
    const key = keyOf(point.labels, by);
    groups.set(key, [...(groups.get(key) ?? []), point]);
  }
  return [...groups.values()].map((group) => {
    const values = group.map(({ value }) => value);
    const sum = values.reduce((a, b) => a + b, 0);
    const all = { sum, count: values.length, avg: sum / values.length };
    const value =
      name === 'max' ? Math.max(...values) : name === 'min' ? Math.min(...values) : undefined;
    const kept = by.flatMap((label) => {
      const given = group[0]?.labels[label];
      return given === undefined ? [] : [[label, given]];
    });
    return { labels: Object.fromEntries(kept), value: value ?? all[name as keyof typeof all] };
  });
}

function binary(op: string, left: Point[] | number, right: Point[] | number): Point[] | number {
  if (typeof left === 'number' && typeof right === 'number') {
    const result = compute(op, left, right);
    return typeof result === 'number' ? result : Number(result);
  }
  const pairs: [Labels, number, number][] = [];
  if (typeof right === 'number') {
    for (const { labels, value } of vector(left)) pairs.push([labels, value, right]);
  } else if (typeof left === 'number') {
    for (const { labels, value } of right) pairs.push([labels, left, value]);
  } else {
    const others = new Map(right.map((one) => [keyOf(one.labels, Object.keys(one.labels)), one]));
    for (const { labels, value } of left) {
      const other = others.get(keyOf(labels, Object.keys(labels)));
      if (other) pairs.push([labels, value, other.value]);
    }
  }
  return pairs.flatMap(([labels, a, b]) => {
    const result = compute(op, a, b);
    if (typeof result === 'number') return [{ labels, value: result }];
    return result ? [{ labels, value: typeof left === 'number' ? b : a }] : [];
  });
}

function compute(op: string, a: number, b: number): number | boolean {
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '>':
      return a > b;
    case '<':
      return a < b;
    case '>=':
      return a >= b;
    case '<=':
      return a <= b;
    case '==':
      return a === b;
    default:
      return a !== b;
  }
}

function quantiles(quantile: number, buckets: readonly Point[]): Point[] {
  const groups = new Map<string, Point[]>();
  for (const point of buckets) {
    const rest = Object.keys(point.labels).filter((label) => label !== 'le');
    const key = keyOf(point.labels, rest);
    groups.set(key, [...(groups.get(key) ?? []), point]);
  }
  return [...groups.values()].map((group) => {
    const rows = group
      .map(({ labels, value }) => ({ le: limitOf(labels), value }))
      .sort((a, b) => a.le - b.le);
    const { le: _, ...labels } = group[0]?.labels ?? {};
    const rank = quantile * (rows.at(-1)?.value ?? 0);
    const at = rows.findIndex(({ value }) => value >= rank);
    const [row, before] = [rows[at], rows[at - 1]];
    if (!row || rank === 0) return { labels, value: Number.NaN };
    if (row.le === Number.POSITIVE_INFINITY) return { labels, value: before?.le ?? Number.NaN };
    const [lower, below] = [before?.le ?? 0, before?.value ?? 0];
    return { labels, value: lower + ((row.le - lower) * (rank - below)) / (row.value - below) };
  });
}

const limitOf = ({ le }: Labels): number =>
  le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le ?? Number.NaN);

const vector = (value: Point[] | number): Point[] =>
  typeof value === 'number' ? [{ labels: {}, value }] : value;

const keyOf = (labels: Labels, names: readonly string[]): string =>
  [...names]
    .sort()
    .map((name) => `${name}=${labels[name] ?? ''}`)
    .join();
