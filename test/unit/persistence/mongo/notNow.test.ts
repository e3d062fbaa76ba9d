// Which failures of MongoDB say "not now", to be tried again, and which are defects.

import { MongoServerError } from 'mongodb';
import { expect, it } from 'vitest';
import { Unreachable } from '#ports';
import { reaching } from '../../../../src/persistence/mongo/connection.ts';

const failing = (code: number) =>
  reaching(() => Promise.reject(new MongoServerError({ message: 'no', code }))).catch(
    (error: unknown) => error,
  );

// The driver reads again once, by itself; what fails then comes without a label that says so.
it.each([
  ['ShutdownInProgress', 91],
  ['PrimarySteppedDown', 189],
  ['NotWritablePrimary', 10107],
  ['InterruptedAtShutdown', 11600],
  ['InterruptedDueToReplStateChange', 11602],
  ['NotPrimaryNoSecondaryOk', 13435],
  ['NotPrimaryOrSecondary', 13436],
])('takes %s for a server that is not there just now', async (_name, code) => {
  expect(await failing(code)).toBeInstanceOf(Unreachable);
});

it.each([
  ['a duplicate', 11000],
  ['a request that is wrong', 2],
])('takes %s for what it is', async (_name, code) => {
  expect(await failing(code)).toBeInstanceOf(MongoServerError);
});
