// Reads the part of PromQL that our alerts and dashboard use, and nothing beyond it: what this
// reader does not know is a fault in the file. Source: prometheus.io, "Querying basics".

export type Matcher = {
  readonly label: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  readonly value: string;
};

export type Expr =
  | { readonly type: 'number'; readonly value: number }
  | {
      readonly type: 'select';
      readonly metric: string;
      readonly matchers: readonly Matcher[];
      /** Of a range vector. */
      readonly rangeMs?: number;
    }
  | { readonly type: 'call'; readonly name: string; readonly args: readonly Expr[] }
  | {
      readonly type: 'aggregate';
      readonly name: string;
      readonly by: readonly string[];
      readonly of: Expr;
    }
  | { readonly type: 'binary'; readonly op: string; readonly left: Expr; readonly right: Expr };

/** Function → what it takes: `range` and `instant` vectors or a `scalar`. All give an instant. */
const functions: Readonly<Record<string, readonly ('range' | 'instant' | 'scalar')[]>> = {
  rate: ['range'],
  increase: ['range'],
  changes: ['range'],
  max_over_time: ['range'],
  histogram_quantile: ['scalar', 'instant'],
  time: [],
};
const aggregates = ['sum', 'max', 'min', 'avg', 'count'];
/** Weakest first. */
const levels = [
  ['>=', '<=', '==', '!=', '>', '<'],
  ['+', '-'],
  ['*', '/'],
];
const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };
const tokenForm = new RegExp(
  [
    /(?<text>"(?:[^"\\]|\\.)*")/,
    /(?<span>\d+[smh]\b)/,
    /(?<number>\d+(?:\.\d+)?)/,
    /(?<word>[a-zA-Z_]\w*)/,
    /(?<sign>>=|<=|==|!=|=~|!~|[-+*/()[\]{},=<>])/,
  ]
    .map((part) => `\\s*${part.source}`)
    .join('|'),
  'y',
);

interface Token {
  readonly kind: 'text' | 'span' | 'number' | 'word' | 'sign' | 'end';
  readonly text: string;
}

/** Throws with what is wrong and where. */
export function readPromql(source: string): Expr {
  const reader = new Reader(source);
  const expr = reader.binary(0);
  reader.expect('end');
  if (typeOf(expr) === 'range') throw new Error(`a range vector is no value: ${source}`);
  return expr;
}

class Reader {
  readonly #source: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(source: string) {
    this.#source = source;
    this.#tokens = tokensOf(source);
  }

  binary(level: number): Expr {
    const signs = levels[level];
    if (!signs) return this.#single();
    let left = this.binary(level + 1);
    for (let op = this.#sign(signs); op; op = this.#sign(signs)) {
      const right = this.binary(level + 1);
      if (typeOf(left) === 'range' || typeOf(right) === 'range') this.#fail(`${op} of a range`);
      left = { type: 'binary', op, left, right };
    }
    return left;
  }

  expect(kind: Token['kind'], text?: string): string {
    const token = this.#tokens[this.#at] as Token;
    if (token.kind !== kind || (text !== undefined && token.text !== text)) {
      this.#fail(`expected ${text ?? kind}, found ${token.text || 'the end'}`);
    }
    this.#at++;
    return token.text;
  }

  #single(): Expr {
    if (this.#sign(['('])) {
      const inner = this.binary(0);
      this.expect('sign', ')');
      return inner;
    }
    const token = this.#tokens[this.#at];
    if (token?.kind === 'number') {
      return { type: 'number', value: Number(this.expect('number')) };
    }
    const word = this.expect('word');
    if (aggregates.includes(word)) return this.#aggregate(word);
    if (this.#sign(['('])) return this.#call(word);
    return this.#select(word);
  }

  #aggregate(name: string): Expr {
    let by: string[] = [];
    const next = this.#tokens[this.#at];
    if (next?.kind === 'word' && next.text === 'by') {
      this.#at++;
      this.expect('sign', '(');
      by = this.#list(')', () => this.expect('word'));
    }
    this.expect('sign', '(');
    const of = this.binary(0);
    this.expect('sign', ')');
    if (typeOf(of) !== 'instant') this.#fail(`${name} needs an instant vector`);
    return { type: 'aggregate', name, by, of };
  }

  #call(name: string): Expr {
    const takes = functions[name];
    if (!takes) return this.#fail(`${name} is no function we know`);
    const args = this.#list(')', () => this.binary(0));
    const given = args.map(typeOf);
    if (given.join() !== takes.join()) this.#fail(`${name} takes ${takes}, not ${given}`);
    return { type: 'call', name, args };
  }

  #select(metric: string): Expr {
    const matchers = this.#sign(['{']) ? this.#list('}', () => this.#matcher()) : [];
    if (!this.#sign(['['])) return { type: 'select', metric, matchers };
    const span = this.expect('span');
    this.expect('sign', ']');
    const rangeMs = Number.parseInt(span, 10) * (units[span.at(-1) ?? ''] ?? Number.NaN);
    return { type: 'select', metric, matchers, rangeMs };
  }

  #matcher(): Matcher {
    const label = this.expect('word');
    const op = this.#sign(['=', '!=', '=~', '!~']) as Matcher['op'] | undefined;
    if (!op) return this.#fail('expected a comparison of a label');
    const value: unknown = JSON.parse(this.expect('text'));
    if (op.endsWith('~')) new RegExp(String(value));
    return { label, op, value: String(value) };
  }

  #list<T>(close: string, read: () => T): T[] {
    const items: T[] = [];
    if (this.#sign([close])) return items;
    do items.push(read());
    while (this.#sign([',']));
    this.expect('sign', close);
    return items;
  }

  #sign(signs: readonly string[]): string | undefined {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'sign' || !signs.includes(token.text)) return undefined;
    this.#at++;
    return token.text;
  }

  #fail(why: string): never {
    throw new Error(`${why}: ${this.#source}`);
  }
}

function typeOf(expr: Expr): 'range' | 'instant' | 'scalar' {
  if (expr.type === 'number') return 'scalar';
  if (expr.type === 'select' && expr.rangeMs !== undefined) return 'range';
  if (expr.type === 'call' && expr.name === 'time') return 'scalar';
  if (expr.type !== 'binary') return 'instant';
  const both = [typeOf(expr.left), typeOf(expr.right)];
  return both.includes('instant') ? 'instant' : 'scalar';
}

function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  const text = source.trim();
  tokenForm.lastIndex = 0;
  while (tokenForm.lastIndex < text.length) {
    const at = tokenForm.lastIndex;
    const groups = tokenForm.exec(text)?.groups;
    const found = Object.entries(groups ?? {}).find(([, part]) => part !== undefined);
    if (!found) throw new Error(`cannot read from "${text.slice(at, at + 20)}": ${source}`);
    tokens.push({ kind: found[0] as Token['kind'], text: found[1] as string });
  }
  tokens.push({ kind: 'end', text: '' });
  return tokens;
}

/** Every selection of an expression. */
export function selectionsOf(expr: Expr): Extract<Expr, { type: 'select' }>[] {
  switch (expr.type) {
    case 'number':
      return [];
    case 'select':
      return [expr];
    case 'call':
      return expr.args.flatMap(selectionsOf);
    case 'aggregate':
      return selectionsOf(expr.of);
    case 'binary':
      return [expr.left, expr.right].flatMap(selectionsOf);
  }
}
