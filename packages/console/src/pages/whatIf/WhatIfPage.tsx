import { t } from "@lingui/core/macro";
import { SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { IconArrowsExchange } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { lookAtSupposed, type Supposed } from "../../api/impact.ts";
import { useCapability } from "../../api/may.ts";
import { ImpactView } from "../../parts/ImpactView.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { RowsSkeleton } from "../../parts/RowsSkeleton.tsx";
import { ChangeForm } from "./ChangeForm.tsx";
import { SupposedLine } from "./SupposedLine.tsx";
import { MOST_SUPPOSED, supposedIn } from "./supposed.ts";

const route = getRouteApi("/signed-in/what-if");

/** Who would gain what, and lose what, by changes that nobody has made. They are in the address, so that it can be sent to a colleague. */
export function WhatIfPage() {
  const { changes, isCut } = supposedIn(route.useSearch().changes);
  const mayAsk = useCapability("read:access");
  const navigate = useNavigate();
  const suppose = (next: readonly Supposed[]) =>
    void navigate({ to: "/what-if", search: next.length === 0 ? {} : { changes: JSON.stringify(next) } });
  return (
    <div className="page">
      <PageTitle
        title={t`What if`}
        text={t`Suppose changes, and see who would gain what and who would lose what. Nothing is changed here, and whether you may make them is asked only when you do.`}
      />
      {mayAsk === false && (
        <Text mb="md">{t`This is for whoever may ask about everybody’s access (read:access).`}</Text>
      )}
      {isCut && (
        <Text mb="md" role="alert">
          {t`Not everything in this address could be read: somebody else may have seen more.`}
        </Text>
      )}
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <ChangeForm isFull={changes.length >= MOST_SUPPOSED} onAdd={(change) => suppose([...changes, change])} />
        {changes.length === 0 ? (
          <NothingHere
            icon={<IconArrowsExchange size={36} stroke={1.4} aria-hidden />}
            title={t`Nothing supposed yet`}
            text={t`Add a change: somebody joins a group, loses a role, is given an agent. Several add up, one after the other.`}
          />
        ) : (
          <Stack className="panel" p="lg" gap="sm" component="section" aria-label={t`What it would change`}>
            <Title order={2} size="h4">
              {t`If`}
            </Title>
            <ul className="plain-list" aria-label={t`Supposed changes`}>
              {changes.map((change, index) => (
                <SupposedLine
                  key={JSON.stringify([change, index])}
                  change={change}
                  onRemove={() => suppose(changes.filter((_, at) => at !== index))}
                />
              ))}
            </ul>
            <Title order={2} size="h4">
              {t`Then`}
            </Title>
            <Loaded of={JSON.stringify(changes)} skeleton={<RowsSkeleton rows={3} />}>
              <Then changes={changes} />
            </Loaded>
          </Stack>
        )}
      </SimpleGrid>
    </div>
  );
}

function Then({ changes }: { changes: readonly Supposed[] }) {
  const look = lookAtSupposed(changes);
  const { data } = useSuspenseQuery({ queryKey: ["what-if", changes], queryFn: () => look.at({}), gcTime: 0 });
  return <ImpactView look={look} first={data} thing={undefined} />;
}
