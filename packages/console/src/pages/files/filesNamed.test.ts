import { expect, test } from "vitest";
import { filesNamed } from "./filesNamed.ts";

const files = ["Brief to Ben.pdf", "minutes 2026-11.md", "Re\u0301sume\u0301.docx"].map((filename) => ({ filename }));

test.each([
  ["nothing: all of them", "  ", 3],
  ["a part of a name, in another case", "BRIEF", 1],
  ["words in another order", "11 minutes", 1],
  ["words of which one is missing", "brief minutes", 0],
  ["an accent that a Mac writes apart", "résumé", 1],
])("%s", (_, search, count) => expect(filesNamed(files, search)).toHaveLength(count));
