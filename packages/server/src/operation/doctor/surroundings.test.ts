import { writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { Pretender } from "../../identity/social/testing/pretender.ts";
import { mailTo, openPostbox } from "../../identity/testing/postbox.ts";
import { emptySqlite } from "../../store/testing/databases.ts";
import { admit, type Patient } from "./testing/examined.ts";

/* What is around the server, and what its configuration says, each made wrong and put right. */

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function patientWith(
  env: Record<string, string>,
  { yaml, now }: { yaml?: string; now?: () => number } = {},
): Promise<Patient> {
  const database = await emptySqlite();
  closing.push(() => database.remove());
  if (yaml !== undefined) await writeFile(join(database.options.dataDir, "librechat.yaml"), yaml);
  const patient = await admit(database, { env, ...(now && { now }) });
  closing.push(() => patient.house.close());
  return patient;
}

/** Answers with what it is told to, by path. */
class Elsewhere {
  readonly answers = new Map<string, { status?: number; body?: unknown; date?: string }>();
  readonly asked: (string | undefined)[] = [];
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      this.asked.push(request.headers.authorization);
      const { status = 200, body = {}, date } = this.answers.get(request.url ?? "") ?? { status: 404 };
      response.writeHead(status, { "content-type": "application/json", ...(date !== undefined && { date }) });
      response.end(JSON.stringify(body));
    });
  }

  static async open(): Promise<Elsewhere> {
    const elsewhere = new Elsewhere();
    await new Promise<void>((done) => elsewhere.server.listen(0, "127.0.0.1", done));
    closing.push(() => elsewhere.close());
    return elsewhere;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): Promise<unknown> {
    this.server.closeAllConnections();
    return new Promise((done) => this.server.close(done));
  }
}

describe("endpoints of models", () => {
  const yamlFor = (url: string) => `version: 1.3.0
endpoints:
  allowedAddresses: ["${new URL(url).host}"]
  custom:
    - name: Lab
      apiKey: canary-of-the-key
      baseURL: ${url}/v1
      models: { default: [big] }
`;

  test.each([
    [200, "ok", undefined],
    [404, "ok", undefined],
    [401, "problem", "endpoint-key-refused"],
    [503, "problem", "endpoint-failing"],
  ])("one of the file that answers with %i: %s", async (status, result, code) => {
    const elsewhere = await Elsewhere.open();
    elsewhere.answers.set("/v1/models", { status, body: { said: "canary-of-the-key" } });
    const patient = await patientWith({}, { yaml: yamlFor(elsewhere.url) });
    const [models, lab] = await patient.find("models");
    expect([models?.result, lab?.result, lab?.code]).toEqual(["ok", result, code]);
    expect(elsewhere.asked).toEqual(["Bearer canary-of-the-key"]);
    expect(JSON.stringify(lab)).not.toContain("canary");
  });

  test("one that has gone, beside one that is incomplete", async () => {
    const elsewhere = await Elsewhere.open();
    const incomplete = "    - name: Half\n      apiKey: a\n      models: { default: [small] }\n";
    const patient = await patientWith({}, { yaml: yamlFor(elsewhere.url) + incomplete });
    await elsewhere.close();
    expect(await patient.find("models")).toMatchObject([
      { result: "ok" },
      { result: "warning", code: "endpoint-incomplete", detail: expect.stringContaining("`Half`") },
      { result: "problem", code: "endpoint-unreachable", detail: "the endpoint `Lab`: it cannot be reached" },
    ]);
  });

  test("one of the console, until its key is given anew", async () => {
    const elsewhere = await Elsewhere.open();
    elsewhere.answers.set("/v2/models", { status: 401 });
    const patient = await patientWith({}, { yaml: yamlFor(elsewhere.url) });
    await patient.operate("POST", "/api/admin/models/endpoints", {
      ...{ name: "Made", baseURL: `${elsewhere.url}/v2`, key: "canary-of-the-console", models: ["small"] },
    });
    const [made] = await patient.find("model endpoints");
    expect(made).toMatchObject({ organization: "default", result: "problem", code: "endpoint-key-refused" });
    expect(JSON.stringify(made)).not.toContain("canary");
    elsewhere.answers.set("/v2/models", { body: { data: [] } });
    expect(await patient.find("model endpoints")).toMatchObject([{ result: "ok" }]);
  });
});

