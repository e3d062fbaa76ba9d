// Options of measuring commands: what cannot be read is said in one sentence.

/** Wrong options: its message is for the person. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(`${name} takes a whole number from ${least} to ${most}, not "${text}"`);
}

/** `15s`, `2m`: milliseconds, up to an hour. */
export function duration(name: string, text: string): number {
  const form = /^(\d{1,4})(s|m)$/.exec(text);
  const ms = Number(form?.[1]) * (form?.[2] === 'm' ? 60_000 : 1000);
  if (form && ms >= 1000 && ms <= 3_600_000) return ms;
  throw new UsageError(`${name} takes a time from 1s to 60m, not "${text}"`);
}

export function oneOf<T extends string>(name: string, text: string, known: readonly T[]): T {
  const found = known.find((one) => one === text);
  if (found !== undefined) return found;
  throw new UsageError(`${name} is one of ${known.join(', ')}, not "${text}"`);
}

/** Runs a command to its exit code; options that cannot be read are 2, said in their sentence. */
export async function runCommand(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}
