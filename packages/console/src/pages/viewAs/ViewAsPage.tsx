import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Alert, Badge, Group, SegmentedControl, Select, Stack, Text, Title } from "@mantine/core";
import { IconEyeOff } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import type { Whose } from "../../api/myAccess.ts";
import { type SeenThing, seenThingsQuery, type ViewAs, viewAsQuery } from "../../api/viewAs.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { fromNow } from "../../parts/moments.ts";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { PagedRows } from "../access/PagedRows.tsx";
import { wayInWords } from "../access/wayInWords.ts";
import { countOf } from "../belongings/kindInWords.ts";

const route = getRouteApi("/signed-in/people/$accountId/view-as");

/** What somebody's workspace looks like: where they get, what they find and by which way. Nothing is called by a name, and nothing can be opened. */
export function ViewAsPage() {
  const { accountId } = route.useParams();
  return (
    <div className="page">
      <Loaded of={accountId} isPage>
        <Workspace key={accountId} id={accountId} />
      </Loaded>
    </div>
  );
}

function Workspace({ id }: { id: string }) {
  const { data: view } = useSuspenseQuery(viewAsQuery(id));
  const name = view.person.name ?? t`this person`;
  return (
    <>
      <PageTitle
        title={t`The workspace of ${name}`}
        text={t`What they can reach, as the rules have it. You look, and change nothing.`}
        actions={
          <ButtonLink to="/people/$accountId" params={{ accountId: id }} size="xs" variant="default">
            {t`Back to the account`}
          </ButtonLink>
        }
      />
      <Stack gap="md">
        <Alert icon={<IconEyeOff aria-hidden />} color="gray" title={t`Titles and content are hidden`}>
          <Text size="sm">
            <Trans>
              You see kinds, ids, owners, levels and ways. That you looked is noted.
              {view.standing !== "active" && ` ${t`The account is ${view.standing}: nothing is reached now.`}`}
            </Trans>
          </Text>
        </Alert>
        <Pages view={view} />
        <Things id={id} view={view} />
      </Stack>
    </>
  );
}

/** The links of the navigation, each with the feature that it takes. */
const pages: readonly { label: string; feature?: string }[] = [
  { label: t`Chat` },
  { label: t`Agents`, feature: "AGENTS.USE" },
  { label: t`Prompts`, feature: "PROMPTS.USE" },
  { label: t`Files` },
  { label: t`Projects` },
  { label: t`Tools`, feature: "MCP_SERVERS.USE" },
  { label: t`My groups` },
  { label: t`Shared links`, feature: "SHARED_LINKS.USE" },
];

function Pages({ view: { features } }: { view: ViewAs }) {
  const isOn = (name: string) => features.find(({ feature }) => feature === name)?.allowed !== false;
  const allowed = features.filter((feature) => feature.allowed);
  return (
    <Stack className="panel" p="lg" gap="xs" component="section" aria-labelledby="their-pages">
      <Title order={2} size="h4" id="their-pages">
        {t`What they can use`}
      </Title>
      <ul className="plain-list" aria-label={t`Pages`}>
        {pages.map(({ label, feature }) => (
          <li key={label}>
            <Group gap="xs" py={4}>
              <Text size="sm">{label}</Text>
              {feature !== undefined && !isOn(feature) && (
                <Badge variant="default" tt="none">
                  {t`off for them`}
                </Badge>
              )}
            </Group>
          </li>
        ))}
      </ul>
      <details>
        <summary>{t`All features (${allowed.length})`}</summary>
        <Text size="sm">{allowed.map(({ feature }) => feature).join(", ") || t`None.`}</Text>
      </details>
    </Stack>
  );
}

function Things({ id, view: { counts } }: { id: string; view: ViewAs }) {
  const [type, setType] = useState("agent");
  const [whose, setWhose] = useState<Whose>("others");
  return (
    <Stack className="panel" p="lg" gap="sm" component="section" aria-labelledby="their-things">
      <Title order={2} size="h4" id="their-things">
        {t`What they find`}
      </Title>
      <Group align="end">
        <Select
          label={t`Kind`}
          data={counts.map((one) => ({
            value: one.type,
            label: `${one.isExact ? "" : `${t`at least`} `}${countOf(one.type, one.count)}`,
          }))}
          value={type}
          allowDeselect={false}
          onChange={(next) => next !== null && setType(next)}
        />
        <SegmentedControl
          aria-label={t`Whose`}
          value={whose}
          onChange={(next) => setWhose(next as Whose)}
          data={[
            { value: "others", label: t`From others` },
            { value: "me", label: t`Their own` },
          ]}
        />
      </Group>
      <Loaded of={`${type} ${whose}`}>
        <List key={`${type} ${whose}`} id={id} type={type} whose={whose} />
      </Loaded>
    </Stack>
  );
}

function List({ id, type, whose }: { id: string; type: string; whose: Whose }) {
  const { data, ...more } = useSuspenseInfiniteQuery(seenThingsQuery(id, type, whose));
  return (
    <PagedRows
      title={whose === "me" ? t`Their own` : t`From others`}
      rows={data.pages.flatMap(({ things }) => things)}
      keyOf={({ resource }) => resource}
      pages={more}
      whenEmpty={
        <NothingHere
          icon={<IconEyeOff size={36} stroke={1.4} aria-hidden />}
          title={t`Nothing of this kind`}
          text={whose === "me" ? t`They own none.` : t`Nobody lets them reach one.`}
        />
      }
    >
      {(thing) => <Line thing={thing} />}
    </PagedRows>
  );
}

function Line({ thing: { resource, type, owner, ownerName, may, until, ways, moreWays } }: { thing: SeenThing }) {
  const [first] = ways;
  const others = ways.length - 1 + moreWays;
  return (
    <div className="row">
      <div className="grow" style={{ minWidth: 0, overflowWrap: "anywhere" }}>
        <Text size="sm" fw={500}>
          {resource.slice(type.length + 1)}
        </Text>
        <Text size="xs" c="dimmed">
          {[
            t`of ${ownerName ?? owner}`,
            first && wayInWords(first),
            others > 0 && plural(others, { one: "one other way", other: `${others} other ways` }),
            t`may ${may.join(", ")}`,
            until !== null && t`ends ${fromNow(until)}`,
          ]
            .filter(Boolean)
            .join(" · ")}
        </Text>
      </div>
    </div>
  );
}
