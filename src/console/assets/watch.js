// Asks again and again, as long as the page is in sight.

const askTimeoutMs = 5000;

/**
 * Shows each answer; one that does not come is left out.
 * @param {string} path
 * @param {number} everyMs
 * @param {(told: unknown) => void} show
 */
export function watch(path, everyMs, show) {
  let timer = 0;
  const ask = async () => {
    try {
      const signal = AbortSignal.timeout(askTimeoutMs);
      const answer = await fetch(path, { cache: 'no-store', signal });
      if (answer.status === 401) {
        location.assign('/console/login');
        return;
      }
      if (answer.ok) show(await answer.json());
    } catch {
      // The time of what is shown tells how old it is.
    }
    if (!document.hidden) timer = window.setTimeout(ask, everyMs);
  };
  document.addEventListener('visibilitychange', () => {
    clearTimeout(timer);
    if (!document.hidden) void ask();
  });
  void ask();
}
