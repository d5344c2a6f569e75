import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Installation } from "./testing/installation.ts";

/* What docs/guides/moving-in.md does on the command line, with a LibreChat as mongoexport writes it. */
const guide = await readFile(join(import.meta.dirname, "../../../docs/guides/moving-in.md"), "utf8");
const steps = [...guide.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = ""]) => block.trim().split("\n"));

const id = (number: number) => ({ $oid: number.toString(16).padStart(24, "0") });
const people = ["ada", "ben"].map((name, index) => ({
  ...{ _id: id(index + 1), name, email: `${name}@example.com`, emailVerified: true, role: "USER" },
  password: "$2b$10$CwTycUXWue0Thq9StjUM0uJ8TNCaVUzuL1vLh5x3x0m3o3GmR6dqe",
}));
const agent = {
  ...{ _id: id(16), id: "agent_brief", name: "Brief", provider: "openAI", model: "gpt-4o", author: id(2) },
};
const entry = { _id: id(32), principalType: "public", resourceType: "agent", resourceId: id(16), permBits: 1 };

async function exported(folder: string, collections: Record<string, object[]>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, documents] of Object.entries(collections))
    await writeFile(join(folder, `${name}.json`), documents.map((one) => `${JSON.stringify(one)}\n`).join(""));
}

let installation: Installation;
beforeAll(async () => {
  installation = await Installation.make();
  const former = { agents: [agent], aclentries: [entry], sessions: [{ _id: id(48) }] };
  await exported(join(installation.cwd, "dump"), { users: people, ...former });
  const cy = { ...people[1], _id: id(3), name: "cy", email: "cy@example.com", twoFactorEnabled: true };
  const plan = { _id: id(64), file_id: "plan", user: id(2), filename: "plan.txt", filepath: "/uploads/2/plan.txt" };
  await exported(join(installation.cwd, "newer"), { users: [...people, cy], ...former, files: [plan] });
  await mkdir(join(installation.cwd, "LibreChat/uploads/2"), { recursive: true });
  await writeFile(join(installation.cwd, "LibreChat/uploads/2/plan.txt"), "the plan");
}, 60_000);
afterAll(() => installation.remove());

const run = (line: string) => installation.gatehouse(line.split(" ").slice(1));
const addresses = async () => {
  const { users } = await installation.json<{ users: { email: string; role: string }[] }>("user", "list");
  return users.map(({ email, role }) => `${email} ${role}`);
};

describe("the guide of moving in", () => {
  test("has commands", () => expect(steps).toHaveLength(6));

  test("a try writes nothing", async () => {
    const ran = await run(steps[0] ?? "");
    expect(ran, ran.err).toMatchObject({ code: 0 });
    expect(ran.out).toContain("Nothing was written. This is what would be:");
    expect(ran.out).toMatch(/users +2 +0/);
    expect(ran.out).toContain("sessions: everybody signs in again");
    expect(await readdir(installation.cwd)).not.toContain("data");
  });

  test("brings it", async () => {
    const ran = await run(steps[1] ?? "");
    expect(ran, ran.err).toMatchObject({ code: 0 });
    expect(await addresses()).toEqual(["ada@example.com ADMIN", "ben@example.com USER"]);
    const agentName = `agent:${id(16).$oid}`;
    const may = await installation.json<{ allowed: boolean }>("check", "ada@example.com", "use", agentName);
    expect(may.allowed).toBe(true);
    for (const step of steps.slice(2, 4)) expect(await run(step)).toMatchObject({ code: 0, err: "" });
  });

  test("brings what is new, and tells of it to its owner alone", async () => {
    const ran = await run(steps[4] ?? "");
    const report = JSON.parse(ran.out) as {
      collections: object[];
      contents: number;
      problems: object[];
      errors: string;
    };
    expect(report.contents).toBe(1);
    expect(report.collections[0]).toMatchObject({ collection: "users", brought: 1, unchanged: 2 });
    expect(report.problems).toMatchObject([{ collection: "users", code: "second-factor-left", times: 1 }]);
    expect((await stat(report.errors)).mode & 0o777).toBe(0o600);
    const [line = ""] = (await readFile(report.errors, "utf8")).split("\n");
    expect(JSON.parse(line)).toMatchObject({ collection: "users", id: id(3).$oid, field: "totpSecret" });
  });

  test("takes it back", async () => {
    expect(await run(steps[5] ?? "")).toMatchObject({ code: 0 });
    expect(await addresses()).toEqual(["ada@example.com ADMIN", "ben@example.com USER"]);
    expect(await run(steps[5] ?? "")).toMatchObject({ code: 0 });
    expect(await addresses()).toEqual([]);
    expect(await run(steps[5] ?? "")).toMatchObject({ code: 3 });
  });
});

describe("moving in is refused", () => {
  test("where nobody would be super admin, before anything comes", async () => {
    const ran = await run("gatehouse migrate librechat ./dump --json");
    expect(ran.code).toBe(3);
    expect(JSON.parse(ran.out)).toMatchObject({ code: "nobody-governs" });
  });

  test("where a key of LibreChat's is said to be and is none, without what is there", async () => {
    await writeFile(join(installation.cwd, "key"), "no key at all");
    const ran = await run(
      "gatehouse migrate librechat ./dump --super-admin ada@example.com --creds-key-file key --json",
    );
    expect(JSON.parse(ran.out)).toMatchObject({ code: "source-failed" });
    expect(ran.out).not.toContain("no key at all");
  });

  test("where what people brought is said to be where nothing is", async () => {
    const ran = await run("gatehouse migrate librechat ./dump --super-admin ada@example.com --files ./nowhere --json");
    expect(JSON.parse(ran.out)).toMatchObject({ code: "source-failed" });
  });

  test.each([
    ["from where nothing is", "./nowhere", "source-failed"],
    [
      "from a database that does not answer",
      "mongodb://127.0.0.1:1/LibreChat?serverSelectionTimeoutMS=300",
      "source-failed",
    ],
  ])("%s", async (_where, from, code) => {
    const ran = await run(`gatehouse migrate librechat ${from} --super-admin ada@example.com --json`);
    expect(ran.code).toBe(3);
    expect(JSON.parse(ran.out)).toMatchObject({ code });
  });

  test("beside a server that has the embedded database", async () => {
    await installation.serve();
    const ran = await run("gatehouse migrate librechat ./dump --super-admin ada@example.com --json");
    await installation.stop();
    expect(ran.code).toBe(3);
    expect(JSON.parse(ran.out)).toMatchObject({ code: "data-directory-in-use" });
  });
});
