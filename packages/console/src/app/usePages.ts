import { t } from "@lingui/core/macro";
import {
  IconAdjustments,
  IconAdjustmentsAlt,
  IconApi,
  IconApps,
  IconArrowsExchange,
  IconBinoculars,
  IconChartBar,
  IconChecklist,
  IconCoins,
  IconCpu,
  IconFileAlert,
  IconFileCheck,
  IconFiles,
  IconFingerprint,
  IconFlag,
  IconFolders,
  IconGauge,
  IconGavel,
  IconHelpHexagon,
  IconInbox,
  IconKey,
  IconLayoutDashboard,
  IconLink,
  IconListSearch,
  IconLockAccess,
  IconLockOpen2,
  IconMailbox,
  IconMessageCircle,
  IconPrompt,
  IconRobot,
  IconShare,
  IconShieldCheck,
  IconSitemap,
  IconStack2,
  IconStethoscope,
  IconTool,
  IconUserShare,
  IconUsers,
  IconUsersGroup,
  IconUsersPlus,
  IconWorldOff,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type LinkProps, useRouterState } from "@tanstack/react-router";
import { outboxQuery } from "../api/mail.ts";
import { administeredQuery, useCapability, useFeature, useReaches } from "../api/may.ts";
import { moderationSummaryQuery, newestDecisionsQuery } from "../api/moderation.ts";
import { unseenOpeningsQuery } from "../api/openings.ts";
import { requestSummaryQuery } from "../api/requests.ts";
import { ownReviewsQuery } from "../api/reviews.ts";
import { useSession } from "./useSession.ts";

export const sections = [t`Workspace`, t`Administration`, t`Access`, t`Safety`, t`Installation`, t`You`] as const;

/** A page that one may see. */
export interface Page {
  readonly section: (typeof sections)[number];
  readonly to: LinkProps["to"] & string;
  readonly search?: LinkProps["search"];
  readonly label: string;
  readonly icon: typeof IconApps;
  /** It is the same page whatever is searched or filtered on it. */
  readonly isAnySearch?: boolean;
  /** Where it is not only at its own address. */
  readonly isHere?: boolean;
  /** How much waits there. */
  readonly waiting?: number;
}

/** The pages, of which the navigation and the command palette know; only those that the server says one may see, in their order. */
export function usePages(): readonly Page[] {
  return [...useWorkspacePages(), ...useStaffPages(), ...useOwnPages()];
}

function useWorkspacePages(): Page[] {
  const isChat = usePath().startsWith("/c/");
  const prompts = useFeature("PROMPTS.USE")?.allowed;
  const tools = useFeature("MCP_SERVERS.USE")?.allowed;
  const section = t`Workspace`;
  return [
    { section, to: "/c/new", label: t`Chat`, icon: IconMessageCircle, ...(isChat && { isHere: true }) },
    { section, to: "/agents", label: t`Agents`, icon: IconRobot },
    ...only(prompts, { section, to: "/prompts", label: t`Prompts`, icon: IconPrompt }),
    { section, to: "/files", label: t`Files`, icon: IconFiles },
    { section, to: "/projects", label: t`Projects`, icon: IconFolders },
    ...only(tools, { section, to: "/tools", label: t`Tools`, icon: IconTool }),
    { section, to: "/my-groups", label: t`My groups`, icon: IconUsersPlus },
    { section, to: "/links", label: t`Shared links`, icon: IconLink },
  ];
}

