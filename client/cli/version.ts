// Which Aldis this is.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const manifestShape = z.object({ version: z.string() });

/** The version of the checkout, or of the package, which has the same folders. */
export function version(): string {
  const manifest = join(import.meta.dirname, '../../package.json');
  return manifestShape.parse(JSON.parse(readFileSync(manifest, 'utf8'))).version;
}
