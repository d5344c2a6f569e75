import { describe, expect, it } from "vitest";
import { onEveryDatabase } from "../../store/testing/databases.ts";
import type { SignedInPerson } from "../testing/house.ts";
import { type Members, openMembers } from "../testing/members.ts";
import { closeAfterEach } from "../testing/staff.ts";

closeAfterEach();

const outcome = (answer: { statusCode: number; json(): { code?: string } }) =>
  answer.statusCode < 300 ? answer.statusCode : (answer.json().code ?? answer.statusCode);

/** Names of the people whom somebody finds. */
async function found({ house }: Members, who: SignedInPerson, typed: string): Promise<string[]> {
  const url = `/api/permissions/search-principals?q=${encodeURIComponent(typed)}&types=user`;
  const { results } = (await house.call("GET", url, undefined, who.token)).json();
  return results.map(({ name }: { name: string }) => name.replace(" Example", ""));
}
const hide = ({ house }: Members, { id }: SignedInPerson) =>
  house.operate("PATCH", `/api/admin/users/${id}`, { hidden: true });

/** Ben owns a prompt; whether he may share it with somebody by their id, each way. */
async function naming(all: Members, person: string) {
  const { house, ben } = all;
  const features = { USE: true, CREATE: true, SHARE: true };
  await all.allow({ PROMPTS: features });
  const at = "/api/access/resources/prompt/p";
  await house.operate("PUT", at, { owner: `user:${ben.id}` });
  const dialog = { updated: [{ type: "user", id: person, accessRoleId: "promptGroup_viewer" }] };
  const group = await all.make(ben);
  const answers = {
    grant: await house.call("POST", `${at}/grants`, { principal: `user:${person}`, role: "viewer" }, ben.token),
    dialog: await house.call("PUT", "/api/permissions/promptGroup/p", dialog, ben.token),
    member: await house.call("POST", `/api/groups/${group}/members`, { userId: person }, ben.token),
    owner: await house.call("PUT", `/api/groups/${group}/owners/${person}`, undefined, ben.token),
    handOver: await house.call("PUT", `/api/groups/${group}/owner`, { userId: person }, ben.token),
    transfer: await house.call("PUT", `${at}/owner`, { owner: `user:${person}` }, ben.token),
  };
  return Object.fromEntries(Object.entries(answers).map(([way, answer]) => [way, outcome(answer)]));
}
const every = (answer: number | string) => ({
  ...{ grant: answer === 200 ? 201 : answer, dialog: answer, member: answer, owner: answer, handOver: answer },
  transfer: answer,
});

onEveryDatabase("people are found", (given) => {
  it("all of them, by any part of their name or address, where the operator says nothing", async () => {
    const all = await openMembers({}, await given());
    expect(await found(all, all.ben, "example")).toEqual(["ada", "ben", "cy", "dee"]);
    await all.house.close();
  });

  it("`exact`: by their whole address or username, in whatever case the address is written", async () => {
    const all = await openMembers({ PEOPLE_PICKER_FINDS: "exact" }, await given());
    await all.house.operate("PATCH", `/api/admin/users/${all.cy.id}`, { username: "cyclist" });
    const finds = async (typed: string) => [typed, await found(all, all.ben, typed)];
    const asked = ["cy", "cy@example.or", "Cy@Example.org", "cyclist", "cyclis", "cy_list", "%", "cy Example"];
    expect(await Promise.all(asked.filter((typed) => typed.length > 1).map(finds))).toEqual([
      ["cy", []],
      ["cy@example.or", []],
      ["Cy@Example.org", ["cy"]],
      ["cyclist", ["cy"]],
      ["cyclis", []],
      ["cy_list", []],
      ["cy Example", []],
    ]);
    await all.house.close();
  });

  it("`mine`: by whoever is in a group with them, subgroups too, for as long as they are", async () => {
    const all = await openMembers({ PEOPLE_PICKER_FINDS: "mine" }, await given());
    const { house, ben, cy, dee } = all;
    const outer = await all.groupOf("Outer", ben);
    const inner = await all.groupOf("Inner", cy);
    await house.operate("POST", `/api/admin/groups/${outer}/members`, { groupId: inner });
    expect([await found(all, ben, "example"), await found(all, dee, "example")]).toEqual([["ben", "cy"], []]);
    const join = (expiresAt: string | null) =>
      house.operate("POST", `/api/admin/groups/${inner}/members`, { userId: dee.id, expiresAt });
    await join(null);
    expect(await found(all, ben, "example")).toEqual(["ben", "cy", "dee"]);
    await join(new Date(Date.now() + 1_000).toISOString());
    await expect.poll(() => found(all, ben, "example"), { timeout: 5_000 }).toEqual(["ben", "cy"]);
    await house.close();
  });

  it("never, once they are hidden, but by whoever reads users", async () => {
    const all = await openMembers({}, await given());
    await hide(all, all.cy);
    expect([await found(all, all.ben, "example"), await found(all, all.ada, "cy")]).toEqual([
      ["ada", "ben", "dee"],
      ["cy"],
    ]);
    await all.house.close();
  });
});

