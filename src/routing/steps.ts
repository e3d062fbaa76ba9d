// A command's way through routing as steps of its trace, while anybody looks.

import type { Command } from '#actors';
import type { Result } from '#protocol';
import type { LogFields } from '#runtime';
import { logConstant, parseTraceparent, tracing } from '#runtime';

/** What a log line about a command says of it. */
export function logStep({ type, trace }: Command): LogFields {
  const traceId = trace === undefined ? undefined : parseTraceparent(trace)?.traceId;
  return { type: logConstant(type), ...(traceId ? { trace: logConstant(traceId) } : {}) };
}

/** Runs one step of a command; what is run is given the command as the next step has to see it. */
export async function inStep(
  name: string,
  command: Command,
  run: (command: Command) => Promise<Result<unknown>>,
): Promise<Result<unknown>> {
  const step = tracing.step(`${name} ${command.type}`, command.trace);
  let code: string | undefined = 'server.defect';
  try {
    const result = await run({ ...command, trace: step.trace });
    code = result.ok ? undefined : result.refusal.code;
    return result;
  } finally {
    step.end(code);
  }
}