describe("the OpenID provider", () => {
  const env = (issuer: string) => ({
    ...{ ALLOW_SOCIAL_LOGIN: "true", OPENID_ISSUER: issuer, OPENID_CLIENT_ID: "gatehouse" },
    OPENID_CLIENT_SECRET: "canary-of-the-client",
  });

  async function provider() {
    const elsewhere = await Elsewhere.open();
    const document = {
      issuer: elsewhere.url,
      authorization_endpoint: `${elsewhere.url}/authorize`,
      jwks_uri: `${elsewhere.url}/jwks`,
    };
    elsewhere.answers.set("/.well-known/openid-configuration", { body: document });
    elsewhere.answers.set("/jwks", { body: { keys: [{ kty: "RSA", use: "sig", kid: "1" }] } });
    return { elsewhere, document, patient: await patientWith(env(elsewhere.url)) };
  }
  const codes = async (patient: Patient) =>
    (await patient.find("sign-in providers")).flatMap(({ code, result }) => (result === "problem" ? [code] : []));

  test("that is well", async () => {
    const pretender = await Pretender.start();
    closing.push(() => pretender.stop());
    const patient = await patientWith(env(pretender.url));
    expect(await patient.find("sign-in providers")).toMatchObject([
      { result: "ok", detail: "openid" },
      { result: "ok", detail: `OpenID: ${pretender.url}` },
    ]);
  });

  test("that is down, until it is up again: what it said before does not count", async () => {
    const { elsewhere, patient } = await provider();
    expect(await codes(patient)).toEqual([]);
    const before = elsewhere.answers.get("/.well-known/openid-configuration") ?? {};
    elsewhere.answers.set("/.well-known/openid-configuration", { status: 503 });
    expect(await codes(patient)).toEqual(["openid-unreadable"]);
    elsewhere.answers.set("/.well-known/openid-configuration", before);
    expect(await codes(patient)).toEqual([]);
  });

  test.each([
    ["calls itself otherwise", { issuer: "https://other.example" }, "openid-issuer-differs"],
    ["says nothing of its keys", { jwks_uri: undefined }, "openid-unreadable"],
  ])("that %s", async (_, otherwise, code) => {
    const { elsewhere, document, patient } = await provider();
    elsewhere.answers.set("/.well-known/openid-configuration", { body: { ...document, ...otherwise } });
    expect(await codes(patient)).toEqual([code]);
  });

  test.each([
    ["are not there", { status: 404 }],
    ["are none", { body: { keys: [] } }],
    ["are for encryption only", { body: { keys: [{ kty: "RSA", use: "enc" }] } }],
  ])("whose keys %s", async (_, answer) => {
    const { elsewhere, patient } = await provider();
    elsewhere.answers.set("/jwks", answer);
    expect(await codes(patient)).toEqual(["openid-keys-missing"]);
  });

  test("whose clock is another one than ours", async () => {
    const { elsewhere, document, patient } = await provider();
    const date = new Date(Date.now() - 600_000).toUTCString();
    elsewhere.answers.set("/.well-known/openid-configuration", { body: document, date });
    expect(await codes(patient)).toEqual(["openid-clock-differs"]);
  });

  test("that is configured, and offered to nobody", async () => {
    const patient = await patientWith({ ...env("http://127.0.0.1:9"), ALLOW_SOCIAL_LOGIN: "false" });
    expect(await patient.find("sign-in providers")).toMatchObject([
      { result: "warning", code: "providers-not-offered" },
    ]);
  });
});

describe("mail", () => {
  test("a server that takes us, and one that does not know our password, which nobody is told", async () => {
    const postbox = await openPostbox();
    closing.push(postbox.close);
    const well = await patientWith(mailTo(postbox));
    expect(await well.find("mail")).toMatchObject([{ result: "ok" }]);
    const ill = await patientWith({ ...mailTo(postbox), EMAIL_USERNAME: "gatehouse", EMAIL_PASSWORD: "canary" });
    const findings = await ill.find("mail");
    expect(findings).toMatchObject([{ result: "problem", code: "mail-refused" }]);
    expect(JSON.stringify(findings)).not.toContain("canary");
  });
});

