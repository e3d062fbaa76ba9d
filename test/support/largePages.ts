// Where a process of Node has its own code: on pages of its file, or on large ones of its own.

import { readFileSync } from 'node:fs';

/** More of the program than is left beside the large pages, which begin and end at 2 MiB. */
const leftBytesMax = 8 * 1024 * 1024;

/** True where the system gives large pages to those who ask. */
export function hasLargePages(): boolean {
  try {
    const said = readFileSync('/sys/kernel/mm/transparent_hugepage/enabled', 'utf8');
    return /\[(always|madvise)\]/.test(said);
  } catch {
    return false;
  }
}

/** True where hardly any code that a process runs is mapped from its program's file. */
export function isOnLargePages(pid: number): boolean {
  const maps = readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n');
  const ofFile = maps.filter((line) => / r-xp /.test(line) && line.endsWith('/bin/node'));
  const bytes = ofFile.map((line) => {
    const [from = '0', to = '0'] = line.split(' ')[0]?.split('-') ?? [];
    return Number.parseInt(to, 16) - Number.parseInt(from, 16);
  });
  return bytes.reduce((sum, one) => sum + one, 0) < leftBytesMax;
}

/** What Node was told before the file that it runs. */
export function flagsOf(pid: number): string[] {
  const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(1);
  return words.slice(
    0,
    words.findIndex((word) => !word.startsWith('-')),
  );
}
