import { type AddressInfo, connect } from "node:net";
import { Readable } from "node:stream";
import { setTimeout as pass } from "node:timers/promises";
import { describe, expect, it, test } from "vitest";
import { onEveryDatabase } from "../../store/testing/databases.ts";
import { setUp } from "../testing/authenticator.ts";
import { codeOf, type House, houseOn, PASSWORD, type SignedInPerson } from "../testing/house.ts";
import { lettersTo } from "../testing/letters.ts";
import { closeAfterEach, openHouse, openStaffedHouse } from "../testing/staff.ts";
import { unzip } from "../testing/unzip.ts";
import type { ExportPart } from "./contents.ts";

closeAfterEach();

const ask = (house: House, { token }: Pick<SignedInPerson, "token">, body: unknown = { password: PASSWORD }) =>
  house.call("POST", "/api/user/export", body, token);
const ticketOf = async (house: House, person: Pick<SignedInPerson, "token">): Promise<string> => {
  const answer = await ask(house, person);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json().ticket;
};
const urlOf = (ticket: string) => `/api/user/export/download?ticket=${ticket}`;
const download = (house: House, { token }: Pick<SignedInPerson, "token">, ticket: string) =>
  house.call("GET", urlOf(ticket), undefined, token);
const openWithBen = async (env: Record<string, string> = {}) => {
  const house = await openHouse(env);
  await house.register("ada");
  return { house, ben: await house.person("ben") };
};

/** Something that never ends, and tells whether it was let go. */
function endless(): ExportPart & { isOpen: boolean } {
  const part = {
    isOpen: false,
    says: [],
    async *entries() {
      part.isOpen = true;
      try {
        yield {
          path: "endless.json",
          at: 0,
          text: (async function* () {
            for (;;) {
              await pass(5);
              yield "x".repeat(1_000);
            }
          })(),
        };
      } finally {
        part.isOpen = false;
      }
    },
  };
  return part;
}
/** Begins a download over a connection, as a browser does. @returns how it ended */
async function begin(house: House, person: SignedInPerson): Promise<{ ended: Promise<string>; stop(): void }> {
  const ticket = await ticketOf(house, person);
  if (!house.app.server.listening) await house.app.listen({ port: 0, host: "127.0.0.1" });
  const { port } = house.app.server.address() as AddressInfo;
  const aborting = new AbortController();
  const response = await fetch(`http://127.0.0.1:${port}${urlOf(ticket)}`, {
    headers: { authorization: `Bearer ${person.token}` },
    signal: aborting.signal,
  });
  expect(response.status).toBe(200);
  const ended = response.arrayBuffer().then(
    () => "whole",
    () => "broken off",
  );
  return { ended, stop: () => aborting.abort() };
}

describe("what a person downloads", () => {
  it("is their account, where they signed in and what they belong to, and a README that says what is what", async () => {
    const { house, ben } = await openWithBen();
    const answer = await download(house, ben, await ticketOf(house, ben));
    expect([answer.statusCode, answer.headers["content-type"], answer.headers["cache-control"]]).toEqual([
      200,
      "application/zip",
      "no-store",
    ]);
    expect(answer.headers["content-disposition"]).toMatch(/^attachment; filename="my-data-\d{4}-\d\d-\d\d\.zip"$/);
    const files = unzip(answer.rawPayload);
    const read = (path: string) => JSON.parse(files.get(path)?.bytes.toString() ?? "");
    expect([...files.keys()]).toEqual([
      "README.txt",
      "account.json",
      "sessions.json",
      "api-keys.json",
      "sign-ins.json",
      "memberships.json",
      "violations.json",
    ]);
    expect(read("account.json")).toMatchObject({ email: "ben@example.org", twoFactorEnabled: false });
    expect(read("sessions.json")).toEqual([expect.objectContaining({ id: ben.session, signedInWith: "password" })]);
    expect(read("memberships.json")).toMatchObject({ primaryRole: "role:USER", groups: [] });
    expect(read("violations.json")).toEqual([]);
    for (const path of [...files.keys()].slice(1)) expect(files.get("README.txt")?.bytes.toString()).toContain(path);
  });

  it("holds no hash, token or secret", async () => {
    const { house, ben } = await openWithBen();
    const { code } = await setUp(house, ben, { password: PASSWORD });
    house.wait(30_000);
    const asked = await ask(house, ben, { password: PASSWORD, token: code() });
    const all = [...unzip((await download(house, ben, asked.json().ticket)).rawPayload).values()]
      .map(({ bytes }) => bytes.toString())
      .join("\n");
    const [user, session, factor, paper] = await Promise.all([
      house.store.db.selectFrom("users").selectAll().where("id", "=", ben.id).executeTakeFirstOrThrow(),
      house.store.db.selectFrom("sessions").selectAll().where("id", "=", ben.session).executeTakeFirstOrThrow(),
      house.store.db.selectFrom("second_factors").selectAll().executeTakeFirstOrThrow(),
      house.store.db.selectFrom("backup_codes").selectAll().executeTakeFirstOrThrow(),
    ]);
    for (const secret of [
      user.password_hash,
      session.refresh_hash,
      factor.sealed,
      paper.code_hash,
      asked.json().ticket,
    ])
      expect(all).not.toContain(secret);
  });
});

