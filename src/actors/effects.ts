// What decisions ask the edge to do, and the one way it is done. A capability declares its effects
// as functions, by their types. An effect has the shape that its function takes, so that a decision
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

/** The effects that are declared so. */
export type EffectOf<Declared> = {
  [Type in keyof Declared]: Declared[Type] extends (
    edge: never,
    effect: infer Shape,
    ...rest: never
  ) => unknown
    ? Shape & { readonly type: Type }
    : never;
}[keyof Declared];

/**
 * Runs a decision's effects in order and waits only where one has to be waited for; the first that
 * ends with a code is the last. After a wait the edge is asked whether it may still act.
 */
export function runEffects<Edge extends { mayAct(): boolean }, Cause, State>(
  declared: Effects<NoInfer<Edge>, NoInfer<Cause>, NoInfer<State>>,
  edge: Edge,
  cause: Cause,
  decided: { readonly state: State; readonly effects: readonly { readonly type: string }[] },
  from = 0,
): Ended | Promise<Ended> {
  const { effects, state } = decided;
  for (let at = from; at < effects.length; at++) {
    const effect = effects[at] as (typeof effects)[number];
    const run = declared[effect.type] as Run<Edge, Cause, State>;
    const ended = run(edge, effect, cause, state);
    if (ended instanceof Promise) {
      const goOn = () => runEffects(declared, edge, cause, decided, at + 1);
      return ended.then((code) => code ?? (edge.mayAct() ? goOn() : 'shard.not_owner'));
    }
    if (ended) return ended;
  }
  return undefined;
}
