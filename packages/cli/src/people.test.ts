import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Installation } from "./testing/installation.ts";

/* `gatehouse user` and `gatehouse balance`, as LibreChat's scripts are used: with their arguments, at a terminal, and by programs. */
const FIRST = "correct horse battery";
const NEW = "staple of another horse";

let here: Installation;
const signIn = async (email: string, password: string) => {
  const answer = await fetch(`${here.url}/api/auth/login`, {
    method: "POST",
    headers: { "content-type": "application/json", "user-agent": "Mozilla/5.0" },
    body: JSON.stringify({ email, password }),
  });
  return { status: answer.status, token: ((await answer.json()) as { token?: string }).token };
};
const isSignedIn = async (token: string | undefined) =>
  (await fetch(`${here.url}/api/user`, { headers: { authorization: `Bearer ${token}`, "user-agent": "Mozilla/5.0" } }))
    .ok;
let made = 0;
/** Somebody new, with a password. */
const somebody = async () => {
  made += 1;
  const email = `somebody-${made}@example.com`;
  await here.json("user", "create", email, `Somebody ${made}`, "--password", FIRST);
  return email;
};
interface Listed {
  users: {
    email: string;
    username: string;
    provider: string;
    createdAt: string;
    banned: boolean;
    bannedUntil: string | null;
  }[];
}
const found = async (email: string) =>
  (await here.json<Listed>("user", "list", "--search", email)).users.find((one) => one.email === email);

beforeAll(async () => {
  here = await Installation.make({ CHECK_BALANCE: "true", LOGIN_MAX: "1000" });
  await here.serve();
  await here.json("user", "create", "ada@example.com", "Ada");
}, 60_000);
afterAll(() => here.remove());

describe("gatehouse user create", () => {
  test("takes LibreChat's arguments, in its order", async () => {
    const made = await here.json("user", "create", "ben@example.com", "Ben", "benny", FIRST);
    expect(made).toMatchObject({
      user: { email: "ben@example.com", name: "Ben", username: "benny", emailVerified: true },
    });
    expect((await signIn("ben@example.com", FIRST)).status).toBe(200);
  });

  test("makes a password up where there is none, and shows it once", async () => {
    const { out } = await here.gatehouse(["user", "create", "cy@example.com", "Cy"]);
    const [, password = ""] = /shown this once: (\S+)/.exec(out) ?? [];
    expect((await signIn("cy@example.com", password)).status).toBe(200);
  });

  test("makes one whose address is not verified", async () => {
    const made = await here.json("user", "create", "dot@example.com", "Dot", "--email-verified=false");
    expect(made).toMatchObject({ user: { emailVerified: false } });
  });

  test.each([
    [
      "an address that somebody has",
      ["ben@example.com", "Another"],
      3,
      "There is an account with the address `ben@example.com`",
    ],
    [
      "a username that somebody has",
      ["x@example.com", "X", "benny"],
      3,
      "There is an account with the username `benny`",
    ],
    ["a password twice", ["x@example.com", "X", "xx", FIRST, "--password", FIRST], 2, "The password is there twice"],
    ["another provider", ["x@example.com", "X", "--provider=google"], 2, "Invite the address instead"],
    ["neither true nor false", ["x@example.com", "X", "--email-verified=perhaps"], 2, "Allowed: true, false."],
  ])("refuses %s", async (_what, args, code, words) => {
    const ran = await here.gatehouse(["user", "create", ...args]);
    expect(ran).toMatchObject({ code, out: "" });
    expect(ran.err).toContain(words);
  });

  test("asks at a terminal for what is missing, one by one", async () => {
    const asked = await here.atTerminal(["user", "create"], ["eve@example.com", "Eve", "", FIRST, FIRST]);
    expect(asked.code, asked.err).toBe(0);
    expect(await found("eve@example.com")).toMatchObject({ username: "eve" });
    expect((await signIn("eve@example.com", FIRST)).status).toBe(200);
  });

  test("asks nothing where the address and the name are there", async () => {
    expect((await here.atTerminal(["user", "create", "flo@example.com", "Flo"], [])).err).toBe("");
  });

  test("shows what is typed, but never a password", async () => {
    const { screen } = await here.atTerminal(["user", "create"], ["gil@example.com", "Gil", "", FIRST, FIRST]);
    expect(screen).toContain("gil@example.com");
    expect(screen).not.toContain(FIRST);
  });

  test("asks again where the two passwords are not the same", async () => {
    const answers = ["hal@example.com", "Hal", "", FIRST, NEW, FIRST, FIRST];
    const { screen } = await here.atTerminal(["user", "create"], answers);
    expect(screen).toContain("They are not the same.");
    expect((await signIn("hal@example.com", FIRST)).status).toBe(200);
  });

  test("makes nobody where whoever is asked leaves", async () => {
    const left = await here.atTerminal(["user", "create"], ["ida@example.com"]);
    expect(left).toMatchObject({ code: 3, out: "" });
    expect(left.err).toContain("Nothing was done: the question was not answered.");
    expect(await found("ida@example.com")).toBeUndefined();
  });
});

