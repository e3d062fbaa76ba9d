// `aldis number`: the account's phone number, and another one in its place.

import { at } from './cli.ts';
import type { Cli } from './cli.ts';
import { askCaptcha, askCode } from './commands.ts';
import { UsageError } from './output.ts';
import type { PinArguments } from './pins.ts';
import { pinOf } from './pins.ts';
import { plain } from './plain.ts';
import type { CodeArguments } from './securing.ts';
import { oneTimeCode, proving } from './securing.ts';

export interface NumberArguments extends PinArguments, CodeArguments {
  /** The code that was sent. */
  readonly sent?: string;
  /** What a captcha's page gave. */
  readonly captcha?: string;
  /** Of the account that has the number until now. */
  readonly totp?: string;
  readonly withPin?: boolean;
}

/** Shows the account's phone number, or gives it another one. */
export async function number(
  cli: Cli,
  words: readonly string[],
  given: NumberArguments,
): Promise<void> {
  const [verb = 'show', to] = words;
  if (verb === 'show') return show(cli);
  if (verb !== 'change' || to === undefined) {
    throw new UsageError('Say: aldis number [show | change +E164]');
  }
  const isAsked = given.withPin === true || given.pinFile !== undefined;
  const pin = isAsked ? await pinOf(cli, given) : undefined;
  await at(cli, async ({ self: { name }, client, connect }) => {
    await connect();
    await proving(cli, client, given, () =>
      client.ownAccount.changeNumber({
        number: to,
        code: () => askCode(cli.output, given.sent, '--sent'),
        captcha: (page) => askCaptcha(cli.output, page, given.captcha),
        totp: oneTimeCode(cli, given.totp, '--totp'),
        ...(pin === undefined ? {} : { pin }),
      }),
    );
    const text = plain`The account has the number ${to}; its other devices hear of it.`;
    cli.output.say(text, { profile: name, number: to });
  });
}

async function show(cli: Cli): Promise<void> {
  await at(cli, ({ self: { name }, client }) => {
    const { number: known } = client;
    const text = known === undefined ? plain`There is no phone number.` : plain`${known}`;
    cli.output.say(text, { profile: name, number: known ?? null });
    return Promise.resolve();
  });
}
