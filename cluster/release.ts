// Which release this is.

import { readFileSync } from 'node:fs';

const manifest: unknown = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);

/** As package.json has it. */
export const release = String((manifest as { version?: unknown }).version);
