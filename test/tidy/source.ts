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
