import { type Persona, shutOut } from "./personas.ts";

/*
 * Who may what, as docs/model.md and docs/roles.md say it, written down a second time and by hand: nothing here asks the engine.
 */

/** Of projects and links: what they are to people, and what capabilities cover, is the same. */
const likeProjects: Partial<Record<Persona, readonly string[]>> = {
  owner: ["view", "update", "delete", "share"],
  editor: ["view", "update"],
  viewer: ["view"],
  "group member": ["view"],
  moderator: ["delete", "hide", "restore"],
  admin: ["update", "delete", "hide", "restore"],
  "super admin": ["update", "delete", "hide", "restore"],
};

const likePrompts: Partial<Record<Persona, readonly string[]>> = {
  owner: ["use", "update", "delete", "share"],
  editor: ["use", "update"],
  viewer: ["use"],
  "group member": ["use"],
  moderator: ["delete", "hide", "restore"],
  admin: ["update", "delete", "share", "hide", "restore"],
  "super admin": ["update", "delete", "share", "hide", "restore"],
};

/** What a persona holds on the things that a World makes. Absent: nothing; they are strangers to it. */
export const holdings: Readonly<Record<string, Partial<Record<Persona, readonly string[]>>>> = {
  agent: {
    owner: ["use", "update", "delete", "share", "execute"],
    editor: ["use", "update", "execute"],
    viewer: ["use", "execute"],
    "group member": ["use", "execute"],
    moderator: ["delete", "hide", "restore"],
    admin: ["update", "delete", "share", "insights", "hide", "restore"],
    "super admin": ["update", "delete", "share", "insights", "hide", "restore"],
  },
  prompt: likePrompts,
  tool: likePrompts,
  conversation: {
    owner: ["view", "update", "delete", "share", "participate"],
    editor: ["view", "participate"],
    viewer: ["view"],
    "group member": ["view"],
    moderator: ["delete", "hide", "restore"],
    admin: ["delete", "hide", "restore"],
    "super admin": ["delete", "hide", "restore"],
  },
  project: likeProjects,
  link: likeProjects,
  group: {
    owner: ["view", "update", "delete", "share", "members", "shareInto"],
    editor: ["view", "update", "members"],
    viewer: ["view"],
    "group member": ["view"],
    moderator: ["delete", "hide", "restore"],
    admin: ["view", "update", "delete", "share", "members", "shareInto", "hide", "restore"],
    "super admin": ["view", "update", "delete", "share", "members", "shareInto", "hide", "restore"],
  },
};

/** Capabilities of the built-in roles, as far as routes ask for them (docs/roles.md). */
const capabilities: Readonly<Record<string, readonly Persona[]>> = {
  "access:admin": ["moderator", "admin", "super admin"],
  "read:users": ["moderator", "admin", "super admin"],
  "manage:users": ["admin", "super admin"],
  "ban:users": ["admin", "super admin"],
  "ban:users:short": ["moderator", "admin", "super admin"],
  "read:groups": ["admin", "super admin"],
  "manage:groups": ["admin", "super admin"],
  "read:roles": ["admin", "super admin"],
  "manage:roles": ["super admin"],
  "read:configs": ["admin", "super admin"],
  "manage:configs": ["super admin"],
  "manage:services": ["admin", "super admin"],
  "manage:keys": ["admin", "super admin"],
  "read:access": ["admin", "super admin"],
  "read:audit_log": ["super admin"],
  "read:usage": ["admin", "super admin"],
  "manage:balances": ["admin", "super admin"],
  "view:as": ["super admin"],
  "read:logs": ["super admin"],
  "unseal:content": ["super admin"],
  "moderate:content": ["moderator", "admin", "super admin"],
};

export interface Refusal {
  status: number;
  /** Any code of this status, where it is absent. */
  code?: string;
}

/** Who may call a route; and what the others are told. */
export interface Who {
  /** As docs/reference/routes.md says it. */
  text: string;
  /** What it comes down to, where it is one action on one kind of thing. */
  on?: { kind: string; action: string };
  of(persona: Persona): "allowed" | Refusal;
}

