// The command line of `bench -- soak`, and what follows from how long it runs.

import { duration, oneOf, readFlags, UsageError, whole } from '#lab/options.ts';
import type { Wire } from '#lab/raw/dialects.ts';
import { wires } from '#lab/raw/dialects.ts';

export interface SoakOptions {
  readonly forMs: number;
  /** Messages a second. */
  readonly rate: number;
  readonly connections: number;
  /** Connections that go and come back, each second. */
  readonly stir: number;
  /** Accounts that register, and leave after a while, each second. */
  readonly newcomers: number;
  readonly wire: Wire;
  readonly json: string | undefined;
}

/** Pairs that write at the steady part of the rate; both of a pair are connections. */
export const steadyPairs = 100;
/** Pairs whose recipients come and go, too. */
export const restlessPairs = 50;
export const restlessShare = 0.1;
const connectionsLeast = 2 * (steadyPairs + restlessPairs) + 100;

export function readSoakOptions(args: readonly string[]): SoakOptions {
  const values = readFlags(
    {
      for: '30m',
      rate: '500',
      connections: '2000',
      stir: '20',
      newcomers: '2',
      wire: 'sdk',
      json: undefined,
    },
    args,
  );
  const forMs = duration('--for', values.for);
  if (forMs < 30_000) throw new UsageError('--for takes at least 30s: nothing shows in less');
  return {
    forMs,
    rate: whole('--rate', values.rate, 10, 50_000),
    connections: whole('--connections', values.connections, connectionsLeast, 15_000),
    stir: whole('--stir', values.stir, 0, 1000),
    newcomers: whole('--newcomers', values.newcomers, 0, 50),
    wire: oneOf('--wire', values.wire, wires),
    json: values.json,
  };
}

export interface Windows {
  /** When memory is to stay as it is from then on. */
  readonly settledAfterMs: number;
  /** The length of the first and of the last part whose times are compared. */
  readonly partMs: number;
  readonly sampleEveryMs: number;
  /** When the workers' live objects are counted, which stops them for a moment. */
  readonly livingAtMs: readonly number[];
}

/**
 * The windows of half an hour: ten minutes, five, and a sample each six seconds; in proportion
 * otherwise.
 */
export function windowsOf(forMs: number): Windows {
  return {
    settledAfterMs: forMs / 3,
    partMs: forMs / 6,
    sampleEveryMs: Math.max(500, forMs / 300),
    // Between the parts whose times are compared.
    livingAtMs: [forMs / 3, forMs * 0.8],
  };
}
