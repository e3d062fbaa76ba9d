// What a new event of the protocol costs: one is added to a copy of the tree, compiled, documented
// and sent from the SDK's parser to its handler and back, and the files touched are counted.

import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CopiedTree } from './copiedTree.ts';

const filesTouchedMax = 4;
const copied = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'proto',
  'src',
  'client',
  'scripts',
  'docs',
];
/** Written by `npm run gen` and `npm run docs`. */
const generated = ['src/protocol/wire.js', 'src/protocol/wire.d.ts', 'docs/protocol.md'];
/** Who reads the table of events, with all that is of the protocol. */
const readers = [
  'src/gateway/http/asyncapi.ts',
  'src/gateway/sockets/decoder.ts',
  'src/gateway/sockets/events.ts',
  'src/gateway/sockets/handlers.ts',
  'client/transport/eventParser.ts',
  'client/transport/socketTransport.ts',
];
const handlersPath = 'src/gateway/sockets/handlers.ts';

const proto = `
// Client event \`echo\`: says again what it is told.
message Echo {
  string text = 1;
}

// Acknowledgement of \`echo\`.
message EchoAnswer {
  Refusal refusal = 1;
  string text = 2;
}
`;
const event = `// \`echo\`: the server says again what it is told.

import { codec } from '../codec.ts';
import type { Refusable } from '../refusalCodec.ts';
import { answerShape, refusalField, refusalOf } from '../refusalCodec.ts';
import { aldis as wire } from '../wire.js';
import { defineClientEvent } from './define.ts';

export interface EchoAnswer extends Refusable {
  readonly text: string;
}

export const echoEvent = defineClientEvent({
  name: 'echo',
  tag: 99,
  who: ['device'],
  summary: 'Says again what it is told.',
  guarantee: 'Answered in any order.',
  body: codec(wire.Echo, {
    write: (text: string) => ({ text }),
    read: ({ text }) => text,
  }),
  answer: codec(wire.EchoAnswer, {
    shape: answerShape,
    write: (answer: EchoAnswer) => ({ text: answer.text, ...refusalField(answer) }),
    read: (read): EchoAnswer => ({ text: read.text, ...refusalOf(read) }),
  }),
  refusedAs: 'field',
  refuses: [],
  bytesMax: 64,
  permits: 1,
});
`;
const handler = `
  async echo(_tools, _connection, text) {
    return ok({ text });
  },
`;
/** The way of the event: parser of the SDK, decoder and events of the gateway, and back. */
const journey = `
import { eventParser } from './client/transport/eventParser.ts';
import { echoEvent } from '#protocol';
import { ManualClock, silentLog } from '#runtime';
import { events, readEventFrame } from '#protocol';
import { describeEvents } from './src/gateway/http/asyncapi.ts';
import { ClientEvents } from './src/gateway/sockets/events.ts';

const clientEvents = new ClientEvents({ clock: new ManualClock(), log: silentLog });
const receive = clientEvents.receiver({ phase: 'open', checkBacklog() {} });
const said = (text) => new Promise((reply) => {
  const data = ['echo', echoEvent.body.encode(text)];
  const [frame] = new eventParser.Encoder().encode({ type: 2, nsp: '/', id: 7, data });
  const { name, body } = readEventFrame(frame);
  receive({ name, body, bytes: body.length, reply });
});
const answers = [await said('hello'), await said('x'.repeat(65))].map(echoEvent.answer.decode);
const described = describeEvents(events, [], '').operations.echo;
console.log(JSON.stringify({ answers, described }));
`;

let copy: CopiedTree;

beforeAll(() => {
  copy = new CopiedTree(copied);
});

afterAll(() => copy.remove());

it(`touches at most ${filesTouchedMax} files`, () => {
  copy.edit('proto/gateway.proto', (text) => text + proto);
  copy.run('scripts/gen.mjs', copy.path('src/protocol/wire.js'));
  copy.edit('src/protocol/events/echo.ts', () => event);
  copy.edit('src/protocol/events/all.ts', (text) =>
    text
      .replace("\nexport * from './hello.ts';", "\nexport * from './echo.ts';$&")
      .replace('\nimport { helloEvent }', "\nimport { echoEvent } from './echo.ts';$&")
      .replace('  authRefreshEvent,\n', '$&  echoEvent,\n'),
  );
  copy.edit(handlersPath, (text) => text.replace(/\n\};\n/, `\n${handler}};\n`));
  expect(copy.faults(readers, 'src/protocol')).toEqual([]);
  copy.run('scripts/docs.mjs');
  expect(copy.text('docs/protocol.md')).toContain('| `echo` | 99 | `Echo` | `EchoAnswer` |');
  expect(copy.text('docs/protocol.md')).toContain('\nmessage EchoAnswer {\n');
  writeFileSync(copy.path('journey.mjs'), journey);
  const { answers, described } = JSON.parse(copy.run('journey.mjs'));
  expect(answers[0]).toEqual({ text: 'hello' });
  expect(answers[1].refusal.code).toBe('request.too_large');
  expect(described).toMatchObject({ action: 'receive', 'x-tag': 99 });
  const byHand = copy.touched().filter((path) => !generated.includes(path));
  console.info(`a new event touches ${byHand.length} files: ${byHand.sort().join(', ')}`);
  expect(byHand.length).toBeLessThanOrEqual(filesTouchedMax);
}, 120_000);
