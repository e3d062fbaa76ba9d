// `npm run admin -- account …`: one account, by its id.

import type { Command } from 'commander';
import { sayableKinds } from '#ports';
import { accountOf, asked, day, tell, Usage } from './asking.ts';

const kinds: readonly string[] = sayableKinds;

interface Standing {
  readonly createdAt: number;
  readonly kind: string;
  readonly isKindGiven: boolean;
  readonly suspendedAt?: number;
  readonly hasNumber: boolean;
  readonly devices: readonly { id: number; createdAt: number; seenAt?: number }[];
}

export function addAccountCommands(program: Command): void {
  const account = program.command('account').description('one account, by its id');
  const add = (name: string, says: string, body?: (kind: string) => object) => {
    const command = account.command(name).description(says).option('--json', 'as JSON');
    command.action(async (id: string, ...more: unknown[]) => {
      const path = `/v1/operator/accounts/${accountOf(id)}`;
      const set = body?.(typeof more[0] === 'string' ? more[0] : '');
      const ask = set
        ? ({ verb: 'PUT', path, body: set } as const)
        : { verb: 'GET' as const, path };
      const standing = (await asked(program, ask)) as Standing;
      tell(command.opts<{ json?: boolean }>().json, standing, linesOf(standing));
    });
  };
  add('show <id>', 'how it stands');
  add('suspend <id>', 'lets it in nowhere; its mail waits', () => ({ suspended: true }));
  add('unsuspend <id>', 'lets it in again', () => ({ suspended: false }));
  add('kind <id> <kind>', `says which limits measure it: ${kinds.join(', ')}`, (kind) => {
    if (!kinds.includes(kind)) throw new Usage(`A kind is one of ${kinds.join(', ')}.`);
    return { kind };
  });
}

function linesOf({ createdAt, kind, isKindGiven, suspendedAt, ...more }: Standing): string[] {
  return [
    `made       ${day(createdAt)}`,
    `kind       ${kind}${isKindGiven ? ', said by an operator' : ''}`,
    `suspended  ${suspendedAt === undefined ? 'no' : `since ${day(suspendedAt)}`}`,
    `number     ${more.hasNumber ? 'yes' : 'no'}`,
    ...more.devices.map(({ id, createdAt: made, seenAt }) => {
      const seen = seenAt === undefined ? 'never connected' : `connected last on ${day(seenAt)}`;
      return `device ${id}   made ${day(made)}, ${seen}`;
    }),
  ];
}
