import { expect, test } from "vitest";
import { onEveryDatabase } from "../../store/testing/databases.ts";
import { codeOf, type House, houseOn } from "../testing/house.ts";

const USERS = "/api/admin/users";

onEveryDatabase("the list of all accounts", (given) => {
  /** Cleo, Ada and two of the name Ben, made in this order. */
  const inHouse = async (then: (house: House) => Promise<void>) => {
    const house = await houseOn(await given());
    try {
      const made = [
        { name: "Cleo", email: "x.cleo@example.org" },
        { name: "Ada", email: "y.ada@example.org" },
        { name: "Ben", email: "v.ben@example.org" },
        { name: "Ben", email: "w.ben@example.org" },
      ];
      for (const [at, account] of made.entries()) {
        const { user } = (await house.operate("POST", USERS, account)).json();
        await house.store.transact(async (tx) => {
          await tx.updateTable("users").set({ created_at: at }).where("id", "=", user.id).execute();
        });
      }
      await then(house);
    } finally {
      await house.close();
    }
  };
  const read = async (house: House, query: string): Promise<{ of: string[]; ids: string[]; total: number }> => {
    const answer = await house.operate("GET", `${USERS}?${query}`);
    expect(answer.statusCode, answer.body).toBe(200);
    const { users, total } = answer.json<{ users: { id: string; email: string }[]; total: number }>();
    return { of: users.map(({ email }) => email.slice(0, 1)), ids: users.map(({ id }) => id), total };
  };

  test("is sorted by each column, either way, and pages follow each other without a gap", () =>
    inHouse(async (house) => {
      const orders: Record<string, string[]> = { email: ["v", "w", "x", "y"], created: ["x", "y", "v", "w"] };
      for (const [sort, all] of Object.entries(orders)) {
        expect((await read(house, `sort=${sort}`)).of, sort).toEqual(all);
        expect((await read(house, `sort=${sort}&order=desc`)).of, sort).toEqual(all.toReversed());
      }
      const byName = (await read(house, "")).ids;
      expect((await read(house, "sort=name&order=desc")).ids).toEqual(byName.toReversed());
      for (const query of ["", "sort=name&order=desc", "sort=created&order=desc", "search=example&order=desc"]) {
        const whole = (await read(house, query)).ids;
        const pages = [0, 1, 2, 3].map((at) => read(house, `${query}&limit=1&offset=${at}`));
        expect(
          (await Promise.all(pages)).flatMap(({ ids }) => ids),
          query,
        ).toEqual(whole);
      }
      expect(await read(house, "sort=email&offset=9")).toEqual({ of: [], ids: [], total: 4 });
    }));

  test("is searched by a part of name and address, with how many there are", () =>
    inHouse(async (house) => {
      expect(await read(house, "search=BEN&limit=1")).toMatchObject({ total: 2 });
      expect((await read(house, "search=x.cl")).of).toEqual(["x"]);
      expect(await read(house, "search=nobody")).toEqual({ of: [], ids: [], total: 0 });
    }));

  test.for(["sort=password", "sort=name&order=up", "search=a", "search=ben&sort=created", `search=${"a".repeat(201)}`])(
    "refuses %s",
    (query) =>
      inHouse(async (house) => {
        const answer = await house.operate("GET", `${USERS}?${query}`);
        expect([answer.statusCode, codeOf(answer)]).toEqual([400, "request-invalid"]);
      }),
  );
});
