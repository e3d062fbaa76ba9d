// What can be asked of an entity. Each command of a kind is declared once: its type, and what is
// decided about it; the types of that function are the shapes of the command and of its answer.
// Whoever asks, carries, traces or decides works from these declarations. All of it crosses the
// bus, so it is plain data. Every command is idempotent: a caller whose answer was lost asks again.

import type { Result } from '#protocol';

/** What every command may carry. */
export interface Traced {
  /** W3C traceparent of the step it comes from, while anybody follows it. */
  readonly trace?: string | undefined;
}

/** A command as everybody on its way sees it. */
export interface Command extends Traced {
  readonly type: string;
}

/** The effect that answers the command. */
export interface AnswerEffect<Answer> {
  readonly type: 'answer';
  readonly result: Result<Answer>;
}

export interface Decision<State, Effect, Answer> {
  /** Takes effect when all effects that are waited for have succeeded. */
  readonly state: State;
  /** In order. */
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
