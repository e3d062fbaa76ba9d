// Texts that would like to be something else: a query, a command, another name, a prototype.

const lookAlikes = (id: string): [string, string][] => [
  ['letters of another alphabet', id.replace(/[ae]/, (one) => (one === 'a' ? 'а' : 'е'))],
  ['digits of full width', id.replace(/\d/, (one) => String.fromCodePoint(0xff10 + Number(one)))],
  ['hyphens that are none', id.replaceAll('-', '‐')],
  ['an invisible character', `${id}\u200b`],
  ['a mark that turns the writing', `\u202e${id}`],
];

/** Each is no id, however much it resembles one. Named for the test's title. */
export function poisons(id: string): readonly (readonly [string, string])[] {
  return [
    ['a query object', '{"$ne":null}'],
    ['a query function', '{"$where":"sleep(1000)"}'],
    ['an operator', '$ne'],
    ['a list', '[object Object]'],
    ['a hash tag', '{x}'],
    ['a name in a store', `${id}}:{x}:order`],
    ['a name of the queue', 'aldis:queue:{x}:order'],
    ['a pattern', '*'],
    ['a Redis command', `${id}\r\nFLUSHALL\r\n`],
    ['a Redis protocol command', '*1\r\n$8\r\nFLUSHALL\r\n'],
    ['a header', 'x\r\nx-aldis-code: none'],
    ['a NUL', `${id}\0`],
    ['a NUL and more', `${id}\0.2`],
    ['a line break behind', `${id}\n`],
    ['a blank before', ` ${id}`],
    ['a prototype', '__proto__'],
    ['a constructor', 'constructor'],
    ['a method', 'toString'],
    ['a way up', '../../etc/passwd'],
    ['an encoded way up', '..%2f..%2f'],
    ['a script', '<script>alert(1)</script>'],
    ['a format', '%s%n%x'],
    ['a PNI that is none', `PNI:${id}x`],
    ['two ids', `${id},${id}`],
    ['an id and a device', `${id}.1`],
    ['braces around it', `{${id}}`],
    ['no hyphens', id.replaceAll('-', '')],
    ['200 characters', 'a'.repeat(200)],
    ['1,000 characters', '9'.repeat(1000)],
    ...lookAlikes(id),
  ];
}

/** Values that are no text at all, where a text is asked for. */
export const wrongKinds: readonly (readonly [string, unknown])[] = [
  ['a query', { $ne: null }],
  ['a greater-than', { $gt: '' }],
  ['a regular expression', { $regex: '.*' }],
  ['a list', ['x']],
  ['a number', 1],
  ['a yes', true],
  ['nothing', null],
  ['an object that says it is text', { toString: 'x', length: 10 }],
];
