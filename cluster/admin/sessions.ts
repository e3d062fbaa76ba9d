// `npm run admin -- sessions …` and `limits …`: who goes on with tokens of an account, and how it
// is measured.

import type { Command } from 'commander';
import { sessionIdForm } from '#ports';
import { accountOf, asked, day, tell, Usage } from './asking.ts';

interface Sessions {
  readonly sessions: readonly {
    readonly id: string;
    readonly device: number;
    readonly scope: readonly string[];
    readonly began: number;
    readonly used: number;
  }[];
}

interface Limits {
  readonly kind: string;
  readonly limits: readonly { bucket: string; burst: number; refillMs: number }[];
}

export function addSessionCommands(program: Command): void {
  const sessions = program.command('sessions').description('who has tokens of an account');
  const add = (
    form: string,
    says: string,
    work: (path: string, one: string) => Promise<unknown>,
  ) => {
    const command = sessions.command(form).description(says).option('--json', 'as JSON');
    command.action(async (id: string, one: unknown) => {
      const path = `/v1/operator/accounts/${accountOf(id)}/sessions`;
      const told = await work(path, String(one));
      const lines = told === undefined ? ['Done.'] : linesOf(told as Sessions);
      tell(command.opts<{ json?: true }>().json, told ?? { done: true }, lines);
    });
  };
  add('list <id>', 'lists them', (path) => asked(program, { verb: 'GET', path }));
  add('end <id> <session>', 'ends one', (path, session) => {
    if (!sessionIdForm.test(session)) throw new Usage('A session is named by its id.');
    return asked(program, { verb: 'DELETE', path: `${path}/${session}` });
  });
  add('end-all <id>', 'ends all of them', (path) => asked(program, { verb: 'DELETE', path }));
}

export function addLimitCommands(program: Command): void {
  const limits = program.command('limits').description('how an account is measured');
  const show = limits.command('show <id>').description('shows it').option('--json', 'as JSON');
  show.action(async (id: string) => {
    const path = `/v1/operator/accounts/${accountOf(id)}/limits`;
    const told = (await asked(program, { verb: 'GET', path })) as Limits;
    tell(show.opts<{ json?: true }>().json, told, [
      `kind  ${told.kind}`,
      ...told.limits.map(({ bucket, burst, refillMs }) => {
        return `${bucket.padEnd(20)} ${burst}, one more every ${refillMs} ms`;
      }),
    ]);
  });
  const reset = limits
    .command('reset <id> [bucket]')
    .description('makes one of its buckets full again, or all')
    .option('--json', 'as JSON');
  reset.action(async (id: string, bucket: string | undefined) => {
    const path = `/v1/operator/accounts/${accountOf(id)}/limits/reset`;
    const body = bucket === undefined ? {} : { bucket };
    await asked(program, { verb: 'POST', path, body });
    tell(reset.opts<{ json?: true }>().json, { done: true }, ['Done.']);
  });
}

function linesOf({ sessions }: Sessions): string[] {
  if (sessions.length === 0) return ['None.'];
  return sessions.map(({ id, device, scope, began, used }) => {
    return `${id}  device ${device}  ${scope.join(',')}  began ${day(began)}, used ${day(used)}`;
  });
}
