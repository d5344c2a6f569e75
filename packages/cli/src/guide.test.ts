import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Installation } from "./testing/installation.ts";

/*
 * docs/guides/command-line.md, run from its top to its end on a running server: every command of it does what it says.
 * ```sh: commands; ```console: commands and what they print, where `…` stands for anything. `# exit code 1` is expected where it stands.
 */
const GUIDE = join(import.meta.dirname, "../../../docs/guides/command-line.md");

interface Step {
  line: string;
  env: Record<string, string>;
  args: string[];
  code: number;
  /** What it prints; undefined: whatever. */
  prints: string | undefined;
}

let installation: Installation;
let agent = "";
let adasPassword = "";

beforeAll(async () => {
  installation = await Installation.make();
  await installation.serve();
}, 60_000);
afterAll(() => installation.remove());

test.each(stepsOf(readFileSync(GUIDE, "utf8")))("$line", async ({ env, args, code, prints }) => {
  if (args.includes("$AGENT") && agent === "") agent = await adasAgent();
  const given = args.map((arg) => (arg === "$AGENT" ? agent : arg));
  const ran = await installation.gatehouse(given, { env });
  expect(ran, ran.out + ran.err).toMatchObject({ code });
  if (code < 2) expect(ran.err).toBe("");
  if (prints !== undefined) expect(ran.out.trimEnd()).toMatch(patternOf(prints));
  if (args.includes("ada@example.com")) adasPassword = /this once: (\S+)/.exec(ran.out)?.[1] ?? "";
});

/** Ada signs in with the password that she was told, and writes an agent. */
async function adasAgent(): Promise<string> {
  const post = async (path: string, body: object, token?: string) => {
    const answer = await fetch(installation.url + path, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "user-agent": "Mozilla/5.0",
        ...(token && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    expect(answer.ok, text).toBe(true);
    const said: Record<string, string> = JSON.parse(text);
    return said;
  };
  const { token } = await post("/api/auth/login", { email: "ada@example.com", password: adasPassword });
  const { id = "" } = await post("/api/agents", { name: "Helpdesk", provider: "echo", model: "echo" }, token);
  return id;
}

function stepsOf(page: string): Step[] {
  const steps: Step[] = [];
  for (const [, kind, block = ""] of page.matchAll(/^```(sh|console)\n(.*?)^```$/gms)) {
    let last: Step | undefined;
    for (const line of block.split("\n")) {
      if (kind === "console" && last && !line.startsWith("$ ")) {
        if (line !== "") last.prints = last.prints === undefined ? line : `${last.prints}\n${line}`;
      } else if (line !== "") {
        last = stepOf(line.replace(/^\$ /, ""));
        steps.push(last);
      }
    }
  }
  return steps;
}

/** `NAME=value gatehouse words "words in quotes" # comment` */
function stepOf(line: string): Step {
  const [command = "", comment = ""] = line.split(/\s+#\s/);
  const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? "");
  const start = words.indexOf("gatehouse");
  if (start === -1) throw new Error(`\`${line}\` is no command of gatehouse`);
  const env = Object.fromEntries(words.slice(0, start).map((word) => word.split("=", 2)));
  const code = Number(/exit code (\d)/.exec(comment)?.[1] ?? 0);
  return { line: command, env, args: words.slice(start + 1), code, prints: undefined };
}

function patternOf(text: string): RegExp {
  const parts = text.split("…").map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^\\n]*?")}$`);
}
