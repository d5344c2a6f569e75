import { Badge, Stack, Text, VisuallyHidden } from "@mantine/core";
import {
  IconAdjustments,
  IconAdjustmentsAlt,
  IconApps,
  IconChartBar,
  IconChecklist,
  IconCpu,
  IconFileAlert,
  IconFileCheck,
  IconFiles,
  IconFingerprint,
  IconFlag,
  IconFolders,
  IconGavel,
  IconHelpHexagon,
  IconInbox,
  IconKey,
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
  IconTool,
  IconUserShare,
  IconUsers,
  IconUsersGroup,
  IconUsersPlus,
  IconWorldOff,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useRouterState } from "@tanstack/react-router";
import { outboxQuery } from "../api/mail.ts";
import { useCapability, useFeature } from "../api/may.ts";
import { moderationSummaryQuery, newestDecisionsQuery } from "../api/moderation.ts";
import { unseenOpeningsQuery } from "../api/openings.ts";
import { requestSummaryQuery } from "../api/requests.ts";
import { ownReviewsQuery } from "../api/reviews.ts";
import { NavigationLink } from "../parts/links.tsx";
import { useSession } from "./useSession.ts";

const icon = { size: 18, stroke: 1.7, "aria-hidden": true } as const;

/** Shows only what the server says one may see. */
export function Navigation() {
  const isChat = useRouterState({ select: ({ location }) => location.pathname.startsWith("/c/") });
  const prompts = useFeature("PROMPTS.USE");
  const tools = useFeature("MCP_SERVERS.USE");
  const readsUsers = useCapability("read:users");
  const readsGroups = useCapability("read:groups");
  const readsRoles = useCapability("read:roles");
  const managesServices = useCapability("manage:services");
  const readsConfigs = useCapability("read:configs");
  const managesConfigs = useCapability("manage:configs");
  // Whether they are its operator the server says; only super admins are worth asking about.
  const isSuperAdmin = useSession()?.gatehouseRole === "SUPER_ADMIN";
  const outbox = useQuery({ ...outboxQuery(1), enabled: isSuperAdmin, retry: false });
  const unseals = useCapability("unseal:content");
  const readsAccess = useCapability("read:access");
  const readsTrail = useCapability("read:audit_log");
  const readsUsage = useCapability("read:usage");
  const moderates = useCapability("moderate:content");
  const readsLogs = useCapability("read:logs");
  const bansAnybody = useCapability("ban:users");
  const isStaff = [
    readsUsers,
    readsGroups,
    readsRoles,
    managesServices,
    readsConfigs,
    readsAccess,
    unseals,
    readsTrail,
    readsLogs,
    readsUsage,
    moderates,
    bansAnybody,
  ].includes(true);
  return (
    <Stack gap={2}>
      <NavigationLink
        to="/c/new"
        label="Chat"
        leftSection={<IconMessageCircle {...icon} />}
        {...(isChat && { active: true })}
      />
      <NavigationLink to="/agents" label="Agents" leftSection={<IconRobot {...icon} />} />
      {prompts?.allowed && <NavigationLink to="/prompts" label="Prompts" leftSection={<IconPrompt {...icon} />} />}
      <NavigationLink to="/files" label="Files" leftSection={<IconFiles {...icon} />} />
      <NavigationLink to="/projects" label="Projects" leftSection={<IconFolders {...icon} />} />
      {tools?.allowed && <NavigationLink to="/tools" label="Tools" leftSection={<IconTool {...icon} />} />}
      <NavigationLink to="/my-groups" label="My groups" leftSection={<IconUsersPlus {...icon} />} />
      <NavigationLink to="/links" label="Shared links" leftSection={<IconLink {...icon} />} />
      {isStaff && (
        <Text size="xs" fw={600} c="dimmed" tt="uppercase" lts={0.5} px={10} pt="md" pb={4}>
          Administration
        </Text>
      )}
      {readsUsers && <NavigationLink to="/people" label="People" leftSection={<IconUsers {...icon} />} />}
      {readsGroups && <NavigationLink to="/groups" label="Groups" leftSection={<IconUsersGroup {...icon} />} />}
      {readsRoles && <NavigationLink to="/roles" label="Roles" leftSection={<IconShieldCheck {...icon} />} />}
      {readsUsage && <NavigationLink to="/usage" label="Usage" leftSection={<IconChartBar {...icon} />} />}
      {readsConfigs && <NavigationLink to="/models" label="Models" leftSection={<IconCpu {...icon} />} />}
      {readsConfigs && (
        <NavigationLink
          to="/settings"
          label="Settings"
          leftSection={<IconAdjustments {...icon} />}
          activeOptions={{ includeSearch: false }}
        />
      )}
      {readsConfigs && (
        <NavigationLink to="/overrides" label="Overrides" leftSection={<IconAdjustmentsAlt {...icon} />} />
      )}
      {managesServices && <NavigationLink to="/services" label="Services" leftSection={<IconApps {...icon} />} />}
      {managesConfigs && outbox.data && (
        <NavigationLink to="/sign-in-tokens" label="Sign-in tokens" leftSection={<IconKey {...icon} />} />
      )}
      {readsAccess && (
        <NavigationLink
          to="/report"
          label="Access report"
          leftSection={<IconFileCheck {...icon} />}
          activeOptions={{ includeSearch: false }}
        />
      )}
      {readsAccess && (
        <NavigationLink
          to="/shared"
          label="Shared resources"
          leftSection={<IconShare {...icon} />}
          activeOptions={{ includeSearch: false }}
        />
      )}
      {readsAccess && <NavigationLink to="/reviews" label="Access reviews" leftSection={<IconChecklist {...icon} />} />}
      {readsAccess && (
        <NavigationLink
          to="/why"
          label="Why"
          leftSection={<IconHelpHexagon {...icon} />}
          activeOptions={{ includeSearch: false }}
        />
      )}
      {moderates && <ModerationLink />}
      {bansAnybody && <NavigationLink to="/addresses" label="Addresses" leftSection={<IconWorldOff {...icon} />} />}
      {(unseals || readsTrail) && (
        <NavigationLink to="/openings" label="Sealed content" leftSection={<IconLockOpen2 {...icon} />} />
      )}
      {readsTrail && (
        <NavigationLink
          to="/audit"
          label="Audit"
          leftSection={<IconListSearch {...icon} />}
          activeOptions={{ includeSearch: false }}
        />
      )}
      {readsLogs && outbox.data && (
        <NavigationLink
          to="/logs"
          label="Logs"
          leftSection={<IconFileAlert {...icon} />}
          activeOptions={{ includeSearch: false }}
        />
      )}
      {outbox.data && <NavigationLink to="/outbox" label="Outbox" leftSection={<IconMailbox {...icon} />} />}
      <Text size="xs" fw={600} c="dimmed" tt="uppercase" lts={0.5} px={10} pt="md" pb={4}>
        You
      </Text>
      <NavigationLink
        to="/access"
        label="My access"
        leftSection={<IconLockAccess {...icon} />}
        activeOptions={{ includeSearch: false }}
      />
      <NavigationLink
        to="/sharing"
        label="Sharing"
        leftSection={<IconUserShare {...icon} />}
        activeOptions={{ includeSearch: false }}
      />
      <RequestsLink />
      <ReviewsLink />
      <OpenedLink />
      <DecisionsLink />
      <NavigationLink to="/account" label="Your account" leftSection={<IconFingerprint {...icon} />} />
    </Stack>
  );
}

