import { t } from "@lingui/core/macro";
import { Button, Group, Select, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { IconArrowsExchange, IconScale } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import { comparedQuery, comparedThingsQuery } from "../../api/explore.ts";
import { useCapability } from "../../api/may.ts";
import { featureInWords } from "../../parts/featureInWords.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { thingKinds } from "../access/kinds.ts";
import { PagedRows } from "../access/PagedRows.tsx";
import { textOf } from "../report/inWords.ts";
import { ThingLink } from "../requests/ThingLink.tsx";
import { AsOf } from "./AsOf.tsx";
import type { Explored } from "./ExplorePage.tsx";
import { Whom } from "./Whom.tsx";

const ACCOUNTS = ["user", "service"] as const;

/** What one can do that another cannot: counted by kinds, and one kind listed. */
export function Compare({ asked, onAsk }: { asked: Explored; onAsk(asked: Explored): void }) {
  const { one, other, type = "agent" } = asked;
  // What was is a matter of the whole organization, whatever the address says.
  const asksAll = useCapability("read:access") ?? false;
  const at = asksAll ? asked.at : undefined;
  const isWhole = one !== undefined && other !== undefined && one !== other;
  return (
    <>
      <Group align="flex-start" mb="md">
        <Whom
          label={t`What this one can do`}
          types={ACCOUNTS}
          chosen={one}
          onChoose={(next) => onAsk({ ...asked, one: next })}
        />
        <Whom
          label={t`And this one cannot`}
          types={ACCOUNTS}
          chosen={other}
          onChoose={(next) => onAsk({ ...asked, other: next })}
        />
        <Select
          label={t`Kind of thing`}
          data={thingKinds.map(({ value, label }) => ({ value, label }))}
          value={type}
          allowDeselect={false}
          onChange={(next) => next !== null && onAsk({ ...asked, type: next })}
        />
        {asksAll && <AsOf at={at} onAsk={(next) => onAsk({ ...asked, at: next })} />}
      </Group>
      {isWhole && (
        <Button
          mb="md"
          variant="default"
          leftSection={<IconArrowsExchange size={16} aria-hidden />}
          onClick={() => onAsk({ ...asked, one: other, other: one })}
        >
          {t`The other way round`}
        </Button>
      )}
      {isWhole ? (
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
          <Loaded of={`${one} ${other} ${at}`}>
            <Counts one={one} other={other} at={at} onType={(next) => onAsk({ ...asked, type: next })} />
          </Loaded>
          <Loaded of={`${one} ${other} ${type} ${at}`}>
            <Things key={`${one} ${other} ${type} ${at}`} one={one} other={other} type={type} at={at} />
          </Loaded>
        </SimpleGrid>
      ) : (
        <NothingHere
          icon={<IconScale size={36} stroke={1.4} aria-hidden />}
          title={t`Choose two`}
          text={t`You see what the first can do that the second cannot: things by their kinds, features and powers.`}
        />
      )}
    </>
  );
}

interface Two {
  one: string;
  other: string;
  at: string | undefined;
}

function Counts({ one, other, at, onType }: Two & { onType(type: string): void }) {
  const { data } = useSuspenseQuery(comparedQuery(one, other, at));
  const [first, second] = [data.one.name ?? one, data.other.name ?? other];
  const isPrivate = (type: string) => type === "conversation" || type === "file";
  const shown = data.types.filter(({ type, count, isExact }) => count > 0 || (!isExact && !isPrivate(type)));
  const labelOf = (type: string) => thingKinds.find(({ value }) => value === type)?.label ?? type;
  return (
    <Stack className="panel" p="lg" component="section" aria-label={t`What only one of them can do`} gap="sm">
      <Title order={2} size="h4">
        {t`What ${first} can do and ${second} cannot`}
      </Title>
      {shown.length + data.features.length + data.capabilities.length === 0 && (
        <Text size="sm">{t`Nothing that is counted here: ${second} can do all that too.`}</Text>
      )}
      <Text size="sm" c="dimmed">
        {t`Conversations and files that were never shared are not counted, nor listed.`}
      </Text>
      {shown.length > 0 && (
        <ul className="plain-list" aria-label={t`Things, by kinds`}>
          {shown.map(({ type, count, isExact }) => (
            <li key={type}>
              <Group justify="space-between" py={4}>
                <Text size="sm">
                  {labelOf(type)}: {isExact ? count : t`at least ${count}`}
                </Text>
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={t`Show ${labelOf(type)}`}
                  onClick={() => onType(type)}
                >
                  {t`Show`}
                </Button>
              </Group>
            </li>
          ))}
        </ul>
      )}
      {data.features.length > 0 && <Words title={t`Features`} words={data.features.map(featureInWords)} />}
      {data.capabilities.length > 0 && <Words title={t`Powers`} words={data.capabilities} />}
    </Stack>
  );
}

function Words({ title, words }: { title: string; words: readonly string[] }) {
  return (
    <div>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      <Text size="sm" style={{ overflowWrap: "anywhere" }}>
        {words.join(", ")}
      </Text>
    </div>
  );
}

function Things({ one, other, type, at }: Two & { type: string }) {
  const { data, ...pages } = useSuspenseInfiniteQuery(comparedThingsQuery(one, other, type, at));
  const action = data.pages[0]?.action ?? "";
  return (
    <div>
      <PagedRows
        title={t`What only one of them reaches`}
        rows={data.pages.flatMap(({ things }) => things)}
        keyOf={({ resource }) => resource}
        pages={pages}
        whenEmpty={
          <NothingHere
            icon={<IconScale size={36} stroke={1.4} aria-hidden />}
            title={t`Nothing of this kind`}
            text={t`All that the first reaches of it the second reaches, too.`}
          />
        }
      >
        {({ resource, id, ...thing }) => (
          <div className="row">
            <div className="grow">
              <Text size="sm" fw={500} component="div">
                {id === null ? (
                  textOf({ resource, ...thing })
                ) : (
                  <ThingLink request={{ resource, name: textOf({ resource, ...thing }), thingId: id }} />
                )}
              </Text>
            </div>
            {[
              [one, t`Why`],
              [other, t`Why not`],
            ].map(([who = "", text = ""]) => (
              <ButtonLink
                key={text}
                size="xs"
                variant="default"
                to="/why"
                search={{ who, thing: resource, action, ...(at && { at }) }}
                aria-label={`${text}: ${textOf({ resource, ...thing })}`}
              >
                {text}
              </ButtonLink>
            ))}
          </div>
        )}
      </PagedRows>
    </div>
  );
}
