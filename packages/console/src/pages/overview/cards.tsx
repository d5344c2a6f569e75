import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Code, Text } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { formatLocale } from "#i18n";
import { auditHeadQuery, logsQuery } from "../../api/audit.ts";
import { groupCountQuery, peopleCountQuery } from "../../api/counts.ts";
import { outboxQuery } from "../../api/mail.ts";
import { moderationSummaryQuery } from "../../api/moderation.ts";
import { openingsQuery } from "../../api/openings.ts";
import { reportSummaryQuery } from "../../api/report.ts";
import { requestSummaryQuery } from "../../api/requests.ts";
import { reviewsQuery } from "../../api/reviews.ts";
import { TextLink } from "../../parts/links.tsx";
import { fromNow } from "../../parts/moments.ts";
import { findingsInWords } from "../report/inWords.ts";
import { Figure, FigureCard } from "./FigureCard.tsx";
import { Shares } from "./Shares.tsx";

export const RequestsCard = () => (
  <FigureCard title={t`Requests for access`} to="/requests" asked={useQuery(requestSummaryQuery)}>
    {({ toMe }) => (
      <Figure value={toMe} text={toMe === 0 ? t`Nobody waits for an answer of yours.` : t`Wait for your answer.`} />
    )}
  </FigureCard>
);

export const ModerationCard = () => (
  <FigureCard title={t`Reports`} to="/moderation" asked={useQuery(moderationSummaryQuery)}>
    {({ listed: { open, taken, appealed } }) =>
      open + taken + appealed === 0 ? (
        <Figure value={0} text={t`No report waits, and no appeal.`} />
      ) : (
        <Shares
          of={[
            { label: t`Wait for somebody`, value: open },
            { label: t`Being looked at`, value: taken },
            { label: t`Appeals`, value: appealed },
          ]}
        />
      )
    }
  </FigureCard>
);

export function ReviewsCard() {
  const asked = useInfiniteQuery(reviewsQuery);
  return (
    <FigureCard title={t`Access reviews`} to="/reviews" asked={asked}>
      {({ pages }) => {
        const reviews = (pages[0]?.reviews ?? []).filter(({ state }) => state === "open");
        const next = reviews.toSorted((a, b) => a.dueAt.localeCompare(b.dueAt))[0];
        if (!next)
          return (
            <Figure
              value={0}
              text={t`None is open. Open one, and those who gave access say whether it is still needed.`}
            />
          );
        return (
          <Figure
            value={reviews.length}
            text={
              <Trans>
                Open. Next due {fromNow(next.dueAt)}:{" "}
                <TextLink to="/reviews/$reviewId" params={{ reviewId: next.id }} inherit underline="always">
                  {next.name}
                </TextLink>
                , {next.decisions.none.toLocaleString(formatLocale)} of {next.lines.toLocaleString(formatLocale)} not
                decided.
              </Trans>
            }
          />
        );
      }}
    </FigureCard>
  );
}

export const FindingsCard = () => (
  <FigureCard title={t`Access report`} to="/report" asked={useQuery(reportSummaryQuery({}))}>
    {(findings) =>
      findings.every(({ count }) => count === 0) ? (
        <Figure value={0} text={t`Nothing that is shared stands out.`} />
      ) : (
        <Shares
          of={findings.map(({ finding, count, isExact }) => ({
            label: findingsInWords[finding].label,
            value: count,
            ...(!isExact && { told: t`at least ${count.toLocaleString(formatLocale)}` }),
          }))}
        />
      )
    }
  </FigureCard>
);

export const PeopleCard = () => (
  <FigureCard title={t`People`} to="/people" asked={useQuery(peopleCountQuery)}>
    {(total) => (
      <Figure
        value={total}
        text={
          total > 1 ? (
            t`Accounts of this organization.`
          ) : (
            <Trans>
              Nobody else is here yet:{" "}
              <TextLink to="/people/invitations" inherit underline="always">
                invite somebody
              </TextLink>
              .
            </Trans>
          )
        }
      />
    )}
  </FigureCard>
);

export const GroupsCard = () => (
  <FigureCard title={t`Groups`} to="/groups" asked={useQuery(groupCountQuery)}>
    {(total) => (
      <Figure
        value={total}
        text={
          total > 0 ? t`To share with many people at once.` : t`Make one, and share with all of its people at once.`
        }
      />
    )}
  </FigureCard>
);

export function OpeningsCard() {
  const asked = useInfiniteQuery(openingsQuery);
  return (
    <FigureCard title={t`Sealed content`} to="/openings" asked={asked}>
      {({ pages }) => {
        const open = (pages[0]?.openings ?? []).filter(({ isOpen }) => isOpen).length;
        return <Figure value={open} text={open === 0 ? t`Nothing is open.` : t`Open to an administrator now.`} />;
      }}
    </FigureCard>
  );
}

export const AuditCard = () => (
  <FigureCard title={t`Audit trail`} to="/audit" asked={useQuery(auditHeadQuery)}>
    {({ entries, at, head }) => (
      <>
        <Figure
          value={entries}
          text={at === null ? t`Entries; the first ones are sealed soon.` : t`Entries, sealed ${fromNow(at)}.`}
        />
        {head !== null && (
          <Text size="xs" c="dimmed">
            <TextLink to="/audit/head" inherit underline="always">
              {t`Head`}
            </TextLink>{" "}
            <Code>{head.slice(0, 12)}…</Code>
          </Text>
        )}
      </>
    )}
  </FigureCard>
);

export const OutboxCard = () => (
  <FigureCard title={t`Outbox`} to="/outbox" asked={useQuery(outboxQuery(1))}>
    {({ total }) => (
      <Figure value={total} text={total === 0 ? t`No letter waits.` : t`Letters that no mail server took.`} />
    )}
  </FigureCard>
);

export function ErrorsCard() {
  const asked = useInfiniteQuery(logsQuery("error"));
  return (
    <FigureCard title={t`Errors`} to="/logs" search={{ level: "error" }} asked={asked}>
      {({ pages: [page] }) => {
        const count = page?.lines.length ?? 0;
        return (
          <Figure
            value={page?.next ? `${count}+` : count}
            text={count === 0 ? t`The server has met none since its start.` : t`In the log, since the server's start.`}
          />
        );
      }}
    </FigureCard>
  );
}
