import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Given, onEveryDatabase } from "../../packages/server/src/store/testing/databases.ts";
import { House } from "./support/house.ts";

/*
 * E1: two different identifiers never share a row, a key or a decision, whatever they are made of, on either database; and what is no
 * identifier is refused, never bent into one.
 */
async function houseOn(given: Given): Promise<{ house: House; credential: string; reader: string }> {
  const { options } = await given();
  const house = await House.open(options.databaseUrl === undefined ? {} : { DATABASE_URL: options.databaseUrl });
  const body = {
    actions: { view: 1, update: 2, delete: 4, share: 8 },
    roles: { viewer: ["view"], owner: ["view", "update", "delete", "share"] },
    feature: null,
    create: "anyone",
  };
  for (const type of ["doc", "Doc"]) {
    const declared = await house.operate("PUT", { url: `/api/access/types/${type}`, body });
    if (declared.status !== 200) throw new Error(declared.text);
  }
  const service = await house.operate("POST", { url: "/api/admin/services", body: { name: "Documents" } });
  const reader = await house.person("reader@example.org");
  return { house, credential: service.body.credential, reader: `user:${reader}` };
}

const character = fc.constantFrom(..."aAbBzZ019_.@~-");
const plain = fc.string({ unit: character, minLength: 1, maxLength: 12 });
/** An identifier, and another one that is as near to it as can be. */
const pairs = plain.chain((id) =>
  fc.tuple(
    fc.constant(id),
    fc.oneof(
      plain,
      fc.constantFrom(
        id.toUpperCase(),
        id.toLowerCase(),
        `${id}.`,
        `.${id}`,
        `${id}${id}`,
        `${id}_`,
        `${id}-`,
        `${id}~`,
        `${id}@`,
        id.slice(1),
        id.slice(0, -1),
        `${id}${"a".repeat(200)}`,
        [...id].reverse().join(""),
        "__proto__",
        "constructor",
        "toString",
        "hasOwnProperty",
      ),
    ),
  ),
);
/** What is no identifier: delimiters, look-alikes, empty and very long parts. */
const hostile = [
  "a:b",
  "a/b",
  "a b",
  "a\u0000",
  "\u0430dmin",
  "a\u200b",
  "ａ",
  "é",
  "e\u0301",
  "%",
  "*",
  "a'b",
  'a"b',
  "a,b",
  "a#b",
  "a".repeat(257),
  "a|b",
  "\u202ea",
  "ⓐ",
  "a\n",
];

