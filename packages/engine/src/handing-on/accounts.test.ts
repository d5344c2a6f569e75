import * as it from "../../oracle/given.ts";
import { at, group, tables } from "./testing/words.ts";

tables("rank: acting on another's account", [
  [
    "takes the capability, a higher rank, and every capability that the other holds",
    [
      it.joins("max2", "role:ADMIN"),
      it.joins("able"),
      it.holds("able", "read:logs"),
      it.joins("lead"),
      group("sales"),
      it.isIn("ben", "group:sales"),
      it.isIn("mo", "group:sales"),
      it.holds("lead", "manage:users", { in: "group:sales" }),
      it.joins("ada2", "role:SUPER_ADMIN"),
    ],
    [
      ["an ADMIN on a USER", (may) => may.actOn("user:max", "user:ben", "manage:users", at), null],
      ["not on another ADMIN", (may) => may.actOn("user:max", "user:max2", "manage:users", at), "rank-too-low"],
      ["super admins on each other", (may) => may.actOn("user:ada", "user:ada2", "manage:users", at), null],
      [
        "not on who holds a capability that one does not",
        (may) => may.actOn("user:max", "user:able", "manage:users", at),
        "exceeds-own",
      ],
      ["a moderator bans a USER, shortly", (may) => may.actOn("user:mo", "user:ben", "ban:users:short", at), null],
      ["not for long", (may) => may.actOn("user:mo", "user:ben", "ban:users", at), "capability-missing"],
      [
        "a scoped one need not outrank people of rank 10",
        (may) => may.actOn("user:lead", "user:ben", "manage:users", at),
        null,
      ],
      ["but others", (may) => may.actOn("user:lead", "user:mo", "manage:users", at), "rank-too-low"],
      [
        "and only inside its group",
        (may) => may.actOn("user:lead", "user:cy", "manage:users", at),
        "capability-missing",
      ],
      ["a service's credentials", (may) => may.actOn("user:max", "service:crm", "manage:services", at), null],
      ["oneself is not another", (may) => may.actOn("user:max", "user:max", "manage:users", at), "to-oneself"],
      ["somebody unknown", (may) => may.actOn("user:max", "user:nobody", "manage:users", at), "not-found"],
      ["making an account", (may) => may.makeAccount("user:max", "user", "role:USER", at), null],
      ["making one of one's own rank", (may) => may.makeAccount("user:max", "user", "role:ADMIN", at), "rank-too-low"],
      ["a member makes none", (may) => may.makeAccount("user:ben", "user", null, at), "capability-missing"],
    ],
  ],
]);
