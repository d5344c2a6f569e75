import * as it from "../../oracle/given.ts";
import { at, gives, group, idOf, off, removes, tables } from "./testing/words.ts";

const denyDee = it.gets("dee", "!use", "agent:a");
const viewerDee = it.gets("dee", "use", "agent:a");
const editorCy = it.gets("cy", "use update", "agent:a");
tables("denying and taking away", [
  [
    "denying, changing and removing a deny takes the owner, or a capability that covers `share`",
    [off("AGENTS.SHARE"), it.owns("ben", "agent:a"), denyDee, it.gets("cy", "use update share delete", "agent:a")],
    [
      ["the owner, who needs no feature for it", gives("ben", "cy", "!use", "agent:a"), null],
      ["a capability that covers `share`", gives("max", "cy", "!use", "agent:a"), null],
      ["not who has `share`", gives("cy", "dee", "!use", "agent:a"), "not-owner"],
      ["removing it: the owner", removes("ben", denyDee), null],
      ["removing it: not the one who is denied", removes("dee", denyDee), "not-found"],
      ["removing it: not who has `share`", removes("cy", denyDee), "not-owner"],
      [
        "changing it: not who has `share`",
        (may) =>
          may.changeGrant(
            "user:cy",
            "agent:a",
            idOf(denyDee),
            { allow: [], deny: ["use", "share"], expiresAt: null, condition: null },
            null,
            at,
          ),
        "not-owner",
      ],
      [
        "ending it earlier: the owner",
        (may) =>
          may.changeGrant(
            "user:ben",
            "agent:a",
            idOf(denyDee),
            { allow: [], deny: ["use"], expiresAt: 2000, condition: null },
            null,
            at,
          ),
        null,
      ],
    ],
  ],
  [
    "removing an allow takes `share` and holding its actions, or that capability; one's own anybody takes away",
    [
      it.owns("ada", "agent:a"),
      viewerDee,
      editorCy,
      it.gets("ben", "use share", "agent:a"),
      it.owns("ben", "project:p"),
      it.gets("dee", "view", "project:p"),
    ],
    [
      ["`share` and holding its actions", removes("ben", viewerDee), null],
      ["`share` without holding them", removes("ben", editorCy), "exceeds-own"],
      ["a capability that covers `share`", removes("max", editorCy), null],
      ["what one received", removes("dee", viewerDee), null],
      ["what one gave", removes("ben", editorCy, "user:ben"), null],
      ["what others received", removes("cy", viewerDee), "action-missing"],
      ["of a project, capability takes allows away", removes("max", it.gets("dee", "view", "project:p")), null],
      ["a grant that is not there", (may) => may.removeGrant("user:ben", "agent:a", 4242, null, at), "not-found"],
      ["a stranger learns nothing", removes("eve", viewerDee), "not-found"],
    ],
  ],
  [
    "other terms: what is new must be grantable, what goes must be removable",
    [it.owns("ada", "agent:a"), viewerDee, it.gets("ben", "use share", "agent:a", { expiresAt: 3000 })],
    [
      [
        "an end that is one's own",
        (may) =>
          may.changeGrant(
            "user:ben",
            "agent:a",
            idOf(viewerDee),
            { allow: ["use"], deny: [], expiresAt: 2000, condition: null },
            null,
            at,
          ),
        null,
      ],
      [
        "an action one does not hold",
        (may) =>
          may.changeGrant(
            "user:ben",
            "agent:a",
            idOf(viewerDee),
            { allow: ["use", "update"], deny: [], expiresAt: null, condition: null },
            null,
            at,
          ),
        "exceeds-own",
      ],
      [
        "a deny added",
        (may) =>
          may.changeGrant(
            "user:ben",
            "agent:a",
            idOf(viewerDee),
            { allow: ["use"], deny: ["execute"], expiresAt: null, condition: null },
            null,
            at,
          ),
        "not-owner",
      ],
      [
        "longer than one's own: who received it",
        (may) =>
          may.changeGrant(
            "user:dee",
            "agent:a",
            idOf(viewerDee),
            { allow: ["use", "share"], deny: [], expiresAt: null, condition: null },
            null,
            at,
          ),
        "action-missing",
      ],
      [
        "shorter: who received it",
        (may) =>
          may.changeGrant(
            "user:dee",
            "agent:a",
            idOf(viewerDee),
            { allow: ["use"], deny: [], expiresAt: 1500, condition: null },
            null,
            at,
          ),
        null,
      ],
    ],
  ],
  [
    "nothing frees anybody from a deny, unless its actor may remove that deny",
    [
      it.owns("ada", "project:p"),
      it.gets("ben", "view update delete share", "project:p"),
      it.gets("dee", "!view", "project:p"),
      it.owns("ben", "agent:a"),
      it.under("agent:a", "project:p"),
      it.owns("ada", "project:q"),
      it.under("project:q", "project:p"),
      it.gets("cy", "view update delete", "project:q"),
      it.owns("cy", "prompt:p"),
      it.under("prompt:p", "project:q"),
      group("interns"),
      it.isIn("dee", "group:interns"),
      it.gets("group:interns", "!use", "agent:a"),
      group("friends"),
      it.isIn("dee", "group:friends"),
      group("twice"),
      it.isIn("dee", "group:twice"),
      it.isIn("group:twice", "group:interns"),
    ],
    [
      [
        "taking a thing from below a denying parent",
        (may) => may.removeParent("user:ben", "agent:a", "project:p", at),
        "frees-from-deny",
      ],
      ["by whoever may remove that deny", (may) => may.removeParent("user:ada", "agent:a", "project:p", at), null],
      ["deleting what passes it down", (may) => may.deleteResource("user:cy", "project:q", at), "frees-from-deny"],
      ["by its owner's hand", (may) => may.deleteResource("user:ada", "project:q", at), null],
      ["deleting a leaf frees nobody", (may) => may.deleteResource("user:ben", "agent:a", at), null],
      [
        "leaving a group that is denied something, and being in it still by another way",
        (may) => may.removeMember("user:dee", "group:interns", "user:dee", at),
        null,
      ],
      [
        "leaving a group that is denied nothing",
        (may) => may.removeMember("user:dee", "group:friends", "user:dee", at),
        null,
      ],
    ],
  ],
  [
    "leaving a group at which a deny is aimed",
    [
      it.owns("ben", "agent:a"),
      group("interns", "cy"),
      it.isIn("dee", "group:interns"),
      it.gets("group:interns", "!use", "agent:a"),
    ],
    [
      ["frees oneself", (may) => may.removeMember("user:dee", "group:interns", "user:dee", at), "frees-from-deny"],
      [
        "also by the group's owner",
        (may) => may.removeMember("user:cy", "group:interns", "user:dee", at),
        "frees-from-deny",
      ],
      ["also by deleting the group", (may) => may.deleteResource("user:cy", "group:interns", at), "frees-from-deny"],
      ["not by who may remove the deny", (may) => may.removeMember("user:max", "group:interns", "user:dee", at), null],
    ],
  ],
]);
