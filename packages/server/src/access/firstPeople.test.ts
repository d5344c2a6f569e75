import { expect, test } from "vitest";
import { newId, personSearchText, type Store } from "../store/index.ts";
import { onEveryDatabase } from "../store/testing/databases.ts";
import { organizationOf } from "../store/testing/organizations.ts";
import { countPeople, firstPeople, type PeoplePlace, pageOfPeople } from "./firstPeople.ts";

const MANY = 20_050;

/** People of these names, `a…` each at their own address of example.com. */
async function people(store: Store, organization: string, names: readonly string[]): Promise<void> {
  const rows = names.map((name, index) => {
    const email = `a${index}@example.com`;
    return {
      organization_id: organization,
      id: newId(1),
      email,
      name,
      search_text: personSearchText(name, null, email),
      created_at: 1,
      updated_at: 1,
    };
  });
  for (let from = 0; from < rows.length; from += 1_000)
    await store.transact(async (tx) => {
      await tx
        .insertInto("users")
        .values(rows.slice(from, from + 1_000))
        .execute();
    });
}

onEveryDatabase("people by a part of what they are called", (given) => {
  test("the first by name, with how many there are", async () => {
    const store = await (await given()).open();
    const organization = await organizationOf(store);
    await people(store, organization, ["Cleo", "Ada", "Ben"]);
    const namesOf = async (typed: string, limit: number) => {
      const { ids, total } = await firstPeople(store.db, organization, typed, limit);
      const rows = await store.db.selectFrom("users").select(["id", "name"]).where("id", "in", ids).execute();
      return { names: ids.map((id) => rows.find((row) => row.id === id)?.name), total };
    };
    expect(await namesOf("EXAMPLE", 2)).toEqual({ names: ["Ada", "Ben"], total: 3 });
    expect(await namesOf("le", 5)).toEqual({ names: ["Ada", "Ben", "Cleo"], total: 3 });
    expect(await namesOf("leo", 5)).toEqual({ names: ["Cleo"], total: 1 });
  });

  test("where very many are found they are still the first by name, and counted when asked", async () => {
    const store = await (await given()).open();
    const organization = await organizationOf(store);
    const names = Array.from({ length: MANY }, (_, index) => `P${String((index * 7_919) % MANY).padStart(5, "0")}`);
    await people(store, organization, names);
    const { ids, total } = await firstPeople(store.db, organization, "example", 3);
    const rows = await store.db.selectFrom("users").select(["id", "name"]).where("id", "in", ids).execute();
    expect(rows.map(({ name }) => name).sort()).toEqual(["P00000", "P00001", "P00002"]);
    expect(total).toBeNull();
    expect(await countPeople(store.db, organization, "example")).toBe(MANY);
  });

  test.for([
    ["a few", 45],
    ["more than are sorted", MANY],
  ] as const)("all of them are paged through, from either end: %s", async ([, many]) => {
    const store = await (await given()).open();
    const organization = await organizationOf(store);
    // Of two with one name, it is the id that says which is the first.
    const names = Array.from(
      { length: many },
      (_, at) => `P${String(Math.floor(((at * 7_919) % many) / 2)).padStart(5, "0")}`,
    );
    await people(store, organization, names);
    const rows = await store.db.selectFrom("users").select(["id", "name"]).execute();
    const key = (row: { id: string; name: string }) => row.name + row.id;
    const byName = rows.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)).map(({ id }) => id);
    const page = (place: PeoplePlace) => pageOfPeople(store.db, organization, "example", place);
    for (const order of ["asc", "desc"] as const) {
      const all = order === "asc" ? byName : byName.toReversed();
      for (const offset of [0, 20, Math.floor(many / 2), many - 7, many - 1])
        expect(await page({ limit: 10, offset, order }), `${order} from ${offset}`).toEqual({
          ids: all.slice(offset, offset + 10),
          total: many,
        });
      expect(await page({ limit: 10, offset: many + 5, order })).toEqual({ ids: [], total: many });
    }
    const none = await pageOfPeople(store.db, organization, "nobody at all", { limit: 10, offset: 0, order: "asc" });
    expect(none).toEqual({ ids: [], total: 0 });
  });

  test("a name that is long once it is folded still fits the index", async () => {
    const store = await (await given()).open();
    const organization = await organizationOf(store);
    // One character that is folded into eighteen.
    await people(store, organization, ["\u{FDFA}".repeat(80), "𐐀".repeat(40)]);
    expect((await firstPeople(store.db, organization, "صلى", 5)).ids).toHaveLength(1);
  });
});
