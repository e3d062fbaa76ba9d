// What a repeat's refusal says of the attempt before it: nothing.

import { beforeEach, describe, expect, it } from 'vitest';
import type { Command } from '#actors';
import type { AccountId, ErrorCode, MemberId, Result } from '#protocol';
import { accountAddress, ok, refuse } from '#protocol';
import { ManualClock } from '#runtime';
import { Asks } from '../../../src/routing/asks.ts';

const [here, first, second] = ['a', 'b', 'c'] as MemberId[];
const to = accountAddress('0a7ab7b7-83a2-4d3a-8bd5-1a2e9b1d6c01' as AccountId);
const command = { type: 'describe' } as Command;

describe('a command whose owner died at it', () => {
  const clock = new ManualClock();
  let owner: MemberId;
  let takes: boolean;
  let sent: { readonly id: number; readonly attempt: number; readonly owner: MemberId }[];
  let asks: Asks;
  let answer: Promise<Result<unknown>>;

  beforeEach(() => {
    [owner, takes, sent] = [first as MemberId, true, []];
    asks = new Asks({
      member: here as MemberId,
      clock,
      ownerOf: () => owner,
      askHere: () => undefined,
      askThere: (member, { id, attempt }) => {
        if (takes) sent.push({ id, attempt, owner: member });
        return takes;
      },
      probe: () => undefined,
      random: () => 0,
    });
    answer = asks.ask(to, command);
  });

  const dies = () => {
    owner = second as MemberId;
    asks.memberGone(first as MemberId);
    clock.advance(1000);
  };
  const codeOf = async (): Promise<ErrorCode | 'ok'> => {
    const result = await answer;
    return result.ok ? 'ok' : result.refusal.code;
  };

  it.each(['server.busy', 'server.full'] as const)(
    'has an unknown end where its repeat is refused with %s',
    async (code) => {
      dies();
      expect(sent.map((one) => one.owner)).toEqual([first, second]);
      asks.answered(sent[1]?.id ?? 0, 2, refuse(code));
      expect(await codeOf()).toBe('server.timeout');
    },
  );

  it('has one where its repeat cannot even leave', async () => {
    takes = false;
    dies();
    expect(await codeOf()).toBe('server.timeout');
  });

  it('has the end that its repeat says otherwise', async () => {
    dies();
    asks.answered(sent[1]?.id ?? 0, 2, refuse('account.not_found'));
    expect(await codeOf()).toBe('account.not_found');
  });

  it('was not done where the one attempt was refused', async () => {
    asks.answered(sent[0]?.id ?? 0, 1, refuse('server.busy'));
    expect(await codeOf()).toBe('server.busy');
    answer = asks.ask(to, command);
    asks.answered(sent[1]?.id ?? 0, 1, ok(null));
    expect(await codeOf()).toBe('ok');
  });
});
