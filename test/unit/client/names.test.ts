// Whom a word means on the command line: people by what they are called here, groups by title,
// both by how a name or an id begins, and nobody by what they call themselves.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { AccountId } from '#protocol';
import { AmbiguousError, Names, UnknownError } from '../../../client/cli/names.ts';
import { UsageError, fail } from '../../../client/cli/output.ts';
import { Profiles } from '../../../client/cli/profiles.ts';

const id = (digit: number) => `${digit}0000000-0000-4000-8000-000000000000` as AccountId;
const lamps = 'a'.repeat(64);
const card = { name: 'ana', account: id(1), server: 'http://twin', insecure: false };
let home: string;
let profiles: Profiles;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'aldis-names-'));
  profiles = new Profiles(home);
  for (const [name, account] of [
    ['ana', id(1)],
    ['ben', id(2)],
  ] as const) {
    mkdirSync(join(home, 'profiles', name), { recursive: true });
    profiles.add({ ...card, name, account });
  }
  profiles.addContact('ana', 'clara', id(3));
});

afterAll(() => rmSync(home, { recursive: true }));

interface World {
  readonly groups?: readonly { readonly id: string; readonly title: string }[];
  readonly contacts?: readonly { readonly account: string; readonly name?: string }[];
  readonly said?: string;
  readonly talked?: readonly string[];
}

function names({ groups = [], contacts = [], said = '', talked = [] }: World = {}): Names {
  return new Names(profiles, card, {
    groups: { list: () => groups },
    contacts: { list: () => contacts },
    profiles: { known: () => ({ name: said, about: '', emoji: '' }) },
    conversations: () => talked.map((conversation) => ({ conversation })),
  } as never);
}

test('people are meant by id, by given name, by contact and by a profile of this machine', () => {
  const here = names({ contacts: [{ account: id(4), name: 'Dora Diaz' }] });
  expect(here.account(id(9).toUpperCase())).toBe(id(9));
  expect(['clara', 'ben', 'Dora Diaz', 'ana'].map((word) => here.account(word))).toEqual([
    id(3),
    id(2),
    id(4),
    id(1),
  ]);
  expect([1, 2, 3, 4, 8].map((digit) => here.nameOf(id(digit)))).toEqual([
    'ana',
    'ben',
    'clara',
    'Dora Diaz',
    '80000000',
  ]);
  expect(() => here.account('erna')).toThrow(UnknownError);
  expect(() => here.account('')).toThrow(UnknownError);
});

test('the beginning of a name is enough where it means one alone, in either case', () => {
  const groups = [{ id: lamps, title: 'Lamps' }];
  const here = names({ groups, contacts: [{ account: id(4), name: 'Lara' }] });
  expect(here.conversation('cl')).toBe(id(3));
  expect(here.conversation('lam')).toBe(lamps);
  expect(here.conversation('LAR')).toBe(id(4));
  expect(() => here.conversation('la')).toThrow(AmbiguousError);
  expect(here.group('la')).toBe(lamps);
  expect(() => here.account('lam')).toThrow(/is a group/);
});

test('a whole name goes before those that begin so', () => {
  const groups = [
    { id: lamps, title: 'Lamps' },
    { id: 'b'.repeat(64), title: 'Lamps2' },
  ];
  const here = names({ groups, contacts: [{ account: id(4), name: 'clarabella' }] });
  expect(here.conversation('clara')).toBe(id(3));
  expect(here.conversation('Lamps')).toBe(lamps);
});

