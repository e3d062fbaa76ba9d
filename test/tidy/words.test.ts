// One word, one meaning: the words of docs/architecture.md that had several are names only in the
// rooms that they belong to.

import { describe, expect, it } from 'vitest';
import { list, slowTimeoutMs, text, tracked } from './house.ts';
import { namesOf } from './source.ts';

const ofCalls = [
  'client/(calls|media|index)',
  'src/(voice|actors/(call/|ports)|protocol/(events/call|media)|runtime/metrics)',
  'src/gateway/(egress/calls|sockets/handlers)',
];
const ofTraces = 'src/(runtime/tracing|routing|gateway|actors/account/sending)';
const ofRatchets = ['client/(calls|media)/', 'src/protocol/contentCall'];

/** Where each may be a name. */
const rooms: Record<string, RegExp> = {
  follow: /^src\/gateway\/egress\//,
  lane: /^client\/(messages|groups)\//,
  outbox: /^client\//,
  place: new RegExp(`^(${ofCalls.join('|')})`),
  step: new RegExp(`^(${[ofTraces, ...ofRatchets].join('|')})`),
  table: /^(client\/(store|record)\/|src\/persistence\/)/,
};

/** Pages have tables, and scripts what their readers know. */
const others = /^(client\/desk|src\/console\/assets|scripts)\//;

const wordsIn = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);

/** The words among the names of a file that belong elsewhere. */
const strayIn = (path: string, source: string): string[] =>
  Object.entries(rooms)
    .filter(([, room]) => !room.test(path))
    .flatMap(([word]) =>
      namesOf(path, source)
        .filter((name) => wordsIn(name).some((one) => one === word || one === `${word}s`))
        .map((name) => `${path}: ${name}`),
    );

describe('words', { timeout: slowTimeoutMs }, () => {
  it('are names in the rooms alone that they belong to', () => {
    const product = tracked.filter((path) => /^(src|client|cluster)\//.test(path));
    expect(product.length).toBeGreaterThan(500);
    list(product.filter((path) => !others.test(path)).flatMap((path) => strayIn(path, text(path))));
  });

  it('are told once each, in the list of words', () => {
    const [, told = ''] = text('docs/architecture.md').split('## Words');
    const words = [...told.matchAll(/^\| \*\*(\w+)\*\*/gm)].map(([, word]) => word ?? '');
    expect(words).toEqual([...new Set(words)].sort());
    list(Object.keys(rooms).filter((word) => !words.includes(word)));
  });

  it('are found in whatever is named by them, and not in what is said', () => {
    const found = (source: string) => strayIn('src/jobs/a.ts', source);
    expect(found('const nextPlace = 1;')).toEqual(['src/jobs/a.ts: nextPlace']);
    expect(found('class A {\n  #lanes = 1;\n}')).toEqual(['src/jobs/a.ts: #lanes']);
    expect(found("// In its place.\nconst replaced = replace('lane', 'a table');")).toEqual([]);
  });
});
