import { t } from "@lingui/core/macro";
import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { IconAdjustmentsAlt } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import {
  EVERYBODY,
  type Override,
  overridesQuery,
  previewOverride,
  putOverride,
  removeOverride,
  SETTINGS_CHANGED,
} from "../../api/settings.ts";
import { confirm } from "../../parts/confirm.tsx";
import { openForm } from "../../parts/formDialog.tsx";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { onDay } from "../../parts/moments.ts";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useWhyNotCapable } from "../../parts/whyNot.ts";
import { impactInWords, NewOverride, OverrideForm } from "./OverrideForm.tsx";
import { whoseInWords } from "./valueInWords.ts";

/** What settings are otherwise for roles, groups and people. */
export function OverridesPage() {
  return (
    <div className="page">
      <Loaded isPage>
        <Overrides />
      </Loaded>
    </div>
  );
}

function Overrides() {
  const { data: overrides } = useSuspenseQuery(overridesQuery);
  const mayNot = useWhyNotCapable("manage:configs");
  return (
    <>
      <PageTitle
        title={t`Overrides`}
        text={t`What settings are otherwise for a role, a group or a person. Of several the one with the highest priority wins; they stand in this order here. No override gives a permission.`}
        actions={
          <>
            <ButtonLink to="/settings/of" size="xs" variant="default">
              {t`What somebody gets`}
            </ButtonLink>
            <GuardedButton
              whyNot={mayNot}
              size="xs"
              onClick={() =>
                openForm({ title: t`Add an override`, isLarge: true, children: <NewOverride of={overrides} /> })
              }
            >
              {t`Add an override`}
            </GuardedButton>
          </>
        }
      />
      {overrides.length === 0 ? (
        <NothingHere
          icon={<IconAdjustmentsAlt size={36} stroke={1.4} aria-hidden />}
          title={t`No overrides yet`}
          text={t`Everybody gets what librechat.yaml says, or else the default.`}
        />
      ) : (
        <Stack className="panel" gap={0} component="ul" p={0} m={0} style={{ listStyle: "none" }}>
          {overrides.map((one) => (
            <Line key={`${one.principalType} ${one.principalId}`} override={one} mayNot={mayNot} />
          ))}
        </Stack>
      )}
    </>
  );
}

function Line({ override, mayNot }: { override: Override; mayNot: string | null }) {
  const { principalType, principalId, name, priority, isActive, overrides, tombstones, configVersion } = override;
  const whose = whoseInWords(principalType, principalId, name);
  const removing = useChange({
    run: () => removeOverride(principalType, principalId, configVersion),
    refresh: SETTINGS_CHANGED,
    said: t`The override of ${whose} is removed`,
    undo: () =>
      putOverride(principalType, principalId, { priority, isActive, overrides, tombstones: [...tombstones] }, 0),
  });
  const askAndRemove = async () => {
    // What it would be, as whoever changes it is told, too; where it cannot be told, removing will say why.
    const impact = await previewOverride(principalType, principalId, null).catch(() => null);
    const sure = await confirm({
      title: t`Remove the override of ${whose}?`,
      text: impact ? impactInWords(impact) : t`They get what they would get without it.`,
      confirm: t`Remove`,
    });
    if (sure) removing.mutate();
  };
  const sections = [...new Set([...Object.keys(overrides), ...tombstones.map((path) => path.split(".")[0])])];
  return (
    <Group
      component="li"
      justify="space-between"
      align="flex-start"
      gap="sm"
      p="md"
      style={{ borderBlockStart: "1px solid var(--mantine-color-default-border)" }}
    >
      <Stack gap={4} style={{ flex: "1 1 240px", minWidth: 0 }}>
        <Text fw={600} style={{ overflowWrap: "anywhere" }}>
          {whose}
        </Text>
        <Group gap={6}>
          <Badge variant="default">{t`Priority ${priority}`}</Badge>
          {!isActive && <Badge color="gray">{t`Off`}</Badge>}
        </Group>
        <Text size="sm" c="dimmed">
          {`${sections.length === 0 ? t`Says nothing` : t`Says something of ${sections.join(", ")}`}; ${
            override.changedByName
              ? t`changed on ${onDay(override.updatedAt)} by ${override.changedByName}`
              : t`changed on ${onDay(override.updatedAt)}`
          }`}
        </Text>
      </Stack>
      <Group gap="xs">
        <GuardedButton
          whyNot={mayNot}
          size="xs"
          variant="default"
          aria-label={t`Change the override of ${whose}`}
          onClick={() =>
            openForm({
              title: t`Change the override of ${whose}`,
              isLarge: true,
              children: <OverrideForm type={principalType} id={principalId} whose={whose} former={override} />,
            })
          }
        >
          {t`Change`}
        </GuardedButton>
        {mayNot === null && (
          <Button
            size="xs"
            variant="default"
            aria-label={t`Remove the override of ${whose}`}
            loading={removing.isPending}
            onClick={() => void askAndRemove()}
          >
            {t`Remove`}
          </Button>
        )}
        {principalId !== EVERYBODY && (
          <ButtonLink
            to="/settings/of"
            search={{ type: principalType, id: principalId, name: name ?? principalId }}
            size="xs"
            variant="default"
            aria-label={t`What it gets: ${whose}`}
          >
            {t`What it gets`}
          </ButtonLink>
        )}
      </Group>
    </Group>
  );
}
