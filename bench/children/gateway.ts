// What asking a model by way of Gatehouse adds (a key, the permission, limits, a reservation and metering, all of them on), beside a bare reverse
// proxy in the same run. The client, the provider and what is between are processes of their own.
import { randomBytes } from "node:crypto";
import { ownDatabase } from "../measure/database.ts";
import { Figures } from "../measure/measurement.ts";
import { median } from "../measure/rounds.ts";
import { type RunningServer, startChild, startGatehouse } from "../measure/server.ts";
import { requestOf, type Served, serveRate } from "../measure/sockets.ts";

const [, , , kind = "sqlite", pace = ""] = process.argv;
const isQuick = pace === "quick";
const STREAMS = 64;
const LASTING = isQuick ? 2_000 : 5_000;
const ROUNDS = isQuick ? 3 : 5;
const PASSWORD = randomBytes(12).toString("hex");
const MUCH = 1_000_000_000;

const figures = new Figures(0);
const name = kind === "postgres" ? "PostgreSQL" : "SQLite";
const database = kind === "postgres" ? await ownDatabase(process.env.TEST_DATABASE_URL ?? "") : undefined;
const provider = await startChild("provider.ts");
const bare = await startChild("bareProxy.ts", String(provider.port));
const gatehouse = await startGatehouse({
  databaseUrl: database?.url,
  yaml: `version: 1.3.0
balance: { enabled: true, startBalance: ${MUCH} }
endpoints:
  custom:
    - name: lab
      apiKey: provider
      baseURL: http://127.0.0.1:${provider.port}
      models: { default: [big], fetch: false }
      tokenConfig: { big: { prompt: 2, completion: 10 } }
`,
});
try {
  const key = await keyWithLimits(gatehouse);
  await measure({ authorization: `Bearer ${key}` });
} finally {
  for (const one of [gatehouse, bare, provider]) await one.stop();
  await database?.drop();
}
figures.send();

async function measure(headers: Record<string, string>): Promise<void> {
  const body = (stream: boolean, model: string) => ({
    model,
    messages: [{ role: "user", content: "Sum up what was said." }],
    max_tokens: 64,
    stream,
  });
  const asked = (stream: boolean) => ({
    ours: requestOf("POST", "/v1/chat/completions", body(stream, "lab/big"), headers),
    least: requestOf("POST", "/chat/completions", body(stream, "big"), headers),
  });
  const serve = ({ port }: RunningServer, connections: number, request: Buffer) =>
    serveRate({ port, connections, lasting: LASTING, request: () => request });
  const alone = { ours: [] as Served[], least: [] as Served[] };
  const streams = { ours: [] as Served[], least: [] as Served[] };
  // One more goes before them: nothing is warm then. A server that has just been started takes twice as long for some thousands of calls.
  for (let round = 0; round <= ROUNDS; round++)
    for (const [which, server] of [
      ["least", bare],
      ["ours", gatehouse],
    ] as const) {
      const one = await serve(server, 1, asked(false)[which]);
      const many = await serve(server, STREAMS, asked(true)[which]);
      if (round === 0) continue;
      alone[which].push(one);
      streams[which].push(many);
    }
  const of = (all: readonly Served[], what: "perSecond" | "p50Ms" | "p99Ms") => median(all.map((one) => one[what]));
  const added = alone.ours.map(({ p50Ms }, round) => p50Ms - alone.least[round]!.p50Ms);
  figures.add(
    `a model asked through Gatehouse, ${name}: added at p50`,
    median(added),
    "ms",
    "one at a time, not streamed",
  );
  figures.add(`a model asked through Gatehouse, ${name}, p99`, of(alone.ours, "p99Ms"), "ms", "one at a time");
  figures.add(
    `a model asked through a bare proxy, beside ${name}, p99`,
    of(alone.least, "p99Ms"),
    "ms",
    "one at a time",
  );
  figures.add(
    `streams through Gatehouse, ${name}`,
    of(streams.ours, "perSecond"),
    "per second",
    `${STREAMS} at a time`,
  );
  figures.add(`streams through Gatehouse, ${name}, p99`, of(streams.ours, "p99Ms"), "ms", `${STREAMS} at a time`);
  figures.add(
    `streams through a bare proxy, beside ${name}`,
    of(streams.least, "perSecond"),
    "per second",
    `${STREAMS} at a time`,
  );
  const ratios = streams.ours.map(({ perSecond }, round) => perSecond / streams.least[round]!.perSecond);
  figures.add(`streams through Gatehouse ÷ a bare proxy, ${name}`, median(ratios), "times");
}

/** A key of the first account, with credits and limits that let everything through, and are counted. */
async function keyWithLimits(server: RunningServer): Promise<string> {
  const email = "ada@example.com";
  const call = async (path: string, body: object, token?: string) => {
    const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path} answered with ${answer.status}: ${text}`);
    return JSON.parse(text) as { token: string; key: string };
  };
  await call("/api/auth/register", { name: "Ada", email, password: PASSWORD, confirm_password: PASSWORD });
  const { token } = await call("/api/auth/login", { email, password: PASSWORD });
  await call("/api/admin/limits", { principal: "everyone", requests: MUCH, tokens: MUCH }, token);
  return (await call("/api/api-keys", { name: "Bench" }, token)).key;
}
