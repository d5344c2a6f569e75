import { expect, test } from "vitest";
import { onEveryDatabase } from "../../store/testing/databases.ts";
import { type House, openHouse, userOf } from "../testing/house.ts";
import { talk } from "../testing/talk.ts";

interface Page {
  people: { id: string; email: string; conversations: number; messages: number }[];
  nextCursor: string | null;
}

/** Ada has two conversations, one of them of two questions; Ben one; Cy none. */
async function openTalkativeHouse(database: Parameters<typeof openHouse>[0] = {}): Promise<House> {
  const house = await openHouse(database);
  for (const name of ["ada", "ben", "cy"])
    await house.store.transact((tx) =>
      tx
        .insertInto("users")
        .values({
          ...{ organization_id: house.here, id: userOf(name).slice("user:".length) },
          ...{ name, email: `${name}@example.org`, created_at: 1, updated_at: 1 },
        })
        .execute(),
    );
  const first = await talk(house, "ada", "Hello");
  await talk(house, "ada", "And again", {
    conversationId: first.id,
    parentMessageId: first.responseMessage.messageId,
  });
  await talk(house, "ada", "Something else");
  await talk(house, "ben", "Hello");
  return house;
}

onEveryDatabase("what people have in the workspace", (given) => {
  test("is counted, who has most conversations first, page by page", async () => {
    const house = await openTalkativeHouse({ database: await given() });
    try {
      const listed: unknown[] = [];
      let cursor: string | null = "";
      while (cursor !== null) {
        const url = `/api/admin/usage/kept?limit=1${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`;
        const page: Page = (await house.as("sue", "GET", url)).json();
        listed.push(...page.people.map(({ email, conversations, messages }) => [email, conversations, messages]));
        cursor = page.nextCursor;
      }
      expect(listed).toEqual([
        ["ada@example.org", 2, 6],
        ["ben@example.org", 1, 2],
        ["cy@example.org", 0, 0],
      ]);
    } finally {
      await house.close();
    }
  });
});

test("is for whoever reads usage", async () => {
  const house = await openHouse();
  expect((await house.as("ada", "GET", "/api/admin/usage/kept")).json().code).toBe("forbidden");
  await house.close();
});
