// The pages of the SDK's package: docs/client.md as its README, and beside it what that page links
// to. A link that leads to nothing in the package becomes its words.
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from './bootstrap.mjs';

const first = 'docs/client.md';
const link = /\[([^\][]*)\]\(([^)\s]+)\)/g;

/** Writes them into the folder from which the package is made; returns their names in it. */
export function writePages(stage) {
  const pages = [first, ...linkedFrom(first).filter((path) => path.endsWith('.md'))];
  const files = new Set([...pages, ...pages.slice(1).flatMap(besideOf)]);
  const nameOf = (path) => (path === first ? 'README.md' : path);
  for (const path of files) {
    const to = join(stage, nameOf(path));
    mkdirSync(dirname(to), { recursive: true });
    if (!path.endsWith('.md')) cpSync(join(root, path), to);
    else writeFileSync(to, led(path, files, nameOf));
  }
  return [...files].map(nameOf);
}

/** Files of this checkout to which a page has relative links. */
function linkedFrom(path) {
  const targets = [...textOf(path).matchAll(link)].map(([, , target]) => fileOf(path, target));
  return [...new Set(targets)].filter((file) => file !== undefined);
}

/** A page brings along what lies in its own folder, as the cookbook its programs. */
const besideOf = (path) =>
  dirname(path) === 'docs' ? [] : linkedFrom(path).filter((one) => dirname(one) === dirname(path));

/** The page with its links leading to where the files are in the package. */
function led(path, files, nameOf) {
  return textOf(path).replaceAll(link, (whole, words, target) => {
    if (/^#|^[a-z]+:/.test(target)) return whole;
    const file = fileOf(path, target);
    if (file === undefined || !files.has(file)) return words;
    const anchor = /#.*$/.exec(target)?.[0] ?? '';
    return `[${words}](${relative(dirname(nameOf(path)), nameOf(file))}${anchor})`;
  });
}

function fileOf(path, target) {
  if (/^#|^[a-z]+:/.test(target)) return undefined;
  const file = join(dirname(path), target.replace(/#.*$/, ''));
  return existsSync(join(root, file)) && statSync(join(root, file)).isFile() ? file : undefined;
}

const textOf = (path) => readFileSync(join(root, path), 'utf8');
