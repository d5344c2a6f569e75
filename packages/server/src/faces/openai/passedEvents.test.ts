import fc from "fast-check";
import { expect, test } from "vitest";
import { PassedEvents } from "./passedEvents.ts";

/*
 * A streamed answer as bytes, cut into pieces anywhere: what is handed on is the same as if each event were read by itself.
 */
const delta = (content: string) => JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: null }] });
const finish = JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] });
const usage = JSON.stringify({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 4 } });
const both = JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }], usage: { prompt_tokens: 3 } });

const content = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.constantFrom('he wrote "error" and [DONE]', '"usage": {', "event: error", "a\n\nb"),
);
const event = fc.oneof(
  { weight: 6, arbitrary: content.map(delta) },
  ...[finish, usage, both].map((one) => ({ weight: 1, arbitrary: fc.constant(one) })),
);
const stream = fc.record({
  events: fc.array(event, { maxLength: 12 }),
  newline: fc.constantFrom("\n", "\r\n", "\r"),
  mark: fc.boolean(),
  comments: fc.boolean(),
  cuts: fc.array(fc.nat(4_000), { maxLength: 8 }),
  wantsUsage: fc.boolean(),
});

const saysSomething = (data: string) =>
  JSON.parse(data).choices.some(({ delta }: { delta: { content?: string } }) => delta.content);

function piecesOf(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b);
  return places.slice(1).map((to, at) => bytes.subarray(places[at], to));
}

test("whatever pieces it comes in, all of it is handed on but how many tokens it took, for whoever did not ask", () => {
  fc.assert(
    fc.property(stream, ({ events, newline, mark, comments, cuts, wantsUsage }) => {
      const written = (data: string, end = newline) => `data: ${data}${end}${end}`;
      const all = [...events, finish].map((data) => `${comments ? `: busy${newline}${newline}` : ""}${written(data)}`);
      const bytes = Buffer.from([mark ? "\uFEFF" : "", ...all, written("[DONE]")].join(""));
      const passed = new PassedEvents(wantsUsage);
      const told = piecesOf(bytes, cuts).map((piece) => passed.take(piece));
      told.push(passed.end());
      const expected = [...events, finish, "[DONE]"]
        .filter((data) => wantsUsage || data !== usage)
        .map((data) => written(data, "\n"))
        .join("");
      const said = Buffer.concat(told).toString().replaceAll(": still here\n\n", "");
      expect(said).toBe(expected);
      expect([passed.isOver, passed.failure, passed.hasTold]).toEqual([true, undefined, events.some(saysSomething)]);
    }),
  );
});

test("after its end nothing more is handed on", () => {
  const passed = new PassedEvents(true);
  const said = passed.take(Buffer.from(`data: ${finish}\n\ndata: [DONE]\n\ndata: ${delta("more")}\n\n`));
  expect(said.toString()).toBe(`data: ${finish}\n\ndata: [DONE]\n\n`);
  expect(passed.take(Buffer.from(`data: ${delta("even more")}\n\n`))).toHaveLength(0);
});

