import { useEffect, useRef } from "react";
import { isServerThere } from "../api/isServerThere.ts";

const ASK_EVERY_MS = 5_000;

/**
 * Tries again by itself once the network, or the server, is back: whoever was without it need not come back to each page that missed it.
 * The server is asked only while somebody looks at the page.
 */
export function useBackAgain(isAway: boolean, onRetry: (() => void) | undefined) {
  const retry = useRef(onRetry);
  retry.current = onRetry;
  const mayRetry = onRetry !== undefined;
  useEffect(() => {
    if (!isAway || !mayRetry) return;
    let isOver = false;
    const again = () => retry.current?.();
    const ask = async () => {
      if (document.visibilityState === "visible" && (await isServerThere()) && !isOver) again();
    };
    const asking = setInterval(() => void ask(), ASK_EVERY_MS);
    window.addEventListener("online", again);
    return () => {
      isOver = true;
      clearInterval(asking);
      window.removeEventListener("online", again);
    };
  }, [isAway, mayRetry]);
}