describe("what the operator limits", () => {
  it("does not bring people together by a group that is everybody's", async () => {
    const all = await openMembers({ PEOPLE_PICKER_FINDS: "mine" });
    const group = await all.groupOf("All", all.ben, all.cy);
    await all.house.operate("PATCH", `/api/admin/groups/${group}`, { organizationWide: true });
    expect(await found(all, all.ben, "example")).toEqual([]);
  });

  it.each(["exact", "mine"])("does not bind whoever reads users: %s", async (finds) => {
    const all = await openMembers({ PEOPLE_PICKER_FINDS: finds });
    expect(await found(all, all.ada, "exa")).toEqual(["ada", "ben", "cy", "dee"]);
  });

  it("is told to whoever finds nobody, by the answer", async () => {
    const all = await openMembers({ PEOPLE_PICKER_FINDS: "exact" });
    const url = "/api/permissions/search-principals?q=nobody&types=user";
    const finds = async (token: string) => (await all.house.call("GET", url, undefined, token)).json().finds;
    expect([await finds(all.ben.token), await finds(all.ada.token)]).toEqual(["exact", "all"]);
  });

  it("leaves `exact` people out of the list of whom a thing reaches, unless one knows them", async () => {
    const all = await openMembers({ PEOPLE_PICKER_FINDS: "exact" });
    const { house, ben, cy } = all;
    await all.groupOf("Team", ben, cy);
    await all.allow({ PROMPTS: { USE: true, CREATE: true, SHARE: true, SHARE_PUBLIC: true } });
    const at = "/api/access/resources/prompt/p";
    await house.operate("PUT", at, { owner: `user:${ben.id}` });
    await house.call("POST", `${at}/grants`, { principal: "everyone", role: "viewer" }, ben.token);
    const answer = await house.call("POST", "/api/access/subjects", { action: "use", resource: "prompt:p" }, ben.token);
    const people = answer.json().subjects.map(({ subject }: { subject: string }) => subject);
    expect(people.toSorted()).toEqual([`user:${ben.id}`, `user:${cy.id}`].toSorted());
  });
});

describe("naming people by their id", () => {
  it("is anybody's where all are found", async () => {
    const all = await openMembers();
    expect(await naming(all, all.cy.id)).toEqual(every(200));
  });

  it("is as naming nobody where one may not find them, in every way", async () => {
    const all = await openMembers({ PEOPLE_PICKER_FINDS: "mine" });
    const stranger = await naming(all, all.cy.id);
    expect(stranger).toEqual(every("resource-not-found"));
    const nobody = await openMembers({ PEOPLE_PICKER_FINDS: "mine" });
    expect(await naming(nobody, "0".repeat(24))).toEqual(stranger);
  });

  it("reaches who is in a group with one", async () => {
    const all = await openMembers({ PEOPLE_PICKER_FINDS: "mine" });
    await all.groupOf("Team", all.ben, all.cy);
    expect(await naming(all, all.cy.id)).toEqual(every(200));
  });

  it("reaches nobody who is hidden", async () => {
    const all = await openMembers();
    await hide(all, all.cy);
    expect(await naming(all, all.cy.id)).toEqual(every("resource-not-found"));
  });

  it("as a member of one's own group takes that one may look for people at all", async () => {
    const all = await openMembers();
    await all.allow({ PEOPLE_PICKER: { VIEW_USERS: false } });
    expect(await naming(all, all.cy.id)).toEqual({ ...every(200), member: "feature-off" });
  });
});

