import { expect, test } from "vitest";
import { attachmentOf, filesDraft } from "./attachment.ts";

const file = { file_id: "f", filename: "a.txt", filepath: "/api/files/download/u/f", bytes: 3, type: "text/plain" };

test("what was kept comes back, and nothing else of the record", () => {
  const kept: unknown = JSON.parse(JSON.stringify([attachmentOf({ ...file, _id: "r" } as typeof file)]));
  expect(filesDraft.read(kept)).toEqual([file]);
});

test.each([[null], ["text"], [{}], [[null]], [[{ ...file, bytes: "3" }]], [[{ ...file, filename: undefined }]]])(
  "%j is no draft of files",
  (found) => expect(filesDraft.read(found)).toEqual([]),
);
