import type { Change } from "@gatehouse/engine";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemActor } from "../../http/actor.ts";
import { emptySqlite } from "../../store/testing/databases.ts";
import { type House, houseOn, type SignedInPerson } from "../testing/house.ts";

/*
 * Deleting a group, tried: what it takes from whoever is in it. Ada is super admin. Dora made the group Chess, with Ben and Cleo, who is hidden, in
 * it. With it are shared Ada's agent Openings, and her agent Secret, which Dora herself may not use; it holds the role Editors.
 */
const OPENINGS = "agent:openings";
const SECRET = "agent:secret";
const TALK = "conversation:talk";
let house: House;
let close: () => Promise<void>;
let [ada, dora, ben, cleo]: SignedInPerson[] = [];
let group: string;
const nameOf = (person: SignedInPerson | undefined) => `user:${person?.id}`;

beforeEach(async () => {
  const database = await emptySqlite();
  house = await houseOn(database, { GROUPS_BY_MEMBERS: "true" });
  close = async () => {
    await house.close();
    await database.remove();
  };
  [ada, dora, ben, cleo] = [
    await house.person("ada"),
    await house.person("dora"),
    await house.person("ben"),
    await house.person("cleo"),
  ];
  await house.operate("PATCH", `/api/admin/users/${cleo?.id}`, { hidden: true });
  const made = await house.call("POST", "/api/groups", { name: "Chess" }, dora?.token);
  group = `group:${made.json().group.id}`;
  const access = house.access.of(house.access.list()[0]?.id ?? "");
  const owned = (resource: string): Change => ({
    ...{ kind: "resource-added", resource, owner: nameOf(ada), state: "active" },
  });
  let id = 7_000;
  const given = (principal: string, resource: string, allow: string[], deny: string[] = []): Change => ({
    kind: "grant-set",
    grant: { id: id++, principal, resource, allow, deny, expiresAt: null, condition: null },
  });
  const inIt = (person: SignedInPerson | undefined): Change => ({
    ...{ kind: "membership-set", member: nameOf(person), group, expiresAt: null },
  });
  const changes: Change[] = [
    ...[OPENINGS, SECRET, TALK].map(owned),
    ...[ben, cleo].map(inIt),
    ...[OPENINGS, SECRET].map((agent) => given(group, agent, ["use", "execute"])),
    given(group, TALK, ["view"]),
    given(nameOf(dora), SECRET, [], ["use", "execute"]),
    given(nameOf(dora), TALK, [], ["view"]),
    { kind: "role-set", role: "role:EDITORS", rank: 10 },
    { kind: "feature-set", role: "role:EDITORS", feature: "AGENTS.SHARE_PUBLIC", on: true },
    { kind: "role-given", holder: group, role: "role:EDITORS", expiresAt: null },
  ];
  await access.commit(systemActor(access.id, "system:config"), async () => ({ changes, result: null }));
});
afterEach(() => close());

const tried = async (path: "/api/groups" | "/api/admin/groups", person: SignedInPerson | undefined, how = "true") => {
  const url = `${path}/${group.slice("group:".length)}`;
  const answer = await house.call("DELETE", url, undefined, person?.token, { headers: { "gatehouse-dry-run": how } });
  return { status: answer.statusCode, ...answer.json() };
};
const resources = (page: { rows: { resource: string }[] }) => page.rows.map(({ resource }) => resource);
const subjects = (page: { rows: { subject: string }[] }) => page.rows.map(({ subject }) => subject);

test("whoever owns it sees what its members lose, of things that they may see themselves; the rest is counted", async () => {
  const told = await tried("/api/groups", dora, `of=${nameOf(ben)}`);
  expect(told.status, JSON.stringify(told)).toBe(200);
  expect(resources(told.things).sort()).toEqual([OPENINGS, group].sort());
  expect(told.things.total).toBe(4);
  expect(resources(told.of).sort()).toEqual([OPENINGS, group].sort());
});

test("nobody is named to them who is hidden, nor what features and capabilities others have", async () => {
  // Whoever is in a group together sees each other, hidden or not.
  await house.call("DELETE", `/api/groups/${group.slice("group:".length)}/membership`, undefined, dora?.token);
  const told = await tried("/api/groups", dora);
  expect(subjects(told.subjects).sort()).toEqual([nameOf(ben), nameOf(dora)].sort());
  expect(told.subjects.total).toBe(3);
  expect(JSON.stringify(told)).not.toContain("SHARE_PUBLIC");
  const asked = await tried("/api/groups", dora, `of=${nameOf(cleo)}&on=${OPENINGS}`);
  expect([asked.of.rows, asked.on.rows]).toEqual([[], []]);
});

test("what an administrator may do by capabilities is no loss of theirs", async () => {
  const told = await tried("/api/admin/groups", ada);
  expect(subjects(told.subjects)).not.toContain(nameOf(ada));
  expect(told.subjects.total).toBe(3);
  expect(told.subjects.rows.find(({ subject }: { subject: string }) => subject === nameOf(ben))).toMatchObject({
    powers: { lost: ["AGENTS.SHARE_PUBLIC"] },
  });
});

test("whoever may delete it and not see who is in it is told nothing of them", async () => {
  const finn = await house.person("finn");
  const access = house.access.of(house.access.list()[0]?.id ?? "");
  const grant = { id: 7_500, principal: nameOf(finn), resource: group, allow: ["view", "delete"], deny: [] };
  await access.commit(systemActor(access.id, "system:config"), async () => ({
    changes: [{ kind: "grant-set", grant: { ...grant, expiresAt: null, condition: null } }],
    result: null,
  }));
  const told = await tried("/api/groups", finn);
  expect([told.status, told.code]).toEqual([403, "forbidden"]);
  expect(JSON.stringify(told)).not.toContain(nameOf(ben));
});

test("nobody tries it who may not delete it", async () => {
  expect((await tried("/api/groups", ben)).status).toBe(403);
});

test("a moderator who is not in it is told nothing of who is, though a power over contents lets them delete it", async () => {
  const mo = await house.person("mo");
  await house.operate("POST", "/api/admin/roles/MODERATOR/members", { userId: mo.id });
  const { engine } = house.access.of(house.access.list()[0]?.id ?? "");
  expect(engine.check(nameOf(mo), "delete", group).allowed).toBe(true);
  for (const path of ["/api/groups", "/api/admin/groups"] as const) {
    const told = await tried(path, mo, `of=${nameOf(ben)}&on=${group}`);
    expect([told.status, told.code]).toEqual([403, "forbidden"]);
    expect(JSON.stringify(told)).not.toContain(nameOf(ben));
  }
});
