import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Access } from "../../access/index.ts";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import { systemActor } from "../../http/actor.ts";
import { type Store, verifyLog, verifyTables } from "../../store/index.ts";
import { onEveryDatabase } from "../../store/testing/databases.ts";
import { moveIn } from "../import/moveIn.ts";
import {
  FormerRefused,
  migratePermissions,
  type PermissionMigrationOptions,
  type PermissionMigrationReport,
} from "../index.ts";
import { undoMigration } from "../migrate.ts";
import { openSource } from "../source/index.ts";
import { type Collections, forms } from "../testing/forms/written.ts";
import { ADA, BEN, CY, hex, oid, smallLibreChat } from "../testing/librechat.ts";
import type { EachAccess } from "./impactOf.ts";
import type { FormerProblem } from "./kind.ts";

const NOW = Date.parse("2026-12-01T12:00:00Z");
const cy = `user:${CY}`;
const agentNamed = (number: number) => `agent:${hex(number)}`;

const agent = (number: number, name: string, more: object = {}) => ({
  ...{ _id: oid(number), id: `agent_${name}`, name, provider: "openAI", model: "gpt-4o", author: BEN, ...more },
});
const toAuthor = (number: number, resource: number, more: object = {}) => ({
  ...{ _id: oid(number), principalType: "user", principalId: BEN, permBits: 15, resourceType: "agent" },
  ...{ resourceId: oid(resource), ...more },
});

/** Before there were entries: what the project `instance` has is everybody's. */
const formerLibreChat = (): Collections => ({
  ...{ roles: smallLibreChat().roles ?? [], users: smallLibreChat().users ?? [] },
  projects: [
    { _id: oid(0x90), name: "other", agentIds: ["agent_private"], promptGroupIds: [] },
    {
      ...{ _id: oid(0x91), name: "instance" },
      agentIds: [
        "agent_view",
        "agent_edit",
        "agent_said",
        "agent_half",
        "agent_done",
        "agent_noone",
        "agent_odd",
        "agent_none",
      ],
      promptGroupIds: [oid(0xb1), hex(0xb3)],
    },
    { _id: oid(0x92), name: "instance", agentIds: ["agent_second"] },
  ],
  agents: [
    agent(0xa1, "view"),
    agent(0xa2, "edit", { isCollaborative: true }),
    agent(0xa3, "said", { isCollaborative: "false" }),
    agent(0xa4, "private"),
    agent(0xa5, "second", { isCollaborative: true }),
    agent(0xa6, "half", { isCollaborative: true }),
    agent(0xa7, "done"),
    agent(0xa8, "noone", { author: null }),
    agent(0xa9, "odd", { author: "not an id" }),
    agent(0xaa, "gone", { author: oid(0xdead) }),
  ],
  aclentries: [
    toAuthor(0xc1, 0xa6),
    toAuthor(0xc2, 0xa7, { principalId: CY, permBits: 1 }),
    toAuthor(0xc3, 0xa1, { principalType: "group", principalId: oid(0x21), permBits: 1 }),
  ],
  promptgroups: [
    { _id: oid(0xb1), name: "Shared", author: BEN },
    { _id: oid(0xb2), name: "Own", author: BEN },
    { _id: oid(0xb3), name: "By text", author: BEN, category: "writing" },
  ],
  prompts: [],
});

