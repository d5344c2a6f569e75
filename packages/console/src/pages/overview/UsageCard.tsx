import { t } from "@lingui/core/macro";
import { SimpleGrid, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type UsagePeriod, usageQuery } from "../../api/usage.ts";
import { Bars } from "../usage/Bars.tsx";
import { periodInWords } from "../usage/periodInWords.ts";
import { FigureCard } from "./FigureCard.tsx";

/** The last thirty days; the same as a table is on its page. */
export function UsageCard() {
  const asked = useQuery(usageQuery("day"));
  return (
    <FigureCard title={t`Usage`} to="/usage" asked={asked} isWide>
      {(days) =>
        days.every(({ active }) => active === 0) ? (
          <Text size="sm" c="dimmed">
            {t`Nobody has written anything in the last 30 days. Once people chat, it shows here.`}
          </Text>
        ) : (
          <SimpleGrid cols={{ base: 1, md: 3 }} spacing="lg">
            <Bars title={t`Active people`} bars={barsOf(days, ({ active }) => active)} />
            <Bars title={t`Messages`} bars={barsOf(days, ({ messages }) => messages)} />
            <Bars title={t`Tokens`} bars={barsOf(days, ({ tokensIn, tokensOut }) => tokensIn + tokensOut)} />
          </SimpleGrid>
        )
      }
    </FigureCard>
  );
}

const barsOf = (days: readonly UsagePeriod[], of: (day: UsagePeriod) => number) =>
  days.map((day) => ({ key: day.from, label: periodInWords("day", day.from), value: of(day) }));
