import { createRootRoute, createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import type { Ownership } from "../api/agents.ts";
import { configQuery } from "../api/config.ts";
import type { ThingType } from "../api/moderation.ts";
import { accountsQuery } from "../api/people.ts";
import { session } from "../api/session.ts";
import type { PrincipalType } from "../api/settings.ts";
import type { Box } from "../pages/moderation/ModerationPage.tsx";
import { departureOf } from "../parts/departure.ts";
import { FailedPage } from "../parts/FailedPage.tsx";
import { LONGEST_SEARCH } from "../parts/longestSearch.ts";
import { NotFoundPage } from "../parts/NotFoundPage.tsx";
import { ownPath } from "../parts/ownPath.ts";
import { PageSkeleton } from "../parts/PageSkeleton.tsx";
import { rememberedOrganization } from "../parts/rememberedOrganization.ts";
import { loading } from "./loading.ts";
import { queryClient } from "./queryClient.ts";
import { Root } from "./Root.tsx";
import { Shell } from "./Shell.tsx";

/** The router reads `12` and `true` of an address as what they look like; somebody typed them. */
const text = (value: unknown): string | undefined =>
  ["string", "number", "boolean"].includes(typeof value) ? String(value) || undefined : undefined;

/** Search parameters that are texts; absent ones stay absent, and what is searched for is as long as one could have typed it. */
const texts = <Names extends string>(search: Record<string, unknown>, ...names: Names[]) => {
  const found: { [Name in Names]?: string } = {};
  for (const name of names) {
    const value = text(search[name]);
    if (value !== undefined) found[name] = name === "q" ? value.slice(0, LONGEST_SEARCH) : value;
  }
  return found;
};

interface SettingsOfSearch {
  type?: PrincipalType;
  id?: string;
  name?: string;
}

interface ModerationSearch {
  box?: Box;
  type?: ThingType;
  about?: string;
  sort?: string;
  order?: string;
}

const root = createRootRoute({
  component: Root,
  errorComponent: FailedPage,
  pendingComponent: PageSkeleton,
});

/** Whoever has no session signs in first; on the first run there is nobody to be, and the set-up comes first. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  component: Shell,
  pendingComponent: PageSkeleton,
  errorComponent: FailedPage,
  beforeLoad: async ({ location }) => {
    if (await session.begin()) {
      if (session.user()?.twoFactorNeeded)
        throw redirect({ to: "/two-factor", search: { redirect_to: location.href } });
      return;
    }
    const config = await queryClient.ensureQueryData(configQuery);
    if (config.firstRun && !rememberedOrganization()) throw redirect({ to: "/setup" });
    throw redirect({ to: "/login", search: location.href === "/" ? {} : { redirect_to: location.href } });
  },
});

const index = createRoute({
  getParentRoute: () => signedIn,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/agents" });
  },
});

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: (search: Record<string, unknown>) => ({
    ...texts(search, "organization", "redirect_to", "error"),
    // Whoever came back from a provider, or has just signed out, is not sent to it again.
    ...(String(search.redirect) === "false" && { redirect: false }),
  }),
  beforeLoad: async ({ search }) => {
    if (await session.begin()) throw redirect({ href: ownPath(search.redirect_to) });
    const { organization = rememberedOrganization() } = search;
    if (organization && !search.organization) throw redirect({ to: "/login", search: { ...search, organization } });
    const config = await queryClient.ensureQueryData(configQuery);
    if (config.firstRun && !organization) throw redirect({ to: "/setup" });
    if (config.openidAutoRedirect && search.redirect !== false && !search.error) {
      location.assign(departureOf("openid", organization ?? "", search.redirect_to));
      // Until the browser has gone.
      await new Promise(() => undefined);
    }
  },
  component: lazyRouteComponent(
    loading(() => import("../pages/signIn/SignInPage.tsx")),
    "SignInPage",
  ),
  pendingComponent: PageSkeleton,
});

const register = createRoute({
  getParentRoute: () => root,
  path: "/register",
  validateSearch: (search: Record<string, unknown>) => texts(search, "organization", "token", "email"),
  beforeLoad: async ({ search }) => {
    if (await session.begin()) throw redirect({ to: "/agents" });
    // An invitation says itself where to.
    if (search.token) return;
    const organization = rememberedOrganization();
    if (organization && !search.organization) throw redirect({ to: "/register", search: { organization } });
  },
  component: lazyRouteComponent(
    loading(() => import("../pages/signIn/RegisterPage.tsx")),
    "RegisterPage",
  ),
  pendingComponent: PageSkeleton,
});

const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: "/forgot-password",
  validateSearch: (search: Record<string, unknown>) => texts(search, "organization"),
  component: lazyRouteComponent(
    loading(() => import("../pages/signIn/ForgotPasswordPage.tsx")),
    "ForgotPasswordPage",
  ),
  pendingComponent: PageSkeleton,
});

/** The link of a letter, whoever is signed in. */
const resetPassword = createRoute({
  getParentRoute: () => root,
  path: "/reset-password",
  validateSearch: (search: Record<string, unknown>) => texts(search, "userId", "token"),
  component: lazyRouteComponent(
    loading(() => import("../pages/signIn/ResetPasswordPage.tsx")),
    "ResetPasswordPage",
  ),
  pendingComponent: PageSkeleton,
});

const verify = createRoute({
  getParentRoute: () => root,
  path: "/verify",
  validateSearch: (search: Record<string, unknown>) => texts(search, "email", "token"),
  beforeLoad: async () => {
    await session.begin();
  },
  component: lazyRouteComponent(
    loading(() => import("../pages/signIn/VerifyPage.tsx")),
    "VerifyPage",
  ),
  pendingComponent: PageSkeleton,
});

/** For whoever's role takes a second factor, and nobody else: others set it up on their account page. */
const twoFactor = createRoute({
  getParentRoute: () => root,
  path: "/two-factor",
  validateSearch: (search: Record<string, unknown>) => texts(search, "redirect_to"),
  beforeLoad: async ({ search }) => {
    if (!(await session.begin())) throw redirect({ to: "/login", search });
    if (!session.user()?.twoFactorNeeded) throw redirect({ href: ownPath(search.redirect_to) });
  },
  component: lazyRouteComponent(
    loading(() => import("../pages/secondFactor/SecondFactorNeededPage.tsx")),
    "SecondFactorNeededPage",
  ),
  pendingComponent: PageSkeleton,
  errorComponent: FailedPage,
});

const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  beforeLoad: async () => {
    const config = await queryClient.ensureQueryData(configQuery);
    if (!config.firstRun) throw redirect({ to: "/login" });
  },
  component: lazyRouteComponent(
    loading(() => import("../pages/setup/SetupPage.tsx")),
    "SetupPage",
  ),
  pendingComponent: PageSkeleton,
});

