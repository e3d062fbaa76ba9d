// How far a long work is, on a terminal: nothing for the first two seconds, then one line that is
// drawn over itself.

import type { Clock } from '#runtime';

const quietMs = 2000;
const drawEveryMs = 200;
const barCells = 30;

/** Counts bytes of a work, or rows. */
export interface Progress {
  /** Some more are done; `of` is about how many there are, where that is known by now. */
  add(bytes: number): void;
  expect(bytes: number): void;
  /** Takes the line away. */
  end(): void;
}

/** Draws on a terminal alone. */
export function createProgress(
  what: string,
  clock: Pick<Clock, 'monotonic'>,
  terminal: Pick<NodeJS.WriteStream, 'write'> & { readonly isTTY?: boolean },
  unit: 'MiB' | 'rows' = 'MiB',
): Progress {
  const startedAtMs = clock.monotonic();
  let drawnAtMs = startedAtMs + quietMs - drawEveryMs;
  let done = 0;
  let expected = 0;
  let isDrawn = false;
  const draw = () => {
    const nowMs = clock.monotonic();
    if (!terminal.isTTY || nowMs - drawnAtMs < drawEveryMs) return;
    drawnAtMs = nowMs;
    isDrawn = true;
    terminal.write(`\r\u001b[2K${bar(what, done, Math.max(done, expected), unit)}`);
  };
  return {
    add(bytes) {
      done += bytes;
      draw();
    },
    expect(bytes) {
      expected += bytes;
    },
    end() {
      if (isDrawn) terminal.write('\r\u001b[2K');
    },
  };
}

function bar(what: string, done: number, all: number, unit: 'MiB' | 'rows'): string {
  const share = all === 0 ? 0 : done / all;
  const full = Math.floor(share * barCells);
  const cells = '#'.repeat(full) + '.'.repeat(barCells - full);
  const percent = String(Math.floor(share * 100)).padStart(3);
  const count = unit === 'MiB' ? (done / 2 ** 20).toFixed(0) : done.toLocaleString('en');
  return `${what}  [${cells}] ${percent} %  ${count} ${unit}`;
}
