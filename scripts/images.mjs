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
    const token = await tokenFor(answer.headers.get('www-authenticate') ?? '', url, path);
    answer = await ask(url, { authorization: `Bearer ${token}` });
  }
  if (answer.status !== 200) throw new Error(`${url.host} has no ${image}: ${answer.status}.`);
  const bytes = await bodyOf(answer, url);
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  const told = answer.headers.get('docker-content-digest') ?? digest;
  if (told !== digest) throw new Error(`${url.host} calls ${image} ${told}, and it is ${digest}.`);
  return digest;
}

/** As the challenge of a registry says; nobody in particular asks. */
async function tokenFor(challenge, url, path) {
  const said = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  );
  if (!/^bearer /i.test(challenge) || !said.realm) {
    throw new Error(`${url.host} lets nobody in who does not say who they are.`);
  }
  const realm = new URL(said.realm);
  if (realm.protocol !== 'https:' && realm.protocol !== url.protocol) {
    throw new Error(`${url.host} sends for a token to ${realm.origin}, which is not https.`);
  }
  if (said.service) realm.searchParams.set('service', said.service);
  realm.searchParams.set('scope', said.scope ?? `repository:${path}:pull`);
  const answer = await ask(realm, {});
  const { token, access_token } = JSON.parse((await bodyOf(answer, realm)).toString());
  return token ?? access_token;
}

async function ask(url, headers) {
  try {
    return await fetch(url, {
      headers: { accept: manifestTypes.join(', '), ...headers },
      signal: AbortSignal.timeout(answerLimitMs),
    });
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
