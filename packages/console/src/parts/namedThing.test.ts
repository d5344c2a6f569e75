import { expect, test } from "vitest";
import { namedThing } from "./namedThing.ts";

test.each([
  ["https://chat.example.com/agents/agent_V1St", "agent:agent_V1St"],
  ["http://localhost:3080/c/0b51-4f?x=1#top", "conversation:0b51-4f"],
  ["/prompts/64f0", "prompt:64f0"],
  [" /share/abc ", "sharedLink:abc"],
  ["agent:agent_V1St", "agent:agent_V1St"],
  ["Helpdesk (agent:agent_V1St)", "agent:agent_V1St"],
  ["Helpdesk (beta) (agent:agent_V1St)", "agent:agent_V1St"],
  ["Helpdesk (beta)", null],
  ["wiki:page 1", null],
  ["/agents/new", null],
  ["/people/64f0", null],
  ["https://chat.example.com/agents", null],
  ["/files/%E0%A4%A", "file:%E0%A4%A"],
  ["Helpdesk", null],
  ["", null],
])("%s means %s", (typed, thing) => expect(namedThing(typed)).toBe(thing));
