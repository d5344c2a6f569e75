import { describe, expect, test } from "vitest";
import { isLoopback } from "./loopback.ts";
import { dangerousSecrets, exampleSecrets } from "./secrets.ts";
import { load } from "./testing/load.ts";

describe("secrets that everybody knows", () => {
  test.each([
    ["127.0.0.1", []],
    ["localhost", []],
    ["::1", []],
    ["0.0.0.0", Object.keys(exampleSecrets)],
    ["::", Object.keys(exampleSecrets)],
    ["192.168.1.5", Object.keys(exampleSecrets)],
    ["chat.example.org", Object.keys(exampleSecrets)],
  ])("bound to %s: %j are refused", (HOST, refused) => {
    const loaded = load({}, { HOST, ...exampleSecrets });
    expect(dangerousSecrets(loaded.settings).map(({ key }) => key)).toEqual(refused);
    expect(loaded.warnings).toHaveLength(4); // said in any case
  });

  test("an example value in another place, or in capitals, is no better; a placeholder neither", () => {
    const jwt = (JWT_SECRET: string) => dangerousSecrets(load({}, { HOST: "0.0.0.0", JWT_SECRET }).settings).length;
    expect([
      jwt(exampleSecrets.CREDS_KEY ?? ""),
      jwt((exampleSecrets.JWT_SECRET ?? "").toUpperCase()),
      jwt("changeme"),
      jwt("a secret of our own"),
      jwt(""),
    ]).toEqual([1, 1, 1, 0, 0]);
  });

  test("the message says what to do, and not the value", () => {
    const [problem] = dangerousSecrets(load({}, { HOST: "0.0.0.0", JWT_SECRET: "changeme" }).settings);
    expect(problem).toMatchObject({ key: "JWT_SECRET", allowed: expect.stringContaining("leave it empty") });
    expect(JSON.stringify(problem)).not.toContain("changeme");
  });
});

test.each([
  ["127.0.0.1", true],
  ["127.8.8.8", true],
  ["LOCALHOST", true],
  ["[::1]", true],
  ["::ffff:127.0.0.1", true],
  ["app.localhost", true],
  ["0.0.0.0", false],
  ["::", false],
  ["127.example.org", false],
  ["localhost.example.org", false],
  ["10.0.0.1", false],
])("%s is loopback: %s", (host, loopback) => expect(isLoopback(host)).toBe(loopback));
