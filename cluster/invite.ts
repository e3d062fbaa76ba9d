// `npm run invite [-- --uses N --days N]`: an invitation of the cluster that runs on this data
// folder, in development and in production alike. Prints the token alone, for scripts.

import { Command } from 'commander';
import { openRootKeys, readSecrets } from '#crypto';
import { invitationLimits } from '#ports';
import { ConfigError, readConfig } from '#runtime';
import { localUrl, readFacts } from './facts.ts';
import { makeInvitation } from './invitation.ts';

const dayMs = 24 * 60 * 60 * 1000;
const { usesMax, daysMax } = invitationLimits;
const usage = `npm run invite -- [--uses 1..${usesMax}] [--days 1..${daysMax}]`;

try {
  const { uses, days } = asked();
  const config = readConfig(process.env);
  const url = readFacts(config.dataDir)?.url ?? localUrl(config, config.PORT);
  const token =
    config.ALDIS_OPERATOR_TOKEN ??
    readSecrets(config.secretsFile, openRootKeys(config)).operatorToken;
  process.stdout.write(`${await makeInvitation(config, url, token, uses, days * dayMs)}\n`);
  process.stderr.write(
    `Accounts: ${uses}, days: ${days}. Then: ./aldis register NAME --invite TOKEN\n`,
  );
} catch (error) {
  const isRefused = error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';
  const why = error instanceof Error ? error.message : String(error);
  const said = why.replace(/^error: (.)/, (_, first: string) => first.toUpperCase());
  process.stderr.write(`${isRefused ? 'No cluster runs there: npm start' : said}\n`);
  process.exitCode = error instanceof ConfigError ? 2 : 1;
}

function asked(): { uses: number; days: number } {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  command.helpOption(false).option('--uses <value>', '', '1').option('--days <value>', '', '1');
  const given = command.parse().opts<{ uses: string; days: string }>();
  const [uses, days] = [Number(given.uses), Number(given.days)];
  const isRight = (count: number, most: number) =>
    Number.isInteger(count) && count >= 1 && count <= most;
  if (isRight(uses, usesMax) && isRight(days, daysMax)) return { uses, days };
  throw new Error(usage);
}
