import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Installation } from "./testing/installation.ts";

/* docs/guides/balances.md: its commands, on an installation with balances. */
const GUIDE = join(import.meta.dirname, "../../../docs/guides/balances.md");
const commands = readFileSync(GUIDE, "utf8")
  .split("\n")
  .filter((line) => line.startsWith("gatehouse "));

let installation: Installation;
beforeAll(async () => {
  installation = await Installation.make({ CHECK_BALANCE: "true", START_BALANCE: "100" });
  await installation.serve();
  await installation.json("user", "create", "ada@example.com", "Ada");
  await installation.json("user", "create", "ben@example.com", "Ben");
}, 60_000);
afterAll(() => installation.remove());

interface Listed {
  balances: { email: string; balance: number }[];
}
const balanceOf = async (email: string) =>
  (await installation.json<Listed>("balance", "list")).balances.find((one) => one.email === email)?.balance;

describe("docs/guides/balances.md", () => {
  test("has commands", () => expect(commands).toHaveLength(4));

  test.each(commands)("%s", async (command) => {
    const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? "");
    const ran = await installation.gatehouse(words.slice(1));
    expect(ran, ran.out + ran.err).toMatchObject({ code: 0, err: "" });
  });
});

describe("gatehouse balance", () => {
  test("sets, adds and lists", async () => {
    const said = async (...args: string[]) => (await installation.gatehouse(["balance", ...args])).out.trimEnd();
    expect(await said("set", "ben@example.com", "1234.5")).toBe("Ben has 1,234.5 credits.");
    expect(await said("add", "ben@example.com", "0.5")).toBe("Ben has 1,235 credits.");
    expect(await said("add", "--", "ben@example.com", "-35")).toBe("Ben has 1,200 credits.");
    expect(await balanceOf("ben@example.com")).toBe(1_200);
    expect(await said("list", "--search", "ben")).toMatch(
      /^NAME +ADDRESS +BALANCE +HELD +SPENT\nBen +ben@example.com +1,200 +0 +0$/,
    );
  });

  test("what is no number is told so, and nobody's is changed", async () => {
    const before = await balanceOf("ben@example.com");
    const ran = await installation.gatehouse(["balance", "add", "ben@example.com", "much"]);
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(ran.err).toContain("`much` is not a number of credits");
    expect((await installation.gatehouse(["balance", "add", "nobody@example.com", "5"])).code).toBe(3);
    expect(await balanceOf("ben@example.com")).toBe(before);
  });
});
