import { ScrollArea, Table } from "@mantine/core";
import type { ReactNode } from "react";
import type { UsageCounts } from "../../api/usage.ts";

interface UsageTableProps<Row> {
  label: string;
  /** What its first columns are called. */
  heads: readonly string[];
  rows: readonly Row[];
  keyOf(row: Row): string;
  /** The cells of the first columns. */
  children(row: Row): readonly ReactNode[];
  /** A column after the numbers. */
  end?: { head: string; of(row: Row): ReactNode };
}

/** Numbers in columns; on a phone the table scrolls in its own frame. */
export function UsageTable<Row extends UsageCounts>({
  label,
  heads,
  rows,
  keyOf,
  children,
  end,
}: UsageTableProps<Row>) {
  return (
    <ScrollArea type="auto" viewportProps={{ tabIndex: 0, role: "region", "aria-label": label }}>
      <Table miw={560} striped>
        <Table.Thead>
          <Table.Tr>
            {heads.map((head) => (
              <Table.Th key={head}>{head}</Table.Th>
            ))}
            <Table.Th ta="right">Conversations</Table.Th>
            <Table.Th ta="right">Messages</Table.Th>
            <Table.Th ta="right">Tokens in</Table.Th>
            <Table.Th ta="right">Tokens out</Table.Th>
            {end && <Table.Th>{end.head}</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={keyOf(row)}>
              {children(row).map((cell, index) => (
                <Table.Td key={heads[index]}>{cell}</Table.Td>
              ))}
              <Table.Td ta="right">{shown(row.conversations)}</Table.Td>
              <Table.Td ta="right">{shown(row.messages)}</Table.Td>
              <Table.Td ta="right">{told(row.tokensIn)}</Table.Td>
              <Table.Td ta="right">{told(row.tokensOut)}</Table.Td>
              {end && <Table.Td>{end.of(row)}</Table.Td>}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}

/** None means that nobody said how many there were. */
const told = (count: number) => (count === 0 ? "not told" : shown(count));
const shown = (count: number) => count.toLocaleString("en");
