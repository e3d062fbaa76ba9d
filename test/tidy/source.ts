// Reads TypeScript as the compiler does, for the house rules: what a file imports, how long its
// functions are.

import ts from 'typescript';

/** Every module a source names: static, type-only, re-exported and dynamic imports. */
export function importsOf(source: string): string[] {
  return ts.preProcessFile(source, true, true).importedFiles.map((file) => file.fileName);
}

export interface FunctionSize {
  readonly name: string;
  readonly lines: number;
}

/** The functions of a source with their lengths; a function's own inner functions count in both. */
export function functionsOf(path: string, source: string): FunctionSize[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
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

/** Constructors whose objects hold nothing that changes. */
const UNCHANGING = /^(RegExp|RedisScript|URL|TextEncoder|TextDecoder|Error|Intl\.\w+)$/;
/** Bytes, of which there are none. */
const NO_BYTES = /^new Uint8Array\((0)?\)$/;
/** Type annotations under which nobody can write. */
const READ_ONLY = /^(readonly |Readonly(Array|Map|Set)?<)/;

/** Names that a module declares at its top and that can change while the process runs. */
export function mutableStateOf(path: string, source: string): string[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  return file.statements.flatMap((statement) => {
    if (!ts.isVariableStatement(statement) || isAmbient(statement)) return [];
    const { declarations, flags } = statement.declarationList;
    const isConst = (flags & ts.NodeFlags.Const) !== 0;
    return declarations
      .filter((one) => !isConst || holdsMutable(one.initializer, one.type?.getText(file)))
      .map((one) => one.name.getText(file));
  });
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
    if (UNCHANGING.test(value.expression.getText()) || NO_BYTES.test(value.getText())) return false;
    return !READ_ONLY.test(type);
  }
  if (ts.isArrayLiteralExpression(value)) return !READ_ONLY.test(type);
  if (ts.isCallExpression(value)) {
    const callee = value.expression.getText();
    if (callee === 'Object.freeze') return holdsMutable(value.arguments[0], type);
    return /^Buffer\.alloc|^Array\.from$/.test(callee) && !READ_ONLY.test(type);
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
