import type OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type House, openHouse } from "../../workspace/testing/house.ts";
import { Books } from "./testing/books.ts";
import { clientOf, openTo } from "./testing/client.ts";

/* The model that is always there: answered by this server, in the shape of the others. */
let house: House;
let ben: OpenAI;
const books = new Books();
beforeAll(async () => {
  house = await openHouse({ spending: books.spending });
  await openTo(house);
  ben = clientOf(house, "ben");
});
afterAll(() => house.close());
beforeEach(() => {
  books.entries.length = 0;
});

describe("the built-in model", () => {
  const echo = { messages: [{ role: "user" as const, content: "Hi" }], model: "echo/echo" };

  test("answers plainly", async () => {
    const { object, model, choices } = await ben.chat.completions.create(echo);
    expect({ object, model, choices }).toMatchObject({
      object: "chat.completion",
      model: "echo/echo",
      choices: [{ message: { role: "assistant", content: "You said: Hi" }, finish_reason: "stop" }],
    });
    await expect.poll(() => books.ends).toEqual([{ tokensIn: 6, tokensOut: 3 }]);
  });

  test("answers in a stream", async () => {
    const stream = ben.chat.completions.stream({ ...echo, stream_options: { include_usage: true } });
    const { choices, usage } = await stream.finalChatCompletion();
    expect(choices[0]).toMatchObject({ message: { content: "You said: Hi" }, finish_reason: "stop" });
    expect(usage?.total_tokens).toBeGreaterThan(0);
  });

  test("has a caller's function called, and repeats what it brought", async () => {
    const tools = [{ type: "function" as const, function: { name: "now", parameters: { type: "object" } } }];
    const ask = { role: "user" as const, content: '/run now {"zone":"UTC"}' };
    for (const stream of [false, true]) {
      const body = { ...echo, tools, messages: [ask] };
      const first = stream
        ? await ben.chat.completions.stream(body).finalChatCompletion()
        : await ben.chat.completions.create(body);
      const said = first.choices[0]?.message;
      expect(first.choices[0]?.finish_reason).toBe("tool_calls");
      expect(said?.tool_calls).toMatchObject([
        { type: "function", function: { name: "now", arguments: '{"zone":"UTC"}' } },
      ]);
      const id = said?.tool_calls?.[0]?.id ?? "";
      const brought = { role: "tool" as const, tool_call_id: id, content: "noon" };
      const calls = [{ id, type: "function" as const, function: { name: "now", arguments: "{}" } }];
      const messages = [ask, { role: "assistant" as const, content: null, tool_calls: calls }, brought];
      const second = await ben.chat.completions.create({ ...body, messages });
      expect(second.choices[0]?.message.content).toBe("The tool said: noon");
    }
  });

  test("ends with its caller", async () => {
    const stream = await ben.chat.completions.create({
      ...echo,
      messages: [{ role: "user", content: "/slow 5" }],
      stream: true,
    });
    for await (const _ of stream) break;
    await expect.poll(() => books.ends).toEqual([{ tokensIn: 7, tokensOut: expect.any(Number) }]);
  });
});
