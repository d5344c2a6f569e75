import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Change } from "@gatehouse/engine";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Access } from "../../access/index.ts";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import { systemActor } from "../../http/actor.ts";
import { roleNaming } from "../../identity/index.ts";
import { type Store, verifyLog, verifyTables } from "../../store/index.ts";
import { columnsOf, sumOf, type TableName } from "../../store/table-rows.ts";
import { onEveryDatabase } from "../../store/testing/databases.ts";
import { Contents } from "../../workspace/files/contents.ts";
import { openSource, type Source } from "../source/index.ts";
import { type Collections, forms } from "../testing/forms/written.ts";
import { ADA, BEN, CY, DEE, hex, oid, smallLibreChat } from "../testing/librechat.ts";
import { openLive } from "../testing/live.ts";
import { type MoveInOptions, moveIn } from "./moveIn.ts";
import { listMoves } from "./moves.ts";
import type { ProblemLine } from "./problemLine.ts";
import { ChangedSince, undoMove } from "./undo.ts";

const NOW = Date.parse("2026-12-01T12:00:00Z");
const names = { ada: `user:${ADA}`, ben: `user:${BEN}`, cy: `user:${CY}`, dee: `user:${DEE}` };
const agentNamed = (number: number) => `agent:${hex(number)}`;

