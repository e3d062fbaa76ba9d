// What can be asked of an entity. Each command of a kind is declared once: its type, and what is
// decided about it; the types of that function are the shapes of the command and of its answer.
// Whoever asks, carries, traces or decides works from these declarations. All of it crosses the
// bus, so it is plain data. Every command is idempotent: a caller whose answer was lost asks again.

import type { ErrorCode, Refusal, Result } from '#protocol';
import { ok, refuse } from '#protocol';

/** What every command may carry. */
export interface Traced {
  /** W3C traceparent of the step it comes from, while anybody follows it. */
  readonly trace?: string | undefined;
}

/** A command as everybody on its way sees it. */
export interface Command extends Traced {
  readonly type: string;
  /**
   * What other commands carry as well, one and the same array: it crosses the bus once for all that
   * leave together, and weighs once while any of them waits.
   */
  readonly shared?: Uint8Array;
  /**
   * Asks this of several entities of one kind and shard, of each with what is its own, as if it
   * were asked alone. What comes back is an `EachAnswer`.
   */
  readonly each?: readonly EachPart[];
}

/** What is one entity's own of a command. */
export interface EachPart {
  readonly id: string;
}

/** Those of `each` that have refused; what the others answer is not told. */
export interface EachAnswer {
  readonly refused: readonly { readonly at: number; readonly refusal: Refusal }[];
}

/** The effect that answers the command. */
export interface AnswerEffect<Answer> {
  readonly type: 'answer';
  readonly result: Result<Answer>;
}

export interface Decision<State, Effect, Answer> {
  /** Takes effect when all effects that are waited for have succeeded. */
  readonly state: State;
  /** They are run in order. */
  readonly effects: readonly (Effect | AnswerEffect<Answer>)[];
}

/** One command of a kind. Pure: no clock, randomness, log or await. */
export interface CommandDefinition<
  Type extends string = string,
  Body extends object = object,
  Answer = unknown,
  State = unknown,
  Effect = unknown,
> {
  readonly type: Type;
  decide(state: State, command: Body, nowMs: number): Decision<State, Effect, Answer>;
}

/** The effect that answers a command. */
export function answer<Answer>(value: Answer): AnswerEffect<Answer> {
  return { type: 'answer', result: ok(value) };
}

/** The effect that refuses a command. */
export function refusal(
  code: ErrorCode,
  more: Parameters<typeof refuse>[1] = {},
): AnswerEffect<never> {
  return { type: 'answer', result: refuse(code, more) };
}

/** A decision that changes nothing, and leaves the answer to an effect. */
export function only<State, Effect>(state: State, effect: Effect): Decision<State, Effect, never> {
  return { state, effects: [effect] };
}

/** A decision that changes nothing. */
export function answered<State, Answer>(
  state: State,
  value: Answer,
): Decision<State, never, Answer> {
  return { state, effects: [answer(value)] };
}

/** A decision to refuse. */
export function refused<State>(
  state: State,
  code: ErrorCode,
  more: Parameters<typeof refuse>[1] = {},
): Decision<State, never, never> {
  return { state, effects: [refusal(code, more)] };
}
