import { plural, t } from "@lingui/core/macro";
import { Button, Checkbox, Group, List, Stack, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconFileCheck } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import {
  ACCESS_CHANGED,
  fetchReportCsv,
  giveBack,
  MOST_TAKEN,
  type ReportFilters,
  type ReportLine,
  reportQuery,
  type TakenAway,
  takeAway,
} from "../../api/report.ts";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { refusalInWords } from "../../parts/problemInWords.ts";
import { SortBy } from "../../parts/SortBy.tsx";
import { saveBlob } from "../../parts/saveFile.ts";
import { useChange } from "../../parts/useChange.ts";
import { PagedRows } from "../access/PagedRows.tsx";
import { textOf } from "./inWords.ts";
import { ReportLineRow } from "./ReportLineRow.tsx";
import { useReportSorting } from "./useReportSorting.ts";

interface GrantLinesProps {
  filters: ReportFilters;
  onThing(resource: string): void;
}

/** The lines of the report; chosen ones are taken away together. */
export function GrantLines({ filters, onThing }: GrantLinesProps) {
  const { sortings, sorting, onSort, asked } = useReportSorting(filters);
  const { data, ...pages } = useSuspenseInfiniteQuery(reportQuery(filters, asked));
  const lines = data.pages.flatMap((page) => page.lines);
  const takeable = lines.filter(({ mayTakeAway }) => mayTakeAway);
  const choosable = takeable.slice(0, MOST_TAKEN);
  const [ids, setIds] = useState<ReadonlySet<number>>(new Set());
  const chosen = lines.filter(({ grantId }) => ids.has(grantId));
  const several = plural(chosen.length, { one: "one line", other: `${chosen.length} lines` });
  const taking = useChange<readonly ReportLine[], TakenAway>({
    call: takeAway,
    asks: (wished) => ({
      title: plural(wished.length, { one: "Take this away?", other: `Take these ${wished.length} away?` }),
      text: <Wished lines={wished} />,
      confirm: t`Take away`,
      danger: true,
      always: true,
    }),
    undo: ({ taken }, wished) => giveBack(wished.filter(({ grantId }) => taken.includes(grantId))),
    said: ({ taken, refused }) =>
      refused.length > 0
        ? t`${taken.length} taken away; ${refused.length} could not be`
        : t`${taken.length} taken away`,
    refresh: ACCESS_CHANGED,
    onDone: ({ refused }, wished) => {
      setIds(new Set());
      showRefused(refused, wished);
    },
  });
  const csv = useChange({
    run: () => fetchReportCsv(filters),
    onDone: (blob: Blob) => saveBlob("access-report.csv", blob),
  });
  const choose = (grantId: number, isChosen: boolean) => {
    const next = new Set(ids);
    if (isChosen) next.add(grantId);
    else next.delete(grantId);
    setIds(next);
  };
  const isAll = choosable.every(({ grantId }) => ids.has(grantId));
  return (
    <>
      <Group mb="sm" justify={takeable.length > 0 ? "space-between" : "flex-end"}>
        {takeable.length > 0 && (
          <Group gap="md">
            <Checkbox
              label={t`All ${choosable.length} that can be chosen`}
              checked={isAll}
              indeterminate={chosen.length > 0 && !isAll}
              onChange={() => setIds(new Set(isAll ? [] : choosable.map(({ grantId }) => grantId)))}
            />
            <Button
              size="xs"
              color="red.9"
              disabled={chosen.length === 0 || chosen.length > MOST_TAKEN}
              loading={taking.isPending}
              onClick={() => taking.mutate(chosen)}
            >
              {chosen.length === 0 ? t`Take away` : t`Take away ${several}`}
            </Button>
            {chosen.length > MOST_TAKEN && <Text size="sm">{t`At most ${MOST_TAKEN} at once.`}</Text>}
          </Group>
        )}
        <Group gap="md">
          {sortings.length > 1 && <SortBy sortings={sortings} value={sorting} onSort={onSort} />}
          <Button size="xs" variant="default" loading={csv.isPending} onClick={() => csv.mutate()}>
            {t`Download as CSV`}
          </Button>
        </Group>
      </Group>
      <PagedRows
        title={t`Who was given what`}
        rows={lines}
        keyOf={({ grantId }) => grantId}
        pages={pages}
        whenEmpty={
          <NothingHere
            icon={<IconFileCheck size={36} stroke={1.4} aria-hidden />}
            title={t`Nothing of the kind`}
            text={
              Object.values(filters).some((one) => one !== undefined)
                ? t`No grant is like this. Show all, or choose something else.`
                : t`Nobody has shared anything yet. What people share appears here.`
            }
          />
        }
      >
        {(line) => (
          <ReportLineRow
            line={line}
            isChosen={ids.has(line.grantId)}
            isOffered={takeable.length > 0}
            onChoose={(isChosen) => choose(line.grantId, isChosen)}
            onThing={() => onThing(line.resource)}
          />
        )}
      </PagedRows>
    </>
  );
}

const lineInWords = (line: ReportLine) => `${line.principalName ?? line.principal}: ${textOf(line)}`;
const MOST_LISTED = 5;

function Wished({ lines }: { lines: readonly ReportLine[] }) {
  return (
    <Stack gap="xs">
      <List size="sm">
        {lines.slice(0, MOST_LISTED).map((line) => (
          <List.Item key={line.grantId}>{lineInWords(line)}</List.Item>
        ))}
        {lines.length > MOST_LISTED && <List.Item>{t`and ${lines.length - MOST_LISTED} more`}</List.Item>}
      </List>
      <Text size="sm">
        {t`Each goes only where you may take it away. It can be undone for a moment, as far as you could give the same yourself.`}
      </Text>
    </Stack>
  );
}

function showRefused(refused: TakenAway["refused"], lines: readonly ReportLine[]) {
  if (refused.length === 0) return;
  modals.open({
    title: plural(refused.length, { one: "One line is still there", other: `${refused.length} lines are still there` }),
    children: (
      <Stack>
        <List size="sm" spacing="xs">
          {refused.map(({ grantId, reason, detail }) => {
            const line = lines.find((one) => one.grantId === grantId);
            return (
              <List.Item key={grantId}>
                {line && <strong>{lineInWords(line)}: </strong>}
                {reason === "not-found"
                  ? t`You may not take it away; whoever owns it can.`
                  : refusalInWords(reason, detail)}
              </List.Item>
            );
          })}
        </List>
        <Group justify="flex-end">
          <Button onClick={() => modals.closeAll()}>{t`Done`}</Button>
        </Group>
      </Stack>
    ),
  });
}