onEveryDatabase("moving in", (given) => {
  let store: Store;
  let access: OrganizationAccess;
  let all: Access;
  let folder: string;
  let source: Source;
  let problems: ProblemLine[];
  const closing: (() => Promise<unknown>)[] = [];

  beforeEach(async () => {
    store = await (await given()).open();
    all = await Access.open({ store, staleAfterMs: 600_000, now: () => NOW });
    const { id } = await all.createOrganization({ name: "Acme", slug: "acme" }, { name: "cli:test", from: "cli" });
    access = all.of(id);
    folder = await mkdtemp(join(tmpdir(), "gatehouse-moving-"));
    problems = [];
    closing.push(
      () => rm(folder, { recursive: true }),
      () => all.close(),
    );
    await written(smallLibreChat());
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  async function written(collections: Collections, form = "a folder of mongodump"): Promise<void> {
    const place = await mkdtemp(join(folder, "dump-"));
    source = await openSource((await forms[form]?.(place, collections)) ?? "");
    const opened = source;
    closing.push(() => opened.close());
  }

  const move = (more: Partial<MoveInOptions> = {}) =>
    moveIn({
      ...{ source, access, store, batchSize: 3, tenant: null, now: NOW, clock: () => NOW, admitsUnverified: false },
      superAdmins: new Set(["ada@example.com"]),
      problem: (line) => void problems.push(line),
      progress: () => {},
      ...more,
    });
  const entryOfRole = (name: string) => ({
    ...{ _id: oid(0x5f), principalType: "role", principalId: name, resourceType: "agent", resourceId: oid(0x31) },
    permBits: 1,
  });
  const may = (person: string, action: string, thing?: string) =>
    access.engine.check(person, action, thing, { now: NOW }).allowed;
  const told = (collection: string) =>
    problems
      .filter((one) => one.collection === collection)
      .map(({ id, code }) => `${parseInt(id, 16).toString(16)} ${code}`);
  /** All that is kept, but for what happened, and the log. */
  async function state(): Promise<Record<string, string>> {
    const columns = await columnsOf(store.db);
    const left = new Set<string>([
      "log",
      "audit_events",
      "organizations",
      "gatehouse_migrations",
      "retired_ids",
      "config_heads",
    ]);
    const sums = [...columns]
      .filter(([table]) => !left.has(table))
      .map(async ([table, its]) => [table, await sumOf(store.db, table as TableName, its)]);
    return Object.fromEntries(await Promise.all(sums));
  }
  const sound = async () => {
    expect((await verifyTables(store, access.id)).problems).toEqual([]);
    expect((await verifyLog(store, access.id)).problems).toEqual([]);
  };

  describe("people", () => {
    test("come with their role, password and ids of providers", async () => {
      await move();
      const rows = await store.db
        .selectFrom("users")
        .select(["id", "email", "password_hash", "id_on_the_source"])
        .orderBy("id")
        .execute();
      expect(rows.map(({ id, email }) => `${parseInt(id, 16)} ${email}`)).toEqual([
        "1 ada@example.com",
        "2 ben@example.com",
        "3 cy@example.com",
        "4 dee@example.com",
        "5 eve@example.com",
      ]);
      expect(rows[0]?.password_hash).toMatch(/^\$2b\$10/);
      expect(rows[2]).toMatchObject({ password_hash: null, id_on_the_source: "entra-cy" });
      const identities = await store.db
        .selectFrom("identities")
        .select(["account", "provider", "issuer", "subject"])
        .execute();
      expect(identities).toEqual([
        { account: names.cy, provider: "openid", issuer: "https://login.example.com", subject: "cy" },
      ]);
    });

    test("become super admins where they are named, and nothing by the name of a role", async () => {
      await move();
      expect(may(names.ada, "unseal:content")).toBe(true);
      const roles = await store.db
        .selectFrom("accounts")
        .select(["account", "primary_role"])
        .orderBy("account")
        .execute();
      expect(roles.map(({ primary_role }) => primary_role)).toEqual([
        "role:SUPER_ADMIN",
        "role:USER",
        "role:USER",
        "role:Editors",
        "role:Nowhere",
      ]);
      expect(access.engine.listRoles().map(({ role }) => role)).toContain("role:super_admin_OF_LIBRECHAT");
    });

    test("are not made super admins by an address that nobody verified", async () => {
      const unverified = smallLibreChat();
      unverified.users?.push({
        _id: oid(9),
        name: "Mal",
        email: "mal@example.com",
        emailVerified: false,
        role: "USER",
      });
      await written(unverified);
      await move({ superAdmins: new Set(["ada@example.com", "mal@example.com"]), admitsUnverified: true });
      expect(may(`user:${hex(9)}`, "access:admin")).toBe(false);
      expect(told("users")).toContain("9 super-admin-unverified");
    });

    test("who cannot come, or not with all, are told of", async () => {
      await move();
      expect(told("users")).toEqual([
        "4 second-factor-left",
        "5 role-without-document",
        "5 password-unusable",
        "6 account-expired",
        "7 address-unusable",
      ]);
    });

    test("who are here already stay as they are, and have what was theirs there", async () => {
      await access.commit(systemActor(access.id, "system:config"), async (tx) => {
        await tx
          .insertInto("users")
          .values({
            organization_id: access.id,
            id: hex(0xb),
            email: "ben@example.com",
            name: "Benjamin",
            created_at: 1,
            updated_at: 1,
          })
          .execute();
        return {
          changes: [{ kind: "user-added", user: `user:${hex(0xb)}`, role: "role:USER", status: "active" }],
          result: null,
        };
      });
      await move();
      expect(access.engine.describe(agentNamed(0x31))?.owner).toBe(`user:${hex(0xb)}`);
      expect(access.engine.hasMember(`group:${hex(0x21)}`, `user:${hex(0xb)}`)).toBe(true);
    });
  });

  test("names are such as they could be here: on one line, and not endless", async () => {
    const all = smallLibreChat();
    await written({
      ...all,
      users: (all.users ?? []).map((one) =>
        one.name === "Ben" ? { ...one, name: `Ben\u202e\n${"x".repeat(500)}` } : one,
      ),
      agents: (all.agents ?? []).map((one) => ({ ...one, name: "n".repeat(100_000) })),
    });
    await move();
    const { name } = await store.db
      .selectFrom("users")
      .select("name")
      .where("id", "=", hex(2))
      .executeTakeFirstOrThrow();
    expect(name).toBe(`Ben ${"x".repeat(76)}`);
    const agents = await store.db.selectFrom("agents").select("name").execute();
    expect(agents.every((one) => one.name?.length === 256)).toBe(true);
    expect(told("users")).toContain("2 name-too-long");
    expect(told("agents").filter((one) => one.endsWith("name-too-long"))).toHaveLength(agents.length);
  });

  describe("roles", () => {
    test("switch on what they did, and what is not named of USER stays", async () => {
      await move();
      expect([may(names.ben, "AGENTS.USE"), may(names.ben, "AGENTS.CREATE"), may(names.ben, "AGENTS.SHARE")]).toEqual([
        true,
        false,
        true,
      ]);
      expect([may(names.ben, "PROMPTS.SHARE"), may(names.ben, "BOOKMARKS.USE")]).toEqual([true, true]);
      expect([may(names.dee, "AGENTS.CREATE"), may(names.dee, "BOOKMARKS.USE")]).toEqual([true, false]);
      expect(told("roles")).toEqual(["12 feature-unknown", "14 role-renamed", "15 role-unnamed"]);
    });

    test("keep their names, whatever is in them, and nobody is left out for theirs", async () => {
      const all = smallLibreChat();
      const [ben, cy] = (all.users ?? []).filter(({ name }) => name === "Ben" || name === "Cy");
      await written({
        ...all,
        roles: [
          ...(all.roles ?? []),
          { _id: oid(0x16), name: "Sales & Co", permissions: { AGENTS: { CREATE: true } } },
        ],
        users: [
          { ...ben, role: "Sales & Co" },
          { ...cy, role: "Prüfer/innen" },
        ],
        aclentries: [entryOfRole("Sales & Co")],
      });
      await move();
      const names = await roleNaming(store.db, access).all();
      expect([...names.values()]).toEqual(
        expect.arrayContaining(["Editors", "Sales & Co", "Prüfer/innen", "super_admin_OF_LIBRECHAT"]),
      );
      expect([may(`user:${BEN}`, "AGENTS.CREATE"), may(`user:${CY}`, "AGENTS.USE")]).toEqual([true, false]);
      expect(access.engine.grantsOn(agentNamed(0x31)).map(({ principal }) => names.get(principal))).toEqual([
        "Sales & Co",
      ]);
      const [done] = await listMoves(store.db, access.id);
      if (!done) throw new Error("nothing was moved in");
      const contents = new Contents(join(folder, "files"));
      await undoMove({ access, store, move: done, contents, clock: () => NOW, anyway: false, progress: () => {} });
      expect([...(await roleNaming(store.db, access).all()).values()]).not.toContain("Prüfer/innen");
    });
  });

  describe("groups", () => {
    test("have those in them whom LibreChat takes to be", async () => {
      await move();
      const members = (number: number) =>
        [names.ben, names.cy, names.dee].filter((one) => access.engine.hasMember(`group:${hex(number)}`, one));
      expect(members(0x21)).toEqual([names.ben, names.dee]);
      expect(members(0x22)).toEqual([names.cy]);
      expect(told("groups")).toEqual(["21 member-not-matched", "21 member-missing"]);
    });
  });

  describe("agents", () => {
    test("are owned by whoever made them, else by the organization, which administrators are told of", async () => {
      await move();
      const owner = (number: number) => access.engine.describe(agentNamed(number))?.owner;
      expect([owner(0x31), owner(0x32), owner(0x33), owner(0x34), owner(0x35)]).toEqual([
        names.ben,
        names.ben,
        "organization",
        "organization",
        undefined,
      ]);
      expect(told("agents")).toEqual(["33 author-gone", "34 author-missing", "35 id-unusable"]);
      const left = await store.db.selectFrom("left_things").select("resource").orderBy("resource").execute();
      expect(left.map(({ resource }) => resource)).toEqual([agentNamed(0x33), agentNamed(0x34)]);
    });

    test("are used and changed by whoever could", async () => {
      await move();
      expect([
        may(names.cy, "use", agentNamed(0x31)),
        may(names.cy, "execute", agentNamed(0x31)),
        may(names.cy, "update", agentNamed(0x31)),
      ]).toEqual([true, true, false]);
      expect([may(names.dee, "use", agentNamed(0x32)), may(names.cy, "use", agentNamed(0x32))]).toEqual([true, false]);
      expect([may(names.cy, "update", agentNamed(0x33)), may(names.cy, "use", agentNamed(0x33))]).toEqual([
        true,
        false,
      ]);
      expect([may(names.dee, "delete", agentNamed(0x33)), may(names.dee, "update", agentNamed(0x33))]).toEqual([
        true,
        true,
      ]);
    });

    test("one that does not fit ends nothing: it is told, and the others come", async () => {
      const system = systemActor(access.id, "system:config");
      const agent = agentNamed(0x32);
      for (const changes of [
        [{ kind: "resource-added", resource: agent, owner: "organization", state: "active" }],
        [{ kind: "resource-removed", resource: agent }],
      ] satisfies Change[][])
        await access.commit(system, async () => ({ changes, result: null }));
      await move();
      expect(told("agents")).toContain("32 id-retired");
      expect([agentNamed(0x31), agent, agentNamed(0x33)].map((one) => access.engine.isHeld(one))).toEqual([
        true,
        false,
        true,
      ]);
      await sound();
    });

    test("several entries for one principal are one grant, and the owner's is none", async () => {
      await move();
      const grants = access.engine
        .grantsOn(agentNamed(0x32))
        .map(({ principal, allow }) => `${principal} ${[...allow].sort()}`);
      expect(grants.sort()).toEqual([
        `group:${hex(0x21)} execute,use`,
        `${names.ben} insights`,
        `${names.dee} execute,update,use`,
      ]);
    });

    test("what of their entries has no place here is told", async () => {
      await move();
      expect(told("aclentries")).toEqual([
        "58 principal-missing",
        "59 entry-expired",
        "5a resource-missing",
        "5b type-not-here",
      ]);
    });
  });

  test("powers, settings of roles and keys come as far as there is a place for them", async () => {
    await move();
    expect([may(names.dee, "read:users"), may(names.ben, "read:users")]).toEqual([true, false]);
    const override = await store.db
      .selectFrom("config_overrides")
      .select(["principal_id", "priority", "overrides"])
      .execute();
    expect(override).toEqual([
      { principal_id: "Editors", priority: 20, overrides: '{"interface":{"customWelcome":"Hello"}}' },
    ]);
    const keys = await store.db.selectFrom("api_keys").select(["account", "key_hash", "prefix"]).execute();
    expect(keys).toEqual([{ account: names.dee, key_hash: "a".repeat(64), prefix: "sk-abcd" }]);
    expect([told("systemgrants"), told("configs"), told("agentapikeys"), told("accessroles")]).toEqual([
      ["63 capability-unknown", "64 everybody-gets-no-power"],
      ["71 setting-not-here", "71 setting-not-here"],
      ["82 owner-missing"],
      ["42 access-role-unknown"],
    ]);
    await sound();
  });

  test("the same comes from a database that runs", async () => {
    const live = await openLive(smallLibreChat());
    closing.push(() => live.source.close(), live.close);
    await move({ source: live.source });
    const from = {
      people: await store.db.selectFrom("users").selectAll().orderBy("id").execute(),
      engine: access.engine.state(),
    };
    const other = await all.createOrganization({ name: "Other", slug: "other" }, { name: "cli:test", from: "cli" });
    await move({ access: all.of(other.id) });
    const people = await store.db
      .selectFrom("users")
      .selectAll()
      .where("organization_id", "=", other.id)
      .orderBy("id")
      .execute();
    expect(people.map((row) => ({ ...row, organization_id: access.id }))).toEqual(from.people);
    expect(all.of(other.id).engine.state()).toEqual(from.engine);
  });

  describe("a second run", () => {
    test("changes nothing", async () => {
      await move();
      const before = { state: await withoutMoves(), revision: access.engine.revision };
      const { move: second } = await move();
      expect({ state: await withoutMoves(), revision: access.engine.revision }).toEqual(before);
      expect(second.counts.users).toMatchObject({ brought: 0, unchanged: 5, leftOut: 2 });
    });

    test("brings what is new, and tells what says something else", async () => {
      await move();
      const later = smallLibreChat();
      const [first] = later.groups ?? [];
      if (first) first.name = "Sales and more";
      const [, ben] = later.users ?? [];
      later.users?.push({ ...ben, _id: oid(0x99), email: "new@example.com" });
      await written(later);
      problems = [];
      const { move: second } = await move();
      expect(second.counts.users).toMatchObject({ brought: 1, unchanged: 5 });
      expect(told("groups")).toEqual(["21 changed-since"]);
    });
  });

  async function withoutMoves(): Promise<Record<string, string>> {
    const { moves: _, ...rest } = await state();
    return rest;
  }

  test.each([1, 2, 5, 8, 12, 16])("stopped after batch %i it goes on, with the same result", async (stops) => {
    await move();
    const whole = access.engine.state();
    const other = await all.createOrganization({ name: "Other", slug: "other" }, { name: "cli:test", from: "cli" });
    let batches = 0;
    const stopped = move({
      access: all.of(other.id),
      progress: () => {
        if (++batches === stops) throw new Error("the power went");
      },
    });
    await expect(stopped).rejects.toThrow("the power went");
    const { isResumed } = await move({ access: all.of(other.id) });
    expect(isResumed).toBe(true);
    expect(all.of(other.id).engine.state()).toEqual(whole);
  });

  describe("an undo", () => {
    const undo = async (anyway = false) => {
      const [last] = await listMoves(store.db, access.id);
      if (!last) throw new Error("there is none");
      await undoMove({
        access,
        store,
        move: last,
        clock: () => NOW,
        contents: new Contents(join(folder, "files")),
        anyway,
        progress: () => {},
      });
    };

    test("leaves everything as it was, and it may come again", async () => {
      const before = await state();
      const engine = access.engine.state();
      await move();
      await undo();
      expect(await state()).toEqual(before);
      expect(access.engine.state()).toEqual(engine);
      await sound();
      await move();
      expect(may(names.cy, "use", agentNamed(0x31))).toBe(true);
      await sound();
    });

    test("is refused where somebody has changed what came, who and what is told; or takes it with it", async () => {
      await move();
      await access.commit(systemActor(access.id, "system:config"), async () => ({
        changes: [
          {
            kind: "grant-set",
            grant: {
              id: 999,
              principal: names.cy,
              resource: agentNamed(0x32),
              allow: ["use"],
              deny: [],
              expiresAt: null,
              condition: null,
            },
          },
        ],
        result: null,
      }));
      const refused = await undo().catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(ChangedSince);
      expect((refused as ChangedSince).since.map(({ about }) => about).sort()).toEqual(
        [agentNamed(0x32), names.cy].sort(),
      );
      await undo(true);
      expect(access.engine.isHeld(agentNamed(0x32))).toBe(false);
    });
  });
});
