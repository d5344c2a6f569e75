import { get, type IncomingMessage } from "node:http";
import { Person } from "../person.ts";

/** Something that somebody holds open. */
export interface Held {
  /** Whether it is over. */
  isOver(): Promise<boolean>;
  /** Takes what is on its way already. */
  hurry?(): void;
  leave(): void;
}
export type Name =
  | "access token"
  | "session"
  | "running answer"
  | "download"
  | "place in a list"
  | "live link"
  | "page"
  | "API key"
  | "answer by a key"
  | "model by a key";
/** What somebody may hold open: see docs/guides/revocation.md. */
export const everything: readonly Name[] = [
  "access token",
  "session",
  "running answer",
  "download",
  "place in a list",
  "live link",
  "page",
  "API key",
  "answer by a key",
  "model by a key",
];
/** What programs hold: the key itself, an agent's answer by it, and a model's. */
export const ofKey: readonly Name[] = ["API key", "answer by a key", "model by a key"];
/** A key is not of a session. */
export const ofSession: readonly Name[] = everything.filter((name) => !ofKey.includes(name));

/** Opens everything for `mia`. */
export async function hold(
  mia: Person,
  agentId: string,
  filepath: string,
  shareId: string,
  key: string,
): Promise<Record<Name, Held>> {
  const refused = (ask: () => ReturnType<Person["get"]>): Held => ({
    isOver: async () => (await ask()).status >= 400,
    leave: () => undefined,
  });
  const first = await mia.get("/api/prompts/groups?pageSize=1");
  const place = encodeURIComponent(first.body.after ?? first.body.nextCursor ?? "");
  if (place === "") throw new Error(`no second page: ${JSON.stringify(first.body)}`);
  const program = new Person(mia.url, key);
  return {
    "access token": refused(() => mia.get("/api/user")),
    // A refresh that works makes the cookie another one: the check is a question that the session answers.
    session: refused(() => mia.get("/api/auth/sessions")),
    "running answer": await answer(mia, agentId),
    download: await download(mia, filepath),
    "place in a list": {
      isOver: async () => {
        const { status, body } = await mia.get(`/api/prompts/groups?pageSize=1&cursor=${place}`);
        return status >= 400 || body.promptGroups.length === 0;
      },
      leave: () => undefined,
    },
    "live link": refused(() => mia.get(`/api/share/${shareId}`)),
    page: refused(() => mia.get(`/api/agents/${agentId}`)),
    "API key": refused(() => program.get("/v1/models")),
    "answer by a key": await answerByKey(program, `agent:${agentId}`),
    "model by a key": await answerByKey(program, "echo/echo"),
  };
}

async function answer(mia: Person, agentId: string): Promise<Held> {
  const start = await mia.say(agentId, "/slow 60");
  if (start.status !== 200) throw new Error(JSON.stringify(start.body));
  let isOver = false;
  let hasBegun = false;
  const heard = (async () => {
    for await (const _ of mia.listen(start.body.streamId)) hasBegun = true;
  })();
  heard
    .catch(() => undefined)
    .finally(() => {
      isOver = true;
    });
  while (!hasBegun && !isOver) await new Promise((wake) => setTimeout(wake, 5));
  return { isOver: async () => isOver, leave: () => undefined };
}

/** The answer of an agent or a model to a program, as OpenAI's clients ask for it. */
async function answerByKey({ url, token }: Person, model: string): Promise<Held> {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({
      model,
      messages: [{ role: "user", content: "/slow 60" }],
      stream: true,
    }),
  });
  if (!response.ok || !response.body) throw new Error(`no answer by a key: ${await response.text()}`);
  const reader = response.body.getReader();
  await reader.read();
  let isOver = false;
  void (async () => {
    while (!(await reader.read()).done);
  })()
    .catch(() => undefined)
    .finally(() => {
      isOver = true;
    });
  return { isOver: async () => isOver, leave: () => void reader.cancel().catch(() => undefined) };
}

/** Takes its bytes slowly, a piece of 64 kB every 20 ms, so that it would last for long. One that comes whole was not ended. */
async function download(mia: Person, filepath: string): Promise<Held> {
  const response = await new Promise<IncomingMessage>((resolve, reject) =>
    get(mia.url + filepath, { headers: { authorization: `Bearer ${mia.token}` } }, resolve).on("error", reject),
  );
  if (response.statusCode !== 200) throw new Error(`no download: ${response.statusCode}`);
  let isOver = false;
  /** Even in a hurry it would take seconds: what comes whole at once tells nothing. */
  let everyMs = 20;
  response
    .on("error", () => undefined)
    .on("close", () => {
      isOver = !response.complete;
    })
    .on("data", () => {
      response.pause();
      setTimeout(() => response.resume(), everyMs);
    });
  const hurry = () => {
    everyMs = 2;
  };
  return { isOver: async () => isOver, hurry, leave: () => response.destroy() };
}
