// Removes uploads that nobody has finished and blobs that nobody holds any more, once their time is
// over, and counts what is kept.

import type { BlobStore } from '#ports';
import type { Log } from '#runtime';
import { metrics } from '#runtime';
import type { JobKind } from '../runner.ts';

/** The job `blobs`. */
export function blobsJob(parts: {
  readonly blobs: Pick<BlobStore, 'expire'>;
  readonly log: Log;
  readonly everyMs: number;
}): JobKind {
  return {
    name: 'blobs',
    everyMs: parts.everyMs,
    async run() {
      const { blobs, bytes, uploads, removed } = await parts.blobs.expire();
      metrics.blobsKept.set(blobs);
      metrics.blobsKeptBytes.set(bytes);
      metrics.blobsRemoved.inc(removed);
      parts.log.info('job.blobs', { blobs, bytes, uploads, removed });
      return removed;
    },
  };
}
