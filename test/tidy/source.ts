// Reads TypeScript as the compiler does, for the house rules: what a file imports, how long its
// functions are.

import ts from 'typescript';

/** Every module a source names: static, type-only, re-exported and dynamic imports. */
export function importsOf(source: string): string[] {
  return ts.preProcessFile(source, true, true).importedFiles.map((file) => file.fileName);
}

const typesAlone = /^(?:import|export) type\b[^;]*? from '([^']+)';/gm;

/** What a source needs while it runs: its imports without those of types alone. */
export function runtimeImportsOf(source: string): string[] {
  const all = importsOf(source);
  for (const [, name] of source.matchAll(typesAlone)) all.splice(all.indexOf(name ?? ''), 1);
  return all;
}

/** Files that reach themselves, each with its way round. Shape: file → files that it imports. */
export function cyclesOf(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const cycles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): void => {
    const start = way.indexOf(file);
    if (start >= 0) cycles.push([...way.slice(start), file].join(' → '));
    if (start >= 0 || done.has(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...way, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return cycles;
}

const parsed = new Map<string, ts.SourceFile>();

/** Each file once, for all rules. */
function parse(path: string, source: string): ts.SourceFile {
  const known = parsed.get(path);
  if (known?.text === source) return known;
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  parsed.set(path, file);
  return file;
}

export interface FunctionSize {
  readonly name: string;
  readonly lines: number;
}

/** The functions of a source with their lengths; a function's own inner functions count in both. */
export function functionsOf(path: string, source: string): FunctionSize[] {
  const file = parse(path, source);
  const found: FunctionSize[] = [];
  const line = (position: number) => file.getLineAndCharacterOfPosition(position).line;
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      const name = node.name?.getText(file) ?? `function at line ${line(node.getStart(file)) + 1}`;
      found.push({ name, lines: line(node.end) - line(node.getStart(file)) + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** The names that a source gives or uses, each once. */
export function namesOf(path: string, source: string): readonly string[] {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(parse(path, source));
  return [...names];
}

/** Constructors whose objects hold nothing that changes. */
const unchanging = /^(RegExp|RedisScript|URL|TextEncoder|TextDecoder|Error|Intl\.\w+)$/;
/** Bytes, of which there are none. */
const noBytes = /^new Uint8Array\((0)?\)$/;
/** Type annotations under which nobody can write. */
const readOnly = /^(readonly |Readonly(Array|Map|Set)?<)/;

/** Names that a module declares at its top and that can change while the process runs. */
export function mutableStateOf(path: string, source: string): string[] {
  const file = parse(path, source);
  const written = writtenInto(file);
  return file.statements.flatMap((statement) => {
    if (ts.isClassDeclaration(statement)) return staticStateOf(statement);
    if (!ts.isVariableStatement(statement) || isAmbient(statement)) return [];
    const { declarations, flags } = statement.declarationList;
    const isConst = (flags & ts.NodeFlags.Const) !== 0;
    return declarations
      .map((one) => ({ one, name: one.name.getText(file) }))
      .filter(
        ({ one, name }) =>
          !isConst ||
          holdsMutable(one.initializer, one.type?.getText(file)) ||
          (written.has(name) && one.initializer && ts.isObjectLiteralExpression(one.initializer)),
      )
      .map(({ name }) => name);
  });
}

/** What belongs to a class, not to its instances, belongs to the module. */
function staticStateOf(one: ts.ClassDeclaration): string[] {
  return one.members.flatMap((member) => {
    if (!ts.isPropertyDeclaration(member)) return [];
    const kinds = member.modifiers?.map(({ kind }) => kind) ?? [];
    if (!kinds.includes(ts.SyntaxKind.StaticKeyword)) return [];
    const isFixed = kinds.includes(ts.SyntaxKind.ReadonlyKeyword);
    if (isFixed && !holdsMutable(member.initializer, member.type?.getText())) return [];
    return [`${one.name?.text ?? 'class'}.${member.name.getText()}`];
  });
}

/** Names of which a property is assigned, counted up or deleted anywhere in the file. */
function writtenInto(file: ts.SourceFile): Set<string> {
  const written = new Set<string>();
  const visit = (node: ts.Node): void => {
    const target = writeTargetOf(node);
    let base = target;
    while (base && (ts.isPropertyAccessExpression(base) || ts.isElementAccessExpression(base))) {
      base = base.expression;
    }
    if (base && base !== target && ts.isIdentifier(base)) written.add(base.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return written;
}

function writeTargetOf(node: ts.Node): ts.Expression | undefined {
  if (ts.isDeleteExpression(node)) return node.expression;
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    const { FirstAssignment, LastAssignment } = ts.SyntaxKind;
    return kind >= FirstAssignment && kind <= LastAssignment ? node.left : undefined;
  }
  if (!ts.isPrefixUnaryExpression(node) && !ts.isPostfixUnaryExpression(node)) return undefined;
  const { PlusPlusToken, MinusMinusToken } = ts.SyntaxKind;
  const counts = node.operator === PlusPlusToken || node.operator === MinusMinusToken;
  return counts ? node.operand : undefined;
}

function isAmbient(statement: ts.VariableStatement): boolean {
  return statement.modifiers?.some((one) => one.kind === ts.SyntaxKind.DeclareKeyword) ?? false;
}

function holdsMutable(value: ts.Expression | undefined, type = ''): boolean {
  if (!value) return false;
  if (ts.isAsExpression(value)) {
    return value.type.getText() !== 'const' && holdsMutable(value.expression, type);
  }
  if (ts.isSatisfiesExpression(value) || ts.isParenthesizedExpression(value)) {
    return holdsMutable(value.expression, type);
  }
  if (ts.isNewExpression(value)) {
    if (unchanging.test(value.expression.getText()) || noBytes.test(value.getText())) return false;
    return !readOnly.test(type);
  }
  if (ts.isArrayLiteralExpression(value)) return !readOnly.test(type);
  if (ts.isCallExpression(value)) {
    const callee = value.expression.getText();
    if (callee === 'Object.freeze') return holdsMutable(value.arguments[0], type);
    return /^Buffer\.alloc|^Array\.from$/.test(callee) && !readOnly.test(type);
  }
  if (!ts.isObjectLiteralExpression(value)) return false;
  // Records of constants hold values and functions; what grows inside them is state.
  return value.properties.some(
    (one) => ts.isPropertyAssignment(one) && growsInside(one.initializer),
  );
}

function growsInside(value: ts.Expression): boolean {
  if (ts.isArrayLiteralExpression(value)) return value.elements.length === 0;
  return holdsMutable(value);
}