describe("the configuration", () => {
  test("what has no effect is said, with its place", async () => {
    const patient = await patientWith({}, { yaml: "version: 1.3.0\ninterfase: {}\n" });
    expect(await patient.find("configuration")).toMatchObject([
      { result: "ok" },
      { result: "warning", code: "configuration-warning", detail: expect.stringContaining("`interfase`") },
    ]);
  });

  test("published secrets are a warning on this machine", async () => {
    const patient = await patientWith({ JWT_SECRET: "changeme" });
    expect(await patient.find("secrets")).toMatchObject([
      { result: "warning", code: "secrets-published", detail: "published example values: JWT_SECRET" },
    ]);
  });
});

describe("roles and their features", () => {
  test("a built-in role that is missing, or ranks otherwise", async () => {
    const patient = await patientWith({});
    await patient.tamper(
      "delete from roles where role = 'role:MODERATOR'; update roles set rank = 99 where role = 'role:USER'",
    );
    expect(await patient.find("roles")).toMatchObject([
      {
        result: "problem",
        code: "built-in-roles-broken",
        detail: "role:MODERATOR is missing; role:USER ranks 99, and not 10",
      },
    ]);
  });

  test("what USER needs to see anything, until it is given back", async () => {
    const patient = await patientWith({});
    await patient.operate("PUT", "/api/roles/USER/agents", { USE: false });
    expect(await patient.find("roles")).toMatchObject([
      {
        result: "warning",
        code: "user-lacks-feature",
        command: "gatehouse role set USER AGENTS.USE on --organization default",
      },
    ]);
    await patient.operate("PUT", "/api/roles/USER/agents", { USE: true });
    expect(await patient.find("roles")).toMatchObject([{ result: "ok" }]);
  });

  test("what the file says of features, and an administrator switched since", async () => {
    const patient = await patientWith({}, { yaml: "version: 1.3.0\ninterface: { prompts: true, agents: false }\n" });
    expect(await patient.find("feature switches")).toMatchObject([{ result: "ok" }]);
    await patient.operate("PUT", "/api/roles/USER/prompts", { USE: false });
    await patient.operate("PUT", "/api/roles/USER/agents", { USE: true });
    expect((await patient.find("feature switches")).map(({ code, command }) => [code, command]).toSorted()).toEqual([
      ["feature-switched-off", "gatehouse role set USER PROMPTS.USE on --organization default"],
      ["feature-switched-on", "gatehouse role set USER AGENTS.USE off --organization default"],
    ]);
  });

  test("what the file switches on, and the environment takes from everybody", async () => {
    const patient = await patientWith(
      { ALLOW_AGENTS: "false" },
      { yaml: "version: 1.3.0\ninterface: { agents: true }\n" },
    );
    expect(await patient.find("feature switches")).toMatchObject([
      { result: "warning", code: "feature-below-ceiling" },
    ]);
  });
});

describe("a moving in", () => {
  test.each([
    ["running", "moving-in-unfinished", "gatehouse migrate librechat <source>"],
    ["undoing", "moving-in-half-undone", "gatehouse migrate undo 1"],
  ])("that was cut off while %s", async (state, code, command) => {
    const patient = await patientWith({});
    expect(await patient.find("moving in")).toMatchObject([{ result: "note" }]);
    await patient.tamper(`insert into moves (organization_id, id, source, state, place, counts, started_at)
      select id, '1', './dump', '${state}', 'null', '{}', 0 from organizations`);
    expect(await patient.find("moving in")).toMatchObject([{ result: "warning", code, command }]);
    await patient.tamper("update moves set state = 'done'");
    expect(await patient.find("moving in")).toMatchObject([{ result: "ok", detail: "done: ./dump" }]);
  });
});

test("a check that there is not is a bad request, which says which there are", async () => {
  const patient = await patientWith({});
  const answer = await patient.house.operatorInject({ url: "/api/gatehouse/doctor?check=weather" });
  expect(answer.statusCode).toBe(400);
  expect(answer.json()).toMatchObject({ detail: expect.stringContaining("`audit-trail`") });
});
