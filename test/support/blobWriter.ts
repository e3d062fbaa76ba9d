// A process that appends to an upload, slowly, until it is killed or the disk refuses; it tells its
// parent the outcome, or the failure's name. Arguments: folder, owner, key, offset, length, the
// milliseconds between two pieces.

import { setTimeout as wait } from 'node:timers/promises';
import { BlobFolder } from '../../src/persistence/blobs/folder.ts';
import { parseBlobKey } from '#protocol';
import { source } from './blobs.ts';

const [folder = '', owner = '', name = '', offset = '0', length = '0', pauseMs = '0'] =
  process.argv.slice(2);
const key = parseBlobKey(name);
if (!key) throw new Error('not a blob');

async function* slowly(): AsyncGenerator<Uint8Array> {
  for await (const piece of source(Number(offset), Number(length))) {
    yield piece;
    process.send?.('piece');
    await wait(Number(pauseMs));
  }
}

const store = new BlobFolder({ folder, freeBytesMin: 0 });
const outcome = await store.append({ owner, key }, Number(offset), slowly()).then(
  (appended) => appended.outcome,
  (error: unknown) => (error instanceof Error ? error.constructor.name : 'unknown'),
);
process.send?.(outcome);
process.disconnect?.();
