import { t } from "@lingui/core/macro";
import { Badge, Group, Stack, Text } from "@mantine/core";
import { IconUserSearch } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { type Effective, EVERYBODY, effectiveQuery, type PrincipalType } from "../../api/settings.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { PrincipalPicker } from "../../parts/PrincipalPicker.tsx";
import { saidInWords, sourceInWords, valueInWords } from "./valueInWords.ts";

const route = getRouteApi("/signed-in/settings/of");

/** What a person gets, and from where; of a role or a group, what it alone brings. */
export function EffectivePage() {
  const { type = "role", id = EVERYBODY, name = t`everybody` } = route.useSearch();
  const navigate = useNavigate();
  return (
    <div className="page">
      <PageTitle
        title={t`What somebody gets`}
        text={t`The settings that can be another for each person, and where each comes from. What stands beneath would count if the one above it were not there.`}
        actions={
          <ButtonLink to="/overrides" size="xs" variant="default">
            {t`Overrides`}
          </ButtonLink>
        }
      />
      <Stack>
        <PrincipalPicker
          label={t`Person, group or role`}
          types={["user", "group", "role"]}
          onPick={(one) =>
            void navigate({
              to: "/settings/of",
              search: { type: one.type as PrincipalType, id: one.id, name: one.name },
            })
          }
        />
        <Loaded of={`${type} ${id}`}>
          <Keys key={`${type} ${id}`} type={type} id={id} name={name} />
        </Loaded>
      </Stack>
    </div>
  );
}

function Keys({ type, id, name }: { type: PrincipalType; id: string; name: string }) {
  const { data } = useSuspenseQuery(effectiveQuery(type, id));
  return (
    <section aria-label={t`Settings of ${name}`}>
      <Text fw={600} mb="xs">
        {t`For ${name}`}
      </Text>
      <EffectiveKeys of={data} />
    </section>
  );
}

export function EffectiveKeys({ of }: { of: Effective }) {
  if (of.keys.length === 0)
    return (
      <NothingHere
        icon={<IconUserSearch size={36} stroke={1.4} aria-hidden />}
        title={t`Everything is as by default`}
        text={t`Neither librechat.yaml nor an override says anything here.`}
      />
    );
  return (
    <Stack className="panel" gap={0}>
      {of.keys.map(({ path, value, isSet, said: [first, ...beneath] }) => (
        <Stack key={path} gap={4} p="md" style={{ borderBlockStart: "1px solid var(--mantine-color-default-border)" }}>
          <Text fw={600} style={{ overflowWrap: "anywhere" }}>
            {path}
          </Text>
          <Text size="sm" style={{ overflowWrap: "anywhere" }}>
            {isSet ? valueInWords(value) : t`Taken away`}
          </Text>
          <Group gap={6}>
            {first && <Badge variant="default">{sourceInWords(first.from)}</Badge>}
            {first && <Text size="sm">{saidInWords(first)}</Text>}
          </Group>
          {beneath.map((one) => (
            <Text
              key={`${one.from} ${one.principalType} ${one.principalId}`}
              size="sm"
              c="dimmed"
              style={{ overflowWrap: "anywhere" }}
            >
              {t`Beneath: ${one.isRemoved ? t`taken away` : valueInWords(one.value)} (${saidInWords(one)})`}
            </Text>
          ))}
        </Stack>
      ))}
    </Stack>
  );
}
