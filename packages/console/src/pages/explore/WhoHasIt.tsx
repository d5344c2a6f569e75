import { t } from "@lingui/core/macro";
import { Badge, Group, Select, Text, Title } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useQuery, useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { type Carrier, holdersQuery } from "../../api/explore.ts";
import { capabilitiesQuery } from "../../api/may.ts";
import { roleQuery } from "../../api/roles.ts";
import { featureInWords } from "../../parts/featureInWords.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { inFull } from "../../parts/moments.ts";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PrincipalIcon } from "../../parts/PrincipalIcon.tsx";
import { PrincipalLink } from "../../parts/PrincipalLink.tsx";
import { PagedRows } from "../access/PagedRows.tsx";
import { allPowers, powerInWords } from "../powers/powersInWords.ts";
import { featuresOf } from "../why/QuestionForm.tsx";
import { AsOf } from "./AsOf.tsx";
import type { Explored } from "./ExplorePage.tsx";
import { HolderRow } from "./HolderRow.tsx";

/** Who has a feature or a power: what brings it, and everybody who has it. */
export function WhoHasIt({ asked, onAsk }: { asked: Explored; onAsk(asked: Explored): void }) {
  const { what, at } = asked;
  const { data: role } = useQuery({ ...roleQuery("USER"), retry: false });
  const { data: own = [] } = useQuery(capabilitiesQuery);
  const powers = [...new Set([...allPowers, ...own])].sort();
  const features = featuresOf(role?.role.permissions ?? {});
  return (
    <>
      <Group align="flex-start" mb="md">
        <Select
          label={t`Power or feature`}
          searchable
          w={320}
          maw="100%"
          placeholder={t`Choose one`}
          nothingFoundMessage={t`None found`}
          data={[
            { group: t`Powers`, items: powers },
            ...(features.length > 0
              ? [{ group: t`Features`, items: features.map((value) => ({ value, label: featureInWords(value) })) }]
              : []),
          ]}
          value={what ?? null}
          allowDeselect={false}
          onChange={(next) => next !== null && onAsk({ ...asked, what: next })}
        />
        <AsOf at={at} onAsk={(next) => onAsk({ ...asked, at: next })} />
      </Group>
      {what === undefined ? (
        <NothingHere
          icon={<IconKey size={36} stroke={1.4} aria-hidden />}
          title={t`Choose a power or a feature`}
          text={t`You see which roles, groups and people bring it, and everybody who has it.`}
        />
      ) : (
        <Loaded of={`${what} ${at}`}>
          <Holders key={`${what} ${at}`} what={what} at={at} />
        </Loaded>
      )}
    </>
  );
}

function Holders({ what, at }: { what: string; at: string | undefined }) {
  const { data, ...pages } = useSuspenseInfiniteQuery(holdersQuery(what, at));
  const carriers = data.pages[0]?.carriers ?? [];
  return (
    <>
      <Title order={2} size="h4" mb="xs">
        {t`What brings it`}
      </Title>
      {carriers.length === 0 ? (
        <Text size="sm" c="dimmed" mb="lg">
          {t`Nothing does.`}
        </Text>
      ) : (
        <ul className="plain-list panel" aria-label={t`What brings it`} style={{ marginBlockEnd: 20 }}>
          {carriers.map((carrier) => (
            <li key={`${carrier.principal} ${carrier.holds} ${carrier.scope?.group}`}>
              <CarrierRow carrier={carrier} what={what} />
            </li>
          ))}
        </ul>
      )}
      <Text size="sm" c="dimmed" mb="xs">
        {what.includes(":") ? t`Who may ${powerInWords(what)}, over everybody:` : t`Who has it:`}
      </Text>
      <PagedRows
        title={t`Who has it`}
        rows={data.pages.flatMap(({ holders }) => holders)}
        keyOf={({ subject }) => subject}
        pages={pages}
        whenEmpty={
          <NothingHere
            icon={<IconKey size={36} stroke={1.4} aria-hidden />}
            title={t`Nobody has it`}
            text={t`Nobody who is active holds it over everybody.`}
          />
        }
      >
        {(holder) => <HolderRow holder={holder} action={what} at={at} />}
      </PagedRows>
    </>
  );
}

function CarrierRow({ carrier: { principal, name, holds, scope, until }, what }: { carrier: Carrier; what: string }) {
  const kind = principal.split(":")[0] ?? "";
  const called = name ?? principal;
  return (
    <div className="row">
      <PrincipalIcon kind={kind} name={called} />
      <div className="grow">
        <Text size="sm" fw={500} component="div">
          <PrincipalLink principal={principal}>{called}</PrincipalLink>
        </Text>
        <Text size="xs" c="dimmed">
          {[
            { user: t`a person`, service: t`a service`, group: t`a group`, role: "a role" }[kind],
            holds !== what && t`holds ${holds}, which brings it`,
            scope && t`for the people of ${scope.name ?? t`a group`} alone`,
            until && t`until ${inFull(until)}`,
          ]
            .filter(Boolean)
            .join(" · ")}
        </Text>
      </div>
      {scope && (
        <Badge variant="default" tt="none" fw={500}>
          {t`One group’s people`}
        </Badge>
      )}
    </div>
  );
}
