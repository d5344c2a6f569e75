import { t } from "@lingui/core/macro";
import { SimpleGrid } from "@mantine/core";
import { IconLayoutDashboard } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { outboxQuery } from "../../api/mail.ts";
import { capabilitiesQuery, useCapability, useFeature, useReaches } from "../../api/may.ts";
import { useSession } from "../../app/useSession.ts";
import { TextLink } from "../../parts/links.tsx";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { RowsSkeleton } from "../../parts/RowsSkeleton.tsx";
import { WhomIAdminister } from "../administered/WhomIAdminister.tsx";
import {
  AuditCard,
  ErrorsCard,
  FindingsCard,
  GroupsCard,
  ModerationCard,
  OpeningsCard,
  OutboxCard,
  PeopleCard,
  RequestsCard,
  ReviewsCard,
} from "./cards.tsx";
import { UsageCard } from "./UsageCard.tsx";

/** How the organization is, at a glance: each figure for whoever may read it, and each a way to its page. */
export function OverviewPage() {
  const [readsUsage, readsInsights] = [useReaches("read:usage"), useCapability("read:insights")];
  const may = {
    usage: readsUsage || readsInsights,
    people: useReaches("read:users"),
    groups: useReaches("read:groups"),
    moderation: useReaches("moderate:content"),
    access: useCapability("read:access"),
    unseal: useCapability("unseal:content"),
    trail: useCapability("read:audit_log"),
    logs: useCapability("read:logs"),
  };
  const staff = useFeature("access:admin");
  const isKnown =
    useQuery({ ...capabilitiesQuery, enabled: staff?.allowed ?? false }).isSuccess || staff?.allowed === false;
  const isSuperAdmin = useSession()?.gatehouseRole === "SUPER_ADMIN";
  const outbox = useQuery({ ...outboxQuery(1), enabled: isSuperAdmin, retry: false });
  const isOperator = outbox.data !== undefined;
  return (
    <div className="page">
      <PageTitle title={t`Overview`} text={t`What waits, and how it goes. Each title leads to its page.`} />
      <WhomIAdminister />
      {!isKnown && <RowsSkeleton />}
      {isKnown && staff?.allowed === false && (
        <NothingHere
          icon={<IconLayoutDashboard size={36} stroke={1.4} aria-hidden />}
          title={t`This is for administrators`}
          text={t`What you may use and what you share is on your own pages.`}
          action={<TextLink to="/access">{t`My access`}</TextLink>}
        />
      )}
      {isKnown && staff?.allowed !== false && (
        <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="md">
          {may.usage && <UsageCard />}
          <RequestsCard />
          {may.moderation && <ModerationCard />}
          {may.access && <ReviewsCard />}
          {may.access && <FindingsCard />}
          {may.people && <PeopleCard />}
          {may.groups && <GroupsCard />}
          {(may.unseal || may.trail) && <OpeningsCard />}
          {may.trail && <AuditCard />}
          {isOperator && <OutboxCard />}
          {may.logs && isOperator && <ErrorsCard />}
        </SimpleGrid>
      )}
    </div>
  );
}
