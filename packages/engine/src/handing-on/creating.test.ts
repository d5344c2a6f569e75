import * as it from "../../oracle/given.ts";
import { at, keyed, role, tables } from "./testing/words.ts";

tables("creating", [
  [
    "takes USE and CREATE of the type's feature, which no capability replaces",
    [
      it.joins("lee", "role:Lean"),
      it.feature("role:ADMIN", "PROMPTS.CREATE", false),
      it.owns("ben", "conversation:c"),
      it.gets("dee", "share", "conversation:c"),
    ].toSpliced(0, 0, role("role:Lean", 10)),
    [
      ["a USER makes an agent", (may) => may.create("user:ben", "agent", {}, at), null],
      ["without USE and CREATE not", (may) => may.create("user:lee", "agent", {}, at), "feature-missing"],
      ["not by `manage:prompts`", (may) => may.create("user:max", "prompt", {}, at), "feature-missing"],
      [
        "conversations, files and projects: any active subject",
        (may) => may.create("user:lee", "project", {}, at),
        null,
      ],
      ["a visitor is none", (may) => may.create("visitor", "conversation", {}, at), "actor-not-active"],
      ["groups: `manage:groups`", (may) => may.create("user:max", "group", {}, at), null],
      [
        "groups: members, where the operator allows it",
        (may) => may.create("user:ben", "group", { membersMakeGroups: true }, at),
        null,
      ],
      [
        "but not in the name of others",
        (may) => may.create("user:ben", "group", { membersMakeGroups: true, owner: "user:cy" }, at),
        "capability-missing",
      ],
      ["groups: not members", (may) => may.create("user:ben", "group", {}, at), "capability-missing"],
      ["models: `manage:configs`", (may) => may.create("user:ada", "model", {}, at), null],
      ["models: not an ADMIN", (may) => may.create("user:max", "model", {}, at), "capability-missing"],
      [
        "another owner takes the type's capability",
        (may) => may.create("user:max", "agent", { owner: "user:ben" }, at),
        null,
      ],
      [
        "a member names no other owner",
        (may) => may.create("user:ben", "agent", { owner: "user:cy" }, at),
        "capability-missing",
      ],
      [
        "no capability covers conversations",
        (may) => may.create("user:ada", "conversation", { owner: "user:cy" }, at),
        "capability-missing",
      ],
      [
        "a link takes `share` on the conversation",
        (may) => may.create("user:ben", "sharedLink", { conversation: "conversation:c" }, at),
        null,
      ],
      [
        "a link takes `view` on it, too: nobody shows what they do not see",
        (may) => may.create("user:dee", "sharedLink", { conversation: "conversation:c" }, at),
        "action-missing",
      ],
      [
        "a link to somebody else's conversation",
        (may) => may.create("user:cy", "sharedLink", { conversation: "conversation:c" }, at),
        "not-found",
      ],
      ["a key makes what its scope names", (may) => may.create("user:ben", "agent", {}, keyed("agent:create")), null],
      ["a key makes nothing else", (may) => may.create("user:ben", "agent", {}, keyed("agent:use")), "key-scope"],
    ],
  ],
  [
    "while the ceiling is down",
    [it.ceilingDown("AGENTS")],
    [["nobody makes an agent", (may) => may.create("user:ada", "agent", {}, at), "ceiling-down"]],
  ],
]);
