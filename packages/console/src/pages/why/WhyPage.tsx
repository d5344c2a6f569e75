import { t } from "@lingui/core/macro";
import { Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { IconHelpHexagon } from "@tabler/icons-react";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { explanationQuery } from "../../api/access.ts";
import { accountQuery } from "../../api/people.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { namedThing } from "../../parts/namedThing.ts";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { RowsSkeleton } from "../../parts/RowsSkeleton.tsx";
import { useNameOf } from "../explore/Whom.tsx";
import { ThingLink } from "../requests/ThingLink.tsx";
import { ExplanationView } from "../share/ExplanationView.tsx";
import { QuestionForm } from "./QuestionForm.tsx";

const route = getRouteApi("/signed-in/why");

/** Why somebody can do something, or cannot: the question is in the address, so that it can be sent to a colleague. */
export function WhyPage() {
  const asked = route.useSearch();
  const navigate = useNavigate();
  const { who, action, at } = asked;
  const thing = asked.thing === undefined ? undefined : namedThing(asked.thing);
  return (
    <div className="page">
      <PageTitle
        title={t`Why`}
        text={t`Why somebody can do something, or cannot: each way that leads there, and the least that would have to change. Also as it was on a day in the past.`}
      />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <QuestionForm
          key={JSON.stringify(asked)}
          asked={asked}
          onAsk={(search) => void navigate({ to: "/why", search })}
        />
        {who && action && thing !== null ? (
          <Stack className="panel" p="lg" gap="sm" component="section" aria-label={t`Answer`}>
            <Asked who={who} />
            <Loaded of={JSON.stringify(asked)} skeleton={<RowsSkeleton rows={3} />}>
              {thing && <AskedThing who={who} action={action} thing={thing} at={at} />}
              <ExplanationView subject={who} action={action} {...(thing && { resource: thing })} {...(at && { at })} />
            </Loaded>
          </Stack>
        ) : (
          <NothingHere
            icon={<IconHelpHexagon size={36} stroke={1.4} aria-hidden />}
            title={t`Ask about somebody`}
            text={t`Choose a person, and what they want to do. A thing is named by the address of its page.`}
          />
        )}
      </SimpleGrid>
    </div>
  );
}

function Asked({ who }: { who: string }) {
  const name = useNameOf(who);
  const isPerson = who.startsWith("user:");
  const { data } = useQuery({ ...accountQuery(who.slice("user:".length)), enabled: isPerson, retry: false });
  return (
    <Group gap="xs">
      <Title order={2} size="h4">
        {name}
      </Title>
      {data && (
        <Text size="sm" c="dimmed">
          {data.account.email}
        </Text>
      )}
    </Group>
  );
}

/** What it is about, where it has a name that one may hear. */
function AskedThing({
  who,
  action,
  thing,
  at,
}: {
  who: string;
  action: string;
  thing: string;
  at: string | undefined;
}) {
  const { data } = useSuspenseQuery(explanationQuery(who, action, thing, at));
  const { resource = thing, thing: named } = data;
  return (
    <Text size="sm" fw={600}>
      <ThingLink request={{ resource, name: named?.name ?? null, thingId: named?.name ? named.id : null }} />
    </Text>
  );
}
