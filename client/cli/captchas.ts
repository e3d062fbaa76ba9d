// `aldis captcha`, and what is said in a moment in which the server wants one: a person at a
// terminal is asked, whoever else is told where it is solved and how it is brought.

import { pause, systemClock } from '../clock.ts';
import type { AldisClient } from '../index.ts';
import type { Cli } from './cli.ts';
import { at, emptied } from './cli.ts';
import { askCaptcha } from './commands.ts';
import { Waiting } from './output.ts';
import { plain } from './plain.ts';

export const captchaHelp =
  'what the page of a captcha gave, where the server asks for one; -: by the standard input';

/** The server says that it wants one once something is sent, for so long after the connection. */
const wantedWaitMs = 5_000;
const wantedLookMs = 20;

/** The server wants a captcha, and what was said waits in the profile. */
class CaptchaNeeded extends Waiting {
  override readonly code = 'challenge.required';

  constructor(page: string | undefined) {
    super(
      `The server asks for a captcha: solve it ${whereOf(page)}, then: aldis captcha ANSWER. ` +
        'What was said waits here, and leaves with that.',
    );
  }
}

const whereOf = (page: string | undefined): string =>
  page === undefined ? "on its operator's page" : `at ${page}`;

/**
 * Brings what the server wants before it takes what is being sent: what was given with the command,
 * or what a person types. Throws CaptchaNeeded where there is neither.
 */
export async function solving(
  { output }: Cli,
  { ownAccount }: AldisClient,
  given: string | undefined,
): Promise<void> {
  const wanted = ownAccount.captchaWanted;
  if (!wanted) return;
  if (given === undefined && !output.terminal.stdin.isTTY) throw new CaptchaNeeded(wanted.page);
  await ownAccount.solveCaptcha(await askCaptcha(output, wanted.page, given));
}

/** Says whether the server wants a captcha, or brings what its page gave. */
export async function captcha(cli: Cli, given: string | undefined): Promise<void> {
  await at(cli, async ({ self: { name }, client, connect }) => {
    await connect();
    const { ownAccount } = client;
    const end = systemClock.now() + wantedWaitMs;
    while (!ownAccount.captchaWanted && client.waiting > 0 && systemClock.now() < end) {
      await pause(wantedLookMs);
    }
    const wanted = ownAccount.captchaWanted;
    if (!wanted) {
      return cli.output.say(plain`The server asks for no captcha.`, {
        profile: name,
        isWanted: false,
      });
    }
    const { page } = wanted;
    if (given === undefined && !cli.output.terminal.stdin.isTTY) {
      const text = plain`The server asks for a captcha: solve it ${whereOf(page)}`;
      const fields = { profile: name, isWanted: true, ...(page === undefined ? {} : { page }) };
      return cli.output.say(text, fields);
    }
    await ownAccount.solveCaptcha(await askCaptcha(cli.output, page, given));
    await emptied(client);
    cli.output.say(plain`✓ the server goes on`, { profile: name, isWanted: false });
  });
}
