import { expect, test } from "vitest";
import { readEvents, type ServerEvent } from "./readEvents.ts";

/** A response whose body arrives in these pieces. */
function arriving(...pieces: string[]): Response {
  const encoder = new TextEncoder();
  return new Response(
    new ReadableStream({
      start(controller) {
        for (const piece of pieces) controller.enqueue(encoder.encode(piece));
        controller.close();
      },
    }),
  );
}

async function all(response: Response): Promise<ServerEvent[]> {
  const events: ServerEvent[] = [];
  for await (const event of readEvents(response)) events.push(event);
  return events;
}

test("frames are read with their name and their JSON", async () => {
  expect(await all(arriving('event: error\ndata: {"error":"no"}\n\n'))).toEqual([
    { name: "error", data: { error: "no" } },
  ]);
});

test("a frame may arrive in pieces, and several in one piece", async () => {
  expect(await all(arriving('data: {"a"', ":1}\n", '\ndata: {"a":2}\n\ndata: {"a":3}\n\n'))).toEqual(
    [1, 2, 3].map((a) => ({ name: "message", data: { a } })),
  );
});

test("letters cut in the middle of their bytes stay whole", async () => {
  const bytes = new TextEncoder().encode('data: "grüß"\n\n');
  const body = new ReadableStream({
    start(controller) {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  expect(await all(new Response(body))).toEqual([{ name: "message", data: "grüß" }]);
});

test("comments and frames without data are passed over; text that is no JSON is kept as text", async () => {
  expect(await all(arriving(": still here\n\nevent: x\n\ndata: plain\r\n\r\n"))).toEqual([
    { name: "message", data: "plain" },
  ]);
});
