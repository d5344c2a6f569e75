import type { ExportPart } from "../../identity/index.ts";
import type { Agents } from "../agents/service.ts";
import type { Contents } from "../files/contents.ts";
import type { MyAccess } from "../myAccess/service.ts";
import type { Openings } from "../openings/service.ts";
import type { WorkspaceParts } from "../parts.ts";
import type { AccessRequests } from "../requests/service.ts";
import { conversationEntries } from "./conversations.ts";
import { fileEntries, pictureEntries } from "./files.ts";
import { sharingEntries } from "./sharing.ts";
import { thingEntries } from "./things.ts";
import { toolCallEntries } from "./toolCalls.ts";

interface Services {
  agents: Agents;
  contents: Contents;
  requests: AccessRequests;
  openings: Openings;
  myAccess: MyAccess;
}

/** What the workspace keeps of a person, for them alone. Their own is given also where they may not use a feature any more. */
export const exportedContents = (parts: WorkspaceParts, services: Services): ExportPart => ({
  says: [
    { path: "picture.*", words: "The picture that you are shown by, where you brought one." },
    { path: "agents.json", words: "Your agents, with their instructions and former versions." },
    { path: "prompts.json", words: "Your prompts, with all versions." },
    { path: "tools.json", words: "The tools that you made, without their keys." },
    { path: "projects.json", words: "Your projects." },
    { path: "links.json", words: "The links by which you show conversations." },
    { path: "presets.json", words: "What you begin chats with." },
    { path: "bookmarks.json", words: "Your bookmarks. A conversation names those that are on it, in `options.tags`." },
    { path: "hidden.json", words: "What moderators hid of yours." },
    { path: "shared-by-me.json", words: "What you share, and with whom." },
    { path: "shared-with-me.json", words: "What others share with you." },
    { path: "access-requests.json", words: "What you asked others for, and what they answered." },
    { path: "openings.json", words: "Which of your things administrators opened, why and until when." },
    { path: "tool-calls.json", words: "What tools brought that you ran yourself, conversation by conversation." },
    {
      path: "usage.json",
      words:
        "How much you wrote, and what that cost in thousandths of a credit: by day (d…), week (w…) and month (m…).",
    },
    { path: "usage-by-thing.json", words: "The same by model and by agent." },
    {
      path: "conversations/",
      words:
        "Your conversations with their messages, a file for each. You can import each again, here or in LibreChat (Chat, *Import conversations*). What you wrote in conversations of others is theirs, and not here.",
    },
    { path: "files/", words: "The files that you brought, as they were, each in a folder with its number." },
    {
      path: "files.json",
      words: "What is known of each file: its name, its type, its checksum, and where it is in this archive.",
    },
  ],
  async *entries(wish) {
    yield* pictureEntries(parts, services.contents, wish);
    yield* thingEntries(parts, services.agents, wish);
    yield* sharingEntries(parts, services, wish);
    yield* conversationEntries(parts, wish);
    yield* toolCallEntries(parts, wish);
    yield* fileEntries(parts, services.contents, wish);
  },
});
