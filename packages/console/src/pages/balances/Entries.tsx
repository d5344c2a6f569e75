import { t } from "@lingui/core/macro";
import { Button, Center, ScrollArea, Stack, Table, Text, Title } from "@mantine/core";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { formatLocale } from "#i18n";
import { type BalanceEntry, balanceEntriesQuery } from "../../api/balances.ts";
import { inFull } from "../../parts/moments.ts";
import { PrincipalLink } from "../../parts/PrincipalLink.tsx";
import { useModelNames } from "../limits/useModelNames.ts";
import { changeOf, kindInWords } from "./inWords.ts";

/** What was moved in somebody's books, the newest first. */
export function Entries({ account }: { account: string }) {
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useSuspenseInfiniteQuery(
    balanceEntriesQuery(account),
  );
  const models = useModelNames();
  const entries = data.pages.flatMap((page) => page.entries);
  const modelOf = ({ model }: BalanceEntry) =>
    model === null ? "–" : (models.find(({ id }) => `model:${id}` === model)?.name ?? t`A model`);
  return (
    <Stack className="panel" p="lg" gap="sm" component="section" aria-labelledby="their-entries">
      <Title order={2} size="h4" id="their-entries">
        {t`Movements`}
      </Title>
      {entries.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t`Nothing was given, held or spent yet.`}
        </Text>
      ) : (
        <ScrollArea type="auto" viewportProps={{ tabIndex: 0, role: "region", "aria-label": t`Movements, as a table` }}>
          <Table miw={760} striped>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t`When`}</Table.Th>
                <Table.Th>{t`What`}</Table.Th>
                <Table.Th ta="right">{t`Credits`}</Table.Th>
                <Table.Th ta="right">{t`Change`}</Table.Th>
                <Table.Th>{t`Model`}</Table.Th>
                <Table.Th ta="right">{t`Tokens`}</Table.Th>
                <Table.Th>{t`Reason`}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {entries.map((entry) => (
                <Table.Tr key={entry.number}>
                  <Table.Td style={{ whiteSpace: "nowrap" }}>{inFull(entry.at)}</Table.Td>
                  <Table.Td>{kindInWords(entry.kind)}</Table.Td>
                  <Table.Td ta="right">{entry.credits.toLocaleString(formatLocale)}</Table.Td>
                  <Table.Td ta="right">{signed(changeOf(entry))}</Table.Td>
                  <Table.Td>{modelOf(entry)}</Table.Td>
                  <Table.Td ta="right">{tokensOf(entry)}</Table.Td>
                  <Table.Td style={{ overflowWrap: "anywhere" }}>
                    {entry.reason}
                    {/* Of somebody else it is worth knowing who. */}
                    {entry.actor !== account && entry.actor.startsWith("user:") && (
                      <Text size="xs" component="div">
                        <PrincipalLink principal={entry.actor}>{t`By whom`}</PrincipalLink>
                      </Text>
                    )}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea>
      )}
      {hasNextPage && (
        <Center>
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t`Show more`}
          </Button>
        </Center>
      )}
    </Stack>
  );
}

const signed = (change: number) =>
  change === 0 ? "–" : change.toLocaleString(formatLocale, { signDisplay: "exceptZero" });

const tokensOf = ({ tokensIn, tokensOut }: BalanceEntry) =>
  tokensIn === null && tokensOut === null ? "–" : ((tokensIn ?? 0) + (tokensOut ?? 0)).toLocaleString(formatLocale);
