import { setTimeout as sleep } from "node:timers/promises";
import { type Model, type Prompt, wordsOf } from "./model.ts";

/** `/slow 5`: stream for five seconds, to try cancelling and taking access back. */
const slow = /^\/slow(?:\s+(\d{1,3}))?\b/;
const LONGEST_SLOW_SECONDS = 120;
const SLOW_STEP_MS = 200;

/**
 * The model that is always there: it repeats the last thing that was said to it, with the beginning of its files, word by word, and needs no
 * network.
 * INVARIANT: it looks at what people say only, never at instructions.
 */
export function echo(resource: string, { echoDelayMs }: { echoDelayMs: number }): Model {
  return {
    resource,
    endpoint: "echo",
    name: "echo",
    label: "Echo",
    async *answer(prompt, signal) {
      const said = lastSaid(prompt);
      const wish = slow.exec(said);
      if (wish) {
        yield* slowly(Math.min(Number(wish[1] ?? 5), LONGEST_SLOW_SECONDS), signal);
        return;
      }
      for (const word of `You said: ${said}`.split(/(?<=\s)(?=\S)/)) {
        if (echoDelayMs > 0 && !(await waited(echoDelayMs, signal))) return;
        if (signal.aborted) return;
        yield word;
      }
    },
    title: async () => null,
  };
}

/** As much of each file as shows which one it is. */
const MOST_OF_A_FILE = 200;

function lastSaid({ lines }: Prompt): string {
  const content = lines.findLast(({ role }) => role === "user")?.content ?? "";
  if (typeof content === "string") return content;
  return content
    .map((part) =>
      part.type === "document" ? { ...part, text: part.text.slice(0, MOST_OF_A_FILE).toWellFormed() } : part,
    )
    .map(wordsOf)
    .join("\n");
}

async function* slowly(seconds: number, signal: AbortSignal) {
  const steps = Math.max(1, Math.round((seconds * 1_000) / SLOW_STEP_MS));
  for (let step = 1; step <= steps; step++) {
    if (signal.aborted) return;
    yield step === 1 ? `Streaming for ${seconds} seconds: 1` : ` ${step}`;
    if (!(await waited(SLOW_STEP_MS, signal))) return;
  }
}

/** @returns whether the time passed; false if it was cut short */
async function waited(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}
