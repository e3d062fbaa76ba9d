// Preloaded into the workers of a chaos run: their wall clock can be set from outside, by a file
// named after the process that holds milliseconds. The monotonic clock stays what it is.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const lookEveryMs = 100;
const folder = process.env.ALDIS_TEST_CLOCKS;

if (folder) {
  const file = join(folder, String(process.pid));
  const now = Date.now;
  let offsetMs = 0;
  const look = () => {
    try {
      offsetMs = Number(readFileSync(file, 'utf8')) || 0;
    } catch {
      offsetMs = 0;
    }
  };
  setInterval(look, lookEveryMs).unref();
  const shifted = () => now() + offsetMs;
  Date.now = shifted;
  globalThis.Date = new Proxy(Date, {
    construct: (target, given, newTarget) =>
      Reflect.construct(target, given.length === 0 ? [shifted()] : given, newTarget) as Date,
    apply: (target) => new target(shifted()).toString(),
  });
}
