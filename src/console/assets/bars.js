// How often things happened, by slots of five minutes, stacked: the most frequent by themselves,
// the rest together.

import { make } from './elements.js';
import { hourMinute, whole } from './format.js';
import { Plot } from './plot.js';

/** @typedef {import('../countsView.ts').DayView} DayView */

/**
 * @typedef {object} Axes
 * @property {(atMs: number) => number} x
 * @property {(value: number) => number} y
 * @property {number} firstAtMs
 * @property {number} slotMs
 */

/** So many have a colour of their own. */
const seriesMax = 5;
const rest = 'others';
const slotsShown = 36;
/** Of what is between two bars. Unit: pixels. */
const gapHalf = 0.7;
const hourMs = 60 * 60 * 1000;

/** Bars of the last three hours, with their legend. */
export class Bars {
  element = make('div', { class: 'bars' });
  #plot;
  #legend = make('ul', { class: 'legend' });

  /** @param {string} name */
  constructor(name) {
    this.#plot = new Plot(`${name}, the last three hours by five minutes`);
    this.element.append(this.#plot.element, this.#legend);
  }

  /**
   * @param {DayView} day
   * @param {readonly { name: string, slots: readonly number[] }[]} rows
   */
  draw({ slotAtMs, slotMs }, rows) {
    const series = seriesOf(rows);
    const firstAtMs = slotAtMs - (slotsShown - 1) * slotMs;
    const totals = Array.from({ length: slotsShown }, (_, slot) =>
      series.reduce((sum, { counts }) => sum + (counts[slot] ?? 0), 0),
    );
    const sum = totals.reduce((all, one) => all + one, 0);
    this.#plot.draw({
      fromMs: firstAtMs,
      untilMs: slotAtMs + slotMs,
      peak: Math.max(0, ...totals),
      format: whole,
      isWhole: true,
      times: wholeHours(firstAtMs, slotAtMs + slotMs),
      stops: totals.map((total, slot) => {
        const atMs = firstAtMs + slot * slotMs;
        const parts = series.flatMap(({ name, counts }) =>
          counts[slot] ? `${name} ${whole(counts[slot])}` : [],
        );
        const span = `${hourMinute(atMs)} to ${hourMinute(atMs + slotMs)}`;
        const more = series.length > 1 ? ` (${parts.join(', ')})` : '';
        const says = `${span}: ${total === 0 ? 'none' : whole(total) + more}`;
        return { atMs: atMs + slotMs / 2, says };
      }),
      summary:
        sum === 0
          ? 'None in 3 h'
          : `In 3 h: ${whole(sum)}, at most ${whole(Math.max(...totals))} in 5 min`,
      shapes: (x, y) => stacked(series, { x, y, firstAtMs, slotMs }),
    });
    this.#legend.replaceChildren(
      ...(series.length > 1 ? series : []).map(({ name }, place) =>
        make('li', {}, make('i', { 'data-series': String(place), 'aria-hidden': 'true' }), name),
      ),
    );
  }
}

/** @param {readonly { name: string, slots: readonly number[] }[]} rows */
function seriesOf(rows) {
  const all = rows
    .map(({ name, slots }) => ({ name, counts: slots.slice(-slotsShown) }))
    .map((one) => ({ ...one, total: one.counts.reduce((sum, count) => sum + count, 0) }))
    .filter(({ total }) => total > 0)
    .sort((a, b) => b.total - a.total || (a.name < b.name ? -1 : 1));
  if (all.length <= seriesMax + 1) return all;
  const [own, others] = [all.slice(0, seriesMax), all.slice(seriesMax)];
  const counts = Array.from({ length: slotsShown }, (_, slot) =>
    others.reduce((sum, one) => sum + (one.counts[slot] ?? 0), 0),
  );
  return [...own, { name: rest, counts }];
}

/**
 * @param {readonly { counts: readonly number[] }[]} series
 * @param {Axes} axes
 */
function stacked(series, { x, y, firstAtMs, slotMs }) {
  const below = new Array(slotsShown).fill(0);
  return series.map(({ counts }, colour) => {
    let d = '';
    counts.forEach((count, slot) => {
      if (count === 0) return;
      const [left, right] = [slot, slot + 1].map((at) => x(firstAtMs + at * slotMs));
      const [floor, top] = [y(below[slot]), y(below[slot] + count)].map((at) => at.toFixed(1));
      below[slot] += count;
      const [from, until] = [(left ?? 0) + gapHalf, (right ?? 0) - gapHalf];
      d += `M${from.toFixed(1)} ${floor}V${top}H${until.toFixed(1)}V${floor}Z`;
    });
    return { kind: 'bar', d, colour };
  });
}

/** @param {number} fromMs @param {number} untilMs */
function wholeHours(fromMs, untilMs) {
  const ticks = [];
  const offsetMs = new Date(untilMs).getTimezoneOffset() * 60_000;
  const first = Math.ceil((fromMs - offsetMs) / hourMs) * hourMs + offsetMs;
  for (let atMs = first; atMs <= untilMs; atMs += hourMs)
    ticks.push({ atMs, text: hourMinute(atMs) });
  return ticks;
}
