// A command's way through routing as steps of its trace, while anybody looks.

import type { AccountCommand } from '#actors';
import type { Result } from '#protocol';
import { tracing } from '#runtime';

/** Runs one step of a command; what is run is given the command as the next step has to see it. */
export async function inStep(
  name: string,
  command: AccountCommand,
  run: (command: AccountCommand) => Promise<Result<unknown>>,
): Promise<Result<unknown>> {
  const step = tracing.step(`${name} ${command.type}`, command.trace);
  const result = await run({ ...command, trace: step.trace });
  step.end(result.ok ? undefined : result.refusal.code);
  return result;
}
