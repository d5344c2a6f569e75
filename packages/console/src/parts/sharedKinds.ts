import { t } from "@lingui/core/macro";
import type { Feature } from "../api/may.ts";
import { thingsInWords } from "./thingsInWords.ts";

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
    called: t`agent`,
    actions: [
      ["use", t`find it and talk to it`],
      ["execute", t`run its actions`],
      ["update", t`read and change all of it`],
      ["delete", t`delete it`],
      ["share", t`share it on`],
      ["insights", t`see its statistics`],
    ],
    levels: {
      viewer: t`find it and talk to it`,
      editor: t`also read and change all of it`,
      owner: t`also delete it and share it on`,
    },
    reached: t`use it`,
    sharePublic: "AGENTS.SHARE_PUBLIC",
    ends: t`Answers that are being written for others end at once.`,
  },
  prompt: {
    called: t`prompt`,
    actions: [
      ["use", t`find it, read it and use it`],
      ["update", t`write versions and change it`],
      ["delete", t`delete it`],
      ["share", t`share it on`],
    ],
    levels: {
      viewer: t`find it, read it and use it`,
      editor: t`also write versions and change it`,
      owner: t`also delete it and share it on`,
    },
    reached: t`use it`,
    sharePublic: "PROMPTS.SHARE_PUBLIC",
  },
  conversation: {
    called: t`conversation`,
    actions: [
      ["view", t`find it and read it`],
      ["participate", t`write in it`],
      ["update", t`rename, pin and archive it`],
      ["delete", t`delete it`],
      ["share", t`share it on`],
    ],
    levels: {
      viewer: t`find it and read it`,
      participant: t`also write in it`,
      owner: t`also rename, archive and delete it, and share it on`,
    },
    reached: t`read it`,
    ends: t`Answers that are being written for others end at once.`,
    stays: t`A conversation stays with whoever began it: it is never handed over. Somebody else who may read it can duplicate it, and the copy is theirs.`,
  },
  project: {
    called: t`project`,
    actions: [
      ["view", t`find it and have what lies in it`],
      ["update", t`change it and what lies in it`],
      ["delete", t`delete it, and what lies in it`],
      ["share", t`share it on`],
    ],
    levels: {
      viewer: t`find it and have what lies in it`,
      editor: t`also change it and what lies in it`,
      owner: t`also delete and share on it and what lies in it`,
    },
    reached: t`find it`,
    ends: t`Answers that are being written for others with what lies in it end at once.`,
  },
  sharedLink: {
    called: t`link`,
    actions: [
      ["view", t`open it`],
      ["update", t`change its settings and see who opened it`],
      ["delete", t`delete it`],
      ["share", t`share it on`],
    ],
    levels: {
      viewer: t`open it`,
      owner: t`also change and delete it, and share it on`,
    },
    reached: t`open it`,
    sharePublic: "SHARED_LINKS.SHARE_PUBLIC",
    isForVisitors: true,
  },
  tool: {
    called: t`tool`,
    actions: [
      ["use", t`find it, and have agents call it`],
      ["update", t`change its document and key`],
      ["delete", t`delete it`],
      ["share", t`share it on, and lend it to agents`],
    ],
    levels: {
      viewer: t`find it, and have agents call it`,
      editor: t`also change its document and key`,
      owner: t`also delete it, share it on and lend it to agents`,
    },
    reached: t`use it`,
    sharePublic: "MCP_SERVERS.SHARE_PUBLIC",
    ends: t`Calls that are under way for others end at once.`,
  },
  model: {
    called: t`model`,
    actions: [
      ["use", t`talk to it, by itself and in agents`],
      ["share", t`share it on`],
    ],
    levels: {
      viewer: t`talk to it, by itself and in agents`,
      owner: t`also share it on`,
    },
    reached: t`use it`,
    stays: t`A model is the organization's, and stays so.`,
    givenToNobody: t`Given to nobody. While it is not restricted everybody may use it all the same.`,
  },
  file: {
    called: t`file`,
    actions: [
      ["view", t`fetch it and read it`],
      ["use", t`send it with a message`],
      ["update", t`change what is known of it`],
      ["delete", t`delete it`],
      ["share", t`share it on, and give it to agents`],
    ],
    levels: {
      viewer: t`fetch it, and send it with messages`,
      editor: t`also change what is known of it`,
      owner: t`also delete it, share it on and give it to agents`,
    },
    reached: t`fetch it`,
  },
} as const satisfies Readonly<Record<string, Kind>>;

/** Of groups, which are shared by their own page. */
const groupActions: Kind["actions"] = [
  ["view", t`see that it is there`],
  ["update", t`change its name and description`],
  ["delete", t`delete it`],
  ["share", t`make others its owners`],
  ["members", t`put people in and take them out`],
  ["shareInto", t`share things with everybody in it`],
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
  return isShared(type) ? thingsInWords(type).this : null;
}

export const isShared = (type: string): type is SharedType => Object.hasOwn(kinds, type);

/** `agent`, as people call it. */
export function calledOf(resource: string): string {
  const type = resource.slice(0, resource.indexOf(":"));
  return isShared(type) ? kindOf(type).called : type;
}
