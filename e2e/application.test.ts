import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Person } from "./support/person.ts";
import { type RunningServer, startServer, stopServers } from "./support/server.ts";

/* Another application with a service account: the calls of docs/guides/asking-from-your-application.md, in their order. */

const PASSWORD = "correct horse battery";
let server: RunningServer;
let ada: Person;
let ben: Person;
let store: Person;
let service: string;

beforeAll(async () => {
  server = await startServer({ env: { LOGIN_MAX: "100" } });
  await new Person(server.url).post("/api/auth/register", {
    name: "Ada",
    email: "ada@example.com",
    password: PASSWORD,
    confirm_password: PASSWORD,
  });
  ada = await Person.signIn(server.url, "ada@example.com", PASSWORD);
  await ada.post("/api/admin/users", { name: "Ben", email: "ben@example.com", password: PASSWORD });
  ben = await Person.signIn(server.url, "ben@example.com", PASSWORD);
});
afterAll(stopServers);

describe("an application with a service account", () => {
  test("is made by an administrator, who gives it what it needs", async () => {
    const made = await ada.post("/api/admin/services", { name: "Document store" });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    service = made.body.service.id ?? made.body.service._id;
    store = new Person(server.url, made.body.credential);
    const given = await ada.post("/api/admin/grants", {
      principalType: "service",
      principalId: service,
      capability: "read:access",
    });
    expect(given.status, JSON.stringify(given.body)).toBe(201);
  });

  test("declares a type of its own, if somebody with `manage:configs` does", async () => {
    const report = {
      actions: { read: 1, update: 2, delete: 4, share: 8 },
      roles: { viewer: ["read"], owner: ["read", "update", "delete", "share"] },
      feature: null,
      inherits: { project: { view: ["read"], update: ["update"] } },
      create: "anyone",
    };
    expect((await store.put("/api/access/types/report", report)).status).toBe(403);
    expect((await ada.put("/api/access/types/report", report)).status).toBe(200);
  });

  test("registers what it has, below a project", async () => {
    expect((await store.put("/api/access/resources/project/q1", { label: "First quarter" })).status).toBe(201);
    const made = await store.put("/api/access/resources/report/sales", { label: "Sales", parents: ["project:q1"] });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    expect(made.body).toMatchObject({ owner: `service:${service}`, parents: ["project:q1"], label: "Sales" });
    const again = await store.put(
      "/api/access/resources/report/sales",
      { label: "Sales of the year" },
      { "if-match": made.headers.get("etag") ?? "" },
    );
    expect(again.status).toBe(200);
    const late = await store.put(
      "/api/access/resources/report/sales",
      { label: "Lost" },
      { "if-match": made.headers.get("etag") ?? "" },
    );
    expect(late.status).toBe(412);
  });

  test("shares it, and asks about others", async () => {
    const ask = () =>
      store.post("/api/access/check", { subject: `user:${ben.id}`, action: "read", resource: "report:sales" });
    expect((await ask()).body).toMatchObject({ allowed: false });
    const shared = await store.post("/api/access/resources/project/q1/grants", {
      principal: `user:${ben.id}`,
      role: "viewer",
    });
    expect(shared.status, JSON.stringify(shared.body)).toBe(201);
    expect((await ask()).body).toMatchObject({ allowed: true, reason: "parent", until: null });
    const many = await store.post("/api/access/check", {
      checks: ["read", "update", "share"].map((action) => ({
        subject: `user:${ben.id}`,
        action,
        resource: "report:sales",
      })),
    });
    expect(many.body.answers.map((answer: { allowed: boolean }) => answer.allowed)).toEqual([true, false, false]);
    const listed = await store.post("/api/access/list", {
      subject: `user:${ben.id}`,
      action: "read",
      type: "report",
      count: true,
    });
    expect(listed.body).toMatchObject({ resources: ["report:sales"], next: null, count: { count: 1, exact: true } });
    const who = await store.post("/api/access/subjects", { action: "read", resource: "report:sales" });
    expect(who.body.subjects.map((one: { subject: string }) => one.subject)).toContain(`user:${ben.id}`);
    const why = await store.post("/api/access/explain", {
      subject: `user:${ben.id}`,
      action: "read",
      resource: "report:sales",
    });
    expect(JSON.stringify(why.body.leads)).toContain("project:q1");
  });

  test("may not do what only people of the organization's administration may", async () => {
    expect((await store.get("/api/admin/users")).status).toBe(403);
    expect((await store.get("/api/access/changes")).status).toBe(403);
  });

  test("deletes it, and the id is never used twice", async () => {
    expect((await store.delete("/api/access/resources/report/sales")).status).toBe(204);
    const ask = await store.post("/api/access/check", {
      subject: `user:${ben.id}`,
      action: "read",
      resource: "report:sales",
    });
    expect(ask.body).toMatchObject({ allowed: false, reason: "unknown-resource" });
    const again = await store.put("/api/access/resources/report/sales", {});
    expect(again.body).toMatchObject({ status: 409, code: "id-retired" });
  });

  test("loses everything at once when its credential is replaced", async () => {
    expect((await ada.post(`/api/admin/services/${service}/credential`)).status).toBe(200);
    let status = 200;
    for (let wait = 0; wait < 30 && status === 200; wait++) {
      await new Promise((wake) => setTimeout(wake, 100));
      status = (await store.post("/api/access/check", { action: "AGENTS.USE" })).status;
    }
    expect(status).toBe(401);
  });
});
