// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references to variables, as the files write them
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { usedVariables } from "./catalogue/index.ts";
import { loadSettings } from "./loadSettings.ts";
import { ConfigurationError } from "./problem.ts";
import { load, loadYaml, problemsOf } from "./testing/load.ts";

describe("with nothing set", () => {
  const { settings, sources, warnings, files } = load();

  test("everything has its default", () => {
    expect(settings).toMatchObject({
      http: {
        host: "127.0.0.1",
        port: 3080,
        domainClient: "http://localhost:3080",
        trustProxy: 0,
        noIndex: true,
        compression: true,
        cookieSecure: false,
      },
      dataDir: "/srv/chat/data",
      databaseUrl: undefined,
      redisUri: undefined,
      appTitle: "Gatehouse",
      staleAfterMs: 5000,
      audit: { retentionMs: 0 },
      groupsByMembers: { allowed: false, size: 100, owned: 20 },
      pickerFinds: "all",
      secrets: { jwtSecret: undefined, credsKey: undefined },
      identity: {
        emailLogin: true,
        registration: true,
        socialLogin: false,
        unverifiedEmailLogin: undefined,
        minPasswordLength: 8,
        sessionExpiryMs: 900_000,
        refreshTokenExpiryMs: 604_800_000,
        allowedDomains: [],
        mail: undefined,
      },
      ceilings: [],
      publicLinks: false,
      featureSeeds: [],
      endpoints: { custom: [] },
      models: [{ id: "echo", endpoint: "echo", model: "echo" }],
      balance: { enabled: false, startBalance: 20_000, refillIntervalUnit: "days" },
      transactions: { enabled: true },
    });
    expect([warnings, files]).toEqual([[], []]);
  });

  test("each variable has its source", () => {
    const keys = new Set(sources.map((source) => source.key));
    for (const name of Object.keys(usedVariables)) expect(keys).toContain(name);
    expect(new Set(sources.map((source) => source.from))).toEqual(new Set(["default", "generated"]));
  });

  test("nothing can be changed afterwards", () => {
    expect(() => Object.assign(settings.http, { port: 1 })).toThrow(TypeError);
    expect(() => Object.assign(settings.limits.rates.login, { max: 1 })).toThrow(TypeError);
  });
});

describe("where a value comes from", () => {
  const loaded = load(
    {
      ".env": "PORT=1001\n\nHOST=localhost\nLOGIN_MAX=9",
      "librechat.yaml": "rateLimits:\n  tts:\n    ipMax: 3\nbalance: { startBalance: 7 }",
    },
    { PORT: "1002", CHECK_BALANCE: "true", TTS_IP_MAX: "8", START_BALANCE: "1" },
  );
  const from = Object.fromEntries(loaded.sources.map((source) => [source.key, [source.value, source.from]]));

  test.each([
    ["PORT", 1002, "environment"], // wins over .env
    ["HOST", "localhost", ".env line 3"],
    ["LOGIN_MAX", 9, ".env line 4"],
    ["LOGIN_WINDOW", 5, "default"],
    ["JWT_SECRET", undefined, "generated"],
    ["rateLimits.tts.ipMax", 3, "librechat.yaml line 3"],
    ["TTS_IP_MAX", 3, "librechat.yaml line 3"], // rateLimits are written over the environment
    ["balance.enabled", true, "environment"],
    ["balance.startBalance", 7, "librechat.yaml line 4"], // the file wins over the older form
    ["transactions.enabled", true, "default"],
    ["DOMAIN_SERVER", "http://localhost:1002", "default"],
    ["CONFIG_PATH", "librechat.yaml", "default"],
  ])("%s is %j, from %s", (key, value, source) => expect(from[key]).toEqual([value, source]));

  test("what a balance forces on comes from where the balance does", () => {
    const { sources } = loadYaml("transactions: { enabled: false }\nbalance: { enabled: true }");
    expect(sources.find(({ key }) => key === "transactions.enabled")).toMatchObject({
      value: true,
      from: "librechat.yaml line 2",
    });
  });
});

