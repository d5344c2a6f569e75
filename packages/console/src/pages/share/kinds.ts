import type { Feature } from "../../api/may.ts";

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
  isNeverHandedOver?: true;
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
    isNeverHandedOver: true,
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

/** The types that can be shared here. */
export type SharedType = keyof typeof kinds;

export const kindOf = (type: SharedType): Kind => kinds[type];

/** What one needs to find it at all. */
export const firstActionOf = (type: SharedType): string => kindOf(type).actions[0]?.[0] ?? "view";

/** `agent:64f0…` → `this agent`; null for what cannot be shared here. */
export function thisThing(resource: string): string | null {
  const type = resource.split(":")[0] ?? "";
  return isShared(type) ? `this ${kinds[type].called}` : null;
}

const isShared = (type: string): type is SharedType => Object.hasOwn(kinds, type);
