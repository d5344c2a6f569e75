import { Button, Center, Group, SegmentedControl, Select, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { IconChartBar } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type PeriodKind, type UsageOrder, usagePeopleQuery, usageQuery } from "../../api/usage.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { TextLink } from "../../parts/links.tsx";
import { fromNow } from "../../parts/moments.ts";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { WhomIAdminister } from "../administered/WhomIAdminister.tsx";
import { Bars } from "./Bars.tsx";
import { periodInWords } from "./periodInWords.ts";
import { UsageTable } from "./UsageTable.tsx";

const route = getRouteApi("/signed-in/usage");

const kinds: readonly { value: PeriodKind; label: string }[] = [
  { value: "day", label: "Days" },
  { value: "week", label: "Weeks" },
  { value: "month", label: "Months" },
];
const orders: readonly { value: UsageOrder; label: string }[] = [
  { value: "messages", label: "Most messages" },
  { value: "conversations", label: "Most conversations" },
  { value: "tokens", label: "Most tokens" },
  { value: "lastAt", label: "Last seen" },
];

/** How many people are active, how much they write, and who most; never what. */
export function UsagePage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const by = kinds.find(({ value }) => value === search.by)?.value ?? "day";
  const sort = orders.find(({ value }) => value === search.sort)?.value ?? "messages";
  const { from } = search;
  const go = (next: { by?: string; sort?: string; from?: string }) => void navigate({ search: next, replace: true });
  return (
    <div className="page">
      <PageTitle
        title="Usage"
        text="How many people are active and how much they write. What they write is theirs, and is not shown."
      />
      <WhomIAdminister by="read:usage" />
      <Group mb="md">
        <SegmentedControl
          aria-label="Periods"
          data={[...kinds]}
          value={by}
          onChange={(value) => go({ by: value, sort })}
        />
      </Group>
      <Stack gap="md">
        <Loaded of={by}>
          <Totals by={by} />
        </Loaded>
        <Loaded of={`${by} ${sort} ${from}`}>
          <People by={by} sort={sort} from={from} go={go} />
        </Loaded>
      </Stack>
    </div>
  );
}

function Totals({ by }: { by: PeriodKind }) {
  const { data: periods } = useSuspenseQuery(usageQuery(by));
  const barsOf = (of: (period: (typeof periods)[number]) => number) =>
    periods.map((period) => ({ key: period.from, label: periodInWords(by, period.from), value: of(period) }));
  return (
    <section className="panel" style={{ padding: "var(--mantine-spacing-lg)" }} aria-labelledby="usage-totals">
      <Title order={2} size="h4" id="usage-totals" mb="sm">
        Everybody
      </Title>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg" mb="md">
        <Bars title="Active people" bars={barsOf(({ active }) => active)} />
        <Bars title="Messages" bars={barsOf(({ messages }) => messages)} />
      </SimpleGrid>
      <details>
        <summary>As a table</summary>
        <UsageTable
          label="Everybody, by period"
          heads={["From", "Active"]}
          rows={periods.toReversed()}
          keyOf={(period) => period.from}
        >
          {(period) => [periodInWords(by, period.from), period.active.toLocaleString("en")]}
        </UsageTable>
      </details>
    </section>
  );
}

interface PeopleProps {
  by: PeriodKind;
  sort: UsageOrder;
  from: string | undefined;
  go(next: { by?: string; sort?: string; from?: string }): void;
}

function People({ by, sort, from, go }: PeopleProps) {
  const { data: periods } = useSuspenseQuery(usageQuery(by));
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useSuspenseInfiniteQuery(
    usagePeopleQuery(by, from, sort),
  );
  const people = data.pages.flatMap((page) => page.people);
  const choices = periods.toReversed().map((period) => ({ value: period.from, label: periodInWords(by, period.from) }));
  const shown = data.pages[0]?.from ?? choices[0]?.value ?? "";
  return (
    <section className="panel" style={{ padding: "var(--mantine-spacing-lg)" }} aria-labelledby="usage-people">
      <Title order={2} size="h4" id="usage-people" mb="sm">
        People
      </Title>
      <Group mb="md" align="end">
        <Select
          label="In"
          data={choices}
          value={shown}
          allowDeselect={false}
          onChange={(value) => go({ by, sort, ...(value && { from: value }) })}
        />
        <Select
          label="Order"
          data={[...orders]}
          value={sort}
          allowDeselect={false}
          onChange={(value) => go({ by, ...(value && { sort: value }), ...(from && { from }) })}
        />
      </Group>
      {people.length === 0 ? (
        <NothingHere
          icon={<IconChartBar size={36} stroke={1.4} aria-hidden />}
          title="Nobody was active"
          text="Whoever writes a message is counted here."
        />
      ) : (
        <UsageTable
          label="Usage by person"
          heads={["Person"]}
          rows={people}
          keyOf={(person) => person.id}
          end={{ head: "Last seen", of: (person) => fromNow(person.lastAt) }}
        >
          {(person) => [
            <TextLink key="link" to="/people/$accountId" params={{ accountId: person.id }} underline="always">
              {person.name ?? "Somebody who is gone"}
            </TextLink>,
          ]}
        </UsageTable>
      )}
      {hasNextPage && (
        <Center mt="lg">
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show more
          </Button>
        </Center>
      )}
      <Text size="xs" c="dimmed" mt="md">
        Days are UTC's; weeks begin on Monday. Tokens are counted where it is told how many there were.
      </Text>
    </section>
  );
}
