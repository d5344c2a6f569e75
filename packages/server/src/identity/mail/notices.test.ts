import { afterEach, describe, expect, test } from "vitest";
import { emptySqlite } from "../../store/testing/databases.ts";
import { type House, houseOn } from "../testing/house.ts";
import { mailTo, openPostbox, type Postbox } from "../testing/postbox.ts";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of closing.splice(0).reverse()) await end();
});

async function house(env: Record<string, string>): Promise<House> {
  const database = await emptySqlite();
  closing.push(() => database.remove());
  const made = await houseOn(database, env);
  closing.push(() => made.close());
  // Ada, the first account, is verified; Ben is not.
  await made.register("ada");
  await made.register("ben");
  return made;
}
async function postbox(): Promise<Postbox> {
  const opened = await openPostbox();
  closing.push(opened.close);
  return opened;
}
const accountOf = async (at: House, email: string) => {
  const row = await at.store.db.selectFrom("users").selectAll().where("email", "=", email).executeTakeFirstOrThrow();
  return { organization: row.organization_id, account: `user:${row.id}` };
};

describe("a notice", () => {
  test("goes to a verified address, with the page that shows what it is about and nothing of it", async () => {
    const box = await postbox();
    const at = await house(mailTo(box));
    const ada = await accountOf(at, "ada@example.org");
    const ben = await accountOf(at, "ben@example.org");
    await at.identity.tell(ada.organization, [ada.account, ben.account], "access-asked");
    const letter = await box.letterTo("ada@example.org");
    expect(letter.subject).toBe("Somebody asks you for access in Gatehouse");
    expect(letter.text).toContain("http://localhost:3080/requests?box=to-me");
    const waiting = await at.store.db
      .selectFrom("letters")
      .select("recipient")
      .where("kind", "=", "access-asked")
      .execute();
    expect(waiting.map(({ recipient }) => recipient)).not.toContain("ben@example.org");
  });

  test("is not written where there is no mail server: the operator has nothing to read", async () => {
    const at = await house({});
    const ada = await accountOf(at, "ada@example.org");
    await at.identity.tell(ada.organization, [ada.account], "access-answered");
    expect(await at.store.db.selectFrom("letters").selectAll().where("kind", "=", "access-answered").execute()).toEqual(
      [],
    );
  });
});
