import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ended, Installation } from "./testing/installation.ts";

interface Made {
  organization: { slug: string };
  admin: { id: string };
  password?: string;
}
interface Log {
  changes: { actor: string; from: string; reason: string | null }[];
}

describe.each([
  ["without a server, straight on the database", false],
  ["through the running server", true],
])("the command line %s", (_, isServed) => {
  let here: Installation;
  beforeAll(async () => {
    here = await Installation.make();
    if (isServed) await here.serve();
  }, 60_000);
  afterAll(() => here.remove());

  test("makes the first super admin, whose password is printed once", async () => {
    const made = await here.json<Made>("org", "create", "default", "Example", "--admin", "Ada@Example.com");
    expect(made).toMatchObject({
      organization: { slug: "default", name: "Example" },
      password: expect.stringMatching(/^\S{12,}$/),
    });
    expect(await here.json("org", "list")).toMatchObject({ organizations: [{ slug: "default", name: "Example" }] });
    const { users } = await here.json<{ users: { role: string; gatehouseRole: string }[] }>("user", "list");
    expect(users).toMatchObject([{ email: "ada@example.com", gatehouseRole: "SUPER_ADMIN" }]);
  });

  test("a second one by the same way is refused", async () => {
    const refused = await here.gatehouse(["org", "create", "default", "Another", "--admin", "eve@example.com"]);
    expect(refused).toMatchObject({ code: 3, out: "" });
    expect(refused.err).toBe(
      "There is an organization `default` (Example) with accounts already.\nChoose another name.\n",
    );
  });

  test("takes a password from standard input", async () => {
    const made = await here.gatehouse(["user", "create", "ben@example.com", "Ben", "--password", "-"], {
      stdin: "correct horse battery\n",
    });
    expect(made.code, made.err).toBe(0);
    expect(made.out).not.toContain("shown this once");
  });

  test("sends people a link for a new password; without a mail server it waits in the outbox", async () => {
    expect(await here.json("user", "reset-password", "ben@example.com")).toMatchObject({ delivery: "outbox" });
    expect(await here.json("user", "invite", "dee@example.com")).toMatchObject({ invitation: { status: "open" } });
    const { letters } = await here.json<{ letters: { id: string; kind: string; to: string }[] }>("outbox", "list");
    const kinds = Object.fromEntries(letters.map(({ to, kind }) => [to, kind]));
    expect(kinds).toEqual({ "ben@example.com": "reset-password", "dee@example.com": "invitation" });
    const { id = "" } = letters.find(({ to }) => to === "ben@example.com") ?? {};
    expect((await here.gatehouse(["outbox", "read", id])).out).toMatch(/reset-password\?userId=[0-9a-f]{24}&token=/);
    const read = await here.gatehouse(["outbox", "list"]);
    expect(read.out).toMatch(/ben@example\.com +reset-password.*cli:/);
    expect(read.out).not.toContain("token");
  });

  test("bans addresses, as `docs/guides/violations.md` has it, shows them and lifts the ban", async () => {
    const guide = await readFile(join(import.meta.dirname, "../../../docs/guides/violations.md"), "utf8");
    const commands = guide.split("\n").filter((line) => line.startsWith("gatehouse address "));
    expect(commands).toHaveLength(3);
    const said: string[] = [];
    for (const command of commands) {
      const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
      const { code, out, err } = await here.gatehouse(words.slice(1));
      expect(code, err).toBe(0);
      said.push(out);
    }
    expect(said[0]).toMatch(/^Nobody comes in from 203\.0\.113\.7 until 20/);
    expect(said[1]).toMatch(/203\.0\.113\.7 .*cli:.*Floods from there/);
    expect(said[2]).toContain("People come in from 203.0.113.7 again.");
    expect(await here.gatehouse(["address", "unban", "203.0.113.7"])).toMatchObject({ code: 3 });
    const own = ["address", "ban", "10.0.0.0/16", "--reason", "Ours"];
    const unsafe = await here.gatehouse(own);
    expect(unsafe).toMatchObject({ code: 3, err: expect.stringContaining("add `--private`") });
    expect(unsafe.err).not.toContain("evenThough");
    expect(await here.gatehouse([...own, "--private"])).toMatchObject({ code: 0 });
  });

  test("resets the two-factor sign-in of whoever has one; where there is none nothing happens", async () => {
    const reset = await here.json<{ user: object }>("user", "reset-two-factor", "ben@example.com");
    expect(reset.user).toMatchObject({ email: "ben@example.com", twoFactorEnabled: false });
  });

  test("the log names who sat at the keyboard", async () => {
    const { changes } = await here.json<Log>("changes");
    expect(changes.at(-1)).toMatchObject({ actor: expect.stringMatching(/^cli:[\w.@-]+$/), from: "cli" });
    expect(changes.at(-2)).toMatchObject({ reason: "first account" });
  });

  test.each([
    [["check", "ben@example.com", "AGENTS.USE"], 0, "yes (feature-on)\n"],
    [["check", "ben@example.com", "manage:users"], 1, "no (nothing-allows)\n"],
    [["check", "user:nobody", "AGENTS.USE"], 1, "no (unknown-subject)\n"],
  ])("%j ends with %i", async (args, code, out) => {
    expect(await here.gatehouse(args)).toEqual({ code, out, err: "" });
  });

  test("makes, lists, rotates and revokes the keys of a service, and of nobody who is not there", async () => {
    const { service } = await here.json<{ service: { id: string } }>("service", "create", "Nightly");
    const made = await here.json<{ id: string; key: string; scope: object; addresses: string[] }>(
      ...["key", "create", "nightly", "Import", "--until", "30d", "--agents", "none", "--models", "echo"],
      ...["--endpoint", "Lab, one", "--endpoint", "Lab two", "--requests-per-minute", "60", "--budget", "500000/month"],
      ...["--from", "203.0.113.0/24"],
    );
    expect(made).toMatchObject({
      key: expect.stringMatching(/^sk-/),
      scope: { agents: "none", models: ["echo"], endpoints: ["Lab, one", "Lab two"], readOnly: false },
      addresses: ["203.0.113.0/24"],
      limits: { requestsPerMinute: 60, tokensPerMinute: null, budget: { credits: 500_000, period: "month" } },
    });
    const listed = await here.gatehouse(["key", "list", `service:${service.id}`]);
    expect(listed.out).toContain(made.id);
    expect(listed.out).not.toContain(made.key);
    expect(listed.out).toMatch(/60 requests +0 of 500000 a month/);
    expect(await here.gatehouse(["key", "create", "nightly", "No", "--budget", "much"])).toMatchObject({ code: 2 });
    const next = await here.gatehouse(["key", "rotate", "nightly", made.id, "--overlap", "2h"]);
    expect(next.out).toMatch(/^Shown this once: sk-[0-9a-f]{64}\nThe former key ends at /);
    expect(await here.gatehouse(["key", "rotate", "nightly", made.id, "--overlap", "soon"])).toMatchObject({ code: 2 });
    expect(await here.gatehouse(["key", "revoke", "nightly", made.id])).toMatchObject({ code: 0 });
    expect(await here.gatehouse(["key", "list", "nightly"])).toMatchObject({ code: 0, out: "No keys.\n" });
    expect(await here.gatehouse(["key", "revoke", "nightly", made.id])).toMatchObject({ code: 3 });
  });

  test("shares what another program registered, and takes it back", async () => {
    const { service } = await here.json<{ service: { id: string } }>("service", "create", "Docs");
    await here.json("capability", "give", "service:docs", "manage:prompts");
    const held = await here.json<{ grants: object[] }>("capability", "list", `service:${service.id}`);
    expect(held.grants).toMatchObject([{ capability: "manage:prompts", scope: null }]);
    const group = await here.json<{ group: { _id: string } }>("group", "create", "Engineering");
    await here.json("group", "add", "engineering", "ben@example.com");
    const object = `group:${group.group._id}`;
    expect(await here.gatehouse(["check", "ben@example.com", "update", object])).toMatchObject({ code: 1 });
    const shared = await here.json<{ grant: { id: number } }>(
      "share",
      "group:Engineering",
      "ben@example.com",
      "--role",
      "owner",
    );
    expect(await here.gatehouse(["check", "ben@example.com", "update", object])).toMatchObject({ code: 0 });
    expect(await here.gatehouse(["unshare", object, "--grant", String(shared.grant.id)])).toMatchObject({ code: 0 });
    expect(await here.gatehouse(["check", "ben@example.com", "update", object])).toMatchObject({ code: 1 });
    expect(await here.gatehouse(["unshare", object, "ben@example.com"])).toMatchObject({ code: 1 });
    expect(await here.gatehouse(["unshare", object, "--grant", "999"])).toMatchObject({ code: 3 });
  });

  test.each([
    [
      "nobody has the address",
      ["check", "eve@example.com", "AGENTS.USE"],
      3,
      "Nobody has the address `eve@example.com`.",
    ],
    ["no such group", ["group", "add", "Sales", "ben@example.com"], 3, "There is no group `Sales`."],
    ["no such agent", ["share", "agent_none", "ben@example.com"], 3, "There is no agent `agent_none`."],
    [
      "no such organization",
      ["user", "list", "--organization", "elsewhere"],
      3,
      "There is no organization `elsewhere`.\n`gatehouse org list` shows what is there.",
    ],
    [
      "a role that is not held",
      ["role", "take", "MODERATOR", "ben@example.com"],
      3,
      "`MODERATOR` is no additional role of this account.\nIt has none; its own role is `USER`",
    ],
    [
      "a group in itself",
      ["group", "add", "Engineering", "engineering"],
      3,
      "The group `Engineering` cannot be in itself.",
    ],
    ["no such role", ["user", "create", "x@example.com", "Xavier", "--role", "NOPE"], 2, "There is no role `NOPE`."],
    ["no address", ["user", "create", "nonsense", "Xavier"], 2, "`email`: "],
    ["a role and actions", ["share", "agent:a", "everyone", "--role", "viewer", "--allow", "use"], 2, "error: option"],
    ["the past", ["group", "add", "Engineering", "ben@example.com", "--until", "2001-01-01"], 2, "error: option"],
    ["no command", ["nonsense"], 2, "error: unknown command"],
    ["too little", ["check"], 2, "error: missing required argument"],
    ["no resource", ["share", "agent", "everyone"], 2, "`agent` is no resource"],
    ["nothing to unshare", ["unshare", "agent:a"], 2, "Name a principal"],
  ])("%s: says so, without a stack", async (_what, args, code, words) => {
    const ran = await here.gatehouse(args);
    expect(ran).toMatchObject({ code, out: "" });
    expect(ran.err).toContain(words);
    expect(ran.err).not.toMatch(/\n\s+at |node:internal/);
  });

  test("groups and scopes are shown by their names, and a circle of groups is said to be one", async () => {
    const inner = await here.json<{ group: { _id: string } }>("group", "create", "Inner");
    await here.json("group", "add", "Engineering", "Inner");
    expect((await here.gatehouse(["group", "list"])).out).toMatch(
      /GROUPS IN IT.*\n(.*\n)?Engineering +1 +Inner +group:/,
    );
    const circle = await here.gatehouse(["group", "add", "Inner", "Engineering"]);
    expect(circle).toMatchObject({ code: 3, out: "" });
    expect(circle.err).toMatch(/^`Engineering` cannot be in `Inner`: `Inner` is in `Engineering` already, .*\n.*first/);
    await here.json("capability", "give", "ben@example.com", "manage:users", "--scope", "Inner");
    expect((await here.gatehouse(["capability", "list", "ben@example.com"])).out).toContain(
      `Inner (group:${inner.group._id})`,
    );
    await here.json("capability", "take", "ben@example.com", "manage:users", "--scope", "Inner");
  });

  test("gives staff to nobody through what everybody is in; groups are named by their name", async () => {
    const { group } = await here.json<{ group: { _id: string } }>("group", "create", "AllHands");
    await here.patch(`/api/admin/groups/${group._id}`, { organizationWide: true });
    await here.json("group", "create", "AboveAll");
    await here.json("group", "create", "Staff");
    await here.json("role", "give", "MODERATOR", "staff");
    await here.json("role", "take", "MODERATOR", "group:Staff");
    await here.json("role", "give", "MODERATOR", "group:Staff");
    await here.json("group", "add", "AboveAll", "AllHands");
    for (const command of [
      ["capability", "give", "role:USER", "manage:users"],
      ["capability", "give", "AllHands", "manage:users"],
      ["capability", "give", "AboveAll", "read:users"],
      ["role", "give", "ADMIN", "AllHands"],
      ["group", "add", "Staff", "AllHands"],
    ]) {
      const refused = await here.gatehouse(command);
      expect({ command, ...refused }).toMatchObject({ command, code: 3, out: "" });
      expect(refused.err).toContain("staff comes to nobody through what everybody is in");
    }
    expect((await here.gatehouse(["doctor"])).out).not.toContain("has manage:users");
  });

  test("without --role a thing is shared by the lowest role of its type", async () => {
    const { grant } = await here.json<{ grant: { id: number; role: string } }>(
      "share",
      "group:Engineering",
      "ben@example.com",
    );
    expect(grant.role).toBe("member");
    await here.json("unshare", "group:Engineering", "--grant", String(grant.id));
  });

  test("a change is tried without being made", async () => {
    const share = ["share", "group:Engineering", "ben@example.com", "--role", "owner", "--dry-run"];
    const tried = await here.gatehouse(share);
    expect(tried).toMatchObject({ code: 0, err: "" });
    expect(tried.out).toMatch(/^Nothing was written\. \d+ accounts? would gain \d+ rights? and lose 0, on 1 thing\.\n/);
    expect(await here.json<object>(...share)).toMatchObject({ lost: 0, things: { total: 1 } });
    expect((await here.gatehouse(["unshare", "group:Engineering", "ben@example.com"])).code).toBe(1);
    const created = await here.gatehouse(["group", "create", "Tried", "--dry-run"]);
    expect(created).toMatchObject({ code: 2, out: "", err: "This call cannot be tried without being made.\n" });
    expect((await here.gatehouse(["group", "list"])).out).not.toContain("Tried");
  });

  test.each([
    [["help"], "Usage: gatehouse ["],
    [["help", "group", "add"], "Usage: gatehouse group add"],
  ])("%j is --help", async (args, words) => {
    const ran = await here.gatehouse(args);
    expect(ran).toMatchObject({ code: 0, err: "" });
    expect(ran.out).toContain(words);
  });

  test("with --json a refusal is the API's problem detail", async () => {
    const ran = await here.gatehouse(["org", "create", "default", "Example", "--admin", "eve@example.com", "--json"]);
    expect(ran.code).toBe(3);
    expect(ran.err).toBe("");
    expect(JSON.parse(ran.out)).toMatchObject({ status: 409, code: "already-exists", help: expect.any(String) });
  });

  test.each([
    [["check", "eve@example.com", "AGENTS.USE"], 3, "not-found"],
    [["check", "ben", "AGENTS.USE"], 3, "not-found"],
    [["group", "add", "Sales", "ben@example.com"], 3, "not-found"],
    [["check", "service:none", "AGENTS.USE"], 3, "not-found"],
    [["share", "agent_none", "ben@example.com"], 3, "not-found"],
    [["user", "list", "--organization", "elsewhere"], 3, "resource-not-found"],
    [["user", "create", "nonsense", "Xavier"], 2, "request-invalid"],
    [["user", "create", "x@example.com", "Xavier", "--password", "-"], 2, "wrong-usage"],
    [["capability", "give", "everyone", "manage:users"], 2, "wrong-usage"],
    [["share", "agent:a", "everyone", "--role", "viewer", "--allow", "use"], 2, "wrong-usage"],
    [["group", "add", "Engineering", "ben@example.com", "--until", "2001-01-01"], 2, "wrong-usage"],
    [["share", "agent", "everyone"], 2, "wrong-usage"],
    [["unshare", "agent:a"], 2, "wrong-usage"],
    [["nonsense"], 2, "wrong-usage"],
    [["group"], 2, "wrong-usage"],
    [[], 2, "wrong-usage"],
    [["check"], 2, "wrong-usage"],
    [["check", "--nonsense"], 2, "wrong-usage"],
    [["restore", "none.backup"], 3, isServed ? "data-directory-in-use" : "target-not-empty"],
  ])("with --json %j is one problem detail, and nothing but JSON", async (args, code, problem) => {
    for (const given of [
      [...args, "--json"],
      ["--json", ...args],
    ]) {
      const ran = await here.gatehouse(given);
      expect(ran).toMatchObject({ code, err: "" });
      const said = JSON.parse(ran.out);
      expect(said).toMatchObject({ code: problem, title: expect.any(String), detail: expect.any(String) });
      expect(said).toMatchObject({ message: expect.any(String), error: expect.any(String) });
    }
  });

  test("with --json help and version are JSON, too", async () => {
    const help = await here.gatehouse(["check", "--help", "--json"]);
    expect(help).toMatchObject({ code: 0, err: "" });
    expect(JSON.parse(help.out).help).toContain("Usage: gatehouse check");
    const version = await here.gatehouse(["--json", "--version"]);
    expect(version).toMatchObject({ code: 0, err: "" });
    expect(JSON.parse(version.out)).toEqual({ version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
  });

  test("--json after -- is an argument like any other", async () => {
    const ran = await here.gatehouse(["check", "--", "--json", "AGENTS.USE"]);
    expect(ran).toMatchObject({ code: 3, out: "" });
  });

  test("another organization is a wall, with a door of its own", async () => {
    const made = await here.gatehouse(["org", "create", "other", "Other", "--admin", "dee@example.com"]);
    expect(made.out).toContain("People of it sign in at /login?organization=other,");
    const { users } = await here.json<{ users: object[] }>("user", "list", "--organization", "other");
    expect(users).toMatchObject([{ email: "dee@example.com" }]);
    expect(await here.gatehouse(["check", "dee@example.com", "AGENTS.USE"])).toMatchObject({ code: 3 });
    expect(await here.gatehouse(["check", "dee@example.com", "AGENTS.USE", "--organization", "other"])).toMatchObject({
      code: 0,
    });
  });

  test("the doctor finds it healthy, for every organization", async () => {
    const { healthy, findings } = await here.json<{
      healthy: boolean;
      findings: { check: string; organization?: string; result: string }[];
    }>("doctor");
    expect(healthy).toBe(true);
    for (const check of ["change log", "state tables", "state in memory"])
      expect(findings.filter((one) => one.check === check)).toMatchObject([
        { organization: "default", result: "ok" },
        { organization: "other", result: "ok" },
      ]);
  });

  test("a backup is its owner's, replaces nothing, and comes back as it was", async () => {
    expect(await here.gatehouse(["backup", "all.backup"])).toMatchObject({ code: 0, err: "" });
    expect((await stat(join(here.cwd, "all.backup"))).mode & 0o777).toBe(0o600);
    expect(await here.gatehouse(["backup", "all.backup"])).toMatchObject({ code: 3 });
    expect(await here.gatehouse(["backup", "nowhere/all.backup"])).toMatchObject({ code: 2 });
    const there = { env: { DATA_DIR: "restored" } };
    const whole = await readFile(join(here.cwd, "all.backup"));
    await writeFile(join(here.cwd, "half.backup"), whole.subarray(0, whole.length / 2));
    expect(await here.gatehouse(["restore", "half.backup"], there)).toMatchObject({ code: 3, out: "" });
    expect(await readdir(here.cwd)).not.toContain("restored");
    expect(await here.gatehouse(["restore", "all.backup"], there)).toMatchObject({ code: 0, err: "" });
    expect((await here.gatehouse(["doctor"], there)).code).toBe(0);
    expect((await here.gatehouse(["user", "list", "--json"], there)).out).toBe(
      (await here.gatehouse(["user", "list", "--json"])).out,
    );
    const again = await here.gatehouse(["restore", "all.backup"], there);
    expect(again.code).toBe(3);
    expect(again.err).toContain("is not empty");
    expect(await here.gatehouse(["db", "copy", "--to", "copied"], there)).toMatchObject({ code: 0, err: "" });
    const copied = await here.gatehouse(["changes", "--json", "--limit", "500"], { env: { DATA_DIR: "copied" } });
    expect(copied.out).toBe((await here.gatehouse(["changes", "--json", "--limit", "500"])).out);
  });
});

describe("the command line as a process", () => {
  let here: Installation;
  beforeAll(async () => {
    here = await Installation.make();
  });
  afterAll(() => here.remove());

  test("ends with the code of its answer", async () => {
    const first = await ended(here.process(["org", "create", "default", "Example", "--admin", "ada@example.com"]));
    expect(first.code, first.err).toBe(0);
    expect(await ended(here.process(["check", "ada@example.com", "PROMPTS.USE"]))).toMatchObject({ code: 0 });
    expect(await ended(here.process(["check", "user:none", "PROMPTS.USE"]))).toMatchObject({ code: 1 });
  });

  test("two at once on one embedded database wait for each other", async () => {
    const both = await Promise.all([ended(here.process(["org", "list"])), ended(here.process(["org", "list"]))]);
    expect(both.map(({ code, err }) => [code, err])).toEqual([
      [0, ""],
      [0, ""],
    ]);
  });

  test("its socket is the owner's alone, and goes with the server", async () => {
    await here.serve();
    const socket = join(here.cwd, "data/gatehouse.sock");
    expect((await stat(socket)).mode & 0o777).toBe(0o600);
    expect(await here.stop()).toBe(0);
    expect(await readdir(join(here.cwd, "data"))).not.toContain("gatehouse.sock");
  });

  test("a socket that a killed server left behind is no server", async () => {
    await here.serve();
    await here.kill();
    expect(await readdir(join(here.cwd, "data"))).toContain("gatehouse.sock");
    expect(await here.gatehouse(["org", "list"])).toMatchObject({ code: 0, err: "" });
  });
});

describe("a data directory whose path is too long for a socket", () => {
  const deep = `${"deep/".repeat(30)}data`;
  let here: Installation;
  let temporary: string;
  const pointer = () => join(here.cwd, deep, "gatehouse.sock.path");
  beforeAll(async () => {
    temporary = await mkdtemp(join(tmpdir(), "gh-"));
    here = await Installation.make({ DATA_DIR: deep, TMPDIR: temporary });
  });
  afterAll(async () => {
    await here.remove();
    await rm(temporary, { recursive: true, force: true });
  });

  test("is served as any other: the socket lies in a short, private place", async () => {
    await here.serve();
    expect(await here.gatehouse(["org", "list"])).toMatchObject({ code: 0, err: "" });
    const socket = await readFile(pointer(), "utf8");
    expect(socket.startsWith(join(temporary, "gatehouse-"))).toBe(true);
    for (const [path, mode] of [
      [pointer(), 0o600],
      [dirname(socket), 0o700],
      [socket, 0o600],
    ] as const)
      expect([path, (await stat(path)).mode & 0o777]).toEqual([path, mode]);
  });

  test("nothing of it stays when the server stops", async () => {
    expect(await here.stop()).toBe(0);
    expect(await readdir(temporary)).toEqual([]);
    expect(await readdir(join(here.cwd, deep))).not.toContain("gatehouse.sock.path");
  });

  test("what a killed server left behind is no server, and the next one clears it away", async () => {
    await here.serve();
    await here.kill();
    expect(await readdir(temporary)).toHaveLength(1);
    expect(await here.gatehouse(["org", "list"])).toMatchObject({ code: 0, err: "" });
    await here.serve();
    expect(await readdir(temporary)).toHaveLength(1);
    expect(await here.gatehouse(["org", "list"])).toMatchObject({ code: 0, err: "" });
    await here.stop();
    expect(await readdir(temporary)).toEqual([]);
  });

  test("a pointer that somebody wrote by hand takes nothing else away", async () => {
    const precious = join(temporary, "precious");
    await mkdir(precious);
    await writeFile(join(precious, "file"), "kept");
    await writeFile(pointer(), join(precious, "file"));
    await here.serve();
    await here.stop();
    expect(await readFile(join(precious, "file"), "utf8")).toBe("kept");
    await rm(precious, { recursive: true });
  });

  test("where there is no short place either, the start says which setting to change", async () => {
    const long = join(here.cwd, "t".repeat(100));
    await mkdir(long);
    const nowhere = await Installation.make({ DATA_DIR: join(here.cwd, deep), TMPDIR: long, PORT: "0" });
    const ran = await ended(nowhere.process(["serve"]));
    expect(ran).toMatchObject({ code: 3, out: "" });
    expect(ran.err).toContain("`DATA_DIR` is");
    expect(ran.err).not.toMatch(/EINVAL|\n\s+at /);
    await nowhere.remove();
  });
});

describe("beside a running server", () => {
  let here: Installation;
  beforeAll(async () => {
    here = await Installation.make();
    await here.serve();
    await here.json("org", "create", "default", "Example", "--admin", "ada@example.com");
  });
  afterAll(() => here.remove());

  test("lists are whole, however long", async () => {
    for (let number = 1; number <= 203; number++) await here.json("group", "create", `Group ${number}`);
    const { groups, total } = await here.json<{ groups: { name: string }[]; total: number }>("group", "list");
    expect(total).toBe(203);
    expect(new Set(groups.map(({ name }) => name)).size).toBe(203);
    const { changes } = await here.json<Log>("changes", "--limit", "500");
    expect(changes.length).toBeGreaterThan(203);
  });

  test("names that several have are told apart by their ids", async () => {
    await here.json("group", "create", "Group 1");
    const ran = await here.gatehouse(["group", "add", "Group 1", "ada@example.com"]);
    expect(ran.code).toBe(3);
    expect(ran.err).toMatch(/There are 2 of the name `Group 1`: group:[0-9a-f]{24}, group:[0-9a-f]{24}\./);
  });

  test.each([[["restore", "x.backup"]], [["db", "copy", "--to", "elsewhere"]]])(
    "%j says to stop it first",
    async (args) => {
      const ran = await here.gatehouse(args);
      expect(ran).toMatchObject({ code: 3, out: "" });
      expect(ran.err).toContain("Another Gatehouse process is using the data directory");
    },
  );

  test("a second server on the same directory refuses", async () => {
    const second = await ended(here.process(["serve"]));
    expect(second.code).toBe(3);
    expect(second.err).toContain("Another Gatehouse process is using the data directory");
    const asJson = await ended(here.process(["serve", "--json"]));
    expect(asJson).toMatchObject({ code: 3, err: "" });
    expect(JSON.parse(asJson.out)).toMatchObject({ code: "data-directory-in-use" });
  });
});

describe("where there is no installation", () => {
  let here: Installation;
  beforeAll(async () => {
    here = await Installation.make();
  });
  afterAll(() => here.remove());

  test.each([
    [["org", "list"]],
    [["user", "list"]],
    [["group", "list"]],
    [["role", "show", "USER"]],
    [["check", "ada@example.com", "AGENTS.USE"]],
    [["changes"]],
    [["backup", "x.backup"]],
    [["share", "agent:a", "everyone"]],
    [["db", "copy", "--to", "elsewhere"]],
  ])("%j says so, and makes none", async (args) => {
    const ran = await here.gatehouse(args);
    expect(ran).toMatchObject({ code: 3, out: "" });
    expect(ran.err).toMatch(/^There is no installation in `.*data` \(`DATA_DIR`\)\.\n.*gatehouse org create/);
    expect(JSON.parse((await here.gatehouse([...args, "--json"])).out)).toMatchObject({ code: "no-installation" });
    expect(await readdir(here.cwd)).toEqual([]);
  });

  test("that is the doctor's finding", async () => {
    const ran = await here.gatehouse(["doctor"]);
    expect(ran).toMatchObject({ code: 1, err: "" });
    expect(ran.out).toMatch(/PROBLEM\s+start\s+There is no installation/);
    expect(await readdir(here.cwd)).toEqual([]);
  });

  test("the first account, or the first organization, makes one", async () => {
    await here.json("user", "create", "ada@example.com", "Ada");
    expect(await here.json("user", "list")).toMatchObject({ total: 1 });
  });
});

describe("a data directory that cannot be", () => {
  test.each([
    ["a file", "file", "`DATA_DIR`) cannot be `"],
    ["below a file", "file/data", "file` is no directory. Allowed: a directory"],
    ["where the system lets nobody make one", "/proc/x", "`/proc/x` cannot be made (ENOENT). Allowed: a directory"],
  ])("%s: says what was found and what is allowed", async (_what, DATA_DIR, words) => {
    const here = await Installation.make({ DATA_DIR });
    await writeFile(join(here.cwd, "file"), "");
    for (const args of [["org", "create", "default", "Example", "--admin", "ada@example.com"], ["serve"]]) {
      const ran = await ended(here.process(args));
      expect(ran).toMatchObject({ code: 3, out: "" });
      expect(ran.err).toContain(words);
      expect(ran.err).not.toMatch(/unexpectedly|\n\s+at /);
    }
    await here.remove();
  });
});

describe("what keeps a server from starting is the doctor's finding", () => {
  test("a wrong setting", async () => {
    const here = await Installation.make({ PORT: "abc" });
    const ran = await here.gatehouse(["doctor"]);
    expect(ran.code).toBe(1);
    expect(ran.out).toMatch(/PROBLEM\s+start/);
    expect(ran.out).toContain('`PORT` is "abc"');
    await here.remove();
  });

  test("with --json what is wrong with the configuration is a problem detail", async () => {
    const here = await Installation.make({ PORT: "abc" });
    for (const args of [["org", "list"], ["config", "show"], ["serve"]]) {
      const ran = await ended(here.process([...args, "--json"]));
      expect(ran).toMatchObject({ code: 3, err: "" });
      expect(JSON.parse(ran.out)).toMatchObject({
        code: "configuration-invalid",
        errors: [{ path: "PORT", message: expect.stringContaining('"abc"') }],
      });
    }
    await here.remove();
  });

  test("a directory that others can read is warned of", async () => {
    const here = await Installation.make();
    await here.json("org", "create", "default", "Example", "--admin", "ada@example.com");
    await chmod(join(here.cwd, "data"), 0o755);
    const ran = await here.gatehouse(["doctor"]);
    expect(ran.code).toBe(0);
    expect(ran.out).toMatch(/WARNING\s+data directory .*mode 0755\n\s+Others on this machine.*\n\s+\$ chmod go-rwx/);
    await here.remove();
  });
});

test("config show needs no database, and masks secrets", async () => {
  const here = await Installation.make({ JWT_SECRET: "canary-4711-of-a-secret" });
  await writeFile(join(here.cwd, ".env"), "ALLOW_AGENTS=FALSE\n");
  const ran = await here.gatehouse(["config", "show"]);
  expect(ran.code).toBe(0);
  expect(ran.out).toMatch(/ALLOW_AGENTS\s+false\s+\.env line 1/);
  expect(ran.out).not.toContain("canary-4711");
  expect(await readdir(here.cwd)).toEqual([".env"]);
  await here.remove();
});
