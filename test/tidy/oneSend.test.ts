// The files that one send goes through on its essential way: from the frame on a socket to the call
// of the script that writes it to the disk, and from there to the recipient's socket. Each step is
// checked to be there: the call in one file, and what it reaches in the next. Left out is what
// carries everything alike (Socket.IO's engine, the mailbox of an actor, the runner of effects,
// codecs) and what a send is measured by (buckets, permits, limits).

import { expect, it } from 'vitest';
import { list, text } from './house.ts';

const filesMax = 18;

/** A file, the call it makes, and where that arrives. */
type Step = readonly [from: string, call: string, to: string, reached: string];

const sockets = 'src/gateway/sockets';
const egress = 'src/gateway/egress';
const router = 'src/routing/clusterRouter.ts';
const host = 'src/actors/entityHost.ts';
const entity = 'src/actors/entity.ts';
const account = 'src/actors/account/actor.ts';
const sending = 'src/actors/account/sending.ts';
const device = 'src/actors/device';
const queue = 'src/persistence/redis';

/** Where sender and recipient are on one worker. */
const steps: readonly Step[] = [
  [`${sockets}/session.ts`, '.add(packet)', `${sockets}/decoder.ts`, 'add(packet: unknown)'],
  [`${sockets}/decoder.ts`, '.onFrame(', `${sockets}/session.ts`, 'onFrame('],
  [`${sockets}/session.ts`, '.receive({', `${sockets}/events.ts`, '#receive('],
  [`${sockets}/events.ts`, 'handlers as Book', `${sockets}/handlers.ts`, 'send: ('],
  [`${sockets}/handlers.ts`, 'acceptSend(', 'src/gateway/ingress/send.ts', 'createSendPort('],
  ['src/gateway/ingress/send.ts', 'router.ask(', router, 'ask<'],
  [router, '#asks.ask(', 'src/routing/asks.ts', 'ask(to: EntityAddress'],
  ['src/routing/asks.ts', 'askHere(pending)', router, '#askHere('],
  [router, 'host.handle(', host, 'handle(to: EntityAddress'],
  [host, 'handle.post(ask)', entity, 'post(ask: Asked'],
  [entity, 'this.decide(message)', account, 'decide(ask: AccountAsk'],
  [account, 'definition.decide(', sending, 'function decideSend('],
  [account, 'runEffects(effects', sending, 'enqueue('],
  [sending, 'queue.insert(', `${queue}/envelopeQueue.ts`, 'insert('],
  [`${queue}/envelopeQueue.ts`, 'writer.insert(', `${queue}/queue/queueWriter.ts`, 'insert('],
  [sending, ".hear({ type: 'queued'", `${device}/actor.ts`, 'hear(message: DeviceMessage)'],
  [`${device}/actor.ts`, 'decideDevice(', `${device}/state.ts`, 'function decideDevice('],
  [`${device}/actor.ts`, 'runEffects(deviceEffects', `${device}/deliveries.ts`, 'deliver('],
  [`${device}/deliveries.ts`, '#port.send(', router, 'deliver(to: {'],
  [router, '#deliverHere(', `${egress}/egress.ts`, 'router.onDelivery('],
  [
    `${egress}/egress.ts`,
    "connection.emit('deliver'",
    `${egress}/plainConnection.ts`,
    'emit(event',
  ],
  [`${egress}/plainConnection.ts`, 'wire.emit(', `${sockets}/session.ts`, 'emit(name'],
];

/** What comes between where they are on two: the command goes over, and the delivery comes back. */
const over: readonly Step[] = [
  ['src/routing/asks.ts', 'askThere(owner', router, 'askThere:'],
  [router, '#outgoing.send(', 'src/routing/outgoingFrames.ts', 'send(to: MemberId'],
  [
    'src/routing/outgoingFrames.ts',
    'encodeItem(',
    'src/routing/busCodec.ts',
    'function encodeItem(',
  ],
  ['src/routing/outgoingFrames.ts', 'bus.publish(', 'src/routing/links/linkBus.ts', 'publish('],
  [router, 'readFrame(', 'src/routing/busCodec.ts', 'function readFrame('],
  [router, '#carried.ask(', 'src/routing/carried.ts', 'ask(from: MemberId'],
];

/** Steps that are not as written, or begin where nothing has arrived. */
function faults(way: readonly Step[]): string[] {
  const arrived = new Set([way[0]?.[0]]);
  return way.flatMap(([from, call, to, reached]) => {
    const isOpen = arrived.has(from);
    arrived.add(to);
    return [
      ...(isOpen ? [] : [`${from}: nothing comes here`]),
      ...(text(from).includes(call) ? [] : [`${from}: no ${call}`]),
      ...(text(to).includes(reached) ? [] : [`${to}: no ${reached}`]),
    ];
  });
}

const filesOf = (way: readonly Step[]) => [...new Set(way.flatMap(([from, , to]) => [from, to]))];

it(`goes through at most ${filesMax} files`, () => {
  list(faults([...steps, ...over]));
  const files = filesOf(steps);
  const more = filesOf(over).filter((path) => !files.includes(path));
  const told = [
    `files of one send: ${files.length}, in ${steps.length} steps`,
    ...files.map((path) => `  ${path}`),
    `and between two workers ${more.length} more: ${more.join(', ')}`,
  ];
  console.info(told.join('\n'));
  expect(files.length).toBeLessThanOrEqual(filesMax);
});
