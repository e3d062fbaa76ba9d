// What a new kind of entity costs: one is added to a copy of the tree, compiled, asked by a typed
// router and answered by its actor, and the files touched are counted.

import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CopiedTree } from './copiedTree.ts';

const copied = ['package.json', 'tsconfig.json', 'src'];
const folder = 'src/actors/tally';
const registry = 'src/actors/kinds.ts';

const kind = `// tally: counts, and forgets when it is idle.

import { ok } from '#protocol';
import type { Ask } from '../ask.ts';
import type { CommandDefinition, Decision } from '../command.ts';
import { answerEffects, runEffects } from '../effects.ts';
import { EntityHandle } from '../entity.ts';
import { defineKind } from '../kind.ts';

type TallyId = string & { readonly tally: true };

interface State {
  readonly total: number;
}

interface Add {
  readonly by: number;
}

const add = {
  type: 'add',
  decide: ({ total }: State, { by }: Add): Decision<State, never, State> => ({
    state: { total: total + by },
    effects: [{ type: 'answer', result: ok({ total: total + by }) }],
  }),
} as const;

class TallyHandle extends EntityHandle<Ask, TallyId> {
  state: State = { total: 0 };

  decide(ask: Ask): void {
    const definition = ask.definition as CommandDefinition<string, object, unknown, State, never>;
    const decision = definition.decide(this.state, ask.command, this.scope.services.clock.now());
    this.state = decision.state;
    runEffects(answerEffects, this, ask, decision);
  }
}

export const tally = defineKind({
  type: 'tally',
  parseId: (text) => (/^[a-z]{1,8}$/.test(text) ? (text as TallyId) : undefined),
  commands: [add],
  activate: (id, home) => new TallyHandle(id, home),
});
`;
const line = "export { tally } from './tally/kind.ts';\n";

/** Only the kind's own commands may be asked, and answers have the types that it declares. */
const caller = `import type { AddressOf } from '#actors';
import type { Router } from '#routing';

export async function ask(router: Router, to: AddressOf<'tally'>): Promise<number> {
  const added = await router.ask(to, { type: 'add', by: 2 });
  // @ts-expect-error: a tally describes nothing.
  await router.ask(to, { type: 'describe' });
  // @ts-expect-error: it adds numbers.
  await router.ask(to, { type: 'add', by: '2' });
  return added.ok ? added.value.total : 0;
}
`;
const journey = `
import { createEntityHost } from '#actors';
import { parseEntityAddress, shardOf } from '#protocol';
import { ManualClock, silentLog } from '#runtime';

const host = createEntityHost({ clock: new ManualClock(), log: silentLog, passivateMs: 1000 });
const to = parseEntityAddress('tally:apples');
host.open({ shard: shardOf(to), token: 1, isValid: () => true });
const answers = [];
for (const by of [2, 3]) answers.push(await host.handle(to, { type: 'add', by }));
answers.push(await host.handle(to, { type: 'describe' }));
host.open({ shard: shardOf({ type: 'tally', id: '%' }), token: 1, isValid: () => true });
answers.push(await host.handle({ type: 'tally', id: '%' }, { type: 'add', by: 1 }));
console.log(JSON.stringify(answers));
process.exit(0);
`;

let copy: CopiedTree;

beforeAll(() => {
  copy = new CopiedTree(copied);
});

afterAll(() => copy.remove());

it('touches its folder and one line of one file', () => {
  copy.edit(`${folder}/kind.ts`, () => kind);
  copy.edit(registry, (text) => text + line);
  writeFileSync(copy.path('caller.ts'), caller);
  expect(copy.faults(['caller.ts', 'src/actors/index.ts'], 'src/actors')).toEqual([]);
  writeFileSync(copy.path('journey.mjs'), journey);
  expect(JSON.parse(copy.run('journey.mjs'))).toEqual([
    { ok: true, value: { total: 2 } },
    { ok: true, value: { total: 5 } },
    { ok: false, refusal: { code: 'request.invalid' } },
    { ok: false, refusal: { code: 'request.invalid' } },
  ]);
  const shared = copy.touched().filter((path) => !path.startsWith(`${folder}/`));
  console.info(`a new kind of entity touches its folder and ${shared.join(', ')}`);
  expect(shared).toEqual([registry]);
}, 120_000);