describe("asking for it", () => {
  it.each([
    ["a wrong password", { password: "wrong" }, "password-wrong"],
    ["no password", {}, "password-wrong"],
    ["something that is not asked for", { password: PASSWORD, of: "ada" }, "request-invalid"],
  ])("is refused with %s", async (_, body, code) => {
    const { house, ben } = await openWithBen();
    expect(codeOf(await ask(house, ben, body))).toBe(code);
  });

  it("takes a code where two-factor sign-in is on", async () => {
    const { house, ben } = await openWithBen();
    const app = await setUp(house, ben, { password: PASSWORD });
    expect(codeOf(await ask(house, ben))).toBe("request-invalid");
    const wrong = { password: PASSWORD, backupCode: "00000000" };
    expect(codeOf(await ask(house, ben, wrong))).toBe("second-factor-wrong");
    expect((await ask(house, ben, { password: PASSWORD, token: app.next() })).statusCode).toBe(200);
  });

  it("takes having signed in just now where there is no password", async () => {
    const { house, ben } = await openWithBen({ SESSION_EXPIRY: "1000 * 60 * 60" });
    await house.store.transact((tx) =>
      tx.updateTable("users").set({ password_hash: null, provider: "google" }).where("id", "=", ben.id).execute(),
    );
    expect((await ask(house, ben, {})).statusCode).toBe(200);
    house.wait(11 * 60_000);
    expect(codeOf(await ask(house, ben, {}))).toBe("forbidden");
  });

  it("is refused to one who is no person", async () => {
    const { house } = await openWithBen();
    expect((await house.operate("POST", "/api/user/export", { password: PASSWORD })).statusCode).toBe(403);
  });

  it("is answered so often, and then not for a while", async () => {
    const { house, ben } = await openWithBen({ DATA_EXPORT_MAX: "2", DATA_EXPORT_WINDOW: "1" });
    await ask(house, ben);
    await ask(house, ben);
    expect(codeOf(await ask(house, ben))).toBe("rate-limited");
  });
});

