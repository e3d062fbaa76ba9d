// The failure of a durable store that only an operator can mend.

/** Of an embedded store that only a cluster's start may convert. */
export const formerLayout =
  'The embedded store is in the layout of an earlier release, or on its way to this one: ' +
  'stop all workers of that release, then start the cluster of this one, which converts it.';

/**
 * A store cannot be opened or a document cannot be read. The message is one sentence for the
 * operator.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}
