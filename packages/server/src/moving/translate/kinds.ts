import { accessEntries } from "./accessEntries.ts";
import { accessRoles } from "./accessRoles.ts";
import { agents } from "./agents.ts";
import { apiKeys } from "./apiKeys.ts";
import { balances } from "./balances.ts";
import { bookmarks } from "./bookmarks.ts";
import { conversations } from "./conversations.ts";
import { files } from "./files.ts";
import { groups } from "./groups.ts";
import { type Collection, collectionOf } from "./kind.ts";
import { messages } from "./messages.ts";
import { overrides } from "./overrides.ts";
import { presets } from "./presets.ts";
import { promptGroups } from "./promptGroups.ts";
import { prompts } from "./prompts.ts";
import { roles } from "./roles.ts";
import { sharedLinks } from "./sharedLinks.ts";
import { systemGrants } from "./systemGrants.ts";
import { users } from "./users.ts";

/** Every collection that comes, in the order in which they do: what is named comes before what names it. */
export const kinds: readonly Collection[] = [
  collectionOf(roles),
  collectionOf(users),
  collectionOf(groups),
  collectionOf(bookmarks),
  collectionOf(conversations),
  collectionOf(files),
  collectionOf(agents),
  collectionOf(promptGroups),
  collectionOf(prompts),
  collectionOf(messages),
  collectionOf(presets),
  collectionOf(sharedLinks),
  collectionOf(accessRoles),
  collectionOf(accessEntries),
  collectionOf(systemGrants),
  collectionOf(balances),
  collectionOf(overrides),
  collectionOf(apiKeys),
];

/** Of LibreChat, and without a place here: known, so that nobody wonders whether they were forgotten. */
export const leftCollections: Readonly<Record<string, string>> = {
  transactions: "what people spent stays there; what they have left comes",
  auditlogs: "the audit log of LibreChat stays there: its chain of hashes is verified there, not here",
  sessions: "everybody signs in again",
  tokens: "links in letters are made anew",
  keys: "people enter their own keys of providers again; they are encrypted with a key of LibreChat's",
  pluginauths: "people enter them again; they are encrypted with a key of LibreChat's",
  memoryentries: "Gatehouse keeps no memories of people",
  assistants: "OpenAI's assistants are no agents",
  actions: "made again as tools, from their OpenAPI documents",
  toolcalls: "they belong to LibreChat's interpreter of code",
  mcpservers: "MCP servers are not here",
  skills: "skills are not here",
  banners: "announcements are made anew",
  projects: "the former model: `gatehouse migrate agent-permissions` reads it",
  agentcategories: "categories are words here",
  categories: "categories are words here",
  logs: "violations are counted anew",
};
