// What a command or an answer weighs while it waits: enough to bound memory, not exact. What
// several commands share weighs once.

import type { Command } from '#actors';

const perValueBytes = 16;

/** Its bytes and texts, and something for every other value. Unit: bytes. */
export function weightOf(value: unknown): number {
  if (typeof value === 'string') return perValueBytes + value.length;
  if (typeof value !== 'object' || value === null) return perValueBytes;
  if (value instanceof Uint8Array) return perValueBytes + value.byteLength;
  let sum = perValueBytes;
  for (const inner of Object.values(value)) sum += weightOf(inner);
  return sum;
}

/** What commands under way weigh together, up to a limit. */
export class CommandWeights {
  readonly #bytesMax: number;
  /** How many of them carry it. */
  readonly #shared = new Map<Uint8Array, number>();
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** What the command weighs by itself, added; undefined where there is no room for it. */
  add(command: Command): number | undefined {
    const { shared } = command;
    const wholeBytes = weightOf(command);
    const weightBytes = shared ? wholeBytes - weightOf(shared) : wholeBytes;
    const carried = shared ? (this.#shared.get(shared) ?? 0) : 0;
    // The first that carries it brings its weight along.
    const addedBytes = carried === 0 ? wholeBytes : weightBytes;
    if (this.#bytes + addedBytes > this.#bytesMax) return undefined;
    if (shared) this.#shared.set(shared, carried + 1);
    this.#bytes += addedBytes;
    return weightBytes;
  }

  /** Takes what was added. */
  remove({ shared }: Command, weightBytes: number): void {
    this.#bytes -= weightBytes;
    if (!shared) return;
    const left = (this.#shared.get(shared) ?? 1) - 1;
    if (left > 0) this.#shared.set(shared, left);
    else {
      this.#shared.delete(shared);
      this.#bytes -= weightOf(shared);
    }
  }
}
