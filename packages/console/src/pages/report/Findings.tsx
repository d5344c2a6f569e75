import { t } from "@lingui/core/macro";
import { SimpleGrid, Text, UnstyledButton } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { formatLocale } from "#i18n";
import { type Finding, type FindingCount, type ReportFilters, reportSummaryQuery } from "../../api/report.ts";
import { findingsInWords } from "./inWords.ts";

interface FindingsProps {
  filters: ReportFilters;
  onChoose(finding: Finding | undefined): void;
}

/** What is worth looking at, each with how much there is of it; pressed again, all is shown. */
export function Findings({ filters, onChoose }: FindingsProps) {
  const { finding: chosen, days } = filters;
  const { data } = useSuspenseQuery(reportSummaryQuery(filters));
  return (
    <SimpleGrid cols={{ base: 2, xs: 3, md: 5 }} spacing="sm" mb="md">
      {data.map((one) => (
        <UnstyledButton
          key={one.finding}
          className="panel"
          p="sm"
          aria-pressed={one.finding === chosen}
          style={{
            display: "flex",
            flexDirection: "column",
            alignItems: "flex-start",
            ...(one.finding === chosen && { borderColor: "var(--mantine-primary-color-filled)", borderWidth: 2 }),
          }}
          onClick={() => onChoose(one.finding === chosen ? undefined : one.finding)}
        >
          <Text size="sm" fw={600}>
            {findingsInWords[one.finding].label}
          </Text>
          <Text size="xl" fw={700}>
            {countInWords(one)}
          </Text>
          <Text size="xs" c="dimmed" visibleFrom="sm">
            {findingsInWords[one.finding].text(one.finding === chosen ? days : undefined)}
          </Text>
        </UnstyledButton>
      ))}
    </SimpleGrid>
  );
}

const countInWords = ({ count, isExact }: FindingCount) => {
  if (isExact) return count.toLocaleString(formatLocale);
  return count === 0 ? t`None among the newest` : t`At least ${count.toLocaleString(formatLocale)}`;
};
