// The page at `/`: what this is, for whoever opens the address in a browser. It needs no style and
// no script, so that the strictest policy holds for it as well.

import type { FastifyInstance } from 'fastify';
import type { Config } from '#runtime';

export function addHomePage(
  app: FastifyInstance,
  { ALDIS_CONSOLE: hasConsole }: Pick<Config, 'ALDIS_CONSOLE'>,
): void {
  const body = homePage(hasConsole);
  app.get('/', (_request, reply) => reply.type('text/html; charset=utf-8').send(body));
}

const homePage = (hasConsole: boolean): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Aldis</title>
</head>
<body>
<main>
<h1>Aldis</h1>
<p>A server of end-to-end-encrypted messages runs here. It holds no plaintext and no private key;
people talk through clients: the command line <code>./aldis</code>, the SDK, or any client of
Socket.IO.</p>
<ul>
<li><a href="/docs">The API, to read and to try</a>, as <a href="/openapi.json">OpenAPI</a>;
events of Socket.IO as <a href="/asyncapi.json">AsyncAPI</a></li>
${hasConsole ? '<li><a href="/console">The console</a>, for operators, by their token</li>\n' : ''}\
<li><a href="/readyz">Whether it is ready</a></li>
<li>The documents: <code>README.md</code> and the folder <code>docs</code> of the source, where
<code>docs/client.md</code> is for those who talk, <code>docs/protocol.md</code> for those who write
clients, <code>docs/operations.md</code> for those who run clusters</li>
</ul>
<p>To get in: an invitation of the operator (<code>npm run invite</code>), then
<code>./aldis register NAME --invite TOKEN --server ADDRESS</code>.</p>
</main>
</body>
</html>
`;
