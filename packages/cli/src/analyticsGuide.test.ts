import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Installation } from "./testing/installation.ts";

/* docs/guides/analytics.md: what begins with `admin` by Ada, who is super admin, the rest by the command line. */
const GUIDE = join(import.meta.dirname, "../../../docs/guides/analytics.md");
const steps = readFileSync(GUIDE, "utf8")
  .split("\n")
  .filter((line) => /^(admin [A-Z]|gatehouse )/.test(line));

let installation: Installation;
let token = "";

const ask = async (path: string, body?: object) => {
  const answer = await fetch(`${installation.url}${path}`, {
    method: body ? "POST" : "GET",
    headers: {
      "user-agent": "Mozilla/5.0",
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body && { "content-type": "application/json" }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, text: await answer.text() };
};

beforeAll(async () => {
  installation = await Installation.make();
  await installation.serve();
  const { password } = await installation.json<{ password: string }>("user", "create", "ada@example.com", "Ada");
  token = JSON.parse((await ask("/api/auth/login", { email: "ada@example.com", password })).text).token;
  const asked = await ask("/api/agents/chat/echo", { text: "Hello", endpoint: "echo", model: "echo" });
  expect(asked.status, asked.text).toBe(200);
}, 60_000);
afterAll(() => installation.remove());

describe("docs/guides/analytics.md", () => {
  test("has commands", () => expect(steps).toHaveLength(16));

  test.each(steps)("%s", async (step) => {
    const [, url] = /^admin GET "\$URL([^"]+)"$/.exec(step) ?? [];
    if (url !== undefined) {
      const answer = await ask(url);
      expect(answer.status, answer.text).toBe(200);
      return;
    }
    const ran = await installation.gatehouse(step.split(" ").slice(1));
    expect(ran, ran.out + ran.err).toMatchObject({ code: 0, err: "" });
  });
});

describe("gatehouse usage", () => {
  test("tells numbers in columns", async () => {
    const { out } = await installation.gatehouse(["usage", "--by", "model"]);
    expect(out).toMatch(/^NAME +ACTIVE +CONVERSATIONS +MESSAGES .* UNTOLD\necho\/echo +1 +1 +1 /);
  });

  test("and what the API answers, as JSON", async () => {
    const { people } = await installation.json<{ people: { name: string; messages: number }[] }>(
      "usage",
      "--by",
      "user",
    );
    expect(people).toMatchObject([{ name: "Ada", messages: 1 }]);
  });

  test("says so where nothing is counted", async () => {
    const { out } = await installation.gatehouse(["usage", "--by", "agent", "--from", "2020-01-05"]);
    expect(out).toBe("Nothing is counted for the month of 2020-01-01.\n");
  });

  test.each([
    ["--by", "colour"],
    ["--period", "year"],
    ["--sort", "name"],
  ])("%s %s is wrong usage", async (...words) =>
    expect((await installation.gatehouse(["usage", ...words])).code).toBe(2),
  );
});
