// How many of something, as one types it.

import { InvalidArgumentError } from 'commander';

/** Throws what commander takes for wrong use. */
export function wholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError('A whole number above 0 is needed.');
}
