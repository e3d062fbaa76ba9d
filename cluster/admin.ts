// `npm run admin -- …`: what operators do with accounts of the cluster that runs on this data
// folder. Accounts are found by their ids alone. Ends with 0 where it is done, 1 where it was
// refused or nobody answered, 2 where it was asked wrongly.

import { Command, CommanderError } from 'commander';
import { readSecrets } from '#crypto';
import { parseAccountId } from '#protocol';
import { ConfigError, readConfig } from '#runtime';
import { localUrl, readFacts } from './facts.ts';
import type { OperatorAsk } from './operatorAsk.ts';
import { operatorAsk } from './operatorAsk.ts';

const kinds: readonly string[] = ['standard', 'trusted', 'bot', 'age'];

/** Asked in a way that is none. */
class Usage extends Error {}

interface Standing {
  readonly createdAt: number;
  readonly kind: string;
  readonly isKindGiven: boolean;
  readonly suspendedAt?: number;
  readonly hasNumber: boolean;
  readonly devices: readonly { id: number; createdAt: number; seenAt?: number }[];
}

try {
  await commands().parseAsync();
} catch (error) {
  const isHelp = error instanceof CommanderError && error.exitCode === 0;
  const isRefused = error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';
  const why = error instanceof Error ? error.message : String(error);
  if (!isHelp) process.stderr.write(`${isRefused ? 'No cluster runs there: npm start' : why}\n`);
  const isUsage = [Usage, ConfigError, CommanderError].some((one) => error instanceof one);
  process.exitCode = isHelp ? 0 : isUsage ? 2 : 1;
}

function commands(): Command {
  const program = new Command('npm run admin --').exitOverride();
  program.configureOutput({ writeErr: () => undefined });
  const account = program.command('account').description('one account, by its id');
  const add = (name: string, says: string, body?: (kind: string) => object) => {
    const command = account.command(name).description(says).option('--json', 'as JSON');
    command.action(async (id: string, ...more: unknown[]) => {
      const kind = typeof more[0] === 'string' ? more[0] : '';
      const { json } = command.opts<{ json?: boolean }>();
      tell(await ask(id, body?.(kind)), json === true);
    });
    return command;
  };
  add('show <id>', 'how it stands');
  add('suspend <id>', 'lets it in nowhere; its mail waits', () => ({ suspended: true }));
  add('unsuspend <id>', 'lets it in again', () => ({ suspended: false }));
  add('kind <id> <kind>', `says which limits measure it: ${kinds.join(', ')}`, (kind) => {
    if (!kinds.includes(kind)) throw new Usage(`A kind is one of ${kinds.join(', ')}.`);
    return { kind };
  });
  return program;
}

async function ask(id: string, body: object | undefined): Promise<Standing> {
  const account = parseAccountId(id);
  if (!account) throw new Usage('An account is named by its id.');
  const config = readConfig(process.env);
  const url = readFacts(config.dataDir)?.url ?? localUrl(config, config.PORT);
  const token = config.ALDIS_OPERATOR_TOKEN ?? readSecrets(config.secretsFile).operatorToken;
  const path = `/v1/operator/accounts/${account}`;
  const asked: OperatorAsk = body ? { verb: 'PUT', path, body } : { verb: 'GET', path };
  const { status, body: told } = await operatorAsk(config, url, token, asked);
  if (status === 200) return told as Standing;
  const title = typeof told === 'object' && told && 'title' in told ? told.title : undefined;
  throw new Error(typeof title === 'string' ? title : `The gateway answered ${status}.`);
}

function tell(standing: Standing, isJson: boolean): void {
  process.stdout.write(isJson ? `${JSON.stringify(standing)}\n` : wordsOf(standing));
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function wordsOf({ createdAt, kind, isKindGiven, suspendedAt, ...more }: Standing): string {
  const lines = [
    `made       ${day(createdAt)}`,
    `kind       ${kind}${isKindGiven ? ', said by an operator' : ''}`,
    `suspended  ${suspendedAt === undefined ? 'no' : `since ${day(suspendedAt)}`}`,
    `number     ${more.hasNumber ? 'yes' : 'no'}`,
    ...more.devices.map(({ id, createdAt: made, seenAt }) => {
      const seen = seenAt === undefined ? 'never connected' : `connected last on ${day(seenAt)}`;
      return `device ${id}   made ${day(made)}, ${seen}`;
    }),
  ];
  return `${lines.join('\n')}\n`;
}
