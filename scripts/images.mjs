// `npm run images`: the images of others that deploy/ names, each by its tag and by the digest that
// the tag has at its registry now. `--pin` writes the digests there, all of them or none. Plain
// JavaScript for any Node from 18 on; nothing is fetched but the manifests, whose sums they are.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDependencies, giveUp, root } from './bootstrap.mjs';

const imageFiles = [
  'deploy/docker/Dockerfile',
  'deploy/compose/compose.yaml',
  'deploy/kubernetes/aldis.yaml',
  'deploy/kubernetes/autoscaler.yaml',
];
const answerLimitMs = 30_000;
/** What registries take at the most. */
const manifestBytesMax = 4 * 2 ** 20;
const usualHost = 'registry-1.docker.io';
/** Of all platforms where there are several, else of the one. */
const manifestTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];
/** Registries that are spread over several hosts send on, others hardly ever. */
const hopsMax = 5;
const digestForm = /^sha256:[0-9a-f]{64}$/;
const named = /^(\s*image: |FROM |ARG \w*IMAGE=)([a-z0-9][^\s$]*)/gm;
const ours = /^aldis:/;

await ensureDependencies();
// Not above: in a clean checkout it is there from here on.
const { Command } = await import('commander');
const { pin, registry } = new Command('npm run images --')
  .option('--pin', 'writes the digests into deploy/')
  .option('--registry <url>', 'asks a mirror in place of each registry')
  .parse()
  .opts();
const texts = new Map(imageFiles.map((name) => [name, readFileSync(join(root, name), 'utf8')]));
const images = [...new Set([...texts.values()].flatMap(imagesIn))];
const digests = new Map();
try {
  for (const image of images) digests.set(image, await digestOf(image, registry));
} catch (error) {
  giveUp(`${error.message} Nothing was changed.`);
}
for (const image of images) {
  const { name, tag, digest } = partsOf(image);
  const now = digests.get(image);
  const state = digest === undefined ? 'not pinned' : digest === now ? 'as pinned' : 'has moved';
  console.log(`${pin ? 'pinned' : state}  ${name}:${tag}  ${now}`);
  if (!pin && digest !== now) process.exitCode = 1;
}
if (pin) {
  for (const [name, text] of texts) writeFileSync(join(root, name), pinnedIn(text, digests));
}

/** The images of others in a file, as they stand there. */
function imagesIn(text) {
  const all = [...text.matchAll(named)].map(([, , image]) => image);
  return [...new Set(all.filter((image) => !ours.test(image)))];
}

/** Splits `[HOST/]NAME:TAG[@DIGEST]`; undefined where no tag is said. */
function partsOf(image) {
  const [, name, tag, digest] = /^(.+?):([\w.-]+)(?:@(sha256:[0-9a-f]{64}))?$/.exec(image) ?? [];
  if (name === undefined) return undefined;
  const [first, ...rest] = name.split('/');
  const isHost = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  if (isHost) return { name, tag, digest, host: first, path: rest.join('/') };
  const path = rest.length === 0 ? `library/${name}` : name;
  return { name, tag, digest, host: usualHost, path };
}

/**
 * Asks a registry for what a tag is, as the OCI distribution specification has it (`pull` by
 * anybody); the sum is that of the bytes that came. Throws one sentence where there is no answer.
 */
async function digestOf(image, registry) {
  const { host, path, tag } = partsOf(image);
  const base = registry ?? `https://${host}`;
  const url = new URL(`/v2/${path}/manifests/${tag}`, base);
  let answer = await ask(url, {});
  if (answer.status === 401) {
    answer = await ask(url, await leaveOf(answer.headers.get('www-authenticate') ?? '', url, path));
  }
  if (answer.status !== 200) throw new Error(`${url.host} has no ${image}: ${answer.status}.`);
  // A door that wants a password first answers anything, with a page.
  const type = (answer.headers.get('content-type') ?? '').split(';')[0].trim();
  if (!manifestTypes.includes(type)) throw new Error(`${url.host} has no manifest of ${image}.`);
  const bytes = await bodyOf(answer, url);
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  const told = answer.headers.get('docker-content-digest') ?? digest;
  if (told !== digest) {
    // What it says goes to a terminal.
    const shown = digestForm.test(told) ? told : 'what is no digest';
    throw new Error(`${url.host} calls ${image} ${shown}, and it is ${digest}.`);
  }
  return digest;
}

/** A header, as the challenge of a registry says; nobody in particular asks. */
async function leaveOf(challenge, url, path) {
  const said = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  );
  if (!/^bearer /i.test(challenge) || !said.realm) {
    throw new Error(`${url.host} lets nobody in who does not say who they are.`);
  }
  if (!URL.canParse(said.realm)) throw new Error(`${url.host} names no door for a token.`);
  const realm = new URL(said.realm);
  if (realm.protocol !== 'https:' && realm.protocol !== url.protocol) {
    throw new Error(`${url.host} sends for a token to ${realm.origin}, which is not https.`);
  }
  if (said.service) realm.searchParams.set('service', said.service);
  realm.searchParams.set('scope', said.scope ?? `repository:${path}:pull`);
  const answer = await ask(realm, {});
  const token = tokenIn((await bodyOf(answer, realm)).toString());
  if (token === undefined) throw new Error(`${realm.host} gave no token: ${answer.status}.`);
  return { authorization: `Bearer ${token}` };
}

/** What the parser says of garbage has a piece of it, and would go to a terminal. */
function tokenIn(text) {
  try {
    const { token, access_token } = JSON.parse(text);
    return [token, access_token].find((one) => /^[ -~]+$/.test(one ?? ''));
  } catch {
    return undefined;
  }
}

/** Follows whoever sends on, by https to the end where it began so. */
async function ask(url, leave) {
  let [at, headers] = [url, new Headers(leave)];
  headers.set('accept', manifestTypes.join(', '));
  for (let hops = 0; hops <= hopsMax; hops += 1) {
    const answer = await askOnce(at, headers);
    const location = answer.headers.get('location');
    if (answer.status < 300 || answer.status > 399 || location === null) return answer;
    await answer.body?.cancel();
    const next = URL.canParse(location, at) ? new URL(location, at) : undefined;
    if (!next || (next.protocol !== 'https:' && next.protocol !== url.protocol)) {
      throw new Error(`${at.host} sends on to what is not https.`);
    }
    if (next.origin !== at.origin) headers.delete('authorization');
    at = next;
  }
  throw new Error(`${url.host} sends on and on.`);
}

async function askOnce(url, headers) {
  const signal = AbortSignal.timeout(answerLimitMs);
  try {
    return await fetch(url, { headers, signal, redirect: 'manual' });
  } catch (error) {
    throw new Error(`${url.host} does not answer: ${error.cause?.code ?? error.name}.`);
  }
}

async function bodyOf(answer, url) {
  const parts = [];
  let bytes = 0;
  for await (const part of answer.body ?? []) {
    bytes += part.length;
    if (bytes > manifestBytesMax) throw new Error(`${url.host} answers without end.`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** The text with the digest of each image, in the place of a former one. */
function pinnedIn(text, digests) {
  return text.replaceAll(named, (whole, before, image) => {
    const digest = digests.get(image);
    if (digest === undefined) return whole;
    const { name, tag } = partsOf(image);
    return `${before}${name}:${tag}@${digest}`;
  });
}
