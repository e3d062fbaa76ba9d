// Why keys cannot be had: what every part of their way says it by.

/** The secrets file cannot be used; the message is made for the operator. */
export class SecretsError extends Error {
  override readonly name: string = 'SecretsError';
}
