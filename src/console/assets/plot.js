// A drawing over time with its axes. One place at a time can be looked at, with the pointer or the
// arrow keys: a line beneath then says its value, and without it what the whole drawing comes to.

import { make, mark, say } from './elements.js';

const svgSpace = 'http://www.w3.org/2000/svg';
const bottom = 18;
const topMargin = 8;
const rightMargin = 10;
const tickGap = 5;
/** Of the axes' small figures, a little more than they have. */
const letterWidth = 7;
const rowAim = 30;
/** Places that a jump of PageUp or PageDown goes over. */
const jump = 10;

/**
 * A place where the cursor can stand.
 * @typedef {object} Stop
 * @property {number} atMs
 * @property {string} says
 * @property {number} [value] where a dot is put
 *
 * @typedef {object} Shape
 * @property {string} kind class of the style sheet
 * @property {string} d
 * @property {number} [colour] place among the colours of series
 *
 * @typedef {object} Drawing
 * @property {number} fromMs
 * @property {number} untilMs
 * @property {number} peak
 * @property {(value: number) => string} format
 * @property {boolean} [isWhole] there is nothing between two whole numbers
 * @property {readonly { atMs: number, text: string }[]} times the dearest first: they get the room
 * @property {readonly Stop[]} stops oldest first
 * @property {string} summary
 * @property {(x: (atMs: number) => number, y: (value: number) => number) => Shape[]} shapes
 */

/** One drawing. */
export class Plot {
  element = make('div', { class: 'plot' });
  #svg = svg('svg', { 'aria-hidden': 'true' });
  #stage = make('div', { class: 'stage', role: 'slider', tabindex: '0' });
  #says = make('p', { class: 'reading' });
  /** @type {Drawing | undefined} */
  #drawing;
  /** The time that is looked at. @type {number | undefined} */
  #lookedAtMs;
  #width = 0;
  #left = 0;

