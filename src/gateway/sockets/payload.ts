// One POST of long-polling carries many packets. Half a million empty ones fit in a MiB and held
// the process for a third of a second, from anybody: they are counted before they are read.

/** Packets of one POST; an event with its binary argument is two. */
export const payloadPacketsMax = 4096;
/** What Engine.IO puts between two packets. */
const separator = '\x1e';

/** True when a payload has no more packets than allowed. */
export function packetsWithin(payload: string, most: number): boolean {
  let packets = 1;
  for (let at = payload.indexOf(separator); at >= 0; at = payload.indexOf(separator, at + 1)) {
    if (++packets > most) return false;
  }
  return true;
}
