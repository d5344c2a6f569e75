import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { noteEvents, openStore } from "../store/index.ts";
import { openTrail } from "./testing/trail.ts";

const dataDir = mkdtempSync(join(tmpdir(), "gh-million-"));
const trail = await openTrail({
  kind: "sqlite",
  options: { dataDir },
  open: (more: object) => openStore({ dataDir, ...more }),
  remove: async () => {},
} as never);
const N = Number(process.env.N ?? 1_000_000);
const kinds = ["sign-in", "agent-edited", "file-created", "refused", "prompt-edited"] as const;
let t = performance.now();
let worst = 0,
  lastTick = performance.now();
const ticker = setInterval(() => {
  const n = performance.now();
  worst = Math.max(worst, n - lastTick - 10);
  lastTick = n;
}, 10);
let sealMs = 0;
for (let i = 0; i < N; i += 10_000) {
  for (let k = 0; k < 10_000; k += 1_000)
    await trail.store.transact((tx) =>
      noteEvents(
        tx,
        Array.from({ length: 1_000 }, (_, j) => {
          const n = i + k + j;
          const user = `user:u${n % 10_000}`;
          return {
            organization: trail.organization,
            kind: kinds[n % 5]!,
            actor: user,
            from: "api",
            about: [n % 5 === 0 ? user : `agent:a${n % 3_000}`],
            facts: { fields: ["name"] },
            details: { ip: "192.0.2.1" },
            at: trail.now() + n * 1000,
          };
        }),
      ),
    );
  const s = performance.now();
  worst = 0;
  lastTick = s;
  await trail.audit.sealer.seal();
  sealMs += performance.now() - s;
}
clearInterval(ticker);
console.log(
  "sealed",
  N,
  "in",
  Math.round(sealMs),
  "ms:",
  ((sealMs / N) * 1000).toFixed(1),
  "µs/entry; rss",
  Math.round(process.memoryUsage().rss / 1e6),
  "MB; worst tick",
  Math.round(worst),
);
const sue = trail.actor("sue");
const asks: Record<string, object> = {
  all: {},
  actor: { actor: "user:u17" },
  kind: { kind: "sign-in" },
  about: { about: "agent:a5" },
  "actor+kind": { actor: "user:u15", kind: "sign-in" },
  "kind+origin": { kind: "refused", origin: "api" },
  "disjoint kind+about": { about: "agent:a5", kind: "sign-in" },
  "dense none": { kind: "sign-in", origin: "cli" },
  day: {
    from: new Date(trail.now() + 5e8).toISOString(),
    to: new Date(trail.now() + 5.9e8).toISOString(),
    kind: "file-created",
  },
  q: { q: "edited" },
};
for (const [name, ask] of Object.entries(asks)) {
  const times: number[] = [];
  let n = 0;
  for (let r = 0; r < 60; r++) {
    const s = performance.now();
    n = (await trail.audit.trail.list(sue, { limit: 50, ...ask })).entries.length;
    times.push(performance.now() - s);
  }
  times.sort((a, b) => a - b);
  console.log(name.padEnd(22), "entries", n, "p50", times[30]!.toFixed(1), "p99", times[59]!.toFixed(1), "ms");
}
t = performance.now();
const v = await trail.audit.trail.verify(sue, undefined);
console.log(
  "verify",
  v.result,
  v.entries,
  Math.round(performance.now() - t),
  "ms; rss",
  Math.round(process.memoryUsage().rss / 1e6),
);
t = performance.now();
let bytes = 0;
for await (const piece of await trail.audit.exports.begin(sue, { format: "jsonl" })) bytes += piece.length;
console.log(
  "export",
  Math.round(bytes / 1e6),
  "MB",
  Math.round(performance.now() - t),
  "ms; rss",
  Math.round(process.memoryUsage().rss / 1e6),
);
await trail.close();
rmSync(dataDir, { recursive: true, force: true });
