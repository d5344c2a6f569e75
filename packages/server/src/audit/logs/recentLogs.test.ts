import { Writable } from "node:stream";
import { pino } from "pino";
import { expect, test } from "vitest";
import { RecentLogs } from "./recentLogs.ts";

const logged = (work: (log: ReturnType<typeof pino>) => void) => {
  const recent = new RecentLogs();
  const into = new Writable({
    write: (line, _, done) => {
      recent.take(String(line));
      done();
    },
  });
  work(pino({ level: "trace" }, into));
  return recent.list({ limit: 1_000 });
};

test("keeps warnings and errors, the newest first, and nothing below", () => {
  const lines = logged((log) => {
    log.info("a request");
    log.warn({ waited: 3 }, "slow");
    log.error({ err: new Error("the disk is full") }, "failed");
  });
  expect(lines.map(({ level, message, facts }) => [level, message, facts])).toEqual([
    ["error", "failed", { error: "Error", because: "the disk is full" }],
    ["warning", "slow", { waited: "3" }],
  ]);
});

test("shows no stack, and only the first line", () => {
  const [line] = logged((log) => log.error({ err: new Error("first\nsecond") }, "failed\nat line 2"));
  expect(JSON.stringify(line)).not.toMatch(/second|line 2|recentLogs\.test/);
});

test.each([
  ["a field that holds a secret", { password: "hunter22", apiKey: "k-1", accessToken: "t-1", body: "all of it" }, "x"],
  ["a connection string", { place: "postgres://gate:hunter22@db/x" }, "cannot reach postgres://gate:hunter22@db/x"],
  ["a bearer's token", {}, "refused Bearer hunter22"],
  ["a long key", {}, `refused ${"hunter22".repeat(6)}`],
])("leaves out %s", (_, details, message) => {
  const [line] = logged((log) => log.warn(details, message));
  expect(JSON.stringify(line)).not.toMatch(/hunter22|k-1|t-1|all of it/);
});

test("is bounded", () => {
  const lines = logged((log) => {
    for (let count = 0; count < 700; count++) log.warn({ long: "a b ".repeat(10_000) }, `warning ${count}`);
  });
  expect(lines).toHaveLength(500);
  expect(lines[0]?.message).toBe("warning 699");
  expect(JSON.stringify(lines[0]).length).toBeLessThan(1_000);
});
