// The failure of a durable store that only an operator can mend.

/**
 * A store cannot be opened or a document cannot be read. The message is one sentence for the
 * operator.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}