const notFound: Refusal = { status: 404 };
const forbidden: Refusal = { status: 403 };
const allowed = "allowed";
const asActive =
  (of: Who["of"]): Who["of"] =>
  (persona) =>
    shutOut[persona] ?? of(persona);

/** Anybody, signed in or not; a credential is not even looked at. */
export const everybody: Who = { text: "everybody", of: () => allowed };

/** The same answer for everybody who may ask at all. */
export const everybodyHears = (status: number, why: string): Who => ({
  text: `everybody; ${why}`,
  of: () => ({ status }),
});
export const membersHear = (status: number, why: string): Who => ({
  text: `whoever is signed in; ${why}`,
  of: asActive(() => ({ status })),
});

export const signedIn: Who = { text: "whoever is signed in", of: asActive(() => allowed) };

/** Where a credential that is not good is none. */
export const signedInOrNot: Who = {
  text: "whoever is signed in; a bad credential is none",
  of: (persona) => (shutOut[persona] ? { status: 401, code: "not-signed-in" } : allowed),
};

/** Services have no such thing. */
export const people = (refusal: Refusal = notFound): Who => ({
  text: "people who are signed in",
  of: asActive((persona) => (persona === "service" ? refusal : allowed)),
});

/** The same answer for all people; services have no such thing. */
export const peopleHear = (status: number, why: string): Who => ({
  text: `people who are signed in; ${why}`,
  of: asActive((persona) => ({ status: persona === "service" ? 403 : status })),
});

/** Everybody's feature on a fresh install: whoever has a role. */
export const feature = (name: string): Who => ({
  text: `feature \`${name}\``,
  of: asActive((persona) => (persona === "service" ? { status: 403, code: "feature-off" } : allowed)),
});

/** A feature that members are given by nobody on a fresh install. */
export const staffFeature = (name: string): Who => ({
  text: `feature \`${name}\``,
  of: asActive((persona) =>
    ["admin", "super admin", "other organization"].includes(persona) ? allowed : { status: 403, code: "feature-off" },
  ),
});

/** On a thing. Strangers are told that it is not there; who holds some action and lacks this one, that it is forbidden. */
export const may = (kind: string, action: string): Who => ({
  on: { kind, action },
  text: `\`${kind}:${action}\``,
  of: asActive((persona) => onThing(holdings[kind]?.[persona], action)),
});

/** What takes a right on another thing as well: who holds the one alone does not get in (C1 leaves it out). */
export const andMore = ({ text, of }: Who): Who => ({ text, of });

/** One of two actions on a thing. */
export const mayEither = (kind: string, action: string, or: string): Who => ({
  text: `\`${kind}:${action}\` or \`${kind}:${or}\``,
  of: asActive((persona) => {
    const held = holdings[kind]?.[persona];
    return onThing(held, held?.includes(action) ? action : or);
  }),
});

/** On what is its owner's alone: others reach it by capability, or do not find it. */
export const mayOnOwners = (kind: string, action: string): Who => ({
  text: `\`${kind}:${action}\``,
  of: asActive((persona) =>
    persona === "owner" || (isStaff(persona) && holdings[kind]?.[persona]?.includes(action)) ? allowed : notFound,
  ),
});

/** The same without what is allowed by capability: the workspace's own pages. */
export const mayAsMember = (kind: string, action: string): Who => ({
  on: { kind, action },
  text: `\`${kind}:${action}\`, not by capability`,
  of: asActive((persona) => (isStaff(persona) ? notFound : onThing(holdings[kind]?.[persona], action))),
});

/** The same where a capability covers another use of the route: who holds it is told why, and that the thing is there is no secret to them. */
export const mayNotByCapability = (kind: string, action: string): Who => ({
  on: { kind, action },
  text: `\`${kind}:${action}\`, not by capability`,
  of: asActive((persona) => (isStaff(persona) ? forbidden : onThing(holdings[kind]?.[persona], action))),
});

/** Whose own things are both: putting one into the other takes more than anybody else holds on them. */
export const ownerOf = (kind: string): Who => ({
  text: `\`${kind}:update\`, and \`share\` on the thing, neither by capability`,
  of: asActive((persona) => onThing(holdings[kind]?.[persona], "share")),
});

