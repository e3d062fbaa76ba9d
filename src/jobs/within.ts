// Waiting for an end that may not come.

/** Waits for the work so long, then does the other thing. */
export async function within(
  work: Promise<void>,
  timeoutMs: number,
  otherwise: () => Promise<void>,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), timeoutMs);
  });
  try {
    if ((await Promise.race([work.catch(() => {}), late])) === 'late') {
      void otherwise().catch(() => {});
    }
  } finally {
    clearTimeout(timer);
  }
}
