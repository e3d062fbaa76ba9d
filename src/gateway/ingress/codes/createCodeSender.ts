// Who brings codes: in development they are shown to whoever watches the server's console; an
// operator's gateway brings them by text and voice call; in production without one nobody can ask
// for any.

import type { Clock, Config, Log } from '#runtime';
import { ConfigError } from '#runtime';
import type { CodeSender } from './codeSender.ts';
import { CodeTexts } from './codeTexts.ts';
import { HttpCodeSender } from './httpCodeSender.ts';
import { readProvider } from './provider.ts';

type CodeSettings = Pick<
  Config,
  'ALDIS_MODE' | 'ALDIS_CODES_PROVIDER_FILE' | 'ALDIS_CODES_SECRET_FILE' | 'ALDIS_CODES_TEXTS_FILE'
>;

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
    async send({ number, transport, code }) {
      print(
        `\n*** DEVELOPMENT ONLY: verification code for ${number} by ${transport}: ${code} ***\n`,
      );
      return 'sent';
    },
    state: () => 'console',
  };
}

/** Stands where no provider is configured: sends nothing. */
const noCodeSender: CodeSender = { send: async () => 'unavailable', state: () => 'none' };

/** The sender that fits the settings. Throws ConfigError with one sentence. */
export function createCodeSender(
  config: CodeSettings,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): CodeSender {
  const provider = readProvider(config);
  const texts = CodeTexts.read(config);
  if (provider) return new HttpCodeSender({ provider, texts, clock, log });
  return config.ALDIS_MODE === 'production' ? noCodeSender : consoleCodeSender(config);
}

/** Who brings codes, for the doctor and the table of the start; `advice`: what is amiss with it. */
export interface CodeSenderFacts {
  readonly is: string;
  readonly advice?: string;
}

/** Throws ConfigError with one sentence. */
export function describeCodeSender(config: CodeSettings): CodeSenderFacts {
  const provider = readProvider(config);
  CodeTexts.read(config);
  if (!provider) {
    if (config.ALDIS_MODE !== 'production') return { is: 'shown on the console (development)' };
    const advice =
      'No provider of verification codes is configured: people can register by invitation only.';
    return { is: 'none, people register by invitation', advice };
  }
  const ways = provider.transports.join(' and ');
  const is = `by ${ways} through ${provider.hosts.join(', ')}`;
  if (provider.isEncrypted) return { is };
  const advice = `${is}: numbers and codes go there unencrypted, over http://`;
  return { is, advice };
}
