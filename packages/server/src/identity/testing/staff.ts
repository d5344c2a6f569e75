import { afterEach } from "vitest";
import { emptySqlite } from "../../store/testing/databases.ts";
import { type House, houseOn, type SignedInPerson } from "./house.ts";

const closing: (() => Promise<void>)[] = [];

/** Closes what `openHouse` made after each test of the file. */
export function closeAfterEach(): void {
  afterEach(async () => {
    for (const end of closing.splice(0).reverse()) await end();
  });
}

/** A house of its own on the embedded database. */
export async function openHouse(
  env: Record<string, string> = {},
  more?: Parameters<typeof houseOn>[2],
): Promise<House> {
  const database = await emptySqlite();
  const house = await houseOn(database, env, more);
  closing.push(
    () => database.remove(),
    () => house.close(),
  );
  return house;
}

export interface Staff {
  house: House;
  /** Super admin. */
  ada: SignedInPerson;
  admin: SignedInPerson;
  moderator: SignedInPerson;
  ben: SignedInPerson;
  cy: SignedInPerson;
}

/** Somebody of each rank, and two members. */
export async function openStaffedHouse(): Promise<Staff> {
  const house = await openHouse();
  const ada = await house.person("ada");
  const [admin, moderator, ben, cy] = await Promise.all([
    person("admin", "ADMIN"),
    person("moderator", "MODERATOR"),
    person("ben"),
    person("cy"),
  ]);
  return { house, ada, admin, moderator, ben, cy };

  async function person(name: string, role = "USER"): Promise<SignedInPerson> {
    const made = await house.person(name);
    if (role !== "USER") await house.operate("PATCH", `/api/admin/users/${made.id}`, { role });
    return made;
  }
}
