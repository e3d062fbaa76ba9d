// Options of measuring commands: what cannot be read is said in one sentence.

import { Command, CommanderError } from 'commander';

/**
 * Flags by name: what stands where none is given; `undefined` for nothing, `false` for a switch.
 */
type Flags = Readonly<Record<string, string | false | undefined>>;
type Given<F extends Flags> = {
  readonly [Name in keyof F]: F[Name] extends false
    ? boolean
    : F[Name] extends string
      ? string
      : string | undefined;
};

/** Wrong options: its message is for the person. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The flags on a command line that has nothing else on it. Throws UsageError. */
export function readFlags<F extends Flags>(
  flags: F,
  args: readonly string[] = process.argv.slice(2),
): Given<F> {
  const { given, rest } = takeFlags(flags, args);
  const [first] = rest;
  if (first === undefined) return given;
  if (!first.startsWith('-')) throw new UsageError(`Unexpected argument '${first}'`);
  throw new UsageError(`Unknown option '${first.replace(/=.*/s, '')}'`);
}

/** The flags, and whatever else is on the command line. Throws UsageError. */
export function takeFlags<F extends Flags>(
  flags: F,
  args: readonly string[],
): { readonly given: Given<F>; readonly rest: readonly string[] } {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  for (const [name, usual] of Object.entries(flags)) {
    command.option(usual === false ? `--${name}` : `--${name} <value>`, '', usual);
  }
  try {
    const { operands, unknown } = command.parseOptions([...args]);
    const read = command.opts();
    const all = command.options.map((one) => [one.name(), read[one.attributeName()]]);
    return { given: Object.fromEntries(all) as Given<F>, rest: [...operands, ...unknown] };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const said = error.message.replace(/^error: (.)/, (_, first: string) => first.toUpperCase());
    throw new UsageError(said, { cause: error });
  }
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