describe("a ticket", () => {
  it("begins one download", async () => {
    const { house, ben } = await openWithBen();
    const ticket = await ticketOf(house, ben);
    expect((await download(house, ben, ticket)).statusCode).toBe(200);
    expect(codeOf(await download(house, ben, ticket))).toBe("link-invalid");
  });

  it("works with the session's cookie, as in a browser's own download", async () => {
    const { house, ben } = await openWithBen();
    const ticket = await ticketOf(house, ben);
    const headers = { cookie: `refreshToken=${ben.cookie}` };
    expect((await house.call("GET", urlOf(ticket), undefined, undefined, { headers })).statusCode).toBe(200);
  });

  it.each<[string, (house: House, ben: SignedInPerson) => Promise<Pick<SignedInPerson, "token">>, number]>([
    ["in another session of theirs", (house) => house.signIn("ben"), 400],
    ["with somebody else", (house) => house.person("cy"), 400],
    [
      "after signing out",
      async (house, ben) => {
        await house.call("POST", "/api/auth/logout", undefined, ben.token);
        return ben;
      },
      401,
    ],
    [
      "after a ban",
      async (house, ben) => {
        await house.operate("POST", `/api/admin/users/${ben.id}/ban`, { until: null, reason: "x" });
        return ben;
      },
      401,
    ],
    [
      "after the account was deactivated",
      async (house, ben) => {
        await house.operate("PATCH", `/api/admin/users/${ben.id}`, { status: "deactivated" });
        return ben;
      },
      401,
    ],
    [
      "after five minutes",
      async (house, ben) => {
        house.wait(5 * 60_000);
        return ben;
      },
      400,
    ],
    [
      "after another one was asked for",
      async (house, ben) => {
        await ask(house, ben);
        return ben;
      },
      400,
    ],
  ])("begins nothing %s", async (_, meanwhile, status) => {
    const { house, ben } = await openWithBen();
    const ticket = await ticketOf(house, ben);
    const by = await meanwhile(house, ben);
    const answer = await download(house, by, ticket);
    expect(answer.statusCode, answer.body).toBe(status);
  });

  it("is not used up by a look at what it would be", async () => {
    const { house, ben } = await openWithBen();
    const ticket = await ticketOf(house, ben);
    await house.app.inject({ method: "HEAD", url: urlOf(ticket), headers: { authorization: `Bearer ${ben.token}` } });
    expect((await download(house, ben, ticket)).statusCode).toBe(200);
  });

  it("goes with the account", async () => {
    const { house, ben } = await openWithBen();
    await ticketOf(house, ben);
    await house.call("DELETE", "/api/user/delete", { password: PASSWORD }, ben.token);
    expect(await house.store.db.selectFrom("data_exports").selectAll().execute()).toEqual([]);
  });
});

describe("a download that runs", () => {
  const running = async () => {
    const { house, ben } = await openWithBen();
    const part = endless();
    house.identity.onExport(part);
    const { ended, stop } = await begin(house, ben);
    await expect.poll(() => part.isOpen).toBe(true);
    return { house, ben, part, ended, stop };
  };

  it("is the only one of its person", async () => {
    const { house, ben, stop } = await running();
    const answer = await ask(house, ben);
    expect([codeOf(answer), answer.json().detail]).toEqual(["conflict", expect.stringContaining("is running")]);
    stop();
  });

  it("leaves nothing behind where it is stopped, and makes room for another", async () => {
    const { house, ben, part, stop } = await running();
    stop();
    await expect.poll(() => part.isOpen).toBe(false);
    await expect.poll(async () => (await ask(house, ben)).statusCode).toBe(200);
  });

  it.each<[string, (house: House, ben: SignedInPerson) => Promise<unknown>]>([
    ["they sign out", (house, ben) => house.call("POST", "/api/auth/logout", undefined, ben.token)],
    [
      "they are banned",
      (house, ben) => house.operate("POST", `/api/admin/users/${ben.id}/ban`, { until: null, reason: "x" }),
    ],
    [
      "their account is deactivated",
      (house, ben) => house.operate("PATCH", `/api/admin/users/${ben.id}`, { status: "deactivated" }),
    ],
    ["the server stops", (house) => house.app.close()],
  ])("breaks off when %s", async (_, meanwhile) => {
    const { house, ben, part, ended } = await running();
    await meanwhile(house, ben);
    expect(await ended).toBe("broken off");
    await expect.poll(() => part.isOpen).toBe(false);
  });

  it("breaks off when nothing of it is taken for five minutes, and not before", async () => {
    const { house, ben } = await openWithBen({ SESSION_EXPIRY: "1000 * 60 * 60" });
    let isOpen = false;
    house.identity.onExport({
      says: [],
      async *entries() {
        isOpen = true;
        try {
          // More than lies in the streams and in the connection.
          for (let n = 0; n < 1_000; n++)
            yield { path: `${n}`, at: 0, bytes: Readable.from([Buffer.alloc(1_000_000)]), size: 1_000_000 };
        } finally {
          isOpen = false;
        }
      },
    });
    const ticket = await ticketOf(house, ben);
    await house.app.listen({ port: 0, host: "127.0.0.1" });
    const { port } = house.app.server.address() as AddressInfo;
    const socket = connect(port, "127.0.0.1").on("error", () => undefined);
    socket.write(`GET ${urlOf(ticket)} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ben.token}\r\n\r\n`);
    socket.pause();
    await expect.poll(() => isOpen).toBe(true);
    await pass(1_000);
    house.wait(4 * 60_000);
    await pass(1_000);
    expect(isOpen).toBe(true);
    house.wait(2 * 60_000);
    await expect.poll(() => isOpen).toBe(false);
    socket.destroy();
  });

  it("that was broken off with its server is in nobody's way a minute later", async () => {
    const { house, ben } = await openWithBen();
    await ask(house, ben);
    const lease = house.identity.now() + 60_000;
    await house.store.transact((tx) => tx.updateTable("data_exports").set({ lease_until: lease }).execute());
    expect(codeOf(await ask(house, ben))).toBe("conflict");
    house.wait(60_000);
    expect((await ask(house, ben)).statusCode).toBe(200);
  });

  it("breaks off where something of it cannot be read", async () => {
    const { house, ben } = await openWithBen();
    house.identity.onExport({
      says: [],
      // biome-ignore lint/correctness/useYield: it does not come to it
      async *entries() {
        throw new Error("the database is gone");
      },
    });
    const { ended } = await begin(house, ben);
    expect(await ended).toBe("broken off");
  });
});