/** The second step has an address of its own, so that a reload comes back to it; it is for the super admin who is alone here. */
const setupSharing = createRoute({
  getParentRoute: () => root,
  path: "/setup/sharing",
  beforeLoad: async ({ location }) => {
    if (!(await session.begin())) throw redirect({ to: "/login", search: { redirect_to: location.href } });
    if (session.user()?.twoFactorNeeded) throw redirect({ to: "/two-factor", search: { redirect_to: location.href } });
    if (session.user()?.gatehouseRole !== "SUPER_ADMIN") throw redirect({ to: "/agents" });
    const { total } = await queryClient.fetchQuery(accountsQuery("", 1));
    if (total > 1) throw redirect({ to: "/agents" });
  },
  component: lazyRouteComponent(
    loading(() => import("../pages/setup/SetupPage.tsx")),
    "SetupSharingPage",
  ),
  pendingComponent: PageSkeleton,
  errorComponent: FailedPage,
});

/** Any other address: said inside of the frame, so that one can go on from there. */
const unknown = createRoute({ getParentRoute: () => signedIn, path: "$", component: NotFoundPage });

const ownerships: readonly Ownership[] = ["me", "shared", "organization"];

const agents = createRoute({
  getParentRoute: () => signedIn,
  path: "/agents",
  validateSearch: (search: Record<string, unknown>) => {
    const owner = ownerships.find((known) => known === search.owner);
    return { ...(owner && { owner }), ...texts(search, "q") };
  },
  component: lazyRouteComponent(
    loading(() => import("../pages/agents/AgentsPage.tsx")),
    "AgentsPage",
  ),
});

const newAgent = createRoute({
  getParentRoute: () => signedIn,
  path: "/agents/new",
  component: lazyRouteComponent(
    loading(() => import("../pages/agents/NewAgentPage.tsx")),
    "NewAgentPage",
  ),
});

