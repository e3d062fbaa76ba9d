// The child's side of a process that its parent orders about: each order is answered once.

/** Carries out what the parent orders until it is gone; then `end`, and this process ends. */
export function obeyParent<Order>(obey: (order: Order) => Promise<unknown>, end = () => {}): void {
  process.on('message', ({ id, order }: { id: number; order: Order }) => {
    // A parent that is gone hears nothing, and its end ends this process.
    const tell = (message: object) => {
      if (process.connected) process.send?.({ id, ...message }, () => undefined);
    };
    obey(order).then(
      (answer) => tell({ answer }),
      (error: Error) => tell({ broken: error.stack ?? String(error) }),
    );
  });
  // A Ctrl-C at the terminal reaches everybody; the parent decides.
  process.on('SIGINT', () => undefined);
  process.on('disconnect', () => {
    end();
    process.exit(0);
  });
}
