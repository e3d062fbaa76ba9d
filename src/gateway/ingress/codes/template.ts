// Templates of an operator: texts with placeholders in braces. What is filled in is escaped by
// where it stands, so that no value changes the form of a request.

/** What a request may name. `{id}` is one code's, the same in repeats of its request. */
const placeholders = [
  'number',
  'code',
  'language',
  'text',
  'id',
  'secret',
  'secretBase64',
] as const;

export type Values = Readonly<Record<(typeof placeholders)[number], string>>;

/** Placeholders of a text that there are none of. */
export function unknownPlaceholders(template: string): string[] {
  const known: readonly string[] = placeholders;
  return namesOf(template).filter((name) => !known.includes(name));
}

/** Names in braces, in order. */
export function namesOf(template: string): string[] {
  return [...template.matchAll(/\{([A-Za-z]\w*)\}/g)].map(([, name = '']) => name);
}

/** The text with its placeholders filled in; each value goes through `escape`. */
export function fill(
  template: string,
  values: Values,
  escape: (value: string) => string = (value) => value,
): string {
  return template.replace(/\{([A-Za-z]\w*)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? escape(values[name as keyof Values]) : whole,
  );
}

/** A value of JSON whose texts are templates. */
export type JsonTemplate =
  | string
  | number
  | boolean
  | null
  | readonly JsonTemplate[]
  | { readonly [name: string]: JsonTemplate };

/** The same with its texts filled in: JSON escapes them when it is written. */
export function fillJson(template: JsonTemplate, values: Values): unknown {
  if (typeof template === 'string') return fill(template, values);
  if (template === null || typeof template !== 'object') return template;
  if (Array.isArray(template)) return template.map((one) => fillJson(one, values));
  const entries = Object.entries(template);
  return Object.fromEntries(entries.map(([name, one]) => [name, fillJson(one, values)]));
}

/** All texts of such a value. */
export function textsOf(template: JsonTemplate): string[] {
  if (typeof template === 'string') return [template];
  if (template === null || typeof template !== 'object') return [];
  return Object.values(template).flatMap(textsOf);
}
