// The keys for groups of a cluster whose secrets are known. Making them takes some milliseconds.

import { createGroupKeys } from '#crypto';

export const testGroupKeys = createGroupKeys({ indexKey: Buffer.alloc(32).toString('base64') });