function useStaffPages(): Page[] {
  const readsUsers = useReaches("read:users");
  const readsGroups = useReaches("read:groups");
  const readsRoles = useCapability("read:roles");
  const managesServices = useCapability("manage:services");
  const readsConfigs = useCapability("read:configs");
  const managesConfigs = useCapability("manage:configs");
  // Whether they are its operator the server says; only super admins are worth asking about.
  const isSuperAdmin = useSession()?.gatehouseRole === "SUPER_ADMIN";
  const isOperator = useQuery({ ...outboxQuery(1), enabled: isSuperAdmin, retry: false }).data !== undefined;
  // Those of the installation: for whoever operates it, and not for a super admin of another organization.
  const readsSettings = readsConfigs && (isOperator || !isSuperAdmin);
  const unseals = useCapability("unseal:content");
  const readsAccess = useReaches("read:access");
  const readsTrail = useCapability("read:audit_log");
  const readsInsights = useCapability("read:insights");
  const readsUsage = useReaches("read:usage") || readsInsights;
  const managesBalances = useReaches("manage:balances");
  const moderates = useReaches("moderate:content");
  const readsLogs = useCapability("read:logs");
  const bansAnybody = useCapability("ban:users");
  const asksAll = useCapability("read:access");
  const isStaff = useFeature("access:admin")?.allowed ?? false;
  const administers = (useQuery({ ...administeredQuery, enabled: isStaff }).data ?? []).length > 0;
  // Reports, and appeals.
  const cases = useQuery({ ...moderationSummaryQuery, enabled: moderates === true }).data;
  const casesWaiting = cases ? cases.open + cases.appealed : 0;
  const isAnySearch = true;
  const staff = { section: t`Administration` } as const;
  const access = { section: t`Access`, isAnySearch } as const;
  const safety = { section: t`Safety`, isAnySearch } as const;
  const installation = { section: t`Installation` } as const;
  const pages: Page[] = [
    ...only(administers, { ...staff, to: "/administered", label: t`What I administer`, icon: IconSitemap }),
    ...only(readsUsers, { ...staff, to: "/people", label: t`People`, icon: IconUsers }),
    ...only(readsGroups, { ...staff, to: "/groups", label: t`Groups`, icon: IconUsersGroup }),
    ...only(readsRoles, { ...staff, to: "/roles", label: t`Roles`, icon: IconShieldCheck }),
    ...only(managesServices, { ...staff, to: "/services", label: t`Services`, icon: IconApps }),
    ...only(readsUsage, { ...staff, to: "/usage", label: t`Analytics`, icon: IconChartBar, isAnySearch }),
    ...only(managesBalances, { ...staff, to: "/limits", label: t`Limits`, icon: IconGauge }),
    ...only(managesBalances, { ...staff, to: "/balances", label: t`Balances`, icon: IconCoins, isAnySearch }),
    ...only(readsAccess, { ...access, to: "/report", label: t`Access report`, icon: IconFileCheck }),
    ...only(asksAll, { ...access, to: "/resources", label: t`Resources`, icon: IconStack2 }),
    ...only(asksAll, { ...access, to: "/shared", label: t`Shared resources`, icon: IconShare }),
    ...only(asksAll, { ...access, to: "/reviews", label: t`Access reviews`, icon: IconChecklist }),
    ...only(readsAccess, { ...access, to: "/explore", label: t`Explorer`, icon: IconBinoculars }),
    ...only(readsAccess, { ...access, to: "/why", label: t`Why`, icon: IconHelpHexagon }),
    ...only(asksAll, { ...access, to: "/what-if", label: t`What if`, icon: IconArrowsExchange }),
    ...only(moderates, { ...safety, to: "/moderation", label: t`Moderation`, icon: IconFlag, waiting: casesWaiting }),
    ...only(bansAnybody, { ...safety, to: "/addresses", label: t`Addresses`, icon: IconWorldOff }),
    ...only(unseals || readsTrail, { ...safety, to: "/openings", label: t`Sealed content`, icon: IconLockOpen2 }),
    ...only(readsTrail, { ...safety, to: "/audit", label: t`Audit`, icon: IconListSearch }),
    ...only(readsConfigs, { ...installation, to: "/models", label: t`Models`, icon: IconCpu }),
    ...only(readsSettings, {
      ...installation,
      to: "/settings",
      label: t`Settings`,
      icon: IconAdjustments,
      isAnySearch,
    }),
    ...only(readsConfigs, { ...installation, to: "/overrides", label: t`Overrides`, icon: IconAdjustmentsAlt }),
    ...only(managesConfigs && isOperator, {
      ...installation,
      to: "/sign-in-tokens",
      label: t`Sign-in tokens`,
      icon: IconKey,
    }),
    ...only(readsLogs && isOperator, {
      ...installation,
      to: "/logs",
      label: t`Logs`,
      icon: IconFileAlert,
      isAnySearch,
    }),
    ...only(isOperator, { ...installation, to: "/outbox", label: t`Outbox`, icon: IconMailbox }),
    ...only(isOperator, { ...installation, to: "/system-health", label: t`Health`, icon: IconStethoscope }),
  ];
  return pages.length === 0
    ? []
    : [{ ...staff, to: "/overview", label: t`Overview`, icon: IconLayoutDashboard }, ...pages];
}

/** Some are only where something is: whoever was not asked, opened or decided about need not look for it. */
function useOwnPages(): Page[] {
  const path = usePath();
  const requests = useQuery(requestSummaryQuery).data;
  const reviews = useQuery(ownReviewsQuery).data ?? [];
  const unseen = useQuery(unseenOpeningsQuery).data ?? 0;
  const decisions = useQuery(newestDecisionsQuery).data;
  const makesKeys = useFeature("REMOTE_AGENTS.CREATE")?.allowed;
  const [section, isAnySearch] = [t`You`, true] as const;
  const isAnswered = requests?.toMe === 0 && requests.answered > 0;
  return [
    { section, to: "/access", label: t`My access`, icon: IconLockAccess, isAnySearch },
    { section, to: "/sharing", label: t`Sharing`, icon: IconUserShare, isAnySearch },
    {
      section,
      to: "/requests",
      search: isAnswered ? { box: "mine" } : {},
      label: t`Requests`,
      icon: IconInbox,
      isAnySearch,
      // To answer, and answers to read.
      waiting: requests ? requests.toMe + requests.answered : 0,
    },
    ...only(reviews.length > 0 || path.startsWith("/my-reviews"), {
      section,
      to: "/my-reviews",
      label: t`My reviews`,
      icon: IconChecklist,
      waiting: reviews.reduce((sum, { waiting }) => sum + waiting, 0),
    }),
    ...only(unseen > 0 || path === "/opened", {
      section,
      to: "/opened",
      label: t`Opened by administrators`,
      icon: IconLockOpen2,
      waiting: unseen,
    }),
    ...only(decisions && (decisions.decisions.length > 0 || path === "/decisions"), {
      section,
      to: "/decisions",
      label: t`Decisions about me`,
      icon: IconGavel,
      waiting: decisions?.unseen ?? 0,
    }),
    ...only(makesKeys || path === "/keys", { section, to: "/keys", label: t`API keys`, icon: IconApi }),
    { section, to: "/account", label: t`Your account`, icon: IconFingerprint },
  ];
}

const usePath = () => useRouterState({ select: ({ location }) => location.pathname });
const only = (isThere: boolean | undefined, page: Page): Page[] => (isThere ? [page] : []);
