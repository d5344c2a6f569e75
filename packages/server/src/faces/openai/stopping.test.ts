import { expect, test, vi } from "vitest";
import type { Spending } from "../../spending/index.ts";
import { openHouse } from "../../workspace/testing/house.ts";
import { Books } from "./testing/books.ts";
import { clientOf, openTo, refusal } from "./testing/client.ts";

/* A server is stopped while programs ask. */
test("who is let in when the server has been stopped already gives back what was held for them, before the books close", async () => {
  const books = new Books();
  const gate = Promise.withResolvers<void>();
  const admit = vi.fn<Spending["admit"]>(async (actor, wish) => {
    await gate.promise;
    return books.spending.admit(actor, wish);
  });
  const house = await openHouse({ spending: { admit } });
  await openTo(house);
  const asked = refusal(
    clientOf(house, "ben").chat.completions.create({ model: "echo/echo", messages: [{ role: "user", content: "Hi" }] }),
  );
  await vi.waitFor(() => expect(admit).toHaveBeenCalled());
  const heard: string[] = [];
  house.app.server.once("close", () => {
    heard.push("connections closed");
    setTimeout(() => {
      heard.push("let in");
      gate.resolve();
    }, 50);
  });
  await house.app.close();
  heard.push("closed");
  expect(heard).toEqual(["connections closed", "let in", "closed"]);
  expect(books.ends).toEqual(["released"]);
  await asked;
  await house.close();
});
