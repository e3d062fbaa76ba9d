// What a command or an answer weighs while it waits: enough to bound memory, not exact.

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
