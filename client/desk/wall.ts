// What a page may ask of the process that holds the profile, and say to it: a second wall, should a
// stranger's script ever run in the page. It stands in the process that serves the page, whoever
// holds the profile. Methods say it of themselves, where they are declared.

import type { ForPage, Methods } from '../daemon/methods.ts';
import { RpcError, rpcCodes } from '../daemon/wire.ts';

export interface Wall {
  readonly asks: ReadonlyMap<string, ForPage>;
  /** Notifications. */
  readonly tells: ReadonlySet<string>;
}

export function wallOf(methods: Methods, tells: readonly string[]): Wall {
  const asks = Object.entries(methods).flatMap(([name, { forPage }]): [string, ForPage][] =>
    forPage ? [[name, forPage]] : [],
  );
  return { asks: new Map(asks), tells: new Set(tells) };
}

/** Refuses: desk.forbidden. */
export function checkAsked({ asks }: Wall, method: string, params: unknown): void {
  const found = asks.get(method);
  if (!found) throw forbidden(`${method} is nothing that a page may ask for.`);
  const isNamed = (param: string) => Object.hasOwn(Object(params), param);
  const param = found.without.find(isNamed);
  if (param !== undefined) throw forbidden(`A page may not say ${param} to ${method}.`);
}

const forbidden = (message: string) =>
  new RpcError(rpcCodes.refused, message, { code: 'desk.forbidden' });