onEveryDatabase("migrating the former permissions", (given) => {
  let store: Store;
  let all: Access;
  let access: OrganizationAccess;
  let folder: string;
  let from: string;
  let problems: FormerProblem[];

  beforeEach(async () => {
    store = await (await given()).open();
    all = await Access.open({ store, staleAfterMs: 600_000, now: () => NOW });
    const { id } = await all.createOrganization({ name: "Acme", slug: "acme" }, { name: "cli:test", from: "cli" });
    access = all.of(id);
    folder = await mkdtemp(join(tmpdir(), "gatehouse-former-"));
    problems = [];
    await bring(formerLibreChat());
  });
  afterEach(async () => {
    await all.close();
    await rm(folder, { recursive: true });
  });

  async function write(collections: Collections): Promise<void> {
    from = (await forms["a folder of mongodump"]?.(await mkdtemp(join(folder, "dump-")), collections)) ?? "";
  }
  async function bring(collections: Collections): Promise<void> {
    await write(collections);
    const source = await openSource(from);
    await moveIn({
      ...{ source, access, store, batchSize: 50, tenant: null, now: NOW, clock: () => NOW, admitsUnverified: false },
      superAdmins: new Set(["ada@example.com"]),
      ...{ problem: () => {}, progress: () => {} },
    });
    await source.close();
  }

  const parts = () => ({ access: all, store, admitsUnverified: false, filesDir: join(folder, "files") });
  const migrating = (more: Partial<PermissionMigrationOptions> = {}): Promise<PermissionMigrationReport> =>
    migratePermissions(parts(), {
      ...{ what: "agent-permissions", from, tenant: null, batchSize: 2, isDryRun: false, force: false },
      ...{ leaveUnfinished: false, problem: (one) => void problems.push(one), announced: () => {}, progress: () => {} },
      ...more,
    });
  const may = (person: string, action: string, thing: string) =>
    access.engine.check(person, action, thing, { now: NOW }).allowed;
  const whoMay = (thing: number) =>
    ["use", "update", "delete"].filter((action) => may(cy, action, agentNamed(thing))).join(" ");

  describe("of agents", () => {
    test("are classed as LibreChat's script does", async () => {
      const { classes, passed, errors } = await migrating({ isDryRun: true });
      expect(classes).toEqual({
        globalEditAccess: 2,
        globalViewAccess: 1,
        privateAgents: 3,
        unfinishedEditAccess: 1,
        unfinishedViewAccess: 0,
      });
      expect(passed).toEqual({ migratedThere: 1, migratedHere: 0, ownerless: 1, left: 0 });
      expect(errors).toBe(1);
      expect(problems).toEqual([
        { collection: "agents", id: hex(0xa9), code: "author-unusable", found: "`not an id`" },
      ]);
    });

    test("give everybody what the class says", async () => {
      const { written } = await migrating();
      expect(written).toMatchObject({ migrated: 7, publicViewGrants: 1, publicEditGrants: 3 });
      expect(whoMay(0xa1)).toBe("use");
      expect(whoMay(0xa2)).toBe("use update");
      expect(whoMay(0xa3)).toBe("use update");
      expect(whoMay(0xa4)).toBe("");
      expect(whoMay(0xa5)).toBe("");
    });

    test("finish what an earlier run left half done, unless that is not wanted", async () => {
      const left = await migrating({ leaveUnfinished: true });
      expect(left.passed.left).toBe(1);
      expect(whoMay(0xa6)).toBe("");
      await migrating();
      expect(whoMay(0xa6)).toBe("use update");
    });

    test("leave what nobody made, and what says no author that there can be", async () => {
      await migrating();
      expect(whoMay(0xa8)).toBe("");
      expect(whoMay(0xa9)).toBe("");
    });

    test("end nothing where one did not come", async () => {
      const more = formerLibreChat();
      await write({ ...more, agents: [agent(0xaf, "none"), ...(more.agents ?? [])] });
      const { written } = await migrating();
      expect(written?.migrated).toBe(7);
      expect(problems.map(({ id, code }) => `${parseInt(id, 16).toString(16)} ${code}`)).toEqual([
        "af not-here",
        "a9 author-unusable",
      ]);
    });
  });

  describe("of prompts", () => {
    test("are of the project by id, however it is written", async () => {
      const { classes, written } = await migrating({ what: "prompt-permissions" });
      expect(classes).toEqual({ globalViewAccess: 2, privateGroups: 1, unfinishedViewAccess: 0 });
      expect(written).toMatchObject({ migrated: 3, publicViewGrants: 2 });
      const seen = [0xb1, 0xb2, 0xb3].map((number) => may(cy, "use", `prompt:${hex(number)}`));
      expect(seen).toEqual([true, false, true]);
    });
  });

  describe("of shared links", () => {
    const link = (number: number, more: object = {}) => ({
      ...{
        _id: oid(number),
        user: hex(2),
        conversationId: "c-1",
        shareId: `share-${number}`.padEnd(21, "x"),
        title: "Shown",
      },
      ...{ messages: [oid(0xe2)], ...more },
    });
    const chat = {
      conversations: [{ _id: oid(0xe1), conversationId: "c-1", user: hex(2), title: "Shown", endpoint: "openAI" }],
      messages: [
        {
          ...{ _id: oid(0xe2), messageId: "m-1", conversationId: "c-1", user: hex(2), text: "Hello", sender: "User" },
          ...{ isCreatedByUser: true, parentMessageId: "00000000-0000-0000-0000-000000000000", endpoint: "openAI" },
        },
      ],
    };
    const opens = (number: number) =>
      access.engine.grantsOn(`sharedLink:${hex(number)}`).some(({ principal }) => principal === "anyone");

    test("open to everybody by what stands there, `null` too; the others stay their owners'", async () => {
      const sharedlinks = [
        ...[link(0xf1, { isPublic: true }), link(0xf2, { isPublic: null }), link(0xf3)],
        link(0xf4, { isPublic: true, expiredAt: new Date("2999-01-01") }),
        link(0xf5, { isPublic: null, user: "nobody's id" }),
      ];
      await bring({ ...formerLibreChat(), ...chat, sharedlinks });
      const { classes, written } = await migrating({ what: "shared-link-permissions" });
      expect(classes).toEqual({ publicLinks: 3, privateLinks: 1 });
      expect(written).toMatchObject({ migrated: 4, proof: { isAsAnnounced: true } });
      expect([0xf1, 0xf2, 0xf3, 0xf4].map(opens)).toEqual([true, true, false, true]);
      expect(problems.map(({ code }) => code)).toEqual(["author-unusable"]);
    });

    test("are not begun where one is closed, unless that is wanted", async () => {
      await write({ sharedlinks: [{ _id: oid(0xd1), user: hex(2), shareId: "s1", isPublic: false }] });
      const refused = await migrating({ what: "shared-link-permissions" }).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(FormerRefused);
      expect(refused).toMatchObject({ count: 1, ids: [hex(0xd1)] });
      const forced = await migrating({ what: "shared-link-permissions", force: true });
      expect(forced.written?.migrated).toBe(0);
    });
  });

  describe("before it is written", () => {
    test("nothing is written by a dry run", async () => {
      const { revision } = access.engine;
      const { written } = await migrating({ isDryRun: true });
      expect(written).toBeNull();
      expect(access.engine.revision).toBe(revision);
      expect(await store.head(access.id)).toBe(revision);
    });

    test("it is said who gains what", async () => {
      const { impact } = await migrating({ isDryRun: true });
      expect(impact.lost).toBe(0);
      expect(impact.things.rows.map(({ resource }) => resource)).toEqual([0xa1, 0xa2, 0xa3, 0xa6].map(agentNamed));
      const gains = new Map(impact.subjects.rows.map(({ name, gained }) => [name, gained]));
      expect(gains.get("Cy")).toBeGreaterThan(0);
      // Ben made them all.
      expect(gains.has("Ben")).toBe(false);
    });

    test("it is said of one person what they may before and after", async () => {
      const { person } = await migrating({ isDryRun: true, person: "cy@example.com" });
      const edited = person?.things.find(({ resource }) => resource === agentNamed(0xa2));
      expect(edited?.before).toEqual([]);
      expect(edited?.after).toEqual(expect.arrayContaining(["use", "update", "execute"]));
    });

    test("everybody's access before and after is what they have before and after", async () => {
      const announced: EachAccess[] = [];
      const actionsOf = ({ person, resource }: EachAccess) =>
        Object.keys(access.engine.typeOf("agent")?.actions ?? {}).filter((action) => may(person, action, resource));
      const before: string[][] = [];
      await migrating({
        access: (one) => {
          announced.push(one);
          before.push(actionsOf(one));
        },
      });
      expect(announced.length).toBeGreaterThan(10);
      expect(announced.map((one) => one.before)).toEqual(before);
      expect(announced.map((one) => one.after)).toEqual(announced.map(actionsOf));
    });
  });

  describe("afterwards", () => {
    test("the permissions are those that were announced, the dry run's, too", async () => {
      const dry = await migrating({ isDryRun: true });
      const { written, fingerprint } = await migrating();
      expect(fingerprint).toBe(dry.fingerprint);
      expect(written?.proof).toEqual({
        ...{ announced: fingerprint, found: fingerprint, isAsAnnounced: true },
        ...{ revisionsOfOthers: 0, differing: [] },
      });
    });

    test("it is said where somebody else wrote meanwhile", async () => {
      const { written } = await migrating({
        announced: async () => {
          await access.commit(systemActor(access.id, "system:test"), async () => ({
            changes: [{ kind: "resource-state-set", resource: agentNamed(0xa4), state: "hidden" }],
            result: null,
          }));
        },
      });
      expect(written?.proof).toMatchObject({ isAsAnnounced: false, revisionsOfOthers: 1, differing: [] });
    });

    test("a second run changes nothing", async () => {
      await migrating();
      const { revision } = access.engine;
      const again = await migrating();
      expect(again.passed.migratedHere).toBe(7);
      expect(again.written?.migrated).toBe(0);
      expect(access.engine.revision).toBe(revision);
    });

    test("a second run gives nobody what its owner took away since", async () => {
      await migrating();
      const grant = access.engine.grantsOn(agentNamed(0xa1)).find(({ principal }) => principal === "everyone");
      await access.commit(systemActor(access.id, "system:test"), async () => ({
        changes: [{ kind: "grant-removed", resource: agentNamed(0xa1), id: grant?.id ?? 0 }],
        result: null,
      }));
      await migrating();
      expect(whoMay(0xa1)).toBe("");
    });

    test("tables and log are sound", async () => {
      await migrating();
      expect((await verifyTables(store, access.id)).problems).toEqual([]);
      expect((await verifyLog(store, access.id)).problems).toEqual([]);
    });

    test("it is taken back by itself, what came stays", async () => {
      const { written } = await migrating();
      const undone = await undoMigration(parts(), { anyway: false, progress: () => {} });
      expect(undone).toMatchObject({ id: written?.move, what: "agent-permissions" });
      expect(whoMay(0xa2)).toBe("");
      expect(access.engine.describe(agentNamed(0xa2))?.owner).toBe(`user:${BEN}`);
      const again = await migrating();
      expect(again.written?.migrated).toBe(7);
    });
  });

  test("one that was stopped is gone on with, and none is half done", async () => {
    const stopped = new Error("stopped");
    let batches = 0;
    const progress = () => {
      if (++batches === 2) throw stopped;
    };
    await expect(migrating({ progress })).rejects.toBe(stopped);
    const { passed, written } = await migrating();
    expect(passed.migratedHere).toBe(4);
    expect(written).toMatchObject({ migrated: 3, proof: { isAsAnnounced: true } });
    const undone = await undoMigration(parts(), { anyway: false, progress: () => {} });
    expect(undone?.id).toBe(written?.move);
    expect(whoMay(0xa1) + whoMay(0xa2) + whoMay(0xa3) + whoMay(0xa6)).toBe("");
  });

  test("who administers may do as before", async () => {
    const before = may(`user:${ADA}`, "update", agentNamed(0xa4));
    await migrating();
    expect(may(`user:${ADA}`, "update", agentNamed(0xa4))).toBe(before);
  });
});