describe("gatehouse user invite", () => {
  test("shows the link where no mail server takes the letter", async () => {
    const invited = await here.json<{ link: string; delivery: string }>("user", "invite", "new@example.com");
    expect(invited).toMatchObject({
      delivery: "outbox",
      link: expect.stringMatching(/\/register\?token=[0-9a-f]{64}/),
    });
  });

  test("refuses whoever is there already", async () => {
    const refused = await here.gatehouse(["user", "invite", "ada@example.com"]);
    expect(refused).toMatchObject({ code: 3, out: "" });
    expect(refused.err).toContain("There is an account with the address `ada@example.com`");
  });

  test("asks at a terminal whom", async () => {
    expect(await here.atTerminal(["user", "invite"], ["other@example.com"])).toMatchObject({
      code: 0,
      out: expect.stringContaining("Invited other@example.com"),
    });
  });
});

describe("gatehouse user list", () => {
  test("says of everybody what LibreChat's list says, and how many they are", async () => {
    const { out } = await here.gatehouse(["user", "list"]);
    expect(out).toMatch(/^ADDRESS +NAME +USERNAME +ROLE +STATUS +PROVIDER +CREATED +ID\n/);
    expect(out).toMatch(/^ben@example.com +Ben +benny +USER +active +local +\d{4}-\d\d-\d\d +user:[0-9a-f]{24}$/m);
    expect(out).toMatch(/\nPeople: \d+\n$/);
  });
});

describe("gatehouse user ban", () => {
  test("ends with its duration, and ends the sessions at once", async () => {
    const email = await somebody();
    const { token } = await signIn(email, FIRST);
    const banned = await here.json<{ user: { bannedUntil: string } }>("user", "ban", email, "2h");
    const left = Date.parse(banned.user.bannedUntil) - Date.now();
    expect(left).toBeGreaterThan(119 * 60_000);
    expect(left).toBeLessThanOrEqual(120 * 60_000);
    expect(await isSignedIn(token)).toBe(false);
  });

  test("is for good where that is said, until it is lifted", async () => {
    const email = await somebody();
    await here.json("user", "ban", email, "forever");
    expect(await found(email)).toMatchObject({ banned: true, bannedUntil: null });
    await here.json("user", "unban", email);
    expect(await found(email)).toMatchObject({ banned: false });
  });

  test("refuses a number without a unit, and says both that it may mean", async () => {
    const email = await somebody();
    const refused = await here.gatehouse(["user", "ban", email, "600000"]);
    expect(refused).toMatchObject({ code: 2, out: "" });
    expect(refused.err).toContain("milliseconds are `600000ms`, minutes `600000m`");
    expect(await found(email)).toMatchObject({ banned: false });
  });

  test("asks at a terminal for how long, again where the unit is missing", async () => {
    const email = await somebody();
    const asked = await here.atTerminal(["user", "ban", email], ["10", "10m"]);
    expect(asked.screen).toContain("10 needs a unit");
    expect(await found(email)).toMatchObject({ banned: true });
  });
});

describe("gatehouse user reset-password", () => {
  test("sets at a terminal what is typed twice, and ends all sessions", async () => {
    const email = await somebody();
    const { token } = await signIn(email, FIRST);
    const asked = await here.atTerminal(["user", "reset-password"], [email, NEW, NEW]);
    expect(asked.code, asked.err).toBe(0);
    expect(asked.screen).not.toContain(NEW);
    expect(await isSignedIn(token)).toBe(false);
    expect((await signIn(email, NEW)).status).toBe(200);
  });

  test("sends the person a link where Enter alone is typed", async () => {
    const email = await somebody();
    const asked = await here.atTerminal(["user", "reset-password", email], [""]);
    expect(asked.out).toContain("`gatehouse outbox list` shows it.");
    expect((await signIn(email, FIRST)).status).toBe(200);
  });

  test("takes the password from standard input", async () => {
    const email = await somebody();
    const set = await here.gatehouse(["user", "reset-password", email, "--password", "-"], { stdin: `${NEW}\n` });
    expect(set, set.err).toMatchObject({ code: 0 });
    expect((await signIn(email, NEW)).status).toBe(200);
  });

  test("refuses one that is too short", async () => {
    const refused = await here.gatehouse(["user", "reset-password", await somebody(), "--password", "short"]);
    expect(refused).toMatchObject({ code: 2, out: "", err: expect.stringContaining("`password`") });
  });
});