/** By a link that is not public: who holds no `view` on it, in their own right, is as somebody without an account, and finds nothing. */
const mayView = (persona: Persona) =>
  !shutOut[persona] && holdings.link?.[persona]?.includes("view") === true ? allowed : notFound;
export const whomItLetsIn: Who = {
  text: "everybody whom the link lets in, with an account or without (`sharedLink:view`); a bad credential is none",
  of: mayView,
};
export const membersWhomItLetsIn: Who = {
  text: "whoever is signed in and whom the link lets in (`sharedLink:view`)",
  of: asActive(mayView),
};

/** Whoever may give others what they hold on it, in their own right; others do not find what is asked of them. */
export const whoeverMayShare = (kind: string): Who => ({
  text: `\`${kind}:share\`, not by capability; others do not find it`,
  of: asActive((persona) =>
    !isStaff(persona) && holdings[kind]?.[persona]?.includes("share") === true ? allowed : notFound,
  ),
});

/** A call about a part of a thing that whoever lacks the action does not find. */
export const mayFind = (kind: string, action: string): Who => ({
  on: { kind, action },
  text: `\`${kind}:${action}\`; others do not find it`,
  of: asActive((persona) => (holdings[kind]?.[persona]?.includes(action) ? allowed : notFound)),
});

/** About others: `share` on the thing, or `read:access`; of another organization's thing that says nothing but that it is unknown. */
export const mayAskAbout = (kind: string): Who => ({
  text: `\`${kind}:share\`, or \`read:access\``,
  of: asActive((persona) => {
    if (persona === "other organization" || holds("read:access", persona)) return allowed;
    return onThing(holdings[kind]?.[persona], "share");
  }),
});

/** Both, asked in this order. */
export const both = (first: Who, second: Who): Who => ({
  ...(second.on && { on: second.on }),
  text: `${first.text} and ${second.text}`,
  of: (persona) => {
    const answer = first.of(persona);
    return answer === allowed ? second.of(persona) : answer;
  },
});

/** Whoever sees a thing that is not theirs, in their own right; others do not find it. */
export const seesOthers = (kind: string, action: string): Who => ({
  text: `people: \`${kind}:${action}\`, not by capability, on what is not their own`,
  of: asActive((persona) => {
    if (persona === "service" || persona === "owner") return forbidden;
    return isStaff(persona) ? notFound : onThing(holdings[kind]?.[persona], action);
  }),
});

/** Any action at all on a thing. */
export const knows = (kind: string): Who => ({
  text: `any action on the \`${kind}\``,
  of: asActive((persona) => (holdings[kind]?.[persona] ? allowed : notFound)),
});

/** Within one's own organization: another organization's administrator has it there. */
export const capability = (name: string): Who => ({
  text: `\`${name}\``,
  of: asActive((persona) => (persona === "other organization" || holds(name, persona) ? allowed : forbidden)),
});

/** The same on something of the first organization: another organization's administrator does not find it. */
export const capabilityHere = (name: string): Who => ({
  text: `\`${name}\``,
  of: asActive((persona) => (persona === "other organization" ? notFound : holds(name, persona) ? allowed : forbidden)),
});

/** The same where others do not find it. */
export const capabilityOrUnknown = (name: string): Who => ({
  text: `\`${name}\`; others do not find it`,
  of: asActive((persona) => (persona !== "other organization" && holds(name, persona) ? allowed : notFound)),
});

export const operator: Who = {
  text: "the operator: super admins of the first organization, and the command line",
  of: asActive((persona) => (persona === "super admin" ? allowed : forbidden)),
};

export const commandLine: Who = { text: "the command line", of: asActive(() => forbidden) };

const holds = (name: string, persona: Persona) => capabilities[name]?.includes(persona) === true;
const isStaff = (persona: Persona) => ["moderator", "admin", "super admin"].includes(persona);

function onThing(held: readonly string[] | undefined, action: string): "allowed" | Refusal {
  if (!held) return notFound;
  return held.includes(action) ? allowed : forbidden;
}
