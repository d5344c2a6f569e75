import { t } from "@lingui/core/macro";
import {
  IconFolder,
  IconLogout,
  IconMailPlus,
  IconMessage,
  IconMessageCirclePlus,
  IconMoonStars,
  IconPrompt,
  IconRobot,
  IconRobotFace,
  IconShieldCheck,
  IconTextPlus,
  IconTool,
  IconUser,
  IconUsersGroup,
} from "@tabler/icons-react";
import { useQueries } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type Found, type FoundKind, foundQuery } from "../../api/found.ts";
import { useCapability, useFeature, useReaches } from "../../api/may.ts";
import { problemOf } from "../../api/problem.ts";
import { InviteForm } from "../../pages/people/InviteForm.tsx";
import { openForm } from "../../parts/formDialog.tsx";
import { useColorSchemeSwitch } from "../useColorSchemeSwitch.ts";
import { usePages } from "../usePages.ts";
import { useSignOut } from "../useSignOut.ts";
import { recent } from "./recent.ts";

/** One line of the palette. */
export interface Entry {
  /** The same as long as it is the same thing. */
  readonly key: string;
  readonly label: string;
  readonly detail?: string;
  readonly icon: typeof IconUser;
  readonly found?: Found;
  run(): void;
}

export interface EntryGroup {
  readonly name: string;
  readonly entries: readonly Entry[];
}

interface Entries {
  readonly groups: readonly EntryGroup[];
  readonly isSearching: boolean;
  /** Some search failed otherwise than by a refusal. */
  readonly hasFailed: boolean;
}

const icons: Readonly<Record<FoundKind, typeof IconUser>> = {
  People: IconUser,
  Groups: IconUsersGroup,
  Roles: IconShieldCheck,
  Agents: IconRobot,
  Prompts: IconPrompt,
  Projects: IconFolder,
  Tools: IconTool,
  Conversations: IconMessage,
};
const headings: Readonly<Record<FoundKind, string>> = {
  People: t`People`,
  Groups: t`Groups`,
  Roles: t`Roles`,
  Agents: t`Agents`,
  Prompts: t`Prompts`,
  Projects: t`Projects`,
  Tools: t`Tools`,
  Conversations: t`Conversations`,
};
const SHORTEST_SEARCH = 2;

/**
 * Pages, actions and things with these words, of those that one may see, use or do.
 * @param typed what is typed now
 * @param paused what was typed when somebody last paused: that is what the server is asked for
 */
export function useEntries(typed: string, paused: string): Entries {
  const pages = usePageEntries();
  const actions = useActions();
  const found = useFound(paused);
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const isMeant = ({ label }: Entry) => words.every((word) => label.toLowerCase().includes(word));
  const all = [...pages, ...actions];
  if (words.length === 0) {
    const lately = recentOf(all, found.entryOf);
    const isLately = new Set(lately.map(({ key }) => key));
    const others = (entries: readonly Entry[]) => entries.filter(({ key }) => !isLately.has(key));
    return {
      groups: full([
        { name: t`Recent`, entries: lately },
        { name: t`Do`, entries: others(actions) },
        { name: t`Pages`, entries: others(pages) },
      ]),
      isSearching: false,
      hasFailed: false,
    };
  }
  const isCurrent = typed.trim() === paused.trim();
  const groups = full([
    { name: t`Pages`, entries: pages.filter(isMeant) },
    { name: t`Do`, entries: actions.filter(isMeant) },
    ...(isLongEnough(typed) ? found.groups : []),
  ]);
  return {
    groups,
    isSearching: isLongEnough(typed) && (!isCurrent || found.isSearching),
    hasFailed: found.hasFailed,
  };
}

const full = (groups: EntryGroup[]) => groups.filter(({ entries }) => entries.length > 0);
const isLongEnough = (text: string) => text.trim().length >= SHORTEST_SEARCH;

function recentOf(all: readonly Entry[], entryOf: (key: string, found: Found) => Entry): Entry[] {
  return recent.list().flatMap(({ key, found }) => {
    if (found) return [entryOf(key, found)];
    return all.filter((entry) => entry.key === key);
  });
}

function usePageEntries(): Entry[] {
  const navigate = useNavigate();
  return usePages().map(({ to, search, label, icon, waiting = 0 }) => ({
    key: to,
    label,
    icon,
    ...(waiting > 0 && { detail: t`${waiting} new` }),
    run: () => void navigate({ to, ...(search && { search }) }),
  }));
}

function useActions(): Entry[] {
  const navigate = useNavigate();
  const mayMakeAgents = useFeature("AGENTS.CREATE")?.allowed;
  const mayMakePrompts = useFeature("PROMPTS.CREATE")?.allowed;
  const mayInvite = useCapability("manage:users");
  const scheme = useColorSchemeSwitch();
  const signOut = useSignOut();
  const only = (isThere: boolean | undefined, entry: Omit<Entry, "key">) =>
    isThere ? [{ key: `do ${entry.label}`, ...entry }] : [];
  return [
    ...only(true, { label: t`New chat`, icon: IconMessageCirclePlus, run: () => void navigate({ to: "/c/new" }) }),
    ...only(mayMakeAgents, {
      label: t`New agent`,
      icon: IconRobotFace,
      run: () => void navigate({ to: "/agents/new" }),
    }),
    ...only(mayMakePrompts, {
      label: t`New prompt`,
      icon: IconTextPlus,
      run: () => void navigate({ to: "/prompts/new" }),
    }),
    ...only(mayInvite, {
      label: t`Invite somebody`,
      icon: IconMailPlus,
      run: () => openForm({ title: t`Invite somebody`, children: <InviteForm /> }),
    }),
    ...only(true, { label: scheme.label, icon: IconMoonStars, run: scheme.change }),
    ...only(true, { label: t`Sign out`, icon: IconLogout, run: () => void signOut() }),
  ];
}

/** Things, each kind by the search of its own page, where one may. */
function useFound(text: string) {
  const navigate = useNavigate();
  const may: Readonly<Record<FoundKind, boolean>> = {
    People: useReaches("read:users") ?? false,
    Groups: useReaches("read:groups") ?? false,
    Roles: useCapability("read:roles") ?? false,
    Agents: true,
    Prompts: useFeature("PROMPTS.USE")?.allowed ?? false,
    Projects: true,
    Tools: useFeature("MCP_SERVERS.USE")?.allowed ?? false,
    Conversations: true,
  };
  const kinds = (Object.keys(icons) as FoundKind[]).filter((kind) => may[kind]);
  const answers = useQueries({
    queries: kinds.map((kind) => ({ ...foundQuery(kind, text.trim()), enabled: isLongEnough(text) })),
  });
  const entryOf = (key: string, found: Found): Entry => ({
    key,
    label: found.label,
    detail: found.detail,
    icon: icons[key.split(" ")[0] as FoundKind] ?? IconMessage,
    found,
    run: () => void navigate({ href: found.href }),
  });
  return {
    entryOf,
    groups: kinds.map((kind, at) => ({
      name: headings[kind],
      entries: (answers[at]?.data ?? []).map((found) => entryOf(`${kind} ${found.href}`, found)),
    })),
    isSearching: answers.some(({ isFetching }) => isFetching),
    // What one may not search is left out without a word.
    hasFailed: answers.some(({ error }) => error !== null && ![403, 404].includes(problemOf(error).status)),
  };
}
