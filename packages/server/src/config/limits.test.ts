import { describe, expect, test } from "vitest";
import { load, loadYaml } from "./testing/load.ts";

const minute = 60_000;

describe("LibreChat's limits by default", () => {
  const { rates } = load().settings.limits;
  test.each([
    ["login", 7, 5, "ip", "logins", 1],
    ["register", 5, 60, "ip", "registrations", 1],
    ["resetPassword", 2, 2, "ip", "reset_password_limit", 1],
    ["twoFactor", 7, 5, "ip", "logins", 1],
    ["messageIp", 40, 1, "ip", "message_limit", 1],
    ["messageUser", 40, 1, "user", "message_limit", 1],
    ["importIp", 100, 15, "ip", "file_upload_limit", 1],
    ["importUser", 50, 15, "user", "file_upload_limit", 1],
    ["forkIp", 30, 1, "ip", "file_upload_limit", 1],
    ["forkUser", 7, 1, "user", "file_upload_limit", 1],
    ["uploadIp", 100, 15, "ip", "file_upload_limit", 0],
    ["uploadUser", 50, 15, "user", "file_upload_limit", 0],
    ["fileUsageUser", 120, 15, "user", "file_upload_limit", 0],
    ["ttsIp", 100, 1, "ip", "tts_limit", 0],
    ["ttsUser", 50, 1, "user", "tts_limit", 0],
    ["sttUser", 50, 1, "user", "stt_limit", 0],
    ["shareIp", 100, 1, "ip", "share_limit", 0],
    ["shareUser", 60, 1, "user", "share_limit", 0],
    ["agentEvents", 40, 1, "key", null, 0],
    ["dataExport", 5, 60, "user", null, 0],
    ["promptUsage", 30, 1, "user", null, 0],
  ] as const)("%s: %i in %i minutes by %s", (name, max, minutes, by, violation, score) => {
    expect(rates[name]).toEqual({
      enabled: name !== "messageUser",
      max,
      windowMs: minutes * minute,
      by,
      violation,
      score,
    });
  });

  test("one tool call a second", () => expect(rates.toolCall).toMatchObject({ max: 1, windowMs: 1000 }));
  test("bans and concurrency", () => {
    expect(load().settings.limits).toMatchObject({
      bans: { enabled: true, durationMs: 7_200_000, interval: 20 },
      concurrentMessages: { enabled: true, max: 2 },
      scores: { NON_BROWSER_VIOLATION_SCORE: 20, ILLEGAL_MODEL_REQ_SCORE: 1 },
    });
  });
});

describe("what follows what", () => {
  test("a submission is limited as its request, unless it has numbers of its own", () => {
    const { rates } = load({}, { RESET_PASSWORD_MAX: "9", RESET_PASSWORD_SUBMISSION_WINDOW: "4", LOGIN_MAX: "3" })
      .settings.limits;
    expect(rates.resetPasswordSubmission).toMatchObject({ max: 9, windowMs: 4 * minute });
    expect(rates.twoFactor).toMatchObject({ max: 3, windowMs: 5 * minute });
  });

  test("rateLimits in the file win over the environment", () => {
    const yaml =
      "rateLimits:\n  fileUploads: { ipMax: 1, ipWindowInMinutes: 2, userMax: 3, userWindowInMinutes: 0.5 }\n  conversationsImport: { userMax: 4 }\n  stt: { ipMax: 5 }\n  agentEvents: { userMax: 6, userWindowInMinutes: 7 }";
    const { rates } = loadYaml(yaml, { FILE_UPLOAD_IP_MAX: "99", IMPORT_USER_WINDOW: "8" }).settings.limits;
    expect(rates).toMatchObject({
      uploadIp: { max: 1, windowMs: 2 * minute },
      uploadUser: { max: 3, windowMs: minute / 2 },
      importUser: { max: 4, windowMs: 8 * minute },
      sttIp: { max: 5, windowMs: minute },
      agentEvents: { max: 6, windowMs: 7 * minute },
    });
  });

  test.each([
    ["LIMIT_MESSAGE_IP", "messageIp"],
    ["LIMIT_IMPORT_USER", "importUser"],
    ["LIMIT_FORK_IP", "forkIp"],
  ] as const)("%s switches", (variable, name) => {
    expect(load({}, { [variable]: "false" }).settings.limits.rates[name].enabled).toBe(false);
    expect(load({}, { [variable]: "true" }).settings.limits.rates[name].enabled).toBe(true);
  });
});

describe("balance", () => {
  test.each([
    [{ CHECK_BALANCE: "true", START_BALANCE: "5" }, "", { enabled: true, startBalance: 5 }, true],
    [{ CHECK_BALANCE: "true" }, "balance: { enabled: false }", { enabled: false }, true],
    [{}, "balance: { enabled: true }\ntransactions: { enabled: false }", { enabled: true }, true], // a balance needs its ledger
    [{}, "transactions: { enabled: false }", { enabled: false }, false],
    [
      {},
      "balance: { startBalance: 1000 * 50, refillIntervalUnit: Weeks }",
      { startBalance: 50_000, refillIntervalUnit: "weeks" },
      true,
    ],
  ])("%j with %j", (env, yaml, balance, transactions) => {
    const { settings } = loadYaml(yaml, env);
    expect(settings.balance).toMatchObject(balance);
    expect(settings.transactions.enabled).toBe(transactions);
  });
});
