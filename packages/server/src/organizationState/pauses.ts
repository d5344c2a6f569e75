import { setImmediate as pause } from "node:timers/promises";

const AT_ONCE_MS = 20;

/** Asked at each of many steps: now and then it lets others in. */
export function letOthersIn(): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < AT_ONCE_MS) return undefined;
    return pause().then(() => {
      since = performance.now();
    });
  };
}