describe("the forms in which a value may be written", () => {
  test.each([
    ["ALLOW_REGISTRATION", " FALSE ", { identity: { registration: false } }],
    ["ALLOW_REGISTRATION", "", { identity: { registration: true } }],
    ["ALLOW_UNVERIFIED_EMAIL_LOGIN", "False", { identity: { unverifiedEmailLogin: false } }],
    ["ALLOW_UNVERIFIED_EMAIL_LOGIN", "true", { identity: { unverifiedEmailLogin: true } }],
    ["SESSION_EXPIRY", "1000 * 60 * 2", { identity: { sessionExpiryMs: 120_000 } }],
    ["BAN_DURATION", "(1000 * 60) * 60 * 2", { limits: { bans: { durationMs: 7_200_000 } } }],
    ["LOG_LEVEL", "DEBUG", { logLevel: "debug" }],
    [
      "DOMAIN_SERVER",
      "https://chat.example.org/",
      { http: { domainServer: "https://chat.example.org", cookieSecure: true } },
    ],
    ["DISABLE_COMPRESSION", "true", { http: { compression: false } }],
    ["HOST", "::1", { http: { host: "::1" } }],
    ["DATA_DIR", "/var/lib/gatehouse", { dataDir: "/var/lib/gatehouse" }],
    ["REDIS_URI", "redis://a:7001,redis://b:7002", { redisUri: "redis://a:7001,redis://b:7002" }],
  ])("%s=%s", (name, value, expected) => expect(load({}, { [name]: value }).settings).toMatchObject(expected));

  test("Redis: the password is put into the address, and USE_REDIS=false leaves it aside", () => {
    const env = { REDIS_URI: "redis://cache:6379", REDIS_PASSWORD: "a/b" };
    expect(load({}, env).settings.redisUri).toBe("redis://:a%2Fb@cache:6379");
    expect(load({}, { ...env, USE_REDIS: "false" }).settings.redisUri).toBeUndefined();
  });

  test("references in connection strings: empty is a value, absent is a problem", () => {
    const file = "PW=\nDATABASE_URL=postgresql://u:${PW}@db/x";
    expect(load({ ".env": file }).settings.databaseUrl).toBe("postgresql://u:@db/x");
    expect(problemsOf({ ".env": "A=1\nDATABASE_URL=postgresql://u:${PW}@db/x" })).toMatchObject([
      { line: 2, key: "DATABASE_URL", found: "a text with `${PW}`, which is not set" },
    ]);
  });
});