const SECRET = "sk-secret of the provider";
test.each([
  ["in a chunk", `data: ${JSON.stringify({ error: { message: SECRET } })}`],
  ["as some servers of models do", `data: ${JSON.stringify({ object: "error", message: SECRET })}`],
  ["as a framework does", `data: ${JSON.stringify({ detail: SECRET })}`],
  ["in a choice", `data: ${JSON.stringify({ choices: [{ delta: {}, error: { message: SECRET } }] })}`],
  ["as why it ends", `data: ${JSON.stringify({ choices: [{ delta: { content: SECRET }, finish_reason: "error" }] })}`],
  ["by the event's name", `event: error\ndata: ${SECRET}`],
  ["by another name of an event", `event: exception\ndata: ${SECRET}`],
  ["by what is no JSON", `data: {"choices": ${SECRET}\n`],
  ["by what is no data", `data: Traceback ${SECRET}`],
  ["by an event's name in another case", `event: Error\ndata: ${delta(SECRET)}`],
  ["as an error with choices", `data: ${JSON.stringify({ object: "error", message: SECRET, choices: [] })}`],
  ["as another error with choices", `data: ${JSON.stringify({ type: "error", text: SECRET, choices: [] })}`],
  ["beside choices", `data: ${JSON.stringify({ detail: SECRET, choices: [] })}`],
  ["as a list", `data: ${JSON.stringify({ errors: [SECRET], choices: [] })}`],
  ["in a delta", `data: ${JSON.stringify({ choices: [{ delta: { content: "", error: SECRET } }] })}`],
  [
    "as why it failed",
    `data: ${JSON.stringify({ choices: [{ delta: { content: SECRET }, finish_reason: "failed" }] })}`,
  ],
  ["behind a return", `data: ${delta("two")}\rdata: ${JSON.stringify({ reason: SECRET })}`],
  ["as a page", `<html>data: ${SECRET}</html>\ndata: {`],
])("what went wrong is not handed on, but all that came before it is: said %s", (_, failing) => {
  for (const before of ["", `data: ${delta("one")}\n\n`]) {
    const passed = new PassedEvents(true);
    const said = passed.take(Buffer.from(`${before}${failing}\n\ndata: ${delta("two")}\n\ndata: [DONE]\n\n`));
    expect(said.toString()).toBe(before);
    expect([passed.failure !== undefined, passed.isOver, passed.hasTold]).toEqual([true, false, before !== ""]);
    expect(String(passed.failure)).not.toContain(SECRET);
  }
});

test("what the endpoint says beside the answer is not handed on; that it goes on is", () => {
  const passed = new PassedEvents(true);
  expect(passed.take(Buffer.from(`: ${SECRET}\n\n`)).toString()).toBe(": still here\n\n");
  expect(passed.take(Buffer.from(`event: ping\ndata: {"type": "ping", "at": "${SECRET}"}\n\n`)).toString()).toBe(
    ": still here\n\n",
  );
  expect(passed.take(Buffer.from(`retry: 10\nid: ${SECRET}\n\n`))).toHaveLength(0);
  expect([passed.failure, passed.hasTold]).toEqual([undefined, false]);
});

test.each([
  ["a comment", `: ${SECRET}`],
  ["an id", `id: ${SECRET}`],
  ["a name", `event: ${SECRET}`],
  ["what nobody knows", `x-debug: ${SECRET}`],
])("%s that stands in an event is not handed on, but its chunk is", (_, line) => {
  const passed = new PassedEvents(true);
  const said = passed.take(Buffer.from(`data: ${delta("one")}\n\n${line}\ndata: ${delta("two")}\n\n`));
  expect(said.toString()).toBe(`data: ${delta("one")}\n\ndata: ${delta("two")}\n\n`);
});

test("a chunk in several lines is handed on as it is", () => {
  const passed = new PassedEvents(true);
  const lines = 'data: {"choices":\ndata: [{"delta":{"content":"one"}}]}\n\n';
  expect(passed.take(Buffer.from(lines)).toString()).toBe(lines);
});

test.each(["begun, and not ended", "only said whose turn it is"])("nothing is told by what has %s", (what) => {
  const passed = new PassedEvents(true);
  const role = JSON.stringify({
    choices: [{ index: 0, delta: { role: "assistant", content: "" }, finish_reason: null }],
  });
  passed.take(
    Buffer.from(what.startsWith("only") ? `data: ${role}\n\n` : 'data: {"choices": [{"delta": {"content": "x"'),
  );
  try {
    passed.end();
  } catch {
    // It was broken off.
  }
  expect(passed.hasTold).toBe(false);
});

test("how many tokens it took is read however the provider writes it", () => {
  const passed = new PassedEvents(false);
  const said = `data: ${delta("one")}\n\n`;
  const more = 'data: {"choices": [], "usage" :\t{"prompt_tokens": 3, "completion_tokens" : 4}}\n\n';
  expect(passed.take(Buffer.from(said + more)).toString()).toBe(said);
  expect(passed.told).toEqual({ tokensIn: 3, tokensOut: 4 });
});
