import { t } from "@lingui/core/macro";
import { ScrollArea, Table } from "@mantine/core";
import type { ReactNode } from "react";
import { formatLocale } from "#i18n";
import type { UsageCounts } from "../../api/usage.ts";
import { costInWords } from "./costInWords.ts";

interface UsageTableProps<Row> {
  label: string;
  /** What its first columns are called. */
  heads: readonly string[];
  rows: readonly Row[];
  keyOf(row: Row, index: number): string;
  /** The cells of the first columns. */
  children(row: Row): readonly ReactNode[];
  /** Of programs, which have no conversations: how many answers they got. */
  isOfPrograms?: boolean;
  /** A column after the numbers. */
  end?: { head: string; of(row: Row): ReactNode };
}

/** The first column says what a row is; all others are numbers. */
const sideOf = (column: number) => (column === 0 ? "left" : "right");

/** Numbers in columns; on a phone the table scrolls in its own frame. */
export function UsageTable<Row extends UsageCounts>({
  label,
  heads,
  rows,
  keyOf,
  children,
  isOfPrograms = false,
  end,
}: UsageTableProps<Row>) {
  return (
    <ScrollArea type="auto" viewportProps={{ tabIndex: 0, role: "region", "aria-label": label }}>
      <Table miw={760} striped>
        <Table.Thead>
          <Table.Tr>
            {heads.map((head, column) => (
              <Table.Th key={head} ta={sideOf(column)}>
                {head}
              </Table.Th>
            ))}
            {isOfPrograms ? (
              <Table.Th ta="right">{t`Answers`}</Table.Th>
            ) : (
              <>
                <Table.Th ta="right">{t`Conversations`}</Table.Th>
                <Table.Th ta="right">{t`Messages`}</Table.Th>
              </>
            )}
            <Table.Th ta="right">{t`Tokens in`}</Table.Th>
            <Table.Th ta="right">{t`Tokens out`}</Table.Th>
            <Table.Th ta="right">{t`Cost`}</Table.Th>
            <Table.Th ta="right">{t`No price known`}</Table.Th>
            <Table.Th ta="right">{t`Answers counted here`}</Table.Th>
            {end && <Table.Th>{end.head}</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row, index) => (
            <Table.Tr key={keyOf(row, index)}>
              {children(row).map((cell, column) => (
                <Table.Td key={heads[column]} ta={sideOf(column)}>
                  {cell}
                </Table.Td>
              ))}
              {isOfPrograms ? (
                <Table.Td ta="right">{shown(row.answers)}</Table.Td>
              ) : (
                <>
                  <Table.Td ta="right">{shown(row.conversations)}</Table.Td>
                  <Table.Td ta="right">{shown(row.messages)}</Table.Td>
                </>
              )}
              <Table.Td ta="right">{told(row.tokensIn)}</Table.Td>
              <Table.Td ta="right">{told(row.tokensOut)}</Table.Td>
              <Table.Td ta="right">{costOf(row)}</Table.Td>
              <Table.Td ta="right">{row.costAssumed > 0 ? t`about ${costInWords(row.costAssumed)}` : "–"}</Table.Td>
              <Table.Td ta="right">{row.untold > 0 ? t`${shown(row.untold)} of ${shown(row.answers)}` : "–"}</Table.Td>
              {end && <Table.Td>{end.of(row)}</Table.Td>}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}

/** None means that nobody said how many there were. */
const told = (count: number) => (count === 0 ? t`not told` : shown(count));
const shown = (count: number) => count.toLocaleString(formatLocale);

/** What nobody can know is not nothing. */
function costOf({ cost, costAssumed, answers, untold }: UsageCounts): string {
  if (cost > 0) return costInWords(cost);
  return costAssumed > 0 || untold > 0 || answers === 0 ? t`not known` : costInWords(0);
}
