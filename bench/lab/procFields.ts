// Reads the fields of Linux' files about processes.

const KiB = 1024;

/** Reads a line such as `VmRSS:   123 kB`; bytes. Throws when there is none. */
export function kibFrom(text: string, name: string): number {
  const line = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text);
  if (!line) throw new Error(`there is no ${name}`);
  return Number(line[1]) * KiB;
}
