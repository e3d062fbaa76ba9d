// What a former layout has left of the durable half of the queue. Nothing reads it: a Redis that
// still had places for it is refused at the start. It ends with its time, like all that waits.
//
//   archive       [device, position, guid]    u64be stored at ‖ sealed envelope
//   archiveGuids  [device, guid]              position, in decimal digits
//   archiveTimes  [stored at, device, guid]   nothing

import type { Tables } from './table.ts';

/** Deletes at most `limit` that were stored before the time; returns how many. */
export async function purgeFormer(
  tables: Tables,
  storedBeforeMs: number,
  limit: number,
): Promise<number> {
  const [envelopes, guids, times] = ['archive', 'archiveGuids', 'archiveTimes'].map((name) =>
    tables.tableIfThere(name),
  );
  if (!envelopes || !guids || !times) return 0;
  return tables.write(() => {
    const old = Array.from(times.getKeys({ start: [0], end: [storedBeforeMs], limit }));
    for (const key of old) {
      const [, device, guid] = key as [number, string, string];
      const position = guids.get([device, guid]);
      if (position) {
        envelopes.remove([device, Number(Buffer.from(position).toString()), guid]);
        guids.remove([device, guid]);
      }
      times.remove(key);
    }
    return old.length;
  });
}
