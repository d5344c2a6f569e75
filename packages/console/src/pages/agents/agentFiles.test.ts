import { expect, test } from "vitest";
import { agentFilesOf } from "./agentFiles.ts";

const record = (file_id: string) => ({
  _id: `row-${file_id}`,
  user: "u",
  file_id,
  filename: `${file_id}.txt`,
  filepath: "",
  bytes: 1,
  type: "text/plain",
  object: "file" as const,
  source: "local" as const,
  context: "agents" as const,
  embedded: false as const,
  usage: 0,
  createdAt: "",
  updatedAt: "",
  mode: "lent" as const,
});

test("tool by tool; one for two tools stands twice, one that is lent no more not at all", () => {
  const agent = {
    tool_resources: {
      context: { file_ids: ["a", "gone"] },
      ocr: { file_ids: [] },
      file_search: { file_ids: ["b", "a"] },
    },
  };
  const told = agentFilesOf(agent, [record("a"), record("b")]).map(({ tool, file }) => [tool, file.file_id]);
  expect(told).toEqual([
    ["context", "a"],
    ["file_search", "b"],
    ["file_search", "a"],
  ]);
});

test("an agent without files", () => expect(agentFilesOf({ tool_resources: {} }, [])).toEqual([]));
