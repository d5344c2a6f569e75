import * as it from "../../oracle/given.ts";
import { at, gives, idOf, removes, tables } from "./testing/words.ts";

const glass = it.gets("ada", "view", "conversation:c", { glass: true, expiresAt: 2000 });
tables("sealed content", [
  [
    "breaking the glass",
    [it.owns("ben", "conversation:c"), it.owns("ben", "agent:a"), glass],
    [
      ["whoever holds `unseal:content`", (may) => may.breakGlass("user:ada", "conversation:c", 2000, at), null],
      ["nobody else", (may) => may.breakGlass("user:max", "conversation:c", 2000, at), "capability-missing"],
      ["it names its end", (may) => may.breakGlass("user:ada", "conversation:c", null, at), "glass-invalid"],
      ["an end to come", (may) => may.breakGlass("user:ada", "conversation:c", 1000, at), "glass-invalid"],
      ["on a sealed thing", (may) => may.breakGlass("user:ada", "agent:a", 2000, at), "glass-invalid"],
      ["it is not handed on", gives("ada", "cy", "view", "conversation:c", { expiresAt: 2000 }), "action-missing"],
      [
        "nor changed",
        (may) =>
          may.changeGrant(
            "user:ada",
            "conversation:c",
            idOf(glass),
            { allow: ["view"], deny: [], expiresAt: null, condition: null },
            null,
            at,
          ),
        "glass-not-handed-on",
      ],
      ["whoever broke it ends it", removes("ada", glass), null],
      ["nobody else does", removes("ben", glass), "glass-not-handed-on"],
    ],
  ],
]);