describe("an administrator who asks for somebody's", () => {
  const askFor = (house: House, by: SignedInPerson, { id }: SignedInPerson) =>
    house.call("POST", `/api/admin/users/${id}/export`, undefined, by.token);

  it("gets nothing of it: the person alone is written to", async () => {
    const { house, admin, ben } = await openStaffedHouse();
    const answer = await askFor(house, admin, ben);
    expect([answer.statusCode, Object.keys(answer.json())]).toEqual([200, ["message"]]);
    const [letter] = await lettersTo(house, "ben@example.org");
    expect(letter?.text).toContain("/account");
    expect(await house.store.db.selectFrom("data_exports").selectAll().execute()).toEqual([]);
  });

  it("however often, leaves one letter", async () => {
    const { house, admin, ben } = await openStaffedHouse();
    await askFor(house, admin, ben);
    await askFor(house, admin, ben);
    expect(await lettersTo(house, "ben@example.org")).toHaveLength(1);
  });

  it("may act on the account", async () => {
    const { house, ada, admin, moderator, ben, cy } = await openStaffedHouse();
    expect((await askFor(house, admin, ada)).statusCode).toBe(403);
    expect((await askFor(house, moderator, ben)).statusCode).toBe(403);
    expect((await askFor(house, cy, ben)).statusCode).toBe(403);
    expect(await lettersTo(house, "ben@example.org")).toEqual([]);
  });
});

onEveryDatabase("an export", (given) => {
  test("is asked for, begun once, and gone when it has ended", async () => {
    const house = await houseOn(await given());
    try {
      await house.register("ada");
      const ben = await house.person("ben");
      await ask(house, ben);
      const ticket = await ticketOf(house, ben);
      const both = await Promise.all([download(house, ben, ticket), download(house, ben, ticket)]);
      expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 400]);
      await expect.poll(async () => house.store.db.selectFrom("data_exports").selectAll().execute()).toEqual([]);
      const noted = house.store.db.selectFrom("audit_events").select(["kind", "actor"]).where("kind", "like", "data-%");
      expect((await noted.orderBy("kind").execute()).map(({ kind, actor }) => [kind, actor])).toEqual([
        ["data-export-asked", `user:${ben.id}`],
        ["data-export-asked", `user:${ben.id}`],
        ["data-exported", `user:${ben.id}`],
      ]);
    } finally {
      await house.close();
    }
  });
});
