import * as it from "../../oracle/given.ts";
import { at, givenRole, group, role, tables, wish } from "./testing/words.ts";

tables("services, through which whoever manages them acts", [
  [
    "a service gives nothing by capability to whoever manages it, nor through what it owns more than it reaches",
    [
      it.holds("service:crm", "manage:agents"),
      it.serves("service:etl"),
      it.holds("service:crm", "read:services"),
      it.holds("service:crm", "manage:groups"),
      it.owns("ben", "agent:a"),
      group("with-max"),
      it.isIn("max", "group:with-max"),
      group("of-max", "max"),
      group("plain"),
      it.isIn("cy", "group:plain"),
      role("role:Writer", 10),
      ...["AGENTS.USE", "AGENTS.SHARE", "PEOPLE_PICKER.VIEW_GROUPS"].map((name) =>
        it.feature("role:Writer", name, true),
      ),
      givenRole("service:crm", "role:Writer"),
      it.owns("service:crm", "project:p"),
      it.owns("ben", "conversation:c"),
      it.under("conversation:c", "project:p"),
      it.owns("service:crm", "project:own"),
      it.owns("service:crm", "file:f"),
      it.under("file:f", "project:own"),
      group("scope", "service:crm"),
      it.holds("max", "read:logs", { in: "group:scope" }),
    ],
    [
      ["to somebody else", (may) => may.grant("service:crm", wish("cy", "use", "agent:a"), at), null],
      ["to who manages it", (may) => may.grant("service:crm", wish("max", "use", "agent:a"), at), "to-oneself"],
      ["to a group of others", (may) => may.grant("service:crm", wish("group:plain", "use", "agent:a"), at), null],
      [
        "to a group they are in",
        (may) => may.grant("service:crm", wish("group:with-max", "use", "agent:a"), at),
        "to-oneself",
      ],
      [
        "to another service, which the same people manage",
        (may) => may.grant("service:crm", wish("service:etl", "use", "agent:a"), at),
        "to-oneself",
      ],
      [
        "to a group they may join",
        (may) => may.grant("service:crm", wish("group:of-max", "use", "agent:a"), at),
        "to-oneself",
      ],
      [
        "to a role, whose holders are not known",
        (may) => may.grant("service:crm", wish("role:USER", "use", "agent:a"), at),
        "feature-missing",
      ],
      [
        "handing it over to who manages it",
        (may) => may.transfer("service:crm", "agent:a", "user:max", at),
        "to-oneself",
      ],
      [
        "a project with a conversation of others in it",
        (may) => may.grant("service:crm", wish("cy", "view", "project:p"), at),
        "exceeds-own",
      ],
      ["handing that over", (may) => may.transfer("service:crm", "project:p", "user:cy", at), "exceeds-own"],
      [
        "a project with its own file in it",
        (may) => may.grant("service:crm", wish("cy", "view", "project:own"), at),
        null,
      ],
      [
        "adding who manages it to a group, by capability",
        (may) => may.addMember("service:crm", "group:plain", "user:max", null, at),
        "to-oneself",
      ],
      [
        "widening the scope of who manages it",
        (may) => may.addMember("service:crm", "group:scope", "user:cy", null, at),
        "own-scope",
      ],
    ],
  ],
]);
