import { t } from "@lingui/core/macro";
import { Box, Group, ScrollArea, Stack, Table, Text, Title } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { formatLocale } from "#i18n";
import { useCapability } from "../../api/may.ts";
import { type PeriodKind, refusedMostQuery } from "../../api/usage.ts";
import { ButtonLink } from "../../parts/links.tsx";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { Bars } from "./Bars.tsx";
import { PeriodSelect } from "./PeriodSelect.tsx";
import { periodInWords } from "./periodInWords.ts";
import { RankBars } from "./RankBars.tsx";
import { askedInWords, ruleInWords } from "./refusalInWords.ts";
import type { Go } from "./search.ts";

const DRAWN = 10;

/** What people are refused, and by which rule: how often, and nobody's name. */
export function Refusals({ by, from, go }: { by: PeriodKind; from: string | undefined; go: Go }) {
  const { data } = useSuspenseQuery(refusedMostQuery(by, from));
  const readsTrail = useCapability("read:audit_log");
  const { total, different, refusals, periods } = data;
  const keyOf = ({ asked, type, rule }: (typeof refusals)[number]) => JSON.stringify([asked, type, rule]);
  return (
    <Stack className="panel" p="lg" gap="md" component="section" aria-labelledby="most-refused">
      <Title order={2} size="h4" id="most-refused">
        {t`Most refused`}
      </Title>
      <Box maw={640}>
        <Bars
          title={t`Refusals`}
          bars={periods.map((one) => ({ key: one.from, label: periodInWords(by, one.from), value: one.times }))}
        />
      </Box>
      <Group align="end">
        <PeriodSelect by={by} from={from} onChoose={(next) => go({ from: next })} />
      </Group>
      {refusals.length === 0 ? (
        <NothingHere
          icon={<IconShieldCheck size={36} stroke={1.4} aria-hidden />}
          title={t`Nobody was refused anything`}
          text={t`When somebody asks for what they may not do, it is counted here within a minute or so.`}
        />
      ) : (
        <>
          <RankBars
            title={t`Most refused, of ${total.toLocaleString(formatLocale)}`}
            bars={refusals.slice(0, DRAWN).map((one) => ({
              key: keyOf(one),
              label: `${askedInWords(one)} · ${ruleInWords(one.rule)}`,
              value: one.times,
            }))}
          />
          <ScrollArea
            type="auto"
            viewportProps={{ tabIndex: 0, role: "region", "aria-label": t`Most refused, as a table` }}
          >
            <Table miw={480} striped>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t`What they asked for`}</Table.Th>
                  <Table.Th>{t`Why not`}</Table.Th>
                  <Table.Th ta="right">{t`Times`}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {refusals.map((one) => (
                  <Table.Tr key={keyOf(one)}>
                    <Table.Td>{askedInWords(one)}</Table.Td>
                    <Table.Td>{ruleInWords(one.rule)}</Table.Td>
                    <Table.Td ta="right">{one.times.toLocaleString(formatLocale)}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </ScrollArea>
        </>
      )}
      <Group justify="space-between">
        <Text size="xs" c="dimmed" maw={560}>
          {different > refusals.length &&
            `${t`The first ${refusals.length} of ${different.toLocaleString(formatLocale)}.`} `}
          {t`Counted without names. What is often refused may be something that people need: give it to their role or group, or say where to ask for it.`}
        </Text>
        {readsTrail && (
          <ButtonLink to="/audit" search={{ kind: "refused" }} size="xs" variant="default">
            {t`Who was refused`}
          </ButtonLink>
        )}
      </Group>
    </Stack>
  );
}
