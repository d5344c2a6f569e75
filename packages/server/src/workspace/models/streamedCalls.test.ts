import { expect, test } from "vitest";
import { StreamedCalls } from "./streamedCalls.ts";

const put = (...pieces: unknown[]) => {
  const calls = new StreamedCalls();
  for (const piece of pieces) calls.add(piece);
  return calls.found;
};

test("calls that come in pieces, several between each other", () =>
  expect(
    put(
      [{ index: 0, id: "a", function: { name: "getWeather", arguments: "" } }],
      [{ index: 0, function: { arguments: '{"city":' } }],
      [{ index: 1, id: "b", function: { name: "now", arguments: "{}" } }],
      [{ index: 0, function: { arguments: '"Oslo"}' } }],
    ),
  ).toEqual([
    { id: "a", name: "getWeather", arguments: '{"city":"Oslo"}' },
    { id: "b", name: "now", arguments: "{}" },
  ]));

test("what is no call is passed over, and an id that is none is made", () =>
  expect(put(null, "x", [null, 1], [{ id: "<script>", function: { name: "a", arguments: "{}" } }])).toEqual([
    { id: "call_1", name: "a", arguments: "{}" },
  ]));

test.each([
  [
    "arguments without end",
    () => put(...Array.from({ length: 300 }, () => [{ index: 0, function: { arguments: "x".repeat(1_024) } }])),
  ],
  ["calls without end", () => put(...Array.from({ length: 100 }, (_, index) => [{ index, function: { name: "a" } }]))],
])("%s are refused", (_what, make) => expect(make).toThrow(/too m/));
