import { t } from "@lingui/core/macro";
import { SegmentedControl, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { IconChartBar } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { formatLocale } from "#i18n";
import { type PeriodKind, usageQuery } from "../../api/usage.ts";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { Figure } from "../overview/FigureCard.tsx";
import { Bars } from "./Bars.tsx";
import { costInWords } from "./costInWords.ts";
import { measureOf, measures } from "./measures.ts";
import { periodInWords } from "./periodInWords.ts";
import { UsageTable } from "./UsageTable.tsx";

interface OverTimeProps {
  by: PeriodKind;
  show: string | undefined;
  onShow(show: string): void;
}

const lasts: Readonly<Record<PeriodKind, string>> = { day: t`30 days`, week: t`26 weeks`, month: t`12 months` };

/** Everybody together, period by period. */
export function OverTime({ by, show, onShow }: OverTimeProps) {
  const { data: periods } = useSuspenseQuery(usageQuery(by));
  const measure = measureOf(show, "active");
  if (periods.every(({ active }) => active === 0))
    return (
      <NothingHere
        icon={<IconChartBar size={36} stroke={1.4} aria-hidden />}
        title={t`Nobody was active`}
        text={t`Nobody wrote anything in the last ${lasts[by]}. Once people chat, it is counted here.`}
      />
    );
  const sum = (of: (period: (typeof periods)[number]) => number) =>
    periods.reduce((total, period) => total + of(period), 0);
  const untold = sum((period) => period.untold);
  const assumed = sum((period) => period.costAssumed);
  const sums = measures.filter(({ value }) => value !== "active");
  return (
    <Stack className="panel" p="lg" gap="md" component="section" aria-labelledby="usage-totals">
      <Title order={2} size="h4" id="usage-totals">
        {t`Everybody, in the last ${lasts[by]}`}
      </Title>
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="lg">
        {sums.map(({ value, label, of, inWords }) => {
          const total = sum(of);
          const isUnknown = total === 0 && (value === "tokens" || value === "cost") && untold > 0;
          return (
            <div key={value}>
              <Figure value={isUnknown ? t`Not known` : inWords(total)} text={label} />
            </div>
          );
        })}
      </SimpleGrid>
      {(untold > 0 || assumed > 0) && (
        <Text size="xs" c="dimmed">
          {untold > 0 &&
            `${t`Of ${untold.toLocaleString(formatLocale)} of ${sum(({ answers }) => answers).toLocaleString(formatLocale)} answers nobody told how many tokens they took: Gatehouse counted them itself.`} `}
          {assumed > 0 &&
            t`${costInWords(assumed)} of the cost is of models without a known price, at LibreChat's default; the table tells both apart.`}
        </Text>
      )}
      <SegmentedControl
        aria-label={t`Shown`}
        data={measures.map(({ value, label }) => ({ value, label }))}
        value={measure.value}
        onChange={onShow}
        style={{ overflowX: "auto" }}
      />
      <Bars
        title={measure.label}
        inWords={measure.inWords}
        bars={periods.map((period) => ({
          key: period.from,
          label: periodInWords(by, period.from),
          value: measure.of(period),
        }))}
      />
      <details>
        <summary>{t`As a table`}</summary>
        <UsageTable
          label={t`Everybody, by period`}
          heads={[t`From`, t`Active`]}
          rows={periods.toReversed()}
          keyOf={(period) => period.from}
        >
          {(period) => [periodInWords(by, period.from), period.active.toLocaleString(formatLocale)]}
        </UsageTable>
      </details>
    </Stack>
  );
}
