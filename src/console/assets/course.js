// The course of one figure over the last minutes, as a line.

import { clockTime, whole } from './format.js';
import { historyMs } from './history.js';
import { Plot } from './plot.js';

/** Two samples further apart than this are not joined. */
const gapMs = 5000;
const minuteMs = 60_000;
const minutes = historyMs / minuteMs;
/** Both ends first. */
const ticks = [0, minutes, ...Array.from({ length: minutes - 1 }, (_, ago) => ago + 1)];

/** One figure's course. */
export class Course {
  #plot;
  #format;

  /** @param {string} name @param {(value: number) => string} format */
  constructor(name, format) {
    this.#plot = new Plot(`${name}, the last five minutes`);
    this.#format = format;
    this.element = this.#plot.element;
  }

  /**
   * @param {readonly { atMs: number, value: number }[]} points oldest first
   * @param {number} nowMs
   */
  draw(points, nowMs) {
    const format = this.#format;
    const values = points.map(({ value }) => value);
    const peak = Math.max(0, ...values);
    this.#plot.draw({
      fromMs: nowMs - historyMs,
      untilMs: nowMs,
      peak,
      format,
      isWhole: format === whole,
      times: ticks.map((ago) => ({
        atMs: nowMs - ago * minuteMs,
        text: ago === 0 ? 'now' : ago === minutes ? `−${ago} min` : `−${ago}`,
      })),
      stops: points.map(({ atMs, value }) => {
        return { atMs, value, says: `${format(value)} at ${clockTime(atMs)}` };
      }),
      summary:
        points.length === 0
          ? 'Nothing in 5 min'
          : `In 5 min: ${format(Math.min(...values))} to ${format(peak)}`,
      shapes: (x, y) => {
        const runs = runsOf(points).map((run) =>
          run.map(({ atMs, value }) => `${x(atMs).toFixed(1)} ${y(value).toFixed(1)}`),
        );
        const floor = y(0).toFixed(1);
        const under = (/** @type {string[]} */ run) => {
          const [first, last] = [run[0], run.at(-1)].map((one) => one?.split(' ')[0]);
          return `M${first} ${floor}L${run.join('L')}L${last} ${floor}Z`;
        };
        return [
          { kind: 'area', d: runs.map(under).join('') },
          // A lone sample would be a line without length.
          {
            kind: 'line',
            d: runs.map((run) => `M${run.join('L')}${run.length > 1 ? '' : 'h1'}`).join(''),
          },
        ];
      },
    });
  }
}

/**
 * Stretches in which somebody looked.
 * @param {readonly { atMs: number, value: number }[]} points
 */
function runsOf(points) {
  /** @type {{ atMs: number, value: number }[][]} */
  const runs = [];
  let before = -Infinity;
  for (const point of points) {
    if (point.atMs - before > gapMs) runs.push([]);
    runs.at(-1)?.push(point);
    before = point.atMs;
  }
  return runs;
}
