// Examples for the API's description, made of the schemas themselves, so that no route is without
// one and none says what its schema does not take.

type Json = Record<string, unknown>;

/** When all examples happen. */
const exampleMs = 1_700_000_000_000;
/** Words for the patterns that schemas are written with. */
const words: readonly string[] = [
  '9d0652a3-dcc3-4d11-975f-74d61598733f',
  'PNI:9d0652a3-dcc3-4d11-975f-74d61598733f',
  '+15550100123',
  '123456',
  '123-456',
  '2',
  'ab'.repeat(16),
  'ab'.repeat(32),
  'Zm9yLWV4YW1wbGUtb25seQ',
  'en-GB',
  'word',
];

/** An example of what a JSON schema takes; what a schema names as its own comes first. */
export function exampleOf(schema: Json, name = ''): unknown {
  for (const own of ['example', 'const', 'default'] as const) {
    if (schema[own] !== undefined) return schema[own];
  }
  if (Array.isArray(schema['enum'])) return schema['enum'][0];
  const either = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(either)) return exampleOf(either[0] as Json, name);
  const type = Array.isArray(schema['type']) ? schema['type'][0] : schema['type'];
  if (type === 'object') return ofObject(schema);
  if (type === 'array') return ofArray(schema, name);
  if (type === 'string') return ofText(schema, name);
  if (type === 'integer' || type === 'number') return ofNumber(schema, name);
  return type === 'boolean' ? true : type === 'null' ? null : {};
}

/**
 * With what has to be there, and what has an example of its own: what may be left out often
 * excludes something else.
 */
function ofObject(schema: Json): Json {
  const properties = (schema['properties'] ?? {}) as Record<string, Json>;
  const required = new Set((schema['required'] ?? []) as string[]);
  const there = Object.entries(properties).filter(
    ([name, one]) => required.has(name) || one['example'] !== undefined,
  );
  return Object.fromEntries(there.map(([name, one]) => [name, exampleOf(one, name)]));
}

function ofArray(schema: Json, name: string): unknown[] {
  const count = Math.max(1, Number(schema['minItems'] ?? 0));
  return Array.from({ length: count }, () => exampleOf((schema['items'] ?? {}) as Json, name));
}

function ofText(schema: Json, name: string): string {
  const { minLength = 0, maxLength = Number.MAX_SAFE_INTEGER, pattern, contentEncoding } = schema;
  const fits = (text: string) =>
    text.length >= Number(minLength) &&
    text.length <= Number(maxLength) &&
    (pattern === undefined || new RegExp(String(pattern)).test(text));
  if (contentEncoding === 'base64') return 'AAECAw==';
  if (schema['format'] === 'uri') return 'https://example.org/';
  if (fits(name) && pattern === undefined && name !== '') return name;
  const known = words.find(fits);
  return known ?? 'x'.repeat(Math.max(1, Number(minLength)));
}

function ofNumber(schema: Json, name: string): number {
  const least = Number(schema['minimum'] ?? schema['exclusiveMinimum'] ?? 0);
  const most = Number(schema['maximum'] ?? Number.MAX_SAFE_INTEGER);
  const wanted = /(At|Ms|timestamp|created|lastSeen)$/i.test(name) ? exampleMs : 1;
  return Math.min(Math.max(wanted, least), most);
}
