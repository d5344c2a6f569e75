import { describe, expect, test } from "vitest";
import { ProblemError } from "../../api/problem.ts";
import { fileRefusal } from "./fileRefusal.ts";

describe("why an upload was refused", () => {
  test.each([
    [
      "its type, by name",
      415,
      "media-type-unsupported",
      "files of the type `application/x-elf` are not taken here",
      "Files of this type (application/x-elf) are not taken here.",
      false,
    ],
    [
      "its size, in words",
      413,
      "body-too-large",
      "a file may have 1048576 bytes at most; this has 2",
      "It is larger than 1 MB, which is the most here.",
      false,
    ],
    [
      "files that are off",
      403,
      "feature-off",
      "files are switched off for this endpoint",
      "Files are switched off here.",
      false,
    ],
    [
      "too many of them",
      429,
      "rate-limited",
      "too many",
      "Too many files in a short time. Wait some minutes, then try again.",
      true,
    ],
    ["no connection", 0, "offline", "", "The connection was lost, or the file cannot be read.", true],
    ["a fault of the server's", 500, "internal", "It is not known why", "It is not known why.", true],
    [
      "what is wrong with the form",
      400,
      "request-invalid",
      "`agent_id` must be the id of an agent",
      "agent_id must be the id of an agent.",
      false,
    ],
  ])("%s", (_, status, code, detail, text, mayTryAgain) =>
    expect(fileRefusal(new ProblemError(status, { code, title: "Refused", detail }))).toEqual({ text, mayTryAgain }),
  );
});
