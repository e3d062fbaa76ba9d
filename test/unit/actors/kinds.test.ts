// What every kind of entity declares, and what a shard refuses because none does.

import { describe, expect, it } from 'vitest';
import { defineKind } from '../../../src/actors/kind.ts';
import * as kinds from '../../../src/actors/kinds.ts';
import { ActorsBench } from '../../support/actorsBench.ts';

describe('a kind', () => {
  it('is listed under its own type', () => {
    expect(Object.entries(kinds).map(([name, { type }]) => [name, type])).toEqual(
      Object.keys(kinds).map((name) => [name, name]),
    );
  });

  it('has no command twice', () => {
    const { parseId, activate, commands } = kinds.account;
    const twice = [...commands.values(), ...commands.values()];
    const declare = () => defineKind({ type: 'account', parseId, activate, commands: twice });
    expect(declare).toThrow('a command is twice');
  });
});

describe('a shard', () => {
  const code = async (bench: ActorsBench, type: string, id: string, command: string) => {
    for (let shard = 0; shard < 256; shard++) {
      bench.host.open({ shard: shard as never, token: 1 as never, isValid: () => true });
    }
    const answer = await bench.host.handle({ type, id }, { type: command });
    return answer.ok ? 'ok' : answer.refusal.code;
  };

  it('refuses kinds, commands and ids that are not declared', async () => {
    const bench = new ActorsBench();
    await bench.register();
    const { id } = bench;
    expect(await code(bench, 'account', id, 'describe')).toBe('ok');
    expect(await code(bench, 'nobody', id, 'describe')).toBe('request.invalid');
    expect(await code(bench, 'constructor', id, 'describe')).toBe('request.invalid');
    expect(await code(bench, 'account', id, 'constructor')).toBe('request.invalid');
    expect(await code(bench, 'account', 'ada', 'describe')).toBe('request.invalid');
    expect(await code(bench, 'account', id.toUpperCase(), 'describe')).toBe('request.invalid');
  });
});