onEveryDatabase("identifiers", (given) => {
  test("two that differ are two: labels, grants, decisions and deletions of one never touch the other", async () => {
    const { house, credential, reader } = await houseOn(given);
    let round = 0;
    try {
      const call = (method: "GET" | "PUT" | "POST" | "DELETE", id: string, body?: unknown, path = "") =>
        house.call(
          method,
          { url: `/api/access/resources/doc/${encodeURIComponent(id)}${path}`, ...(body !== undefined && { body }) },
          credential,
        );
      await fc.assert(
        fc.asyncProperty(pairs, async ([first, second]) => {
          // Ids are never used twice: each round has its own.
          const mark = `r${++round}.`;
          const [a, b] = [
            `${mark}${first}`,
            second.startsWith("__") || second.length > 200 ? `${second}${mark}` : `${mark}${second}`,
          ];
          fc.pre(a !== b && a.length <= 256 && b.length <= 256);
          expect((await call("PUT", a, { label: `label of ${a}` })).status).toBe(201);
          expect((await call("GET", b)).status).toBe(404);
          expect((await call("PUT", b, { label: `label of ${b}` })).status).toBe(201);
          expect((await call("GET", a)).body).toMatchObject({ id: a, label: `label of ${a}` });
          expect((await call("GET", b)).body).toMatchObject({ id: b, label: `label of ${b}` });
          await house.grant([{ principal: reader, resource: `doc:${a}`, allow: ["view"] }]);
          const { engine } = house.gatehouse.access.of(house.here);
          const may = (id: string) => engine.check(reader, "view", `doc:${id}`).allowed;
          expect([may(a), may(b)]).toEqual([true, false]);
          const listed = await house.operate("POST", {
            url: "/api/access/list",
            body: { subject: reader, action: "view", type: "doc", limit: 500 },
          });
          expect(listed.body.resources).toContain(`doc:${a}`);
          expect(listed.body.resources).not.toContain(`doc:${b}`);
          expect((await call("DELETE", a)).status).toBe(204);
          expect((await call("GET", b)).body.label).toBe(`label of ${b}`);
          expect((await call("GET", a)).status).toBe(404);
        }),
        { numRuns: 40 },
      );
    } finally {
      await house.close();
    }
  });

  test("the state that is rebuilt from the tables is the one in memory, strange names included", async () => {
    const { house, credential } = await houseOn(given);
    try {
      for (const id of ["__proto__", "constructor", "A", "a", "a.", "~", "-", "_", "@", "a".repeat(256)])
        for (const type of ["doc", "Doc"]) {
          const made = await house.call(
            "PUT",
            { url: `/api/access/resources/${type}/${id}`, body: { label: `${type} ${id}`.slice(0, 400) } },
            credential,
          );
          expect(made.status, made.text).toBe(201);
        }
      for (const id of ["__proto__", "A", "a"])
        expect((await house.call("GET", { url: `/api/access/resources/Doc/${id}` }, credential)).body.label).toBe(
          `Doc ${id}`,
        );
      const doctor = await house.operate("GET", { url: "/api/gatehouse/doctor?check=state-in-memory" });
      expect(doctor.body.findings.filter((one: { result: string }) => one.result === "problem")).toEqual([]);
    } finally {
      await house.close();
    }
  });

  test("what is none is refused", async () => {
    const { house, credential } = await houseOn(given);
    try {
      for (const id of hostile) {
        const url = `/api/access/resources/doc/${encodeURIComponent(id)}`;
        for (const method of ["PUT", "GET", "DELETE"] as const) {
          const answer = await house.call(
            method,
            { url, ...(method === "PUT" && { body: { label: "x" } }) },
            credential,
          );
          expect(answer.status, `${method} ${JSON.stringify(id)}`).toBeGreaterThanOrEqual(400);
          expect(answer.status, `${method} ${JSON.stringify(id)}`).toBeLessThan(500);
        }
        const { body } = await house.call(
          "POST",
          { url: "/api/access/check", body: { action: "view", resource: `doc:${id}` } },
          credential,
        );
        expect(body.allowed ?? false).toBe(false);
      }
    } finally {
      await house.close();
    }
  });
});

describe("names that look like others", () => {
  test("a role named like a built-in one is refused, or brings nothing of it", async () => {
    const house = await House.open();
    try {
      for (const name of [
        "admin",
        "ADMIN ",
        " ADMIN",
        "Super_Admin",
        "\u0410DMIN",
        "ADM\u0130N",
        "ADMIN\u200b",
        "__proto__",
        "constructor",
        "everyone",
        "anyone",
      ]) {
        const made = await house.operate("POST", { url: "/api/admin/roles", body: { name } });
        if (made.status !== 201) {
          expect(made.status, name).toBeGreaterThanOrEqual(400);
          expect(made.status, name).toBeLessThan(500);
          continue;
        }
        const holder = await house.person(`holder-${Math.random()}@example.org`);
        const url = `/api/admin/users/${holder}/roles`;
        expect((await house.operate("POST", { url, body: { role: made.body.role.name } })).status).toBe(200);
        const { engine } = house.gatehouse.access.of(house.here);
        for (const power of ["access:admin", "read:users", "manage:users", "manage:configs"])
          expect(engine.check(`user:${holder}`, power).allowed, name).toBe(false);
      }
    } finally {
      await house.close();
    }
  });

  test("an address is one account, however it is written", async () => {
    const house = await House.open();
    try {
      const make = (email: string) => house.operate("POST", { url: "/api/admin/users", body: { name: "Ada", email } });
      expect((await make("ada@example.org")).status).toBe(201);
      for (const email of ["ADA@example.org", " ada@example.org ", "Ada@EXAMPLE.org"])
        expect((await make(email)).status, email).toBe(409);
      for (const email of ["ada@example.org\u0000", "ada@exa mple.org", "ada", "@example.org"])
        expect((await make(email)).status, email).toBe(400);
    } finally {
      await house.close();
    }
  });
});
