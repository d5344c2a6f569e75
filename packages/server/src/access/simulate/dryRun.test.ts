import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type House, openHouse, PLATFORM, userOf } from "../../workspace/testing/house.ts";
import { talk } from "../../workspace/testing/talk.ts";

/*
 * Trying a change without making it: the very call, with `Gatehouse-Dry-Run`. Ada owns what she shares; Ben is in Platform; Sue may ask about
 * everybody, Cy about nobody.
 */
let house: House;
/** Its id in the rows of the database, and the one by which people call it. */
let agent: string;
let called: string;
beforeAll(async () => {
  house = await openHouse();
  const made = await house.as("ada", "POST", "/api/agents", { name: "Helper", provider: "echo", model: "echo" });
  agent = made.json()._id;
  called = made.json().id;
  await house.change([{ kind: "feature-set", role: "role:USER", feature: "PEOPLE_PICKER.VIEW_GROUPS", on: true }]);
});
afterAll(() => house.close());

const DRY = { "gatehouse-dry-run": "true" };
const grants = () => `/api/access/resources/agent/${agent}/grants`;
const share = (person: string, body: object, headers: Record<string, string> = DRY) =>
  house.as(person, "POST", grants(), body, headers);
const toBen = { principal: userOf("ben"), role: "viewer" };
const toPlatform = { principal: PLATFORM, role: "viewer" };
const revision = () => house.access.of(house.here).engine.revision;
const mayBen = () => house.access.of(house.here).engine.check(userOf("ben"), "use", `agent:${agent}`).allowed;

describe("a change that is tried", () => {
  test("answers who would gain what, and says that nothing was written", async () => {
    const before = revision();
    const tried = await share("ada", toPlatform);
    expect(tried.statusCode).toBe(200);
    expect(tried.headers).toMatchObject({ "gatehouse-dry-run": "true", "cache-control": "no-store" });
    expect(tried.json()).toMatchObject({
      revision: before,
      gained: 2,
      lost: 0,
      subjects: { total: 1, rows: [{ subject: userOf("ben"), gained: 2, lost: 0 }] },
      things: { total: 1, rows: [{ resource: `agent:${agent}`, name: "Helper", id: called }] },
    });
    expect([revision(), mayBen()]).toEqual([before, false]);
    expect((await house.as("ada", "GET", grants())).json().grants).toEqual([]);
  });

  test("that is made then makes just that", async () => {
    const { gained } = (await share("ada", toPlatform)).json();
    const { grant } = (await share("ada", toPlatform, {})).json();
    const lost = (await house.as("ada", "DELETE", `${grants()}/${grant.id}`, undefined, DRY)).json().lost;
    expect([gained, lost, mayBen()]).toEqual([2, 2, true]);
    await house.as("ada", "DELETE", `${grants()}/${grant.id}`);
    expect(mayBen()).toBe(false);
  });

  test("about a conversation that nobody shared yet speaks of those who get it, not of its owner", async () => {
    const { resource } = await talk(house, "ada", "Hello");
    const url = `/api/access/resources/${resource.replace(":", "/")}/grants`;
    const tried = await house.as("ada", "POST", url, { principal: userOf("ben"), role: "viewer" }, DRY);
    expect(tried.json().subjects.rows).toMatchObject([{ subject: userOf("ben"), gained: 1, lost: 0 }]);
    expect(house.access.of(house.here).engine.isHeld(resource)).toBe(false);
  });

  test("is paged by the same header", async () => {
    const header = `limit=1&of=${userOf("ben")}&on=agent:${agent}`;
    const tried = await share("sue", toBen, { "gatehouse-dry-run": header });
    expect(tried.json()).toMatchObject({
      of: { rows: [{ resource: `agent:${agent}`, name: null, gained: ["use", "execute"] }], next: null },
      on: { rows: [{ subject: userOf("ben"), gained: ["use", "execute"] }], next: null },
    });
    const next = await share("sue", toBen, { "gatehouse-dry-run": `subjectsAfter=${userOf("ben")}` });
    expect(next.json().subjects).toEqual({ rows: [], next: null, total: 1, gaining: 1, losing: 0 });
  });
});

