import type { Feature } from "../api/may.ts";

/** What the dialog says about one type of thing. */
interface Kind {
  /** As in “this agent”. */
  called: string;
  /** Its actions, each with what it is for. */
  actions: readonly (readonly [action: string, text: string])[];
  levels: Readonly<Record<string, string>>;
  /** What whoever has it shared with them can do at least, as in “only Ada can use it”. */
  reached: string;
  /** What sharing it with everybody takes; absent: nothing but the right to share it. */
  sharePublic?: Feature;
  /** What ends, besides, when all is taken back. */
  ends?: string;
  /** Why it is never handed over; absent: it can be. */
  stays?: string;
  /** What is said where it is given to nobody, instead of that its owner alone reaches it. */
  givenToNobody?: string;
  /** Where the operator lets them, visitors without an account, too. */
  isForVisitors?: true;
}

const kinds = {
  agent: {
    called: "agent",
    actions: [
      ["use", "find it and talk to it"],
      ["execute", "run its actions"],
      ["update", "read and change all of it"],
      ["delete", "delete it"],
      ["share", "share it on"],
      ["insights", "see its statistics"],
    ],
    levels: {
      viewer: "find it and talk to it",
      editor: "also read and change all of it",
      owner: "also delete it and share it on",
    },
    reached: "use it",
    sharePublic: "AGENTS.SHARE_PUBLIC",
    ends: "Answers that are being written for others end at once.",
  },
  prompt: {
    called: "prompt",
    actions: [
      ["use", "find it, read it and use it"],
      ["update", "write versions and change it"],
      ["delete", "delete it"],
      ["share", "share it on"],
    ],
    levels: {
      viewer: "find it, read it and use it",
      editor: "also write versions and change it",
      owner: "also delete it and share it on",
    },
    reached: "use it",
    sharePublic: "PROMPTS.SHARE_PUBLIC",
  },
  conversation: {
    called: "conversation",
    actions: [
      ["view", "find it and read it"],
      ["participate", "write in it"],
      ["update", "rename, pin and archive it"],
      ["delete", "delete it"],
      ["share", "share it on"],
    ],
    levels: {
      viewer: "find it and read it",
      participant: "also write in it",
      owner: "also rename, archive and delete it, and share it on",
    },
    reached: "read it",
    ends: "Answers that are being written for others end at once.",
    stays:
      "A conversation stays with whoever began it: it is never handed over. Somebody else who may read it can duplicate it, and the copy is theirs.",
  },
  project: {
    called: "project",
    actions: [
      ["view", "find it and have what lies in it"],
      ["update", "change it and what lies in it"],
      ["delete", "delete it, and what lies in it"],
      ["share", "share it on"],
    ],
    levels: {
      viewer: "find it and have what lies in it",
      editor: "also change it and what lies in it",
      owner: "also delete and share on it and what lies in it",
    },
    reached: "find it",
    ends: "Answers that are being written for others with what lies in it end at once.",
  },
  sharedLink: {
    called: "link",
    actions: [
      ["view", "open it"],
      ["update", "change its settings and see who opened it"],
      ["delete", "delete it"],
      ["share", "share it on"],
    ],
    levels: {
      viewer: "open it",
      owner: "also change and delete it, and share it on",
    },
    reached: "open it",
    sharePublic: "SHARED_LINKS.SHARE_PUBLIC",
    isForVisitors: true,
  },
  tool: {
    called: "tool",
    actions: [
      ["use", "find it, and have agents call it"],
      ["update", "change its document and key"],
      ["delete", "delete it"],
      ["share", "share it on, and lend it to agents"],
    ],
    levels: {
      viewer: "find it, and have agents call it",
      editor: "also change its document and key",
      owner: "also delete it, share it on and lend it to agents",
    },
    reached: "use it",
    sharePublic: "MCP_SERVERS.SHARE_PUBLIC",
    ends: "Calls that are under way for others end at once.",
  },
  model: {
    called: "model",
    actions: [
      ["use", "talk to it, by itself and in agents"],
      ["share", "share it on"],
    ],
    levels: {
      viewer: "talk to it, by itself and in agents",
      owner: "also share it on",
    },
    reached: "use it",
    stays: "A model is the organization's, and stays so.",
    givenToNobody: "Given to nobody. While it is not restricted everybody may use it all the same.",
  },
  file: {
    called: "file",
    actions: [
      ["view", "fetch it and read it"],
      ["use", "send it with a message"],
      ["update", "change what is known of it"],
      ["delete", "delete it"],
      ["share", "share it on, and give it to agents"],
    ],
    levels: {
      viewer: "fetch it, and send it with messages",
      editor: "also change what is known of it",
      owner: "also delete it, share it on and give it to agents",
    },
    reached: "fetch it",
  },
} as const satisfies Readonly<Record<string, Kind>>;

/** Of groups, which are shared by their own page. */
const groupActions: Kind["actions"] = [
  ["view", "see that it is there"],
  ["update", "change its name and description"],
  ["delete", "delete it"],
  ["share", "make others its owners"],
  ["members", "put people in and take them out"],
  ["shareInto", "share things with everybody in it"],
];

/** The types that can be shared here. */
export type SharedType = keyof typeof kinds;

export const kindOf = (type: SharedType): Kind => kinds[type];

/** What each action on a type is for, in words; none for a type of another application. */
export const actionsInWords = (type: string): ReadonlyMap<string, string> =>
  new Map(isShared(type) ? kindOf(type).actions : type === "group" ? groupActions : []);

/** What one needs to find it at all. */
export const firstActionOf = (type: SharedType): string => kindOf(type).actions[0]?.[0] ?? "view";

/** `agent:64f0…` → `this agent`; null for what cannot be shared here. */
export function thisThing(resource: string): string | null {
  const type = resource.split(":")[0] ?? "";
  return isShared(type) ? `this ${kinds[type].called}` : null;
}

export const isShared = (type: string): type is SharedType => Object.hasOwn(kinds, type);

/** `agent`, as people call it. */
export function calledOf(resource: string): string {
  const type = resource.slice(0, resource.indexOf(":"));
  return isShared(type) ? kindOf(type).called : type;
}
