// gateway: the doors to the outside: HTTP and Socket.IO in, deliveries out. Only importer of socket.io and
// fastify.
export * from './services.ts';
