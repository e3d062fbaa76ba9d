// Headers that guard browsers: what a page may do with our answers, and which pages may ask at all.

/** Reads a comma-separated list of the configuration. */
export function readList(list: string): string[] {
  return list
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

const common = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
} as const;

const strict = {
  ...common,
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
} as const;

/**
 * Of the page of the API's description, instead of the one that Swagger UI brings: that one takes
 * styles and fonts from any https, pictures from a validator, and asks a browser that came by http
 * for all of it by https, where nothing answers.
 */
export const docsPolicy = [
  ...["default-src 'none'", "base-uri 'none'", "connect-src 'self'", "font-src 'self' data:"],
  ...["form-action 'none'", "frame-ancestors 'none'", "img-src 'self' data:"],
  ...["script-src 'self'", "style-src 'self'"],
].join('; ');

/** The page of the API's description has `docsPolicy`. */
export function securityHeaders(isDocs: boolean): Readonly<Record<string, string>> {
  return isDocs ? common : strict;
}

/** CORS for the configured origins, and for no other. */
export function originHeaders(
  origin: string | undefined,
  allowed: ReadonlySet<string>,
): Readonly<Record<string, string>> {
  if (origin === undefined || !allowed.has(origin)) return { vary: 'Origin' };
  return {
    vary: 'Origin',
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'GET, HEAD, PUT, POST, PATCH, DELETE',
    'access-control-allow-headers':
      'authorization, content-type, idempotency-key, if-none-match, if-range, range, ' +
      'tus-resumable, unidentified-access-key, upload-length, upload-metadata, upload-offset, ' +
      'x-request-id',
    'access-control-expose-headers':
      'accept-ranges, content-range, etag, location, retry-after, tus-resumable, upload-expires, ' +
      'upload-length, upload-offset, x-aldis-code, x-request-id, x-signal-timestamp',
    'access-control-max-age': '600',
    'cross-origin-resource-policy': 'cross-origin',
  };
}
