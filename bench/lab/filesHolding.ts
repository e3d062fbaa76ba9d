// Looks for plaintext where there must be none: in the files of a data folder.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The files below the folder that hold any of the texts. Files that vanish meanwhile are passed
 * over.
 */
export function filesHolding(folder: string, texts: readonly string[]): string[] {
  if (!existsSync(folder)) return [];
  const needles = texts.map((text) => Buffer.from(text));
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => {
      try {
        if (!statSync(path).isFile()) return false;
        const bytes = readFileSync(path);
        return needles.some((needle) => bytes.includes(needle));
      } catch {
        return false;
      }
    });
}
