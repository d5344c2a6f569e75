import { t } from "@lingui/core/macro";
import { Group, ScrollArea, Select, Stack, Table, Text, Title } from "@mantine/core";
import { IconShare } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { formatLocale } from "#i18n";
import { type SharedMost, sharedMostQuery } from "../../api/usage.ts";
import { ButtonLink, TextLink } from "../../parts/links.tsx";
import { fromNow } from "../../parts/moments.ts";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { calledOf } from "../../parts/sharedKinds.ts";
import { levelLabel } from "../share/levels.ts";
import { RankBars } from "./RankBars.tsx";
import type { Go } from "./search.ts";

const DRAWN = 10;

/** What is shared most: with how many people, and by how many grants. */
export function Sharing({ type, sort, go }: { type: string | undefined; sort: string; go: Go }) {
  const order = sort === "grants" ? "grants" : "people";
  const { data } = useSuspenseQuery(sharedMostQuery(type, order));
  const { at, total, types, things } = data;
  return (
    <Stack className="panel" p="lg" gap="md" component="section" aria-labelledby="most-shared">
      <Title order={2} size="h4" id="most-shared">
        {t`Most shared`}
      </Title>
      <Group align="end">
        <Select
          label={t`Kind of thing`}
          data={[{ value: "", label: t`All kinds` }, ...types.map((value) => ({ value, label: kindLabel(value) }))]}
          value={type ?? ""}
          allowDeselect={false}
          onChange={(value) => go({ sort: order, ...(value && { type: value }) })}
        />
        <Select
          label={t`Order`}
          data={[
            { value: "people", label: t`Most people` },
            { value: "grants", label: t`Most grants` },
          ]}
          value={order}
          allowDeselect={false}
          onChange={(value) => value && go({ type, sort: value })}
        />
      </Group>
      {things.length === 0 ? (
        <NothingHere
          icon={<IconShare size={36} stroke={1.4} aria-hidden />}
          title={t`Nothing is shared`}
          text={t`What people share with others appears here, with how many it reaches.`}
        />
      ) : (
        <>
          <RankBars
            title={order === "people" ? t`Most shared, by people` : t`Most shared, by grants`}
            bars={things
              .slice(0, DRAWN)
              .map((thing) => ({ key: thing.resource, label: textOf(thing), value: thing[order] }))}
          />
          <ScrollArea
            type="auto"
            viewportProps={{ tabIndex: 0, role: "region", "aria-label": t`Most shared, as a table` }}
          >
            <Table miw={480} striped>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t`Thing`}</Table.Th>
                  <Table.Th>{t`Kind`}</Table.Th>
                  <Table.Th ta="right">{t`People`}</Table.Th>
                  <Table.Th ta="right">{t`Grants`}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {things.map((thing) => (
                  <Table.Tr key={thing.resource}>
                    <Table.Td>
                      <TextLink to="/report" search={{ on: thing.resource }} underline="always" inherit>
                        {textOf(thing)}
                      </TextLink>
                    </Table.Td>
                    <Table.Td>{kindLabel(thing.type)}</Table.Td>
                    <Table.Td ta="right">{thing.people.toLocaleString(formatLocale)}</Table.Td>
                    <Table.Td ta="right">{thing.grants.toLocaleString(formatLocale)}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </ScrollArea>
        </>
      )}
      <Group justify="space-between">
        <Text size="xs" c="dimmed" maw={560}>
          {total > things.length && `${t`The first ${things.length} of ${total.toLocaleString(formatLocale)}.`} `}
          {t`A name is shown to those who may hear it. People: those who are active and whom its grants name, also through groups and roles, without its owner. What is denied, and conditions, are not looked at. Added up ${fromNow(at)}.`}
        </Text>
        <ButtonLink to="/shared" size="xs" variant="default">
          {t`Everything that is shared`}
        </ButtonLink>
      </Group>
    </Stack>
  );
}

const kindLabel = (type: string): string => levelLabel(calledOf(`${type}:`));

/** What one may not hear the name of is told from others by the end of its id. */
const textOf = ({ name, resource }: SharedMost): string =>
  name ?? `${levelLabel(calledOf(resource))} (…${resource.slice(-6)})`;