describe("a wrong value stops the start", () => {
  test.each([
    ["PORT", "abc", "a whole number of nothing", '"abc"'],
    ["PORT", "70000", "", '"70000"'],
    ["PORT", "80.5", "", '"80.5"'],
    ["ALLOW_REGISTRATION", "yes", "", '"yes"'],
    ["ALLOW_AGENTS", "0", "", '"0"'],
    ["SESSION_EXPIRY", "1000 * x", "", '"1000 * x"'],
    ["SESSION_EXPIRY", "-5", "", '"-5"'],
    ["MIN_PASSWORD_LENGTH", "0", "", '"0"'],
    ["CONCURRENT_MESSAGE_MAX", "0", "", '"0"'],
    ["LOGIN_MAX", "-1", "", '"-1"'],
    ["LOG_LEVEL", "loud", "", '"loud"'],
    ["DOMAIN_SERVER", "chat.example.org", "", '"chat.example.org"'],
    ["DATABASE_URL", "mongodb://u:canary@h/x", "", "a text (hidden)"],
    ["CREDS_KEY", "canary", "", "a text (hidden)"],
    ["HOST", "a b", "", '"a b"'],
  ])("%s=%s", (name, value, _, found) => {
    const [problem, ...others] = problemsOf({ ".env": `# one\n${name}=${value}\n` });
    expect(problem).toMatchObject({ file: ".env", line: 2, key: name, found });
    expect(problem?.allowed).toBe(usedVariables[name]?.kind.allowed);
    expect(others).toEqual([]);
    expect(problemsOf({}, { [name]: value })).toMatchObject([{ file: "environment", line: null, key: name }]);
  });

  test.each([
    ["interface:\n  agents:\n    use: maybe", 3, "interface.agents.use", '"maybe"', "true or false"],
    [
      "interface:\n  agents: 1",
      2,
      "interface.agents",
      "1 (a number)",
      "true or false, or an object with `use`, `create`, `share`, `public`",
    ],
    [
      "interface:\n  peoplePicker: true",
      2,
      "interface.peoplePicker",
      "true (a boolean)",
      "an object with `users`, `groups`, `roles`",
    ],
    ["interface:\n  bookmarks: { use: true }", 2, "interface.bookmarks", "an object", "true or false"],
    ["registration:\n  allowedDomains: example.org", 2, "registration.allowedDomains", '"example.org"', /^a list/],
    [
      "registration:\n  allowedDomains:\n    - a.org\n    - 'ada@b.org'",
      4,
      "registration.allowedDomains[1]",
      '"ada@b.org"',
      /mail domain/,
    ],
    [
      "actions:\n  allowedDomains:\n    - 2606:4700::1111",
      3,
      "actions.allowedDomains[0]",
      '"2606:4700::1111"',
      /\[2606:4700::1111\]$/,
    ],
    [
      "endpoints:\n  allowedAddresses: [ollama]",
      2,
      "endpoints.allowedAddresses[0]",
      '"ollama"',
      /^a host with its port/,
    ],
    ["actions:\n  allowedDomains:\n    - '[::g]'", 3, "actions.allowedDomains[0]", '"[::g]"', /^a host/],
    [
      "balance:\n  refillIntervalUnit: fortnights",
      2,
      "balance.refillIntervalUnit",
      '"fortnights"',
      "seconds, minutes, hours, days, weeks, months",
    ],
    ["rateLimits:\n  tts:\n    ipMax: many", 3, "rateLimits.tts.ipMax", '"many"', /whole number/],
    ["rateLimits:\n  agentEvents:\n    userMax: 0", 3, "rateLimits.agentEvents.userMax", "0 (a number)", /1 or more/],
    ["endpoints:\n  custom:\n    name: x", 2, "endpoints.custom", "an object", /^a list/],
    [
      "endpoints:\n  custom:\n    - name: x\n      apiKey: 12345",
      4,
      "endpoints.custom[0].apiKey",
      "a number (hidden)",
      /text/,
    ],
    [
      "endpoints:\n  custom:\n    - name: x\n      headers: [canary]",
      4,
      "endpoints.custom[0].headers",
      "a list of one",
      "an object",
    ],
    ["modelSpecs: yes please", 1, "modelSpecs", '"yes please"', "an object"],
  ])("%j", (yaml, line, key, found, allowed) => {
    expect(problemsOf({ "librechat.yaml": yaml })).toMatchObject([
      {
        file: "librechat.yaml",
        line,
        key,
        found,
        allowed: typeof allowed === "string" ? allowed : expect.stringMatching(allowed),
      },
    ]);
  });

  test("all problems at once, in a message that can be printed", () => {
    const files = { ".env": "PORT=x\nLOGIN_MAX=y", "librechat.yaml": "interface:\n  bookmarks: 7\nbalance: []" };
    expect(() => load(files)).toThrow(
      [
        "The configuration has 4 problems:",
        "  librechat.yaml line 2: `interface.bookmarks` is 7 (a number); allowed: true or false",
        "  librechat.yaml line 3: `balance` is a list of 0; allowed: an object with `enabled`, `startBalance`, `autoRefillEnabled`, `refillIntervalValue`, `refillIntervalUnit`, `refillAmount` …",
        '  .env line 1: `PORT` is "x"; allowed: a whole number from 0 to 65535',
        '  .env line 2: `LOGIN_MAX` is "y"; allowed: a whole number, 0 or more',
      ].join("\n"),
    );
  });

  test("control characters in a wrong value do not reach the terminal", () => {
    expect(problemsOf({}, { LOG_LEVEL: "\u001b[2Jx" })[0]?.found).toBe('"\\u001b[2Jx"');
  });
});