const editAgent = createRoute({
  getParentRoute: () => signedIn,
  path: "/agents/$agentId",
  component: lazyRouteComponent(
    loading(() => import("../pages/agents/EditAgentPage.tsx")),
    "EditAgentPage",
  ),
});

const prompts = createRoute({
  getParentRoute: () => signedIn,
  path: "/prompts",
  validateSearch: (search: Record<string, unknown>) => {
    const owner = ownerships.find((known) => known === search.owner);
    return { ...(owner && { owner }), ...texts(search, "q", "category") };
  },
  component: lazyRouteComponent(
    loading(() => import("../pages/prompts/PromptsPage.tsx")),
    "PromptsPage",
  ),
});

const newPrompt = createRoute({
  getParentRoute: () => signedIn,
  path: "/prompts/new",
  component: lazyRouteComponent(
    loading(() => import("../pages/prompts/NewPromptPage.tsx")),
    "NewPromptPage",
  ),
});

const prompt = createRoute({
  getParentRoute: () => signedIn,
  path: "/prompts/$groupId",
  component: lazyRouteComponent(
    loading(() => import("../pages/prompts/PromptPage.tsx")),
    "PromptPage",
  ),
});

const projects = createRoute({
  getParentRoute: () => signedIn,
  path: "/projects",
  validateSearch: (search: Record<string, unknown>) => {
    const owner = ownerships.find((known) => known === search.owner);
    return { ...(owner && { owner }), ...texts(search, "q") };
  },
  component: lazyRouteComponent(
    loading(() => import("../pages/projects/ProjectsPage.tsx")),
    "ProjectsPage",
  ),
});

const project = createRoute({
  getParentRoute: () => signedIn,
  path: "/projects/$projectId",
  component: lazyRouteComponent(
    loading(() => import("../pages/projects/ProjectPage.tsx")),
    "ProjectPage",
  ),
});

const tools = createRoute({
  getParentRoute: () => signedIn,
  path: "/tools",
  validateSearch: (search: Record<string, unknown>) => {
    const owner = ownerships.find((known) => known === search.owner);
    return { ...(owner && { owner }), ...texts(search, "q") };
  },
  component: lazyRouteComponent(
    loading(() => import("../pages/tools/ToolsPage.tsx")),
    "ToolsPage",
  ),
});

const tool = createRoute({
  getParentRoute: () => signedIn,
  path: "/tools/$toolId",
  component: lazyRouteComponent(
    loading(() => import("../pages/tools/ToolPage.tsx")),
    "ToolPage",
  ),
});

const links = createRoute({
  getParentRoute: () => signedIn,
  path: "/links",
  validateSearch: (search: Record<string, unknown>) => texts(search, "q"),
  component: lazyRouteComponent(
    loading(() => import("../pages/links/LinksPage.tsx")),
    "LinksPage",
  ),
});

/** For whoever has the address: somebody who has a session reads as themselves, everybody else as a visitor. */
const readLink = createRoute({
  getParentRoute: () => root,
  path: "/share/$shareId",
  beforeLoad: async () => {
    await session.begin();
  },
  component: lazyRouteComponent(
    loading(() => import("../pages/links/ReadLinkPage.tsx")),
    "ReadLinkPage",
  ),
  pendingComponent: PageSkeleton,
});

const files = createRoute({
  getParentRoute: () => signedIn,
  path: "/files",
  validateSearch: (search: Record<string, unknown>) => texts(search, "q", "page"),
  component: lazyRouteComponent(
    loading(() => import("../pages/files/FilesPage.tsx")),
    "FilesPage",
  ),
});

const file = createRoute({
  getParentRoute: () => signedIn,
  path: "/files/$fileId",
  component: lazyRouteComponent(
    loading(() => import("../pages/files/FilePage.tsx")),
    "FilePage",
  ),
});

const newChat = createRoute({
  getParentRoute: () => signedIn,
  path: "/c/new",
  validateSearch: (search: Record<string, unknown>) => texts(search, "agent", "endpoint", "model", "prompt", "project"),
  component: lazyRouteComponent(
    loading(() => import("../pages/chat/NewChatPage.tsx")),
    "NewChatPage",
  ),
});

