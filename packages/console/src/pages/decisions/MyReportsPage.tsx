import { t } from "@lingui/core/macro";
import { Badge, Group, Text } from "@mantine/core";
import { IconFlag } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { type OwnReport, ownReportsQuery } from "../../api/moderation.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { fromNow, inFull } from "../../parts/moments.ts";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { PagedRows } from "../access/PagedRows.tsx";
import { categoryWords, nameOfThing } from "../moderation/words.ts";
import { Quoted } from "../requests/Quoted.tsx";

const states: Readonly<Record<OwnReport["state"], string>> = {
  waiting: t`The moderators look at it`,
  acted: t`The moderators did something about it`,
  "nothing-found": t`The moderators found nothing wrong`,
  closed: t`Closed: the account is gone`,
};

/** What one reported, and what became of it. */
export function MyReportsPage() {
  return (
    <div className="page">
      <PageTitle
        title={t`My reports`}
        text={t`What you reported to the moderators, and what became of it. Whoever it is about does not learn that it was you.`}
      />
      <Loaded>
        <Reports />
      </Loaded>
    </div>
  );
}

function Reports() {
  const { data, ...pages } = useSuspenseInfiniteQuery(ownReportsQuery);
  return (
    <PagedRows
      title={t`Reports`}
      rows={data.pages.flatMap(({ reports }) => reports)}
      keyOf={({ id }) => id}
      pages={pages}
      whenEmpty={
        <NothingHere
          icon={<IconFlag size={36} stroke={1.4} aria-hidden />}
          title={t`You reported nothing`}
          text={t`Where something is against the rules, choose “Report…” beside it.`}
        />
      }
    >
      {(report) => (
        <div className="row">
          <div className="grow" style={{ flexBasis: 300 }}>
            <Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
              {nameOfThing(report)}
            </Text>
            <Text size="sm">{categoryWords[report.category]}</Text>
            <Quoted text={report.text} />
            <Group gap={6} mt={4}>
              <Badge variant={report.state === "waiting" ? "light" : "default"} size="sm" tt="none" fw={500}>
                {states[report.state]}
              </Badge>
              <Text size="xs" c="dimmed" title={inFull(report.createdAt)}>
                {fromNow(report.createdAt)}
              </Text>
            </Group>
          </div>
        </div>
      )}
    </PagedRows>
  );
}