/** What Ben is told of what somebody may do with his prompt, which a group is given that he is not in. */
async function questions({ house, ben, ...all }: Members, person: string) {
  await all.allow({ PROMPTS: { USE: true, CREATE: true, SHARE: true } });
  const at = "/api/access/resources/prompt/p";
  await house.operate("PUT", at, { owner: `user:${ben.id}` });
  const question = { subject: `user:${person}`, action: "use", resource: "prompt:p" };
  const ask = async (path: string, body: object) => {
    const answer = await house.call("POST", `/api/access/${path}`, body, ben.token);
    return JSON.parse(answer.body.replaceAll(person, "‹id›").replaceAll(/"revision":\d+/g, '"revision":0'));
  };
  return {
    check: await ask("check", question),
    checks: await ask("check", { checks: [question, { action: "use", resource: "prompt:p" }] }),
    explain: await ask("explain", question),
  };
}

describe("questions about people whom one may not name", () => {
  it.each([
    ["hidden", {}],
    ["found by nobody but their companions", { PEOPLE_PICKER_FINDS: "mine" }],
  ])("are answered as for an id that there is not: %s", async (_, env) => {
    const all = await openMembers(env);
    if (!("PEOPLE_PICKER_FINDS" in env)) await hide(all, all.cy);
    const unknown = await questions(all, "0".repeat(24));
    const answers = await questions(all, all.cy.id);
    expect(answers.check).toMatchObject({ allowed: false, reason: "unknown-subject" });
    expect(answers).toEqual(unknown);
  });

  it("are answered where the thing is shared with them already", async () => {
    const all = await openMembers();
    await questions(all, all.cy.id);
    const grant = { principal: `user:${all.cy.id}`, role: "viewer" };
    await all.house.call("POST", "/api/access/resources/prompt/p/grants", grant, all.ben.token);
    await hide(all, all.cy);
    expect((await questions(all, all.cy.id)).check).toMatchObject({ allowed: true, reason: "grant" });
  });
});

describe("a hidden account", () => {
  it("stays in the lists of a group for those who are in it, and for administrators", async () => {
    const all = await openMembers();
    const { house, ada, ben, cy, dee } = all;
    const group = await all.make(ben, { memberIds: [cy.id] });
    await house.call("PUT", `/api/groups/${group}/owners/${dee.id}`, undefined, ben.token);
    await hide(all, cy);
    const members = async (token: string, path = "/api/groups") =>
      (await house.call("GET", `${path}/${group}/members`, undefined, token))
        .json()
        .members.map(({ userId }: { userId: string }) => userId)
        .toSorted();
    const both = [ben.id, cy.id].toSorted();
    expect([await members(ben.token), await members(dee.token), await members(ada.token)]).toEqual([
      both,
      [ben.id],
      both,
    ]);
    const ids = async (token: string) =>
      (await house.call("GET", `/api/admin/groups/${group}`, undefined, token)).json().group.memberIds.toSorted();
    expect([await ids(dee.token), await members(dee.token, "/api/admin/groups"), await ids(ada.token)]).toEqual([
      [ben.id],
      [ben.id],
      both,
    ]);
  });

  it("is hidden by the person's own wish, and shown again; not where an administrator hid it", async () => {
    const all = await openMembers();
    const { house, ben, cy } = all;
    const wish = (hidden: boolean) => house.call("PUT", "/api/user/settings/hidden", { hidden }, cy.token);
    const isFound = async () => (await found(all, ben, "cy@")).length === 1;
    expect([outcome(await wish(true)), await isFound()]).toEqual([200, false]);
    expect((await house.call("GET", "/api/user", undefined, cy.token)).json().hidden).toBe(true);
    expect([outcome(await wish(false)), await isFound()]).toEqual([200, true]);
    await hide(all, cy);
    expect([outcome(await wish(true)), outcome(await wish(false)), await isFound()]).toEqual([200, "forbidden", false]);
    await house.operate("PATCH", `/api/admin/users/${cy.id}`, { hidden: false });
    expect(await isFound()).toBe(true);
  });
});
