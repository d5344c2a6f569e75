import { t } from "@lingui/core/macro";
import { Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Account } from "../../api/people.ts";
import { personUsageQuery } from "../../api/usage.ts";
import { fromNow } from "../../parts/moments.ts";
import { Bars } from "../usage/Bars.tsx";
import { periodInWords } from "../usage/periodInWords.ts";
import { UsageTable } from "../usage/UsageTable.tsx";

/** How much somebody writes, for whoever may know; never what. */
export function PersonUsage({ account }: { account: Account }) {
  const { data } = useQuery(personUsageQuery(account.id));
  if (!data) return null;
  return (
    <Stack className="panel" p="lg" gap="sm" component="section" aria-labelledby="their-usage">
      <Title order={2} size="h4" id="their-usage">
        {t`Usage`}
      </Title>
      <Text size="sm" c="dimmed">
        {data.lastAt === null
          ? t`They wrote nothing in the last twelve months.`
          : t`Last wrote ${fromNow(data.lastAt)}.`}
      </Text>
      {data.lastAt !== null && (
        <>
          <Bars
            title={t`Messages in the last 30 days`}
            bars={data.days.map(({ from, messages }) => ({
              key: from,
              label: periodInWords("day", from),
              value: messages,
            }))}
          />
          <details>
            <summary>{t`By month`}</summary>
            <UsageTable
              label={t`Their usage by month`}
              heads={[t`Month`]}
              rows={data.months.toReversed()}
              keyOf={({ from }) => from}
            >
              {({ from }) => [periodInWords("month", from)]}
            </UsageTable>
          </details>
        </>
      )}
    </Stack>
  );
}
