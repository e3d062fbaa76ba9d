// Pictures that people and groups show, written to files.

import { writeFileSync } from 'node:fs';
import { withFile } from '../fileFault.ts';
import type { Picture } from '../index.ts';
import type { Cli } from './cli.ts';
import { plain } from './plain.ts';

/** Writes it to a new file, and says so. Refuses: file.unwritable. */
export function savePicture(cli: Cli, picture: Picture | undefined, path: string): void {
  if (!picture) return cli.output.note(plain`There is no picture to be had.`);
  const { kind, bytes } = picture;
  withFile('written', path, () => writeFileSync(path, bytes, { mode: 0o600, flag: 'wx' }));
  cli.output.note(plain`Written to ${path}: a ${kind} of ${bytes.length} bytes.`);
}
