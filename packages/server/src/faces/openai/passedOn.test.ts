import { expect, test } from "vitest";
import { takenBy } from "./passedOn.ts";

/* An answer in one piece: what is none is not handed on, and nobody pays for it. */
const SECRET = "sk-secret of the provider";
const message = { role: "assistant", content: "" };

test.each([
  ["an error beside choices", { error: { message: SECRET }, choices: [] }],
  ["an error in place of choices", { error: { message: SECRET }, choices: null }],
  ["an error in a choice", { choices: [{ error: { message: SECRET }, finish_reason: "error", message }] }],
  ["a choice that ended by one", { choices: [{ finish_reason: "error", message: { ...message, content: SECRET } }] }],
  ["an error by its kind", { object: "error", message: SECRET, choices: [{ message }] }],
  ["an error as a framework tells it", { detail: SECRET, choices: [{ message }] }],
  ["no choice", { choices: [] }],
])("%s is a failure, and nothing of its text is told", (_, body) => {
  const failing = () => takenBy(Buffer.from(JSON.stringify(body)), "choices");
  expect(failing).toThrow(/^The model's endpoint (failed while answering|answered with something else)\.$/);
});

test("so it is with embeddings", () => {
  for (const body of [{ error: { message: SECRET }, data: [] }, { data: null }, { data: [] }])
    expect(() => takenBy(Buffer.from(JSON.stringify(body)), "data")).toThrow("The model's endpoint");
});

test("an answer may have the fields of an error, as long as they say nothing", () => {
  const body = { error: null, errors: [], choices: [{ message, error: null, finish_reason: "stop" }] };
  expect(takenBy(Buffer.from(JSON.stringify(body)), "choices")).toMatchObject({ answers: 1, untold: 1 });
});
