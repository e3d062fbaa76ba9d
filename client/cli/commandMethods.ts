// The commands of the command line as methods for programs: what each takes is read from how the
// command declares its arguments and options, and it is run by the same words.

import type { Argument, Command, Option } from 'commander';
import { z } from 'zod';
import type { Method, Methods } from '../daemon/methods.ts';
import { answers } from './answers.ts';
import type { Answer } from './answers.ts';
import { isPath } from './paths.ts';
import { wholeNumber } from './wholeNumber.ts';

type Run = (words: readonly string[]) => Promise<readonly object[]>;
type Params = Readonly<Record<string, unknown>>;

/** A command, by its words joined with dots: `group.create`. */
export function commandsOf(root: Command, above: readonly string[] = []): [string, Command][] {
  return root.commands.flatMap((command): [string, Command][] => {
    const words = [...above, command.name()];
    if (command.commands.length > 0) return commandsOf(command, words);
    return [[words.join('.'), command]];
  });
}

export function commandMethods(root: Command, run: Run): Methods {
  return Object.fromEntries(
    commandsOf(root).flatMap(([name, command]): [string, Method][] => {
      const answer = answers[name];
      return answer ? [[name, methodOf(name, command, answer, run)]] : [];
    }),
  );
}

function methodOf(name: string, command: Command, answer: Answer, run: Run): Method {
  return {
    about: command.description(),
    params: paramsOf(command),
    answer: answer.isList ? z.array(answer.shape) : answer.shape,
    ...(answer.forPage && { forPage: { without: pathsOf(command) } }),
    async run(params) {
      const said = await run([...name.split('.'), ...wordsOf(command, params)]);
      return answer.isList ? said : (said[0] ?? null);
    },
  };
}

function paramsOf(command: Command): z.ZodObject {
  const shapes: Record<string, z.ZodType> = {};
  for (const argument of command.registeredArguments) {
    const shape = described(shapeOf(argument), argument.description);
    shapes[argument.name()] = argument.required ? shape : shape.optional();
  }
  for (const option of command.options) {
    const key = option.attributeName();
    const shape = option.required ? shapeOf(option) : z.literal(!option.negate);
    const known = shapes[key];
    const both = known ? z.union([known, shape]) : shape;
    shapes[key] = described(both, option.description).optional();
  }
  return z.strictObject(shapes);
}

/** The parameters that are paths. */
function pathsOf({ registeredArguments, options }: Command): string[] {
  const words = registeredArguments.filter((one) => isPath(one.parseArg));
  const named = options.filter((one) => isPath(one.parseArg));
  return [...words.map((one) => one.name()), ...named.map((one) => one.attributeName())];
}

function shapeOf(given: Argument | Option): z.ZodType {
  if (given.parseArg === wholeNumber) return z.number().int().positive();
  return given.variadic ? z.union([z.string(), z.array(z.string())]) : z.string();
}

const described = (shape: z.ZodType, about: string): z.ZodType =>
  about === '' ? shape : shape.describe(about);

/** What a person would type. */
function wordsOf(command: Command, params: Params): string[] {
  const options = command.options.flatMap((option) => {
    const value = params[option.attributeName()];
    const { long } = option;
    if (value === undefined || long == null) return [];
    if (!option.required) return value === !option.negate ? [long] : [];
    if (typeof value === 'boolean') return [];
    return Array.isArray(value) ? [long, ...value.map(String)] : [`${long}=${value}`];
  });
  const words = command.registeredArguments.flatMap((argument) => {
    const value = params[argument.name()];
    if (value === undefined) return [];
    return Array.isArray(value) ? value.map(String) : [String(value)];
  });
  return [...options, '--', ...words];
}