describe("mail domains", () => {
  test("are compared in lower case; an @ in front is forgiven, a wildcard fits nothing and warns", () => {
    const { settings, warnings } = loadYaml(
      "registration: { allowedDomains: [Example.ORG, '@b.org', '*.c.org', b.org] }",
    );
    expect(settings.identity.allowedDomains).toEqual(["example.org", "b.org", "*.c.org"]);
    expect(warnings).toEqual([expect.stringContaining("`*.c.org` fits no address")]);
  });
});

describe("unknown keys warn and never stop", () => {
  test.each([
    [
      "interface:\n  agnets: true",
      "librechat.yaml line 2: `interface.agnets` is not a known key and is ignored; did you mean `agents`?",
    ],
    [
      "intreface:\n  agents: true",
      "librechat.yaml line 1: `intreface` is not a known key and is ignored; did you mean `interface`?",
    ],
    ["endpoints:\n  custom:\n    - name: a\n      titelModel: b", "did you mean `titleModel`?"],
    ["endpoints:\n  custom:\n    - models: { titleConvo: true }", "there is `endpoints.custom[].titleConvo`"],
    ["zzzzzzzzzzzz: 1", "the nearest known name is"],
    ["constructor: 1", "`constructor` is not a known key"],
    ["registration:\n  allowedDomains:", "`registration.allowedDomains` is empty and counts as not given"],
  ])("%j", (yaml, warning) => expect(loadYaml(yaml).warnings.join("\n")).toContain(warning));

  test("names with x- in front are the operator's own", () =>
    expect(loadYaml("x-anchors: { a: 1 }").warnings).toEqual([]));

  test.each([
    ["ALOW_REGISTRATION", "ALLOW_REGISTRATION"],
    ["ALLOW_REGISTRATOIN", "ALLOW_REGISTRATION"],
    ["SESION_EXPIRYY", "SESSION_EXPIRY"],
    ["PROT", "PORT"],
  ])("%s in .env: did you mean %s?", (wrong, right) =>
    expect(load({ ".env": `${wrong}=1` }).warnings).toEqual([
      `.env line 1: \`${wrong}\` is not a known variable and is ignored; did you mean \`${right}\`?`,
    ]),
  );

  test("foreign variables of the process are left alone", () => {
    expect(
      load({}, { HOME: "/root", PATH: "/bin", SHELL: "sh", PWD: "/", npm_config_x: "1", HOSTS: "a" }).warnings,
    ).toEqual([]);
  });

  test("hosts of actions are read in lower case, IPv6 addresses in brackets among them", () => {
    const addresses = "endpoints: { allowedAddresses: ['Ollama:08080', '0x7f.1:80', '[FD00::0:5]:443'] }";
    expect(loadYaml(addresses).settings.endpoints.allowedAddresses).toEqual([
      "ollama:8080",
      "127.0.0.1:80",
      "[fd00::5]:443",
    ]);
    const { settings } = loadYaml("actions:\n  allowedDomains: ['API.example.org/', 'https://[2606:4700::1111]:8443']");
    expect(settings.actions.allowedDomains).toEqual(["api.example.org", "https://[2606:4700::1111]:8443"]);
  });

  test("what the YAML file refers to is no slip", () => {
    const yaml = "endpoints:\n  custom:\n    - name: a\n      apiKey: ${GROK_API_KEY}";
    expect(load({ ".env": "GROK_API_KEY=1", "librechat.yaml": yaml }).warnings.join()).not.toContain("known variable");
  });
});