const chat = createRoute({
  getParentRoute: () => signedIn,
  path: "/c/$conversationId",
  component: lazyRouteComponent(
    loading(() => import("../pages/chat/ConversationPage.tsx")),
    "ConversationPage",
  ),
});

const people = createRoute({
  getParentRoute: () => signedIn,
  path: "/people",
  validateSearch: (search: Record<string, unknown>) => texts(search, "q", "page", "sort", "order"),
  component: lazyRouteComponent(
    loading(() => import("../pages/people/PeoplePage.tsx")),
    "PeoplePage",
  ),
});

const invitations = createRoute({
  getParentRoute: () => signedIn,
  path: "/people/invitations",
  validateSearch: (search: Record<string, unknown>) => texts(search, "q", "page", "sort", "order"),
  component: lazyRouteComponent(
    loading(() => import("../pages/people/InvitationsPage.tsx")),
    "InvitationsPage",
  ),
});

const outbox = createRoute({
  getParentRoute: () => signedIn,
  path: "/outbox",
  validateSearch: (search: Record<string, unknown>) => texts(search, "page"),
  component: lazyRouteComponent(
    loading(() => import("../pages/outbox/OutboxPage.tsx")),
    "OutboxPage",
  ),
});

const openings = createRoute({
  getParentRoute: () => signedIn,
  path: "/openings",
  component: lazyRouteComponent(
    loading(() => import("../pages/openings/OpeningsPage.tsx")),
    "OpeningsPage",
  ),
});

const settings = createRoute({
  getParentRoute: () => signedIn,
  path: "/settings",
  validateSearch: (search: Record<string, unknown>) => texts(search, "q"),
  component: lazyRouteComponent(
    loading(() => import("../pages/settings/SettingsPage.tsx")),
    "SettingsPage",
  ),
});

const effectiveSettings = createRoute({
  getParentRoute: () => signedIn,
  path: "/settings/of",
  validateSearch: ({ type, ...search }: Record<string, unknown>): SettingsOfSearch => ({
    ...(["user", "group", "role"].includes(String(type)) && { type: type as PrincipalType }),
    ...texts(search, "id", "name"),
  }),
  component: lazyRouteComponent(
    loading(() => import("../pages/settings/EffectivePage.tsx")),
    "EffectivePage",
  ),
});

const overrides = createRoute({
  getParentRoute: () => signedIn,
  path: "/overrides",
  component: lazyRouteComponent(
    loading(() => import("../pages/settings/OverridesPage.tsx")),
    "OverridesPage",
  ),
});

const why = createRoute({
  getParentRoute: () => signedIn,
  path: "/why",
  validateSearch: (search: Record<string, unknown>) => texts(search, "who", "action", "thing", "at"),
  component: lazyRouteComponent(
    loading(() => import("../pages/why/WhyPage.tsx")),
    "WhyPage",
  ),
});

const whatIf = createRoute({
  getParentRoute: () => signedIn,
  path: "/what-if",
  validateSearch: (search: Record<string, unknown>) => texts(search, "changes"),
  component: lazyRouteComponent(
    loading(() => import("../pages/whatIf/WhatIfPage.tsx")),
    "WhatIfPage",
  ),
});

const health = createRoute({
  getParentRoute: () => signedIn,
  path: "/system-health",
  component: lazyRouteComponent(
    loading(() => import("../pages/health/HealthPage.tsx")),
    "HealthPage",
  ),
});

const audit = createRoute({
  getParentRoute: () => signedIn,
  path: "/audit",
  validateSearch: (search: Record<string, unknown>) =>
    texts(search, "q", "actor", "about", "kind", "since", "until", "sort", "order"),
  component: lazyRouteComponent(
    loading(() => import("../pages/audit/AuditPage.tsx")),
    "AuditPage",
  ),
});

const auditHead = createRoute({
  getParentRoute: () => signedIn,
  path: "/audit/head",
  component: lazyRouteComponent(
    loading(() => import("../pages/audit/HeadPage.tsx")),
    "HeadPage",
  ),
});

const auditEntry = createRoute({
  getParentRoute: () => signedIn,
  path: "/audit/$number",
  component: lazyRouteComponent(
    loading(() => import("../pages/audit/EntryPage.tsx")),
    "EntryPage",
  ),
});