describe("gatehouse user delete", () => {
  test("shows at a terminal what would go, and deletes where somebody says yes", async () => {
    const email = await somebody();
    const asked = await here.atTerminal(["user", "delete"], [email, "yes"]);
    expect(asked.screen).toContain("stays in the books, by nobody's name");
    expect(asked).toMatchObject({ code: 0, out: expect.stringContaining("Deleted the account of") });
    expect(await found(email)).toBeUndefined();
  });

  test("deletes nobody where somebody says anything else", async () => {
    const email = await somebody();
    expect(await here.atTerminal(["user", "delete", email], ["y"])).toMatchObject({ code: 3 });
    expect(await found(email)).toBeDefined();
  });

  test("asks nobody where `--yes` is given", async () => {
    const email = await somebody();
    expect(await here.json("user", "delete", email, "--yes")).toMatchObject({ user: { email } });
    expect(await found(email)).toBeUndefined();
  });

  test("takes whom things go to with `--things hand-over`, and only there", async () => {
    const email = await somebody();
    for (const wrong of [
      ["--things", "hand-over"],
      ["--to", "ada@example.com"],
    ])
      expect(await here.gatehouse(["user", "delete", email, "--yes", ...wrong])).toMatchObject({ code: 2 });
    const given = ["--things", "hand-over", "--to", "ada@example.com"];
    expect(await here.gatehouse(["user", "delete", email, "--yes", ...given])).toMatchObject({ code: 0 });
  });
});

describe("gatehouse user stats", () => {
  test("counts everybody's conversations and messages, as many people as are wanted", async () => {
    interface Stats {
      people: { conversations: number; messages: number }[];
      nextCursor: string | null;
    }
    const all = await here.json<Stats>("user", "stats", "--all");
    const { users } = await here.json<{ users: object[] }>("user", "list");
    expect([all.people.length, all.nextCursor]).toEqual([users.length, null]);
    expect((await here.json<Stats>("user", "stats", "--limit", "1")).people).toEqual(all.people.slice(0, 1));
    expect((await here.gatehouse(["user", "stats", "--limit", "1"])).out).toMatch(
      /^ADDRESS +NAME +CONVERSATIONS +MESSAGES\n.* 0 +0\nThere are more/,
    );
  });
});

describe("gatehouse balance", () => {
  test("adds 1000 credits where nobody says how many", async () => {
    const email = await somebody();
    expect(await here.json("balance", "add", email)).toMatchObject({ balance: 1_000 });
  });

  test("asks at a terminal for whose, and how many", async () => {
    const email = await somebody();
    expect((await here.atTerminal(["balance", "add"], [email, ""])).out).toContain("has 1,000 credits.");
    expect((await here.atTerminal(["balance", "set", email], ["much", "250"])).out).toContain("has 250 credits.");
  });

  test("lists as many as are wanted", async () => {
    const listed = await here.json<{ balances: object[]; nextCursor: string | null }>(
      "balance",
      "list",
      "--limit",
      "2",
    );
    expect([listed.balances.length, typeof listed.nextCursor]).toEqual([2, "string"]);
    expect(await here.json("balance", "list", "--all")).toMatchObject({ nextCursor: null });
  });
});

describe("what is missing where nobody can be asked", () => {
  const incomplete = [
    ["user", "create"],
    ["user", "create", "x@example.com"],
    ["user", "invite"],
    ["user", "ban"],
    ["user", "ban", "ada@example.com"],
    ["user", "delete"],
    ["user", "reset-password"],
    ["balance", "add"],
    ["balance", "set", "ada@example.com"],
  ];
  test.each(incomplete.map((args) => [args.join(" "), args] as const))("%s: is wrong usage", async (_line, args) => {
    const ran = await here.gatehouse(args);
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(ran.err).toMatch(/^Missing required argument '\w+'\.\n/);
  });

  test("is no question with --json, also at a terminal", async () => {
    const ran = await here.atTerminal(["user", "invite", "--json"], ["x@example.com"]);
    expect(ran).toMatchObject({ code: 2, err: "" });
    expect(JSON.parse(ran.out)).toMatchObject({ code: "wrong-usage" });
  });
});
