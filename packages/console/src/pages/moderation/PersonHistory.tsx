import { t } from "@lingui/core/macro";
import { Group, Title } from "@mantine/core";
import { IconGavel } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { historyQuery } from "../../api/moderation.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PagedRows } from "../access/PagedRows.tsx";
import { DecisionLine } from "./DecisionLine.tsx";

/** What moderators decided about somebody, on their page. */
export function PersonHistory({ accountId }: { accountId: string }) {
  return (
    <section aria-labelledby="moderation-history" style={{ marginBlockStart: "var(--mantine-spacing-md)" }}>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4" id="moderation-history">
          {t`Moderation`}
        </Title>
        <ButtonLink to="/moderation" search={{ about: accountId }} size="xs" variant="default">
          {t`What was reported`}
        </ButtonLink>
      </Group>
      <Loaded>
        <Decisions accountId={accountId} />
      </Loaded>
    </section>
  );
}

function Decisions({ accountId }: { accountId: string }) {
  const { data, ...pages } = useSuspenseInfiniteQuery(historyQuery(accountId));
  return (
    <PagedRows
      title={t`Decisions`}
      rows={data.pages.flatMap(({ decisions }) => decisions)}
      keyOf={({ id }) => id}
      pages={pages}
      whenEmpty={
        <NothingHere
          icon={<IconGavel size={36} stroke={1.4} aria-hidden />}
          title={t`Nothing was decided`}
          text={t`No warnings, no bans, and nothing of theirs was hidden.`}
        />
      }
    >
      {(decision) => <DecisionLine decision={decision} />}
    </PagedRows>
  );
}
