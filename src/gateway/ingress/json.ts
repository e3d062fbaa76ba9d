// Reads a JSON body from strangers: UTF-8 only, no deeper and no richer than allowed, and without
// the keys through which a prototype could be changed. A body of a MiB that is all commas would
// hold the process for most of a second.

import type { Result } from '#protocol';
import { limits, ok, refuse } from '#protocol';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
const risky = /__proto__|constructor|prototype|\\u/;
const prototypeKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Parses; an empty body is `undefined`. Refuses: request.malformed. */
export function readJson(bytes: Uint8Array): Result<unknown> {
  if (bytes.length === 0) return ok(undefined);
  const { depth, values } = measure(bytes);
  if (depth > limits.jsonDepthMax) {
    return refuse('request.malformed', { detail: 'It is nested too deeply.' });
  }
  if (values > limits.jsonValuesMax) {
    return refuse('request.malformed', { detail: 'It holds too many values.' });
  }
  try {
    const text = utf8.decode(bytes);
    if (!risky.test(text)) return ok(JSON.parse(text));
    return ok(
      JSON.parse(text, (key, value) => (prototypeKeys.has(key) ? undefined : (value as unknown))),
    );
  } catch {
    return refuse('request.malformed', { detail: 'It is not JSON in UTF-8.' });
  }
}

/** Deepest nesting and number of values, found before anything is built from the bytes. */
export function measure(bytes: Uint8Array): { depth: number; values: number } {
  let now = 0;
  let depth = 0;
  // One more than the commas and brackets that open: an empty list counts as holding one value.
  let values = 1;
  let inString = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (inString) {
      if (byte === 0x5c) i++;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x2c) values++;
    else if (byte === 0x7b || byte === 0x5b) {
      values++;
      depth = Math.max(depth, ++now);
    } else if (byte === 0x7d || byte === 0x5d) now--;
  }
  return { depth, values };
}
