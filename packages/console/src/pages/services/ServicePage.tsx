import { t } from "@lingui/core/macro";
import { SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useCapability } from "../../api/may.ts";
import { serviceQuery } from "../../api/services.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { onDay } from "../../parts/moments.ts";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { AccountKeys } from "../keys/AccountKeys.tsx";
import { Powers } from "../powers/Powers.tsx";

const route = getRouteApi("/signed-in/services/$serviceId");

/** One service: what it is, and the administrative powers that it holds. */
export function ServicePage() {
  const { serviceId } = route.useParams();
  return (
    <div className="page">
      <Loaded of={serviceId} isPage>
        <OneService key={serviceId} id={serviceId} />
      </Loaded>
    </div>
  );
}

function OneService({ id }: { id: string }) {
  const {
    data: { service },
  } = useSuspenseQuery(serviceQuery(id));
  const readsAccess = useCapability("read:access");
  const managesKeys = useCapability("manage:keys");
  const readsTrail = useCapability("read:audit_log");
  return (
    <>
      <PageTitle
        title={service.name}
        text={service.description || t`The account of a program.`}
        actions={
          <>
            {readsAccess && (
              <ButtonLink to="/explore" search={{ by: "who", who: `service:${id}` }} size="xs" variant="default">
                {t`What it reaches`}
              </ButtonLink>
            )}
            {readsTrail && (
              <ButtonLink to="/audit" search={{ about: `service:${id}` }} size="xs" variant="default">
                {t`What happened`}
              </ButtonLink>
            )}
            <ButtonLink to="/services" size="xs" variant="default">
              {t`All services`}
            </ButtonLink>
          </>
        }
      />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <Loaded>
          <Powers holder={{ kind: "service", id, name: service.name }} manages="manage:services" />
        </Loaded>
        <Stack>
          <Stack className="panel" p="lg" gap="xs" component="section" aria-label={t`Account`}>
            <Title order={2} size="h4">
              {t`Account`}
            </Title>
            <Text size="sm">
              {[
                service.credentialPrefix && t`Credential ${service.credentialPrefix}_…`,
                service.createdAt && t`made ${onDay(service.createdAt)}`,
                service.lastUsedAt ? t`last used ${onDay(service.lastUsedAt)}` : t`not used yet`,
              ]
                .filter(Boolean)
                .join(" · ")}
            </Text>
            <Text size="sm" c="dimmed">
              {t`Whoever holds the credential has these powers: give as few as it needs, with an end. You give it what you hold yourself, over the same people, and never longer. It opens no conversation and no file of others: such things a service has only where it owns them.`}
            </Text>
          </Stack>
          {managesKeys && (
            <AccountKeys
              holder={{ kind: "service", id }}
              maker={{ kind: "service", id }}
              none={t`None yet. With a key the program uses models and agents; with its credential it asks what somebody may do.`}
              whyNot={null}
            />
          )}
        </Stack>
      </SimpleGrid>
    </>
  );
}
