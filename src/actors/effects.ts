// What decisions ask the edge to do, and the one way it is done. A capability declares its effects
// as a table of functions, and the shapes of the effects are those of the functions: so a decision
// can ask for nothing that nobody does.

import type { ErrorCode, Result } from '#protocol';
import type { Ask } from './ask.ts';

/** How an effect ended: a code ends the command, which is refused with it. */
export type Ended = ErrorCode | undefined;

/**
 * Does one effect: on the edge, for whatever caused it, before the next state counts. Where it
 * returns a promise the next effect waits.
 */
interface Doing<Edge, Cause, State> {
  run(edge: Edge, effect: object, cause: Cause, next: State): Ended | Promise<Ended>;
}

type Run<Edge, Cause, State> = Doing<Edge, Cause, State>['run'];

/** Effects by their types. */
export type Effects<Edge, Cause, State> = Readonly<Record<string, Run<Edge, Cause, State>>>;

/** The effect of every decision that answers at once. */
export const answerEffects = {
  answer(_edge: unknown, { result }: { readonly result: Result<unknown> }, ask: Ask): undefined {
    ask.answer(result);
  },
};

/** The effects of a table. */
export type EffectOf<Table> = {
  [Type in keyof Table]: Table[Type] extends (
    edge: never,
    effect: infer Shape,
    ...rest: never
  ) => unknown
    ? Shape & { readonly type: Type }
    : never;
}[keyof Table];

interface Effect {
  readonly type: string;
}

interface Decided<State> {
  readonly state: State;
  readonly effects: readonly Effect[];
}

/**
 * Runs a decision's effects in order and waits only where one has to be waited for; the first that
 * ends with a code is the last. After a wait the edge is asked whether it may still act.
 */
export function runEffects<Edge extends { mayAct(): boolean }, Cause, State>(
  table: Effects<NoInfer<Edge>, NoInfer<Cause>, NoInfer<State>>,
  edge: Edge,
  cause: Cause,
  decided: Decided<State>,
): Ended | Promise<Ended> {
  const { effects, state } = decided;
  for (let at = 0; at < effects.length; at++) {
    const effect = effects[at] as Effect;
    const run = table[effect.type] as Run<Edge, Cause, State>;
    const ended = run(edge, effect, cause, state);
    if (ended instanceof Promise) return goOn(table, edge, cause, decided, at + 1, ended);
    if (ended) return ended;
  }
  return undefined;
}

async function goOn<Edge extends { mayAct(): boolean }, Cause, State>(
  table: Effects<Edge, Cause, State>,
  edge: Edge,
  cause: Cause,
  { effects, state }: Decided<State>,
  from: number,
  first: Promise<Ended>,
): Promise<Ended> {
  let ended = await first;
  for (let at = from; !ended && at < effects.length; at++) {
    if (!edge.mayAct()) return 'shard.not_owner';
    const effect = effects[at] as Effect;
    const run = table[effect.type] as Run<Edge, Cause, State>;
    ended = await run(edge, effect, cause, state);
  }
  return ended;
}