describe("what belongs to things that Gatehouse does not do", () => {
  test("is listed with its place, whatever it holds", () => {
    const { notUsed, warnings } = load({
      ".env": "MONGO_URI=mongodb://x\nOPENAI_API_KEY=\nLDAP_URL=ldap://x",
      "librechat.yaml":
        "cache: 7\nmcpServers:\n  a: [1]\nspeech:\n  tts:\ninterface:\n  skills: { use: true, defaultActiveOnShare: 1 }",
    });
    expect(notUsed.map(({ key, from }) => [key, from])).toEqual([
      ["cache", "librechat.yaml line 1"],
      ["mcpServers", "librechat.yaml line 2"],
      ["speech", "librechat.yaml line 4"],
      ["interface.skills.defaultActiveOnShare", "librechat.yaml line 7"],
      ["MONGO_URI", ".env line 1"],
      ["LDAP_URL", ".env line 3"],
    ]);
    expect(warnings).toEqual([]);
  });
});

describe("the files", () => {
  test.each([
    ["a URL", { CONFIG_PATH: "https://example.org/librechat.yaml" }, {}, /path of a file/],
    [
      "a named file that is missing",
      { CONFIG_PATH: "other.yaml" },
      {},
      /a file that exists \(looked for \/srv\/chat\/other.yaml\)/,
    ],
    ["too large a YAML file", {}, { "librechat.yaml": "#".repeat(5_000_000) }, /at most 524288 bytes/],
    ["too large a .env", {}, { ".env": "#".repeat(5_000_000) }, /at most 262144 bytes/],
    ["a binary file", {}, { "librechat.yaml": new Uint8Array([0x61, 0x0a, 0x00, 0x62]) }, /a text in UTF-8/],
    ["UTF-16", {}, { "librechat.yaml": Buffer.from("\uFEFFa: 1", "utf16le") }, /UTF-8/],
    ["Latin-1", {}, { "librechat.yaml": Buffer.from("a: 1\nb: gr\xfc\xdfe", "latin1") }, /UTF-8/],
    ["a list", {}, { "librechat.yaml": "- a\n- b" }, /key: value/],
    ["a single word", {}, { "librechat.yaml": "hello" }, /key: value/],
  ])("%s is refused", (_, env, files, allowed) =>
    expect(problemsOf(files, env)).toMatchObject([{ allowed: expect.stringMatching(allowed) }]),
  );

  test("the line of a byte that is no UTF-8 is named", () => {
    expect(problemsOf({ "librechat.yaml": Buffer.from("a: 1\nb: gr\xfc\xdfe", "latin1") })).toMatchObject([
      { line: 2 },
    ]);
    expect(problemsOf({ ".env": new Uint8Array([0x41, 0x3d, 0x0a, 0x00]) })).toMatchObject([{ file: ".env", line: 2 }]);
  });

  test.each([
    ["empty", ""],
    ["of comments", "# nothing\n"],
    ["with a byte order mark", "\uFEFFversion: 1.2.3\n"],
  ])("a file %s is fine", (_, yaml) => expect(loadYaml(yaml).warnings).toEqual([]));

  test("CONFIG_PATH may stand in .env, and be absolute", () => {
    const loaded = load({
      ".env": "CONFIG_PATH=/etc/gatehouse.yaml",
      "/etc/gatehouse.yaml": "interface: { bookmarks: nope }".replace("nope", "false"),
    });
    expect(loaded.files).toEqual(["/srv/chat/.env", "/etc/gatehouse.yaml"]);
    expect(loaded.settings.featureSeeds).toEqual([{ feature: "BOOKMARKS.USE", on: false, key: "interface.bookmarks" }]);
  });
});

describe("on a real disk", () => {
  let directory = "";
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "gatehouse-config-"));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  test("files are read; a directory in the place of one is refused", () => {
    writeFileSync(join(directory, ".env"), "PORT=4000\n");
    writeFileSync(join(directory, "librechat.yaml"), "interface: { bookmarks: false }\n");
    expect(loadSettings({ env: {}, cwd: directory }).settings).toMatchObject({
      http: { port: 4000 },
      dataDir: join(directory, "data"),
    });
    mkdirSync(join(directory, "folder"));
    expect(() => loadSettings({ env: { CONFIG_PATH: "folder" }, cwd: directory })).toThrow(ConfigurationError);
  });
});
