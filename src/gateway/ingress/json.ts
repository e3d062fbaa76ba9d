// Reads a JSON body from strangers: UTF-8 only, no deeper than allowed, and without the keys
// through which a prototype could be changed.

import type { Result } from '#protocol';
import { limits, ok, refuse } from '#protocol';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
const RISKY = /__proto__|constructor|prototype|\\u/;
const PROTOTYPE_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** Parses; an empty body is `undefined`. Refuses: request.malformed. */
export function readJson(bytes: Uint8Array): Result<unknown> {
  if (bytes.length === 0) return ok(undefined);
  if (depthOf(bytes) > limits.jsonDepthMax) {
    return refuse('request.malformed', { detail: 'It is nested too deeply.' });
  }
  try {
    const text = utf8.decode(bytes);
    if (!RISKY.test(text)) return ok(JSON.parse(text));
    return ok(
      JSON.parse(text, (key, value) => (PROTOTYPE_KEYS.has(key) ? undefined : (value as unknown))),
    );
  } catch {
    return refuse('request.malformed', { detail: 'It is not JSON in UTF-8.' });
  }
}

/** Deepest nesting, found before anything is built from the bytes. */
export function depthOf(bytes: Uint8Array): number {
  let depth = 0;
  let most = 0;
  let inString = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (inString) {
      if (byte === 0x5c) i++;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x7b || byte === 0x5b) most = Math.max(most, ++depth);
    else if (byte === 0x7d || byte === 0x5d) depth--;
  }
  return most;
}
