import { expect, test } from "vitest";
import { onEveryDatabase } from "../../store/testing/databases.ts";
import { codeOf, type House, houseOn } from "../testing/house.ts";

const PATH = "/api/admin/invitations";

onEveryDatabase("the list of invitations", (given) => {
  /** Of v…, w…, x… and y…, in this order: w, y, v, x. */
  const inHouse = async (then: (house: House) => Promise<void>) => {
    const house = await houseOn(await given());
    try {
      const ada = await house.person("ada");
      await house.operate("PATCH", `/api/admin/users/${ada.id}`, { role: "SUPER_ADMIN" });
      for (const [at, name] of ["w", "y", "v", "x"].entries()) {
        const made = await house.call("POST", PATH, { email: `${name}.guest@example.org` }, ada.token);
        expect(made.statusCode, made.body).toBe(201);
        await house.store.transact(async (tx) => {
          const { id } = made.json().invitation;
          await tx.updateTable("invitations").set({ created_at: at }).where("id", "=", id).execute();
        });
      }
      await then(house);
    } finally {
      await house.close();
    }
  };
  const read = async (house: House, query: string) => {
    const { invitations, total } = (await house.operate("GET", `${PATH}?${query}`)).json();
    return [invitations.map(({ email }: { email: string }) => email.slice(0, 1)).join(""), total];
  };

  test("goes by when they were made or by address, either way, page by page, and is searched", () =>
    inHouse(async (house) => {
      expect(await read(house, "")).toEqual(["xvyw", 4]);
      expect(await read(house, "order=asc")).toEqual(["wyvx", 4]);
      expect(await read(house, "sort=email&order=asc")).toEqual(["vwxy", 4]);
      expect(await read(house, "sort=email&order=desc&limit=2&offset=1")).toEqual(["xw", 4]);
      expect(await read(house, "search=X.GUEST")).toEqual(["x", 1]);
      expect(await read(house, "search=guest&order=asc&limit=1&offset=3")).toEqual(["x", 4]);
      expect(await read(house, "search=nobody")).toEqual(["", 0]);
    }));

  test.for(["sort=token", "order=up", "search=a"])("refuses %s", (query) =>
    inHouse(async (house) => {
      const answer = await house.operate("GET", `${PATH}?${query}`);
      expect([answer.statusCode, codeOf(answer)]).toEqual([400, "request-invalid"]);
    }),
  );
});
