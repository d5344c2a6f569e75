import { expect, test } from "vitest";
import { deadLinksIn } from "./links.mjs";

const pages: Record<string, string> = {
  "README.md": "# Gatehouse\n## Set up\n",
  "docs/model.md":
    "# The model\n## Who may ask?\n## Twice\n## Twice\n## `code` and [link](x.md)\n```\n# not a heading\n```\n",
  "docs/pictures/flow.svg": "",
};
const read = (path: string) => pages[path] ?? null;

test.each([
  ["[a page](model.md)", true],
  ["[a page](./guides/setup.md)", false],
  ["[up](../README.md#set-up)", true],
  ["[up](../README.md#set-down)", false],
  ["[heading](model.md#who-may-ask)", true],
  ["[second of two](model.md#twice-1)", true],
  ["[third of two](model.md#twice-2)", false],
  ["[code](model.md#code-and-link)", true],
  ["[in a fence](model.md#not-a-heading)", false],
  ['![picture](pictures/flow.svg "A flow")', true],
  ["![picture](pictures/none.svg)", false],
  ["[other site](https://example.org/none.md)", true],
  ["[a route](/docs/errors#x)", true],
  ["`[code](none.md)`", true],
  ["```\n[fence](none.md)\n```", true],
  ["[by reference]: none.md", false],
  ["# Here\n[below](#here)", true],
  ["# Here\n[below](#there)", false],
])("%s in docs/: fine %s", (text, fine) => {
  expect(deadLinksIn("docs/index.md", text, read).length === 0).toBe(fine);
});