test('a name that several have means none of them, and all are told', () => {
  const here = names({ contacts: [{ account: id(4), name: 'clara' }] });
  let thrown: unknown;
  try {
    here.conversation('clara');
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({
    code: 'who.ambiguous',
    choices: [
      { name: 'clara', id: id(3) },
      { name: 'clara', id: id(4) },
    ],
  });
  const written: string[] = [];
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  expect(fail(thrown, false)).toBe(2);
  expect(fail(thrown, true)).toBe(2);
  spy.mockRestore();
  const [first = '', second, third, json = ''] = written;
  expect(first).toContain('clara means several');
  expect([second, third]).toEqual([
    `  clara            ${id(3)}\n`,
    `  clara            ${id(4)}\n`,
  ]);
  const { error } = JSON.parse(json);
  expect(error).toMatchObject({ code: 'who.ambiguous', choices: [{ id: id(3) }, { id: id(4) }] });
});

test('two names of the same one are no choice', () => {
  const here = names({ contacts: [{ account: id(3), name: 'clara' }] });
  expect(here.conversation('clara')).toBe(id(3));
});

test('a group is never meant in the place of a person', () => {
  for (const title of ['ben', id(2)]) {
    expect(names({ groups: [{ id: lamps, title }] }).conversation(title)).toBe(id(2));
  }
  const begun = names({ groups: [{ id: lamps, title: 'be' }] });
  expect(() => begun.conversation('be')).toThrow(AmbiguousError);
  const other = [
    { id: lamps, title: 'Lamps' },
    { id: 'b'.repeat(64), title: 'a'.repeat(8) },
  ];
  expect(() => names({ groups: other }).conversation('a'.repeat(8))).toThrow(AmbiguousError);
  expect(names({ groups: other }).conversation('a'.repeat(9))).toBe(lamps);
});

test('what people call themselves means nobody, and looks like no name', () => {
  const here = names({ said: 'clara', talked: [id(8)] });
  expect(here.nameOf(id(8))).toBe('~clara');
  expect(() => here.account('~clara')).toThrow(UnknownError);
  expect(here.account(id(8).slice(0, 6))).toBe(id(8));
  expect(() => here.account(id(8).slice(0, 5))).toThrow(UnknownError);
});

test('there is a word for everybody that means them alone', () => {
  const groups = [
    { id: lamps, title: 'Lamps' },
    { id: 'b'.repeat(64), title: 'ben' },
  ];
  const here = names({ groups, said: 'ben', talked: [id(8)] });
  expect(here.wordFor(id(3))).toBe('clara');
  expect(here.wordFor(lamps as never)).toBe('Lamps');
  expect(here.wordFor('b'.repeat(64) as never)).toBe('bbbbbbbb');
  expect(here.wordFor(id(8))).toBe('80000000');
  for (const one of [id(3), id(8), lamps, 'b'.repeat(64)] as const) {
    expect(here.conversation(here.wordFor(one as never))).toBe(one);
  }
  expect(() => here.account('nobody at all')).toThrow(UsageError);
});

test('a group is marked as one, however long its title is', () => {
  const promptLetters = 32;
  for (const title of [`ben${'\u200b'.repeat(60)}`, 'ben: call me at once, on 555 1234', 'x']) {
    const shown = names({ groups: [{ id: lamps, title }] }).nameOf(lamps);
    expect([...shown].slice(0, promptLetters).join('')).toMatch(/ \(group\)$/);
  }
});

test('what others call themselves neither turns the words around it nor hides its mark', () => {
  const turned = names({
    said: 'Ben\u202enimda\u2066',
    groups: [{ id: lamps, title: '\u2067Ben' }],
  });
  expect(turned.nameOf(id(8))).toBe('~Ben\ufffdnimda\ufffd');
  expect(turned.nameOf(lamps)).toBe('\ufffdBen (group)');
  const wide = `Ben${'\u3000'.repeat(10)}${'\u2800\u3164'.repeat(5)}`;
  const pushed = names({ said: `${wide}x`, groups: [{ id: lamps, title: wide }] });
  expect([pushed.nameOf(id(8)), pushed.nameOf(lamps)]).toEqual(['~Ben x', 'Ben (group)']);
  expect(names({ said: '\u3000\u2800' }).nameOf(id(8))).toBe(id(8).slice(0, 8));
});