const logs = createRoute({
  getParentRoute: () => signedIn,
  path: "/logs",
  validateSearch: (search: Record<string, unknown>) => texts(search, "level"),
  component: lazyRouteComponent(
    loading(() => import("../pages/logs/LogsPage.tsx")),
    "LogsPage",
  ),
});

const opened = createRoute({
  getParentRoute: () => signedIn,
  path: "/opened",
  component: lazyRouteComponent(
    loading(() => import("../pages/openings/OpenedPage.tsx")),
    "OpenedPage",
  ),
});

const moderation = createRoute({
  getParentRoute: () => signedIn,
  path: "/moderation",
  validateSearch: ({ box, type, ...search }: Record<string, unknown>): ModerationSearch => ({
    ...(["mine", "taken", "appealed", "decided"].includes(String(box)) && { box: box as Box }),
    ...(["message", "conversation", "agent", "prompt", "file", "sharedLink", "user"].includes(String(type)) && {
      type: type as ThingType,
    }),
    ...texts(search, "about", "sort", "order"),
  }),
  component: lazyRouteComponent(
    loading(() => import("../pages/moderation/ModerationPage.tsx")),
    "ModerationPage",
  ),
});

const moderationCase = createRoute({
  getParentRoute: () => signedIn,
  path: "/moderation/$caseId",
  component: lazyRouteComponent(
    loading(() => import("../pages/moderation/CasePage.tsx")),
    "CasePage",
  ),
});

const decisions = createRoute({
  getParentRoute: () => signedIn,
  path: "/decisions",
  component: lazyRouteComponent(
    loading(() => import("../pages/decisions/DecisionsPage.tsx")),
    "DecisionsPage",
  ),
});

const myReports = createRoute({
  getParentRoute: () => signedIn,
  path: "/my-reports",
  component: lazyRouteComponent(
    loading(() => import("../pages/decisions/MyReportsPage.tsx")),
    "MyReportsPage",
  ),
});

/** For whoever is banned: the sign-in leads here. */
const banned = createRoute({
  getParentRoute: () => root,
  path: "/banned",
  component: lazyRouteComponent(
    loading(() => import("../pages/signIn/BannedPage.tsx")),
    "BannedPage",
  ),
  pendingComponent: PageSkeleton,
});

const person = createRoute({
  getParentRoute: () => signedIn,
  path: "/people/$accountId",
  component: lazyRouteComponent(
    loading(() => import("../pages/people/PersonPage.tsx")),
    "PersonPage",
  ),
});

const ownGroups = createRoute({
  getParentRoute: () => signedIn,
  path: "/my-groups",
  component: lazyRouteComponent(
    loading(() => import("../pages/ownGroups/OwnGroupsPage.tsx")),
    "OwnGroupsPage",
  ),
});

const ownGroup = createRoute({
  getParentRoute: () => signedIn,
  path: "/my-groups/$groupId",
  component: lazyRouteComponent(
    loading(() => import("../pages/ownGroups/OwnGroupPage.tsx")),
    "OwnGroupPage",
  ),
});

const groups = createRoute({
  getParentRoute: () => signedIn,
  path: "/groups",
  validateSearch: (search: Record<string, unknown>) => texts(search, "q", "page", "sort", "order"),
  component: lazyRouteComponent(
    loading(() => import("../pages/groups/GroupsPage.tsx")),
    "GroupsPage",
  ),
});

const group = createRoute({
  getParentRoute: () => signedIn,
  path: "/groups/$groupId",
  validateSearch: (search: Record<string, unknown>) => texts(search, "q", "page"),
  component: lazyRouteComponent(
    loading(() => import("../pages/groups/GroupPage.tsx")),
    "GroupPage",
  ),
});

const roles = createRoute({
  getParentRoute: () => signedIn,
  path: "/roles",
  component: lazyRouteComponent(
    loading(() => import("../pages/roles/RolesPage.tsx")),
    "RolesPage",
  ),
});

const role = createRoute({
  getParentRoute: () => signedIn,
  path: "/roles/$roleName",
  validateSearch: (search: Record<string, unknown>) => texts(search, "q"),
  component: lazyRouteComponent(
    loading(() => import("../pages/roles/RolePage.tsx")),
    "RolePage",
  ),
});

const services = createRoute({
  getParentRoute: () => signedIn,
  path: "/services",
  validateSearch: (search: Record<string, unknown>) => texts(search, "page"),
  component: lazyRouteComponent(
    loading(() => import("../pages/services/ServicesPage.tsx")),
    "ServicesPage",
  ),
});

