import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Installation } from "./testing/installation.ts";

/* What docs/guides/former-permissions.md does on the command line, with an old LibreChat as mongoexport writes it. */
const guide = await readFile(join(import.meta.dirname, "../../../docs/guides/former-permissions.md"), "utf8");
const steps = [...guide.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = ""]) => block.trim().split("\n"));
const { scripts } = JSON.parse(await readFile(join(import.meta.dirname, "../../../package.json"), "utf8")) as {
  scripts: Record<string, string>;
};

const id = (number: number) => ({ $oid: number.toString(16).padStart(24, "0") });
const person = (number: number, name: string) => ({
  ...{ _id: id(number), name, email: `${name}@example.com`, emailVerified: true, role: "USER" },
  password: "$2b$10$CwTycUXWue0Thq9StjUM0uJ8TNCaVUzuL1vLh5x3x0m3o3GmR6dqe",
});
const agent = (number: number, name: string, isCollaborative = false) => ({
  ...{
    _id: id(number),
    id: `agent_${name}`,
    name,
    provider: "openAI",
    model: "gpt-4o",
    author: id(2),
    isCollaborative,
  },
});
const old = {
  users: [person(1, "ada"), person(2, "ben"), person(3, "cy")],
  agents: [agent(16, "open"), agent(17, "shared", true), agent(18, "own")],
  promptgroups: [{ _id: id(32), name: "Brief", author: id(2) }],
  prompts: [{ _id: id(33), groupId: id(32), author: id(2), prompt: "Be brief.", type: "text" }],
  projects: [{ _id: id(48), name: "instance", agentIds: ["agent_open", "agent_shared"], promptGroupIds: [id(32)] }],
};

let installation: Installation;
const ran = async (line: string) => {
  const result = await installation.gatehouse(line.split(" ").slice(1));
  expect(result, result.err).toMatchObject({ code: 0 });
  return result.out;
};
const may = async (action: string, thing: string) =>
  (await installation.gatehouse(["check", "cy@example.com", action, thing])).code === 0;

beforeAll(async () => {
  installation = await Installation.make();
  const dump = join(installation.cwd, "dump");
  await mkdir(dump);
  for (const [name, documents] of Object.entries(old))
    await writeFile(join(dump, `${name}.json`), documents.map((one) => `${JSON.stringify(one)}\n`).join(""));
  await ran("gatehouse migrate librechat dump --super-admin ada@example.com");
}, 60_000);
afterAll(() => installation.remove());

describe("the guide of the former permissions", () => {
  test("has commands", () => expect(steps).toHaveLength(7));

  test("shows before what will be", async () => {
    expect(await ran(steps[0] ?? "")).toMatch(/1 +globalEditAccess[\s\S]*1 +globalViewAccess[\s\S]*1 +privateAgents/);
    expect(await ran(steps[1] ?? "")).toMatch(
      /BEFORE +AFTER\n.*nothing +use, execute\n.*nothing +use, update, execute/,
    );
    expect(await may("use", "agent_open")).toBe(false);
  });

  test("gives it, and proves that it did", async () => {
    for (const step of steps.slice(2, 5)) expect(await ran(step)).toContain("Proved: ");
    expect(await may("use", `agent:${id(16).$oid}`)).toBe(true);
    expect(await may("update", `agent:${id(17).$oid}`)).toBe(true);
    expect(await may("use", `agent:${id(18).$oid}`)).toBe(false);
    expect(await may("use", `prompt:${id(32).$oid}`)).toBe(true);
  });

  test("takes it back, the newest first", async () => {
    for (const what of ["shared-link-permissions", "prompt-permissions", "agent-permissions"])
      expect(await ran(steps[5] ?? "")).toContain(`Taken back: ${what}`);
    expect(await may("use", `agent:${id(16).$oid}`)).toBe(false);
    expect(await ran(steps[6] ?? "")).not.toContain("agent-permissions");
  });

  test("takes the source from MONGO_URI where none is named", async () => {
    const without = await installation.gatehouse(["migrate", "agent-permissions"]);
    expect(without).toMatchObject({ code: 2, err: expect.stringContaining("set `MONGO_URI`") });
    await writeFile(join(installation.cwd, ".env"), "MONGO_URI=mongodb://127.0.0.1:1/LibreChat\n");
    const refused = await installation.gatehouse(["migrate", "agent-permissions"]);
    expect(refused.code).toBe(3);
    expect(refused.err).toContain("127.0.0.1:1");
  }, 60_000);

  test("names LibreChat's scripts, and each is a command here", async () => {
    const named = Object.entries(scripts).filter(([name]) => name.startsWith("migrate:"));
    expect(named).toHaveLength(9);
    for (const [name, line] of named) {
      const args = line.split(" gatehouse ")[1]?.split(" ") ?? [];
      const help = await installation.gatehouse([...args, "--help"]);
      expect(help.code, `${name}: ${help.err}`).toBe(0);
    }
  });
});
