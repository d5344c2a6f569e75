import { describe, expect, test } from "vitest";
import { createGatehouse } from "../../app.ts";
import { emptySqlite } from "../../store/testing/databases.ts";

const openid = {
  OPENID_ISSUER: "http://127.0.0.1:9",
  OPENID_CLIENT_ID: "gatehouse",
  OPENID_BUTTON_LABEL: "Continue with Acme",
  OPENID_IMAGE_URL: "https://acme.example/logo.png",
};
const github = { GITHUB_CLIENT_ID: "a", GITHUB_CLIENT_SECRET: "b" };
const apple = { APPLE_CLIENT_ID: "a", APPLE_TEAM_ID: "b", APPLE_KEY_ID: "c", APPLE_PRIVATE_KEY_PATH: "d" };

async function started(env: Record<string, string>) {
  const { options, remove } = await emptySqlite();
  const gatehouse = await createGatehouse({
    env: { DATA_DIR: options.dataDir, LOG_LEVEL: "silent", ...env },
    cwd: options.dataDir,
  });
  const config = (await gatehouse.app.inject({ url: "/api/config" })).json();
  const doctor = (await gatehouse.operatorInject({ url: "/api/gatehouse/doctor" })).json<{
    findings: { check: string; result: string }[];
  }>();
  await gatehouse.close();
  await remove();
  return { config, findings: doctor.findings.filter(({ check }) => check === "sign-in providers") };
}

describe("what the sign-in page is told of providers", () => {
  test("those that are configured, in LibreChat's order, while they may be used", async () => {
    const { config } = await started({ ALLOW_SOCIAL_LOGIN: "true", ...openid, ...github, ...apple });
    expect(config).toMatchObject({
      socialLoginEnabled: true,
      socialLogins: ["openid", "github", "apple"],
      openidLoginEnabled: true,
      githubLoginEnabled: true,
      appleLoginEnabled: true,
      googleLoginEnabled: false,
      openidLabel: "Continue with Acme",
      openidImageUrl: "https://acme.example/logo.png",
      openidAutoRedirect: false,
    });
  });

  test("none while signing in through providers is off, whatever is configured", async () => {
    const { config, findings } = await started({ ...openid, ...github, OPENID_AUTO_REDIRECT: "true" });
    expect(config).toMatchObject({
      socialLoginEnabled: false,
      socialLogins: [],
      openidLoginEnabled: false,
      githubLoginEnabled: false,
      openidLabel: "",
      openidAutoRedirect: false,
    });
    expect(findings).toMatchObject([{ result: "warning" }]);
  });

  test("the doctor says that the OpenID provider cannot be reached; the server starts all the same", async () => {
    const { findings } = await started({ ALLOW_SOCIAL_LOGIN: "true", ...openid });
    expect(findings).toMatchObject([{ result: "ok" }, { result: "problem" }]);
  });
});