const service = createRoute({
  getParentRoute: () => signedIn,
  path: "/services/$serviceId",
  component: lazyRouteComponent(
    loading(() => import("../pages/services/ServicePage.tsx")),
    "ServicePage",
  ),
});

const explore = createRoute({
  getParentRoute: () => signedIn,
  path: "/explore",
  validateSearch: (search: Record<string, unknown>) =>
    texts(search, "by", "who", "through", "type", "whose", "thing", "action", "what", "one", "other", "at"),
  component: lazyRouteComponent(
    loading(() => import("../pages/explore/ExplorePage.tsx")),
    "ExplorePage",
  ),
});

const administered = createRoute({
  getParentRoute: () => signedIn,
  path: "/administered",
  component: lazyRouteComponent(
    loading(() => import("../pages/administered/AdministeredPage.tsx")),
    "AdministeredPage",
  ),
});

const models = createRoute({
  getParentRoute: () => signedIn,
  path: "/models",
  component: lazyRouteComponent(
    loading(() => import("../pages/models/ModelsPage.tsx")),
    "ModelsPage",
  ),
});

const requests = createRoute({
  getParentRoute: () => signedIn,
  path: "/requests",
  validateSearch: ({ box }: Record<string, unknown>) => ({ ...((box === "mine" || box === "to-me") && { box }) }),
  component: lazyRouteComponent(
    loading(() => import("../pages/requests/RequestsPage.tsx")),
    "RequestsPage",
  ),
});

const myAccess = createRoute({
  getParentRoute: () => signedIn,
  path: "/access",
  validateSearch: ({ whose, ...search }: Record<string, unknown>) => ({
    ...texts(search, "type"),
    ...(whose === "me" && { whose: "me" as const }),
  }),
  component: lazyRouteComponent(
    loading(() => import("../pages/access/MyAccessPage.tsx")),
    "MyAccessPage",
  ),
});

const sharing = createRoute({
  getParentRoute: () => signedIn,
  path: "/sharing",
  validateSearch: ({ side }: Record<string, unknown>) => ({ ...(side === "with-me" && { side }) }),
  component: lazyRouteComponent(
    loading(() => import("../pages/access/SharingPage.tsx")),
    "SharingPage",
  ),
});

const tokens = createRoute({
  getParentRoute: () => signedIn,
  path: "/sign-in-tokens",
  component: lazyRouteComponent(
    loading(() => import("../pages/tokens/TokenTestPage.tsx")),
    "TokenTestPage",
  ),
});

const account = createRoute({
  getParentRoute: () => signedIn,
  path: "/account",
  validateSearch: (search: Record<string, unknown>) => texts(search, "linked", "error"),
  component: lazyRouteComponent(
    loading(() => import("../pages/account/AccountPage.tsx")),
    "AccountPage",
  ),
});

const keys = createRoute({
  getParentRoute: () => signedIn,
  path: "/keys",
  component: lazyRouteComponent(
    loading(() => import("../pages/keys/KeysPage.tsx")),
    "KeysPage",
  ),
});

const addresses = createRoute({
  getParentRoute: () => signedIn,
  path: "/addresses",
  component: lazyRouteComponent(
    loading(() => import("../pages/addresses/AddressesPage.tsx")),
    "AddressesPage",
  ),
});

const limits = createRoute({
  getParentRoute: () => signedIn,
  path: "/limits",
  component: lazyRouteComponent(
    loading(() => import("../pages/limits/LimitsPage.tsx")),
    "LimitsPage",
  ),
});

const balances = createRoute({
  getParentRoute: () => signedIn,
  path: "/balances",
  validateSearch: (search: Record<string, unknown>) => texts(search, "q", "tab"),
  component: lazyRouteComponent(
    loading(() => import("../pages/balances/BalancesPage.tsx")),
    "BalancesPage",
  ),
});

const accountBalance = createRoute({
  getParentRoute: () => signedIn,
  path: "/balances/$accountId",
  component: lazyRouteComponent(
    loading(() => import("../pages/balances/AccountBalancePage.tsx")),
    "AccountBalancePage",
  ),
});

