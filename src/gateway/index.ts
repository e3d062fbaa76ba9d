// gateway: the doors to the outside: HTTP and Socket.IO in, deliveries out. Only importer of
// socket.io and fastify.
export * from './gateway.ts';
export { codeSenderAdvice, createCodeSender } from './ingress/codeSender.ts';
export { readRateLimits } from './ingress/rateLimits.ts';
export { relayAddressOf } from './relay/address.ts';
export * from './services.ts';
