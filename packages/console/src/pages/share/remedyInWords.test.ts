import { expect, test } from "vitest";
import { remedyInWords } from "./remedyInWords.ts";

const names: Record<string, string> = { "group:p": "Platform", "role:EDITORS": "EDITORS", "user:cy": "Cy" };
const nameOf = (principal: string) => names[principal] ?? principal;
const grant = (principal: string, deny: string[] = []) => ({ principal, deny, resource: "agent:a" });

test.each([
  [{ kind: "grant-set", grant: grant("user:ben") }, "share it with them"],
  [{ kind: "grant-set", grant: grant("group:p") }, "let Platform have it on"],
  [{ kind: "grant-set", grant: grant("user:ben", ["delete"]) }, "deny less of it"],
  [{ kind: "membership-set", group: "group:p" }, "put them into Platform"],
  [{ kind: "role-given", role: "role:EDITORS" }, "give them the role EDITORS"],
  [{ kind: "feature-set", role: "role:EDITORS", feature: "AGENTS.USE" }, "switch Agents: Use on for the role EDITORS"],
  [{ kind: "ceiling-set", feature: "MCP_SERVERS" }, "have the operator switch MCP servers on"],
  [{ kind: "capability-set", capability: "manage:users" }, "give them the capability manage:users"],
  [{ kind: "key-lengthened" }, "key lengthened"],
])("%j is %s", (change, text) => expect(remedyInWords(change, "user:ben", nameOf)).toBe(text));
