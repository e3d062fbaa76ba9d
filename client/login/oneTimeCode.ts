// One-time codes at the ways in: a program has one, or asks a person once the server wants it.

import type { ClientErrorCode } from '../clientError.ts';
import { ClientError } from '../clientError.ts';

/** A one-time code or a backup code; or what asks for one, once the server wants it. */
export type OneTimeCode = string | (() => Promise<string>);

/** A person is asked so often. */
const triesMax = 3;

/** Does it, with a code as soon as that is wanted: `wants` are the codes of such refusals. */
export async function withCode<Done>(
  given: OneTimeCode | undefined,
  wants: readonly ClientErrorCode[],
  work: (code: string | undefined) => Promise<Done>,
): Promise<Done> {
  let code = typeof given === 'string' ? given.trim() : undefined;
  for (let tries = 0; ; tries++) {
    try {
      return await work(code);
    } catch (error) {
      const isWanted = error instanceof ClientError && wants.includes(error.code);
      if (!isWanted || typeof given !== 'function' || tries === triesMax) throw error;
    }
    code = (await given()).trim();
  }
}
