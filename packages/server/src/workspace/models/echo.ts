import { setTimeout as sleep } from "node:timers/promises";
import { free } from "../../config/index.ts";
import { type Model, type ModelCall, type Prompt, wordsOf } from "./model.ts";

/** `/slow 5`: stream for five seconds, to try cancelling and taking access back. */
const slow = /^\/slow(?:\s+(\d{1,3}))?\b/;
const LONGEST_SLOW_SECONDS = 120;
/** `/run getWeather {"city":"Oslo"}`: have a function called, to see what an agent's tool brings. */
const run = /^\/run\s+([\w-]{1,64})\s*(.*)$/s;
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
    rate: free,
    async *answer(prompt, signal) {
      const said = prompt.lines.at(-1)?.role === "tool" ? toolsSaid(prompt) : `You said: ${lastSaid(prompt)}`;
      const calls = callsIn(prompt);
      if (calls) {
        yield calls;
        return;
      }
      const wish = slow.exec(lastSaid(prompt));
      if (wish) {
        yield* slowly(Math.min(Number(wish[1] ?? 5), LONGEST_SLOW_SECONDS), signal);
        return;
      }
      for (const word of said.split(/(?<=\s)(?=\S)/)) {
        if (echoDelayMs > 0 && !(await waited(echoDelayMs, signal))) return;
        if (signal.aborted) return;
        yield word;
      }
    },
    title: async () => null,
  };
}

/** Undefined where nothing was wished, where that was done, or where there is no such function. */
function callsIn({ lines, functions = [] }: Prompt): ModelCall[] | undefined {
  const last = lines.at(-1);
  if (last?.role !== "user") return undefined;
  const [, name = "", given = ""] = run.exec(lastSaid({ lines, parameters: {} })) ?? [];
  const found = functions.find((one) => one.name === name || one.name.startsWith(`${name}_action_`));
  return found && [{ id: "call_1", name: found.name, arguments: given.trim() === "" ? "{}" : given.trim() }];
}

/** What the last calls brought. */
function toolsSaid({ lines }: Prompt): string {
  const from = lines.findLastIndex(({ role }) => role !== "tool") + 1;
  return `The tool said: ${lines
    .slice(from)
    .map((line) => (line.role === "tool" ? line.content : ""))
    .join("\n")}`;
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
