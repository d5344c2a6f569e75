import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type House, openHouse } from "../moderation/testing/house.ts";

/* A model that costs more than anybody has; no endpoint is ever asked. */
let house: House;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gatehouse-violations-"));
  const file = join(folder, "librechat.yaml");
  const endpoint = "name: lab, apiKey: k, baseURL: 'http://127.0.0.1:9/v1', models: { default: [big] }";
  await writeFile(
    file,
    `version: 1.2.1
endpoints: { custom: [{ ${endpoint}, tokenConfig: { big: { prompt: 1000, completion: 1000 } } }] }
balance: { enabled: true, startBalance: 1 }
`,
  );
  house = await openHouse({ CONFIG_PATH: file });
});
afterAll(async () => {
  await house.close();
  await rm(folder, { recursive: true });
});

test("a question in a conversation that one cannot pay is counted, and held against nobody", async () => {
  const body = { text: "Hi", model: "big", isTemporary: true };
  await house.ok("ben", "POST", "/api/agents/chat/lab", body);
  const counted = async () =>
    (await house.ok("ada", "GET", `/api/admin/users/${house.id("ben")}/violations`)).violations;
  await expect
    .poll(counted)
    .toMatchObject([{ type: "token_balance", words: "wanted to spend more than they had", score: 0, times: 1 }]);
});
