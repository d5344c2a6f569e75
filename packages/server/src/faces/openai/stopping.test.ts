import net from "node:net";
import { expect, test, vi } from "vitest";
import type { Spending } from "../../spending/index.ts";
import { openHouse } from "../../workspace/testing/house.ts";
import { begin, openUpstream, piece, yamlFor } from "../../workspace/testing/upstream.ts";
import { Books } from "./testing/books.ts";
import { clientOf, openTo, refusal } from "./testing/client.ts";

/* A server is stopped while programs ask. */
/** Nobody is let in before the gate is opened. */
function gated(books: Books) {
  const gate = Promise.withResolvers<void>();
  const admit = vi.fn<Spending["admit"]>(async (actor, wish) => {
    await gate.promise;
    return books.spending.admit(actor, wish);
  });
  return { gate, admit };
}

test("who is let in when the server has been stopped already gives back what was held for them, before the books close", async () => {
  const books = new Books();
  const { gate, admit } = gated(books);
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

test("who waits to be let in hears that the server is being stopped, however long that would have taken", async () => {
  const books = new Books();
  const { gate, admit } = gated(books);
  const house = await openHouse({ spending: { admit } });
  await openTo(house);
  const question = { model: "echo/echo", messages: [{ role: "user" as const, content: "Hi" }] };
  const asked = [false, true].map((stream) =>
    refusal(clientOf(house, "ben").chat.completions.create({ ...question, stream })),
  );
  await vi.waitFor(() => expect(admit).toHaveBeenCalledTimes(2));
  const closed = house.app.close();
  for (const one of asked) expect(await one).toMatchObject({ status: 503 });
  expect(books.ends).toEqual([]);
  gate.resolve();
  await closed;
  expect(books.ends).toEqual(["released", "released"]);
  await house.close();
});

test("what was delivered to who never read it is in the books before they close", async () => {
  const books = new Books();
  const upstream = await openUpstream();
  upstream.answer((response) => {
    begin(response);
    const flood = () => {
      for (let isRoom = true; isRoom && !response.destroyed; ) {
        piece(response, "word ".repeat(2_000));
        isRoom = !response.writableNeedDrain;
      }
    };
    response.on("drain", flood);
    flood();
  });
  const house = await openHouse({ yaml: yamlFor(upstream), spending: books.spending });
  await openTo(house);
  const { port } = house.app.server.address() as net.AddressInfo;
  const readers = Array.from({ length: 3 }, () => net.connect(port, "127.0.0.1").pause());
  const body = JSON.stringify({ model: "lab/big", stream: true, messages: [{ role: "user", content: "Hi" }] });
  const head = ["Host: here", "X-Person: ben", "Content-Type: application/json", `Content-Length: ${body.length}`];
  for (const reader of readers) {
    reader.on("error", () => undefined);
    reader.write(`POST /v1/chat/completions HTTP/1.1\r\n${head.join("\r\n")}\r\n\r\n${body}`);
  }
  await vi.waitFor(() => expect(upstream.asked).toHaveLength(3), 5_000);
  // Until nothing more fits between.
  await new Promise((full) => setTimeout(full, 500));
  await house.app.close();
  expect(books.ends).toEqual(Array(3).fill({ tokensIn: expect.any(Number), tokensOut: expect.any(Number) }));
  for (const reader of readers) reader.destroy();
  await house.close();
  await upstream.close();
});
