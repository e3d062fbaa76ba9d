// Plots as SVG text, without any script: lines over the seconds of a run, and bars. Colours come
// from the page's style sheet, so that they follow its light or dark form. Pointing at a second
// or a bar tells its values.

const width = 720;
const height = 230;
const left = 56;
const right = 12;
const top = 12;
const bottom = 34;
const plotWidth = width - left - right;
const plotHeight = height - top - bottom;
const gridLines = 4;
const timeTicksAim = 8;

interface Series {
  readonly name: string;
  /** Class of the style sheet: `a`, `b`, `c`, or `target` for what was asked. */
  readonly look: 'a' | 'b' | 'c' | 'target';
  /** One value a second; NaN for none. */
  readonly values: readonly number[];
}

/** Something that happened at a time, or over one. Unit: seconds. */
export interface Mark {
  readonly name: string;
  readonly from: number;
  readonly until?: number;
}

export interface LineChart {
  readonly title: string;
  readonly series: readonly Series[];
  readonly marks?: readonly Mark[];
  readonly scale: 'linear' | 'log';
}

export interface BarChart {
  readonly title: string;
  readonly bars: readonly { readonly name: string; readonly count: number }[];
}

interface Axis {
  at(value: number): number;
  readonly ticks: readonly number[];
}

/** A figure with its legend. */
export function lineChart(chart: LineChart): string {
  const seconds = Math.max(1, ...chart.series.map(({ values }) => values.length));
  const x = (second: number) => left + (second * plotWidth) / seconds;
  const values = chart.series.flatMap((one) => one.values.filter(Number.isFinite));
  const axis = chart.scale === 'log' ? logAxis(values) : linearAxis(values);
  const marks = (chart.marks ?? []).map((mark) => markShape(mark, x)).join('');
  const lines = chart.series.map(({ look, values: own }) => {
    return runsOf(own)
      .map((run) => {
        const points = run.map(([second, value]) => `${n(x(second + 0.5))},${n(axis.at(value))}`);
        // A lone value would be a line without length.
        return run.length === 1
          ? `<circle class="dot ${look}" cx="${points[0]?.replace(',', '" cy="')}" r="2"/>`
          : `<polyline class="line ${look}" points="${points.join(' ')}"/>`;
      })
      .join('');
  });
  const told = Array.from({ length: seconds }, (_, second) => {
    const words = chart.series.map(
      ({ name, values: own }) => `${name} ${shown(own[second] ?? Number.NaN)}`,
    );
    const tip = `second ${second + 1}: ${words.join(', ')}`;
    const box = `x="${n(x(second))}" y="${top}" width="${n(plotWidth / seconds)}"`;
    return `<rect class="hit" ${box} height="${plotHeight}"><title>${text(tip)}</title></rect>`;
  });
  const body = [grid(axis), timeAxis(seconds, x), marks, ...lines, ...told].join('');
  return figure(chart.title, legend(chart.series), body);
}

/** Counts by step, each bar with its count above it. */
export function barChart({ title, bars }: BarChart): string {
  const axis = linearAxis(bars.map(({ count }) => count));
  const slot = plotWidth / Math.max(1, bars.length);
  const total = bars.reduce((all, { count }) => all + count, 0);
  const shapes = bars.map(({ name, count }, index) => {
    const at = left + index * slot;
    const y = axis.at(count);
    const middle = n(at + slot / 2);
    const share = total === 0 ? 0 : (100 * count) / total;
    const tip = `${name}: ${count} (${share.toFixed(2)} %)`;
    const box = `x="${n(at + 2)}" y="${n(y)}" width="${n(slot - 4)}"`;
    const label =
      count > 0 ? `<text class="count" x="${middle}" y="${n(y - 4)}">${count}</text>` : '';
    return (
      `<rect class="bar" ${box} height="${n(top + plotHeight - y)}" rx="2">` +
      `<title>${text(tip)}</title></rect>${label}` +
      `<text class="tick mid${index % 2 > 0 ? ' odd' : ''}" x="${middle}" ` +
      `y="${height - 16}">${text(name)}</text>`
    );
  });
  return figure(title, '', [grid(axis), ...shapes].join(''));
}

