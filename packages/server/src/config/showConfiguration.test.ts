// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references to variables, as the files write them
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { configurationAsJson, showConfiguration } from "./showConfiguration.ts";
import { load, loadYaml } from "./testing/load.ts";

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8");

describe("gatehouse config show", () => {
  const workspace = load({ ".env": fixture("workspace.env"), "librechat.yaml": fixture("workspace.yaml") });
  const example = load({ "librechat.yaml": fixture("librechat-example-v1.3.yaml") });

  test.each([
    ["LibreChat's own example", example, "librechat-example-v1.3.shown.txt"],
    ["a real workspace", workspace, "workspace.shown.txt"],
  ])("%s", async (_, loaded, file) => {
    await expect(showConfiguration(loaded)).toMatchFileSnapshot(`fixtures/${file}`);
  });

  test("shows no secret, in either form", () => {
    const both = showConfiguration(workspace) + JSON.stringify(configurationAsJson(workspace));
    for (const canary of ["pg-canary", "jwt-canary", "sk-canary", "team-canary", "DrhYf7zENyR6AlUCKmnz"])
      expect(both).not.toContain(canary);
    expect(workspace.settings.databaseUrl).toContain("pg-canary"); // the settings do have it
  });

  test.each([
    ["JWT_SECRET", { JWT_SECRET: "canary-canary" }, "", "********"],
    [
      "DATABASE_URL",
      { DATABASE_URL: "postgres://u:canary@h/db?sslkey=canary" },
      "",
      "postgres://u:********@h/db?sslkey=********",
    ],
    [
      "REDIS_URI",
      { REDIS_URI: "redis://:canary@h,redis://u:canary@i" },
      "",
      "redis://:********@h,redis://u:********@i",
    ],
    ["CUSTOM_FOOTER", { JWT_SECRET: "canary-canary", CUSTOM_FOOTER: "by canary-canary!" }, "", "by ********!"],
    ["endpoints.custom[0].apiKey", {}, "endpoints: { custom: [{ apiKey: canary }] }", "********"],
    ["endpoints.custom[0].apiKey", {}, "endpoints: { custom: [{ apiKey: '${NOT_SET}' }] }", "${NOT_SET}"],
    ["endpoints.custom[0].apiKey", {}, "endpoints: { custom: [{ apiKey: user_provided }] }", "user_provided"],
    [
      "endpoints.custom[0].baseURL",
      {},
      "endpoints: { custom: [{ baseURL: 'https://u:canary@h/v1?api-key=canary' }] }",
      "https://u:********@h/v1?api-key=********",
    ],
    [
      "endpoints.custom[0].headers",
      {},
      "endpoints: { custom: [{ headers: { A: canary, B: '{{LIBRECHAT_USER_ID}}' } }] }",
      { A: "********", B: "{{LIBRECHAT_USER_ID}}" },
    ],
    [
      "endpoints.custom[0].addParams",
      {},
      "endpoints: { custom: [{ addParams: { a: { k: canary } } }] }",
      { a: { k: "********" } },
    ],
  ])("%s with %j %s", (key, env, yaml, shown) => {
    const loaded = loadYaml(yaml, env);
    expect(configurationAsJson(loaded).values.find((value) => value.key === key)?.value).toEqual(shown);
    expect(showConfiguration(loaded)).not.toContain("canary");
  });

  test("a header that is no secret does not mask the same word elsewhere; a list is one value", () => {
    const yaml = "endpoints: { custom: [{ headers: { X-Title: Workspace }, models: { default: [a, b] } }] }";
    const { values } = configurationAsJson(loadYaml(yaml, { APP_TITLE: "Workspace" }));
    expect(values).toContainEqual({ key: "APP_TITLE", value: "Workspace", from: "environment", secret: false });
    expect(values).toContainEqual({
      key: "endpoints.custom[0].models.default",
      value: ["a", "b"],
      from: "librechat.yaml line 1",
      secret: false,
    });
  });

  test("says where each value comes from, what is not used, and what was warned of", () => {
    const text = showConfiguration(load({ ".env": "PORT=4000\nMONGO_URI=x\nPROT=1" }));
    expect(text).toMatch(/^PORT +4000 +\.env line 1$/m);
    expect(text).toMatch(/^ {2}MONGO_URI {2}MongoDB \(\.env line 2\)$/m);
    expect(text).toMatch(/^ {2}\.env line 3: `PROT` is not a known variable/m);
    expect(text).toMatch(/^JWT_SECRET +\(not set\) +generated$/m);
  });

  test("control characters do not reach the terminal", () => {
    expect(showConfiguration(load({}, { APP_TITLE: "a\u001b[2Jb\nc" }))).toMatch(
      /^APP_TITLE +a \[2Jb c +environment$/m,
    );
  });
});

describe("the workspace of the fixture", () => {
  const { settings, warnings } = load({
    ".env": fixture("workspace.env"),
    "librechat.yaml": fixture("workspace.yaml"),
  });

  test("has the settings that its files say", () => {
    expect(settings).toMatchObject({
      http: { host: "localhost", port: 3081, domainServer: "https://chat.example.org", cookieSecure: true },
      databaseUrl: "postgresql://gatehouse:pg-canary-7Q@db:5432/gatehouse",
      identity: {
        registration: true,
        unverifiedEmailLogin: undefined,
        sessionExpiryMs: 1_800_000,
        allowedDomains: ["example.org", "research.example.org"],
        mail: undefined,
      },
      balance: { enabled: false, startBalance: 50_000 },
      interface: { customWelcome: "Welcome at the company!", agents: { use: true, share: false } },
      modelSpecs: { list: [{ preset: { promptPrefix: "Say ${HOME} as it stands." } }] },
    });
    expect(settings.limits.rates.uploadIp.max).toBe(7);
    expect(settings.endpoints.custom.map(({ name, configured }) => [name, configured])).toEqual([
      ["Local", true],
      ["Elsewhere (EU)", false],
      ["Later", false],
    ]);
    expect(settings.endpoints.custom[0]).toMatchObject({
      baseURL: "http://localhost:11434/v1",
      titleModel: "current_model",
      dropParams: ["stop", "user"],
      headers: { "X-Team": "team-canary-9" },
    });
    expect(settings.models.map(({ model }) => model)).toEqual(["Org/Large 2", "small"]);
  });

  test("warns of each slip", () => {
    expect(warnings.join("\n")).toMatch(
      /sidePannel.*sidePanel[\s\S]*memory. is empty|memory. is empty[\s\S]*sidePannel/,
    );
    expect(
      warnings.some(
        (warning) => warning.includes("`ALOW_PASSWORD_RESET`") && warning.includes("`ALLOW_PASSWORD_RESET`"),
      ),
    ).toBe(true);
    expect(warnings.some((warning) => warning.includes("models.titleConvo"))).toBe(true);
  });
});
