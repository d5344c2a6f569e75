import { useEffect } from "react";

/**
 * Takes what a letter's link holds out of the address bar while its page is open: it opens an account, and would stay in the history and on
 * whatever shows the screen. The page keeps what it read; the router is not told, as it would forget it.
 */
export function useHiddenQuery(...names: string[]): void {
  const hidden = names.join();
  useEffect(() => {
    const url = new URL(window.location.href);
    for (const name of hidden.split(",")) url.searchParams.delete(name);
    if (url.href !== window.location.href)
      History.prototype.replaceState.call(window.history, window.history.state, "", url);
  }, [hidden]);
}