describe("whoever may not ask about everybody", () => {
  test("is told of the thing that they share, and not of what lies in it", async () => {
    const project = (await house.as("ada", "POST", "/api/projects", { name: "Launch" })).json();
    await house.as("ada", "PUT", `/api/projects/${project._id}/contents/agent/${called}`);
    const url = `/api/access/resources/project/${project._id}/grants`;
    const byAda = await house.as("ada", "POST", url, toBen, DRY);
    const change = { kind: "grant", resource: `project:${project._id}`, ...toBen };
    const bySue = await house.as("sue", "POST", "/api/access/simulate", { changes: [change] });
    expect(byAda.json().things.rows.map(({ resource }: { resource: string }) => resource)).toEqual([
      `project:${project._id}`,
    ]);
    expect(bySue.json().things.total).toBe(2);
    await house.as("ada", "DELETE", `/api/projects/${project._id}`);
  });

  test("hears nothing of a change that is about something else", async () => {
    const project = (await house.as("ada", "POST", "/api/projects", { name: "Launch" })).json();
    const url = `/api/projects/${project._id}/contents/agent/${called}`;
    const tried = await house.as("ada", "PUT", url, undefined, DRY);
    expect([tried.statusCode, tried.json().code]).toEqual([403, "forbidden"]);
    expect((await house.as("sue", "PUT", url, undefined, DRY)).statusCode).not.toBe(200);
    await house.as("ada", "DELETE", `/api/projects/${project._id}`);
  });

  test("is not named who is in none of their groups, where people find only those", async () => {
    const strict = await openHouse({ env: { PEOPLE_PICKER_FINDS: "mine" } });
    const made = (
      await strict.as("ada", "POST", "/api/agents", { name: "Helper", provider: "echo", model: "echo" })
    ).json();
    await strict.change([{ kind: "feature-set", role: "role:USER", feature: "PEOPLE_PICKER.VIEW_GROUPS", on: true }]);
    const url = `/api/access/resources/agent/${made._id}/grants`;
    const { subjects } = (await strict.as("ada", "POST", url, toPlatform, DRY)).json();
    expect(subjects).toMatchObject({ rows: [], total: 1 });
    // Nor by where a page goes on, nor by asking about one of them.
    await strict.change([{ kind: "membership-set", member: userOf("cy"), group: PLATFORM, expiresAt: null }]);
    const asked = `limit=1&of=${userOf("ben")}&on=agent:${made._id}`;
    const paged = await strict.as("ada", "POST", url, toPlatform, { "gatehouse-dry-run": asked });
    expect(paged.json()).toMatchObject({
      subjects: { rows: [], next: null, total: 2 },
      of: { rows: [], next: null },
      on: { rows: [], next: null },
    });
    for (const name of ["ben", "cy"]) expect(paged.body).not.toContain(userOf(name));
    const shared = await strict.as("ada", "POST", url, toPlatform);
    expect(shared.statusCode).toBe(201);
    const question = { action: "use", resource: `agent:${made._id}`, limit: 1 };
    const { next } = (await strict.as("ada", "POST", "/api/access/subjects", question)).json();
    expect(Buffer.from(next, "base64url").toString()).not.toContain("user:");
    await strict.close();
  });
});

describe("is refused", () => {
  test("as the change itself is", async () => {
    const codes = async (person: string, body: object) => {
      const [tried, made] = [await share(person, body), await share(person, body, {})];
      return [tried.statusCode, tried.json().code, made.statusCode, made.json().code];
    };
    expect(await codes("cy", toPlatform)).toEqual([404, "resource-not-found", 404, "resource-not-found"]);
    expect(await codes("ada", { principal: "everyone", role: "viewer" })).toEqual([
      403,
      "feature-off",
      403,
      "feature-off",
    ]);
    expect(await codes("ada", { principal: PLATFORM, role: "king" })).toEqual([
      400,
      "request-invalid",
      400,
      "request-invalid",
    ]);
  });

  test.each([["limit=0"], ["limit=101"], ["limit=x"], ["page=2"], ["yes"], [`subjectsAfter=${"x".repeat(400)}`]])(
    "for a page that there is not: %s",
    async (header) => {
      const tried = await share("sue", toBen, { "gatehouse-dry-run": header });
      expect([tried.statusCode, tried.json().code]).toEqual([400, "request-invalid"]);
    },
  );

  test("by what writes more than permissions, before anything is done", async () => {
    const before = (await house.as("ada", "GET", "/api/agents")).json().data.length;
    const tried = await house.as("ada", "POST", "/api/agents", { name: "B", provider: "echo", model: "echo" }, DRY);
    expect([tried.statusCode, tried.json().code]).toEqual([400, "dry-run-unsupported"]);
    expect((await house.as("ada", "GET", "/api/agents")).json().data).toHaveLength(before);
  });
});
