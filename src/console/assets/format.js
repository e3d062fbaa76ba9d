// Numbers and names as people read them.

/** @typedef {import('../view.ts').WorkerRow} WorkerRow */

const unknown = '–';

/** @param {number} value */
export function rate(value) {
  if (value >= 100) return String(Math.round(value));
  return value.toFixed(value === 0 || value >= 10 ? 0 : 1);
}

/** @param {number} value */
export function whole(value) {
  return value.toLocaleString('en');
}

/** @param {number | null | undefined} ms */
export function milliseconds(ms) {
  if (ms === null || ms === undefined) return unknown;
  if (ms >= 10_000) return `${Math.round(ms / 1000)} s`;
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  return `${ms < 10 ? Number(ms.toFixed(1)) : Math.round(ms)} ms`;
}

/** @param {number | null | undefined} ms */
export function duration(ms) {
  if (ms === null || ms === undefined) return unknown;
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 48 * 3600) {
    const minutes = Math.floor((seconds % 3600) / 60);
    return `${Math.floor(seconds / 3600)} h ${minutes} min`;
  }
  return `${Math.floor(seconds / 86_400)} days`;
}

/** @param {number} bytes */
export function megabytes(bytes) {
  return `${Math.round(bytes / 1_000_000)} MB`;
}

/** @param {number} ratio of one core */
export function percent(ratio) {
  return `${Math.round(ratio * 100)} %`;
}

/** @param {number} atMs */
export function clockTime(atMs) {
  return new Date(atMs).toLocaleTimeString('en-GB');
}

/** @param {number} atMs */
export function hourMinute(atMs) {
  return clockTime(atMs).slice(0, 5);
}

/**
 * A worker's short name; the host only where there are several.
 * @param {Pick<WorkerRow, 'index' | 'host'>} worker
 * @param {boolean} severalHosts
 */
export function shortName({ index, host }, severalHosts) {
  return severalHosts ? `w${index} on ${host}` : `w${index}`;
}
