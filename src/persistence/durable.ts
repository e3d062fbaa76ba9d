// Opens the durable stores that the configuration names: MongoDB, or the embedded store of one machine.
export {};
