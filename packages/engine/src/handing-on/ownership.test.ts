import * as it from "../../oracle/given.ts";
import { skill } from "../../oracle/names.ts";
import { at, keyed, tables } from "./testing/words.ts";

tables("ownership", [
  [
    "only the owner, a capability that covers `share`, or `manage:projects` transfers",
    [
      it.owns("ben", "agent:a"),
      it.gets("cy", "use update delete share", "agent:a"),
      it.owns("ben", "conversation:c"),
      it.owns("ben", "project:p"),
      it.gets("cy", "view", "project:p"),
      it.gets("max", "view", "project:p"),
      it.owns("ben", "file:f"),
    ],
    [
      ["the owner", (may) => may.transfer("user:ben", "agent:a", "user:dee", at), null],
      ["not who has everything else", (may) => may.transfer("user:cy", "agent:a", "user:dee", at), "not-owner"],
      ["a capability that covers `share`", (may) => may.transfer("user:max", "agent:a", "user:dee", at), null],
      [
        "nobody by capability to themselves",
        (may) => may.transfer("user:max", "agent:a", "user:max", at),
        "to-oneself",
      ],
      ["nor to a service of theirs", (may) => may.transfer("user:max", "agent:a", "service:crm", at), "to-oneself"],
      [
        "a project by capability to who holds `view`",
        (may) => may.transfer("user:max", "project:p", "user:cy", at),
        null,
      ],
      ["to nobody else", (may) => may.transfer("user:max", "project:p", "user:dee", at), "receiver-not-viewer"],
      ["not to oneself, who holds it", (may) => may.transfer("user:max", "project:p", "user:max", at), "to-oneself"],
      ["a conversation never", (may) => may.transfer("user:ben", "conversation:c", "user:cy", at), "never-transferred"],
      ["a file by its owner", (may) => may.transfer("user:ben", "file:f", "user:cy", at), null],
      ["a file not by `manage:files`", (may) => may.transfer("user:max", "file:f", "user:cy", at), "not-owner"],
      ["to somebody unknown", (may) => may.transfer("user:ben", "agent:a", "user:nobody", at), "not-found"],
      [
        "a key covers all that ownership holds",
        (may) => may.transfer("user:ben", "agent:a", "user:cy", keyed("agent:share")),
        "key-scope",
      ],
    ],
  ],
  [
    "opening what was restricted is a grant to everybody",
    [
      it.declared(skill),
      it.owns("organization", "model:m"),
      { kind: "restricted-set", resource: "model:m", restricted: true },
      it.owns("organization", "skill:s"),
      it.owns("ben", "agent:a"),
    ],
    [
      ["a model by `manage:configs`", (may) => may.restrict("user:ada", "model:m", false, at), null],
      ["not by a member", (may) => may.restrict("user:ben", "model:m", false, at), "not-found"],
      ["restricting by a capability that covers `share`", (may) => may.restrict("user:max", "skill:s", true, at), null],
      [
        "opening by capability alone is giving to `everyone`",
        (may) => may.restrict("user:max", "skill:s", false, at),
        "to-oneself",
      ],
      ["an agent is not open", (may) => may.restrict("user:ben", "agent:a", true, at), "does-not-fit"],
    ],
  ],
]);