  /** @param {string} name what is drawn, for those who hear it */
  constructor(name) {
    this.#stage.setAttribute('aria-label', name);
    this.#stage.append(this.#svg);
    this.element.append(this.#stage, this.#says);
    new ResizeObserver(() => this.#paint()).observe(this.#stage);
    this.#stage.addEventListener('pointermove', (event) => this.#point(event));
    this.#stage.addEventListener('pointerdown', (event) => this.#point(event));
    for (const leave of ['pointerleave', 'blur']) {
      this.#stage.addEventListener(leave, () => this.#look(undefined));
    }
    this.#stage.addEventListener('keydown', (event) => this.#onKey(event));
  }

  /** @param {Drawing} drawing */
  draw(drawing) {
    this.#drawing = drawing;
    this.#paint();
  }

  #paint() {
    const { width, height } = this.#stage.getBoundingClientRect();
    const drawing = this.#drawing;
    if (!drawing || width === 0) return;
    const { peak, isWhole, times } = drawing;
    const format = (/** @type {number} */ value) => drawing.format(value).replace(/\.0\b/, '');
    const rows = ticksOf(peak, Math.max(1, Math.floor((height - bottom) / rowAim)), isWhole);
    const widest = Math.max(...rows.map((value) => format(value).length));
    this.#left = Math.ceil(widest * letterWidth) + tickGap;
    this.#width = width;
    const top = rows.at(-1) ?? 1;
    const floor = height - bottom;
    const y = (/** @type {number} */ value) => floor - (value / top) * (floor - topMargin);
    const x = (/** @type {number} */ atMs) => this.#x(atMs);
    this.#svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    const shown = [
      ...rows.map((value) => grid(this.#left, width - rightMargin, y(value), format(value))),
      ...timeTicks(times, x, height - 4, this.#left, width),
      ...drawing.shapes(x, y).map(({ kind, d, colour }) => {
        const path = svg('path', { class: kind, d });
        if (colour !== undefined) path.dataset['series'] = String(colour);
        return path;
      }),
    ];
    const stop = this.#stop();
    if (stop)
      shown.push(...cursor(x(stop.atMs), stop.value === undefined ? null : y(stop.value), floor));
    this.#svg.replaceChildren(...shown);
    this.#tell(stop);
  }

  /** @param {Stop | undefined} stop */
  #tell(stop) {
    const { summary, stops, fromMs, untilMs } = /** @type {Drawing} */ (this.#drawing);
    const words = stop?.says ?? summary;
    say(this.#says, words);
    mark(this.#stage, 'aria-valuemin', '0');
    mark(this.#stage, 'aria-valuemax', String(Math.round((untilMs - fromMs) / 1000)));
    const at = stop?.atMs ?? stops.at(-1)?.atMs ?? untilMs;
    mark(this.#stage, 'aria-valuenow', String(Math.max(0, Math.round((at - fromMs) / 1000))));
    mark(this.#stage, 'aria-valuetext', words);
  }

  /** The place that is looked at; what was there leaves at the old end. */
  #stop() {
    const at = this.#lookedAtMs;
    const { stops = [] } = this.#drawing ?? {};
    if (at === undefined) return undefined;
    let nearest = stops[0];
    for (const stop of stops) {
      if (nearest && Math.abs(stop.atMs - at) < Math.abs(nearest.atMs - at)) nearest = stop;
    }
    return nearest;
  }

  /** @param {number} atMs */
  #x(atMs) {
    const { fromMs, untilMs } = /** @type {Drawing} */ (this.#drawing);
    const share = (atMs - fromMs) / (untilMs - fromMs);
    return this.#left + share * (this.#width - this.#left - rightMargin);
  }

  /** @param {PointerEvent} event */
  #point(event) {
    const { fromMs, untilMs } = this.#drawing ?? {};
    if (fromMs === undefined || untilMs === undefined) return;
    const from = event.clientX - this.#stage.getBoundingClientRect().left - this.#left;
    this.#look(fromMs + (from / (this.#width - this.#left - rightMargin)) * (untilMs - fromMs));
  }

  /** @param {number | undefined} atMs */
  #look(atMs) {
    this.#lookedAtMs = atMs;
    this.#paint();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const { key } = event;
    const { stops = [] } = this.#drawing ?? {};
    const last = stops.length - 1;
    const stop = this.#stop();
    const now = stop ? stops.indexOf(stop) : last + 1;
    /** @type {Record<string, number>} */
    const places = {
      ...{ ArrowLeft: now - 1, ArrowDown: now - 1, ArrowRight: now + 1, ArrowUp: now + 1 },
      ...{ PageDown: now - jump, PageUp: now + jump, Home: 0, End: last },
    };
    if (key === 'Escape') this.#look(undefined);
    const place = places[key];
    if (place === undefined) return;
    event.preventDefault();
    this.#look(stops[Math.min(last, Math.max(0, place))]?.atMs);
  }
}

/**
 * Round numbers from 0 to the peak or a little above it, in so many steps or fewer.
 * @param {number} peak
 * @param {number} most
 * @param {boolean} [isWhole]
 */
function ticksOf(peak, most, isWhole = false) {
  const top = peak > 0 ? peak : 1;
  // A little less, as sums of decimal fractions are.
  const least = (top / most) * 0.999;
  const decade = 10 ** Math.floor(Math.log10(least));
  const round = [1, 2, 5, 10].map((one) => one * decade).find((one) => one >= least) ?? least;
  const step = isWhole ? Math.max(1, round) : round;
  const count = Math.max(1, Math.ceil((top / step) * 0.999));
  return Array.from({ length: count + 1 }, (_, at) => Number((at * step).toPrecision(6)));
}

/** @param {number} left @param {number} right @param {number} y @param {string} words */
function grid(left, right, y, words) {
  const line = svg('path', { class: 'grid', d: `M${left} ${y}H${right}` });
  const label = svg('text', { class: 'tick end', x: String(left - tickGap), y: String(y + 4) });
  label.textContent = words;
  const group = svg('g', {});
  group.append(line, label);
  return group;
}

/**
 * @param {Drawing['times']} times
 * @param {(atMs: number) => number} x
 * @param {number} y
 * @param {number} left
 * @param {number} width
 */
function timeTicks(times, x, y, left, width) {
  /** @type {{ at: number, half: number }[]} */
  const placed = [];
  return times.flatMap(({ atMs, text }) => {
    const half = (text.length * letterWidth) / 2;
    const at = Math.min(width - half, Math.max(left - tickGap + half, x(atMs)));
    if (placed.some((one) => Math.abs(one.at - at) < one.half + half + tickGap)) return [];
    placed.push({ at, half });
    const label = svg('text', { class: 'tick middle', x: at.toFixed(1), y: String(y) });
    label.textContent = text;
    return [label];
  });
}

/** @param {number} x @param {number | null} y @param {number} floor */
function cursor(x, y, floor) {
  const line = svg('path', { class: 'cursor', d: `M${x.toFixed(1)} ${topMargin}V${floor}` });
  if (y === null) return [line];
  return [line, svg('circle', { class: 'dot', cx: x.toFixed(1), cy: y.toFixed(1), r: '3.5' })];
}

/** @param {string} tag @param {Record<string, string>} attributes */
function svg(tag, attributes) {
  const made = document.createElementNS(svgSpace, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return /** @type {SVGElement} */ (made);
}