function figure(title: string, above: string, body: string): string {
  return (
    `<figure><figcaption>${text(title)}</figcaption>${above}` +
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${text(title)}">${body}</svg>` +
    '</figure>'
  );
}

function legend(series: readonly Series[]): string {
  const entries = series.map(
    ({ name, look }) =>
      `<span><svg viewBox="0 0 18 8" aria-hidden="true"><path class="line ${look}" d="M0 4H18"/>` +
      `</svg>${text(name)}</span>`,
  );
  return `<div class="legend">${entries.join('')}</div>`;
}

function grid(axis: Axis): string {
  return axis.ticks
    .map((value) => {
      const y = n(axis.at(value));
      const words = shown(value);
      return (
        `<path class="grid" d="M${left} ${y}H${width - right}"/>` +
        `<text class="tick end" x="${left - 6}" y="${n(axis.at(value) + 3.5)}">${words}</text>`
      );
    })
    .join('');
}

function timeAxis(seconds: number, x: (second: number) => number): string {
  const step = niceStep(seconds / timeTicksAim, true);
  const ticks: string[] = [];
  for (let second = 0; second <= seconds; second += step) {
    const at = `x="${n(x(second))}" y="${height - 16}"`;
    ticks.push(`<text class="tick mid" ${at}>${second} s</text>`);
  }
  return ticks.join('');
}

function markShape({ name, from, until }: Mark, x: (second: number) => number): string {
  const label = `<text class="mark" x="${n(x(from) + 4)}" y="${top + 10}">${text(name)}</text>`;
  if (until === undefined) {
    return `<path class="moment" d="M${n(x(from))} ${top}V${top + plotHeight}"/>${label}`;
  }
  const box = `x="${n(x(from))}" y="${top}" width="${n(x(until) - x(from))}"`;
  return `<rect class="span" ${box} height="${plotHeight}"/>${label}`;
}

function linearAxis(values: readonly number[]): Axis {
  const most = Math.max(0, ...values);
  const step = niceStep(most === 0 ? 1 / gridLines : most / gridLines, false);
  const end = Math.max(step, Math.ceil(most / step) * step);
  const ticks: number[] = [];
  for (let at = 0; at <= end + step / 2; at += step) ticks.push(Number(at.toPrecision(6)));
  return { ticks, at: (value) => top + plotHeight * (1 - value / end) };
}

/** Decades around all values. */
function logAxis(values: readonly number[]): Axis {
  const positive = values.filter((value) => value > 0);
  const low = Math.floor(Math.log10(Math.min(...(positive.length > 0 ? positive : [1]))));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(1e-3, ...positive))));
  const ticks = Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index));
  const at = (value: number) => {
    const share = (Math.log10(Math.max(value, 10 ** low)) - low) / (high - low);
    return top + plotHeight * (1 - share);
  };
  return { ticks, at };
}

/** 1, 2 or 5 times a power of ten, not below `least`. */
function niceStep(least: number, whole: boolean): number {
  const decade = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].map((factor) => factor * decade).find((one) => one >= least) ?? decade;
  return whole ? Math.max(1, Math.round(step)) : step;
}

/** Stretches without a gap, as second and value. */
function runsOf(values: readonly number[]): (readonly [number, number])[][] {
  const runs: (readonly [number, number])[][] = [];
  let run: (readonly [number, number])[] = [];
  for (const [second, value] of values.entries()) {
    if (Number.isFinite(value)) run.push([second, value]);
    else if (run.length > 0) {
      runs.push(run);
      run = [];
    }
  }
  if (run.length > 0) runs.push(run);
  return runs;
}

const n = (value: number): string => String(Math.round(value * 10) / 10);

function shown(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return value >= 1000
    ? Math.round(value).toLocaleString('en')
    : String(Number(value.toPrecision(3)));
}

/** Text for the inside of an element or of an attribute. */
export const text = (words: string): string =>
  words.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
