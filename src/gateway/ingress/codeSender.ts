// How a verification code reaches a phone. There is no provider yet: in development the code is
// shown to whoever watches the server's console, in production every code is refused until one is
// configured.

import type { Config } from '#runtime';
import { ConfigError } from '#runtime';

/** Brings a code to a phone. */
export interface CodeSender {
  send(
    number: string,
    transport: 'sms' | 'voice',
    code: string,
  ): Promise<'sent' | 'refused' | 'otherTransport'>;
}

/**
 * Shows codes on the console, past the log, which must not hold them.
 * Throws ConfigError in production mode.
 */
export function consoleCodeSender(
  config: Pick<Config, 'ALDIS_MODE'>,
  print: (line: string) => void = (line) => void process.stdout.write(line),
): CodeSender {
  if (config.ALDIS_MODE === 'production') {
    throw new ConfigError(
      'ALDIS_MODE: the console code sender is for development; production needs a provider.',
    );
  }
  return {
    async send(number, transport, code) {
      print(
        `\n*** DEVELOPMENT ONLY: verification code for ${number} by ${transport}: ${code} ***\n`,
      );
      return 'sent';
    },
  };
}

/** Stands where no provider is configured: sends nothing. */
const noCodeSender: CodeSender = {
  send: async () => 'refused',
};

/** The sender that fits the mode. */
export function createCodeSender(config: Pick<Config, 'ALDIS_MODE'>): CodeSender {
  return config.ALDIS_MODE === 'production' ? noCodeSender : consoleCodeSender(config);
}

/** What the doctor says about codes, if there is anything to say. */
export function codeSenderAdvice(config: Pick<Config, 'ALDIS_MODE'>): string | undefined {
  return config.ALDIS_MODE === 'production'
    ? 'No provider of verification codes is configured: people can register by invitation only.'
    : undefined;
}
