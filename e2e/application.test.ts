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

  const report = {
    actions: { read: 1, update: 2, delete: 4, share: 8 },
    roles: { viewer: ["read"], owner: ["read", "update", "delete", "share"] },
    feature: null,
    inherits: { project: { view: ["read"], update: ["update"] } },
    create: "anyone",
    contextFields: { department: "string", amount: "double" },
  };
  test("declares a type of its own, if somebody with `manage:configs` does", async () => {
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

  describe("puts a condition on what it shares", () => {
    const GRANTS = "/api/access/resources/report/sales/grants";
    const share = (condition: string, to = `user:${ben.id}`) =>
      store.post(GRANTS, { principal: to, allow: ["update"], condition });
    const asked = async (fields: object) => {
      const question = { subject: `user:${ben.id}`, action: "update", resource: "report:sales", context: { fields } };
      return (await store.post("/api/access/check", question)).body.allowed;
    };
    let grant: number;

    test("over the fields that its type declares", async () => {
      const shared = await share('context.department == "sales" && has(context.amount) && context["amount"] < 100');
      expect(shared.status, JSON.stringify(shared.body)).toBe(201);
      grant = shared.body.grant.id;
      expect(await asked({ department: "sales", amount: 5 })).toBe(true);
      expect(await asked({ department: "sales", amount: 500 })).toBe(false);
      expect(await asked({ department: "sales" })).toBe(false);
    });

    test("fields that nobody declared do no harm in a question", async () => {
      expect(await asked({ department: "sales", amount: 5, planet: "earth", subject: "user:x" })).toBe(true);
      expect(await asked({ planet: "earth" })).toBe(false);
    });

    test.each([
      ['context.dept == "sales"', "context.dept"],
      ['context.department == "x" || context["dept"] == "x"', "context.dept"],
      ["has(context.dept)", "context.dept"],
      ["[1].exists(department, context.dept == department)", "context.dept"],
      ['subject.email == "ben@example.com"', "subject.email"],
      ['resource.label == "Sales"', "resource.label"],
    ])("over no other: %s", async (condition, field) => {
      const refused = await share(condition);
      expect(refused.body).toMatchObject({ status: 400, code: "request-invalid" });
      expect(refused.body.detail).toContain(`\`${field}\``);
      if (field.startsWith("context")) expect(refused.body.detail).toContain("context.department, context.amount");
    });

    test.each([
      'context == {"department": "sales"}',
      '"dept" in context',
      "context[action]",
      "context.exists(name, true)",
    ])("nor over the context as a whole: %s", async (condition) => {
      const refused = await share(condition);
      expect(refused.body).toMatchObject({ status: 400, code: "request-invalid" });
      expect(refused.body.detail).toContain("by name");
    });

    test("a type that declares no fields has none; what was given before stays as it is", async () => {
      const { contextFields: _, ...bare } = report;
      expect((await ada.put("/api/access/types/report", bare)).status).toBe(200);
      const refused = await share('context.department == "it"');
      expect(refused.body).toMatchObject({ status: 400, detail: expect.stringContaining("`report` declares none") });
      expect((await share('subject.kind == "user" && action == "update"', `user:${ada.id}`)).status).toBe(201);
      expect(await asked({ department: "sales", amount: 5 })).toBe(true);
      const { condition } = (await store.get(GRANTS)).body.grants.find((one: { id: number }) => one.id === grant);
      const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
      const changed = await store.put(`${GRANTS}/${grant}`, { allow: ["update"], condition, expiresAt: tomorrow });
      expect(changed.status, JSON.stringify(changed.body)).toBe(200);
      expect((await share(condition, `user:${ada.id}`)).status).toBe(201);
      expect((await store.put(`${GRANTS}/${grant}`, { allow: ["update"], condition: `!(${condition})` })).status).toBe(
        400,
      );
      expect((await ada.put("/api/access/types/report", report)).status).toBe(200);
    });

    test.each([{ "no name": "string" }, { "": "string" }, { at: "timestamp" }, { at: 1 }])(
      "what is no declaration of fields is refused: %j",
      async (contextFields) => {
        const refused = await ada.put("/api/access/types/report", { ...report, contextFields });
        expect(refused.body).toMatchObject({ status: 400, code: "request-invalid" });
      },
    );

    test("types of the workspace have the usual ones", async () => {
      const path = "/api/access/resources/project/q1/grants";
      const give = (condition: string) => store.post(path, { principal: `user:${ada.id}`, role: "viewer", condition });
      expect((await give('context.network == "office" && context.hour < 18 && context.mfa')).status).toBe(201);
      const refused = await give('context.department == "sales"');
      expect(refused.body.detail).toMatch(/`context\.department`.*`project`.*context\.ip.*context\.network/);
    });
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