const leaving = createRoute({
  getParentRoute: () => signedIn,
  path: "/people/$accountId/leaving",
  component: lazyRouteComponent(
    loading(() => import("../pages/leaving/LeavingPage.tsx")),
    "LeavingPage",
  ),
});

const overview = createRoute({
  getParentRoute: () => signedIn,
  path: "/overview",
  component: lazyRouteComponent(
    loading(() => import("../pages/overview/OverviewPage.tsx")),
    "OverviewPage",
  ),
});

const usage = createRoute({
  getParentRoute: () => signedIn,
  path: "/usage",
  validateSearch: (search: Record<string, unknown>) => texts(search, "tab", "by", "sort", "from", "show", "type"),
  component: lazyRouteComponent(
    loading(() => import("../pages/usage/UsagePage.tsx")),
    "UsagePage",
  ),
});

const viewAs = createRoute({
  getParentRoute: () => signedIn,
  path: "/people/$accountId/view-as",
  component: lazyRouteComponent(
    loading(() => import("../pages/viewAs/ViewAsPage.tsx")),
    "ViewAsPage",
  ),
});

const report = createRoute({
  getParentRoute: () => signedIn,
  path: "/report",
  validateSearch: (search: Record<string, unknown>) =>
    texts(search, "by", "of", "through", "on", "finding", "days", "who", "type", "whose", "sort", "order"),
  component: lazyRouteComponent(
    loading(() => import("../pages/report/ReportPage.tsx")),
    "ReportPage",
  ),
});

const shared = createRoute({
  getParentRoute: () => signedIn,
  path: "/shared",
  validateSearch: (search: Record<string, unknown>) => texts(search, "type", "q", "sort", "order"),
  component: lazyRouteComponent(
    loading(() => import("../pages/report/SharedPage.tsx")),
    "SharedPage",
  ),
});

const resources = createRoute({
  getParentRoute: () => signedIn,
  path: "/resources",
  validateSearch: (search: Record<string, unknown>) => texts(search, "q", "type", "owner", "shared"),
  component: lazyRouteComponent(
    loading(() => import("../pages/report/ResourcesPage.tsx")),
    "ResourcesPage",
  ),
});

const reviews = createRoute({
  getParentRoute: () => signedIn,
  path: "/reviews",
  component: lazyRouteComponent(
    loading(() => import("../pages/reviews/ReviewsPage.tsx")),
    "ReviewsPage",
  ),
});

const review = createRoute({
  getParentRoute: () => signedIn,
  path: "/reviews/$reviewId",
  component: lazyRouteComponent(
    loading(() => import("../pages/reviews/ReviewPage.tsx")),
    "ReviewPage",
  ),
});

const myReviews = createRoute({
  getParentRoute: () => signedIn,
  path: "/my-reviews",
  component: lazyRouteComponent(
    loading(() => import("../pages/reviews/MyReviewsPage.tsx")),
    "MyReviewsPage",
  ),
});

const myReview = createRoute({
  getParentRoute: () => signedIn,
  path: "/my-reviews/$reviewId",
  component: lazyRouteComponent(
    loading(() => import("../pages/reviews/MyReviewPage.tsx")),
    "MyReviewPage",
  ),
});

export const routeTree = root.addChildren([
  login,
  register,
  forgotPassword,
  resetPassword,
  verify,
  twoFactor,
  setup,
  setupSharing,
  readLink,
  banned,
  signedIn.addChildren([
    index,
    agents,
    newAgent,
    editAgent,
    prompts,
    newPrompt,
    prompt,
    projects,
    project,
    tools,
    tool,
    links,
    files,
    file,
    newChat,
    chat,
    people,
    invitations,
    outbox,
    openings,
    settings,
    effectiveSettings,
    overrides,
    why,
    whatIf,
    health,
    audit,
    auditHead,
    auditEntry,
    logs,
    opened,
    moderation,
    moderationCase,
    decisions,
    myReports,
    person,
    ownGroups,
    ownGroup,
    groups,
    group,
    roles,
    role,
    services,
    models,
    requests,
    myAccess,
    sharing,
    tokens,
    account,
    keys,
    addresses,
    limits,
    balances,
    accountBalance,
    leaving,
    overview,
    usage,
    viewAs,
    report,
    shared,
    resources,
    reviews,
    review,
    myReviews,
    myReview,
    administered,
    service,
    explore,
    unknown,
  ]),
]);
