// A port with faults: calls of the methods that a test names fail, wait, lose their answers or get
// others. All else goes straight to the port behind, which is one of the product's own.

import { Unreachable } from '#ports';

/** What becomes of a call. */
export interface Fault {
  /** Thrown in place of the call. */
  readonly fails?: Error;
  /** Answered in place of the call. */
  readonly says?: unknown;
  /** The call is carried out after this. */
  readonly waits?: Promise<void>;
  /** The call is carried out at once, and its answer comes after this. */
  readonly delays?: Promise<void>;
  /** Thrown after the call was carried out. */
  readonly loses?: Error;
}

/** The port cannot be reached. */
export const away: Fault = { fails: new Unreachable('switched off') };
/** What was asked is done, and nobody hears of it. */
export const unheard: Fault = { loses: new Unreachable('outcome lost') };

type Methods<Port> = readonly (keyof Port & string)[];

export class Faulty<Port extends object> {
  /** With the faults. */
  readonly port: Port;
  /** Without them. */
  readonly real: Port;
  readonly #calls: { readonly method: PropertyKey; readonly args: unknown[] }[] = [];
  readonly #faults = new Set<{ fault: Fault; methods: readonly string[]; once: boolean }>();

  constructor(real: Port) {
    this.real = real;
    this.port = new Proxy(real, {
      get: (target, method) => {
        const run = Reflect.get(target, method) as unknown;
        if (typeof run !== 'function') return run;
        return (...args: unknown[]) => this.#call(method, args, () => run.apply(target, args));
      },
    });
  }

  /** What each call of the method was given, in order. */
  calls(method: Methods<Port>[number]): readonly (readonly unknown[])[] {
    return this.#calls.filter((one) => one.method === method).map((one) => one.args);
  }

  /** From now on, until what is returned is called; where no method is named, of all. */
  begin(fault: Fault, ...methods: Methods<Port>): () => void {
    return this.#add(fault, methods, false);
  }

  /** The next call alone. */
  once(fault: Fault, ...methods: Methods<Port>): void {
    this.#add(fault, methods, true);
  }

  /** Holds calls, or answers, until what is returned is called. */
  hold(what: 'waits' | 'delays', ...methods: Methods<Port>): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    const end = this.#add({ [what]: promise }, methods, false);
    return () => {
      end();
      resolve();
    };
  }

  #add(fault: Fault, methods: readonly string[], once: boolean): () => void {
    const one = { fault, methods, once };
    this.#faults.add(one);
    return () => this.#faults.delete(one);
  }

  #call(method: PropertyKey, args: unknown[], run: () => unknown): unknown {
    this.#calls.push({ method, args });
    for (const one of this.#faults) {
      if (one.methods.length > 0 && !one.methods.includes(String(method))) continue;
      if (one.once) this.#faults.delete(one);
      return carryOut(one.fault, run);
    }
    return run();
  }
}

async function carryOut(fault: Fault, run: () => unknown): Promise<unknown> {
  if (fault.waits) await fault.waits;
  if (fault.fails) throw fault.fails;
  if ('says' in fault) return fault.says;
  const answer = await run();
  await fault.delays;
  if (fault.loses) throw fault.loses;
  return answer;
}
