import { pino } from "pino";
import { expect, test } from "vitest";
import { createGatehouse } from "../../app.ts";
import { Line, onRedis } from "../../identity/testing/redis.ts";
import { emptySqlite } from "../../store/testing/databases.ts";

onRedis("the doctor asks Redis", (uri) => {
  test.each([
    ["that answers", async () => undefined, "ok"],
    ["that has gone", (line: Line) => line.cut(), "problem"],
    ["that has fallen silent", async (line: Line) => line.silence(), "problem"],
  ])(
    "%s",
    async (_, fail, result) => {
      const database = await emptySqlite();
      const line = await Line.to(uri);
      const env = { DATA_DIR: database.options.dataDir, REDIS_URI: line.uri };
      const gatehouse = await createGatehouse({ env, cwd: database.options.dataDir, log: pino({ level: "silent" }) });
      await fail(line);
      const answer = await gatehouse.operatorInject({ method: "GET", url: "/api/gatehouse/doctor" });
      const { findings } = answer.json<{ findings: { check: string; result: string }[] }>();
      expect(findings.find(({ check }) => check === "redis")).toMatchObject({ result });
      await gatehouse.close();
      await line.restore();
      await line.cut();
      await database.remove();
    },
    15_000,
  );
});