/** Where one has not seen it yet: whoever's conversation was opened need not look for it. */
function OpenedLink() {
  const { data: unseen = 0 } = useQuery(unseenOpeningsQuery);
  const isThere = useRouterState({ select: ({ location }) => location.pathname === "/opened" });
  if (unseen === 0 && !isThere) return null;
  return (
    <NavigationLink
      to="/opened"
      label="Opened by administrators"
      leftSection={<IconLockOpen2 {...icon} />}
      {...(unseen > 0 && {
        rightSection: (
          <Badge size="sm" circle={unseen < 10}>
            {unseen > 99 ? "99+" : unseen}
            <VisuallyHidden> new</VisuallyHidden>
          </Badge>
        ),
      })}
    />
  );
}

/** Where one waits: of whom nobody asks it need not look for it. With how many lines. */
function ReviewsLink() {
  const { data: reviews = [] } = useQuery(ownReviewsQuery);
  const isThere = useRouterState({ select: ({ location }) => location.pathname.startsWith("/my-reviews") });
  if (reviews.length === 0 && !isThere) return null;
  return (
    <NavigationLink
      to="/my-reviews"
      label="My reviews"
      leftSection={<IconChecklist {...icon} />}
      {...waitingBadge(reviews.reduce((sum, { waiting }) => sum + waiting, 0))}
    />
  );
}

/** With how many wait: reports, and appeals. */
function ModerationLink() {
  const { data } = useQuery(moderationSummaryQuery);
  return (
    <NavigationLink
      to="/moderation"
      label="Moderation"
      leftSection={<IconFlag {...icon} />}
      activeOptions={{ includeSearch: false }}
      {...waitingBadge(data ? data.open + data.appealed : 0)}
    />
  );
}

/** Where there is one: of whom nothing was decided need not look for it. */
function DecisionsLink() {
  const { data } = useQuery(newestDecisionsQuery);
  const isThere = useRouterState({ select: ({ location }) => location.pathname === "/decisions" });
  if (!data || (data.decisions.length === 0 && !isThere)) return null;
  return (
    <NavigationLink
      to="/decisions"
      label="Decisions about me"
      leftSection={<IconGavel {...icon} />}
      {...waitingBadge(data.unseen)}
    />
  );
}

const waitingBadge = (count: number) =>
  count === 0
    ? {}
    : {
        rightSection: (
          <Badge size="sm" circle={count < 10}>
            {count > 99 ? "99+" : count}
            <VisuallyHidden> new</VisuallyHidden>
          </Badge>
        ),
      };

/** With how many wait: requests to answer, and answers to read. */
function RequestsLink() {
  const { data } = useQuery(requestSummaryQuery);
  const waiting = data ? data.toMe + data.answered : 0;
  const where = data && data.toMe === 0 && data.answered > 0 ? ({ box: "mine" } as const) : {};
  return (
    <NavigationLink
      to="/requests"
      search={where}
      label="Requests"
      leftSection={<IconInbox {...icon} />}
      activeOptions={{ includeSearch: false }}
      {...(waiting > 0 && {
        rightSection: (
          <Badge size="sm" circle={waiting < 10}>
            {waiting > 99 ? "99+" : waiting}
            <VisuallyHidden> new</VisuallyHidden>
          </Badge>
        ),
      })}
    />
  );
}
