import { t } from "@lingui/core/macro";
import { Button, Center, Group, Select, Stack, Text, Title } from "@mantine/core";
import { IconChartBar } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { formatLocale } from "#i18n";
import type { UsageCounts, UsageFilters } from "../../api/usage.ts";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { measureOf, measures } from "./measures.ts";
import { PeriodSelect } from "./PeriodSelect.tsx";
import { RankBars } from "./RankBars.tsx";
import type { Go } from "./search.ts";
import { UsageTable } from "./UsageTable.tsx";

type Row = UsageCounts & { active?: number };

interface RankingProps<Ranked extends Row> {
  /** `Models` */
  title: string;
  /** What a row is: `Model`. */
  head: string;
  /** What the table of them is called. */
  table: string;
  filters: UsageFilters;
  go: Go;
  /** Orders other than by what is drawn. */
  others?: readonly { value: string; label: string }[];
  /** Whether it says how many people were active; where that is not said, as its rows do. */
  hasPeople?: boolean;
  rows: readonly Ranked[];
  /** How many there are, also those that are not read yet; absent: nobody knows. */
  total?: number;
  pages: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage(): unknown };
  keyOf(row: Ranked, index: number): string;
  called(row: Ranked): ReactNode;
  /** What took it are programs. */
  isOfPrograms?: boolean;
  end?: { head: string; of(row: Ranked): ReactNode };
  whenEmpty: { title: string; text: string };
  about: string;
}

const DRAWN = 10;

/** One period, put in order by one measure: the first as bars, all as a table. */
export function Ranking<Ranked extends Row>({
  title,
  head,
  table,
  filters: { by, from, sort },
  go,
  others = [],
  hasPeople = others.length === 0,
  rows,
  total,
  pages: { hasNextPage, isFetchingNextPage, fetchNextPage },
  keyOf,
  called,
  isOfPrograms = false,
  end,
  whenEmpty,
  about,
}: RankingProps<Ranked>) {
  const measure = measureOf(sort, "messages");
  const hasActive = hasPeople || rows.some(({ active }) => active !== undefined);
  const isUnknown = (row: Row) =>
    measure.of(row) === 0 && row.untold > 0 && (measure.value === "cost" || measure.value === "tokens");
  const orders = [
    ...measures
      .filter(({ value }) => hasActive || value !== "active")
      .filter(({ value }) => !isOfPrograms || value === "tokens" || value === "cost")
      .map(({ value, most }) => ({ value: value as string, label: most })),
    ...others,
  ];
  return (
    <Stack className="panel" p="lg" gap="md" component="section" aria-labelledby="usage-ranking">
      <Title order={2} size="h4" id="usage-ranking">
        {title}
      </Title>
      <Group align="end">
        <PeriodSelect by={by} from={from} onChoose={(next) => go({ sort, from: next })} />
        <Select
          label={t`Order`}
          data={orders}
          value={orders.some(({ value }) => value === sort) ? sort : measure.value}
          allowDeselect={false}
          onChange={(value) => value && go({ from, sort: value })}
        />
      </Group>
      {rows.length === 0 ? (
        <NothingHere icon={<IconChartBar size={36} stroke={1.4} aria-hidden />} {...whenEmpty} />
      ) : (
        <>
          {!others.some(({ value }) => value === sort) && (
            <RankBars
              title={measure.titled(title)}
              inWords={measure.inWords}
              bars={rows.slice(0, DRAWN).map((row, index) => ({
                key: keyOf(row, index),
                label: called(row),
                value: measure.of(row),
                said: isUnknown(row) ? t`not known` : undefined,
              }))}
            />
          )}
          <UsageTable
            label={table}
            heads={[head, ...(hasActive ? [t`Active people`] : [])]}
            rows={rows}
            keyOf={keyOf}
            isOfPrograms={isOfPrograms}
            {...(end && { end })}
          >
            {(row) => [called(row), ...(hasActive ? [(row.active ?? 0).toLocaleString(formatLocale)] : [])]}
          </UsageTable>
          {total !== undefined && (
            <Text size="xs" c="dimmed">
              {t`${total.toLocaleString(formatLocale)} in all.`}
            </Text>
          )}
        </>
      )}
      {hasNextPage && (
        <Center>
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t`Show more`}
          </Button>
        </Center>
      )}
      <Text size="xs" c="dimmed">
        {t`${about} Days are UTC's; weeks begin on Monday.`}
      </Text>
    </Stack>
  );
}
