import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Badge, Button, Checkbox, Group, Stack, Text, Title } from "@mantine/core";
import { IconAdjustments } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { changeSettings, type Json, SETTINGS_CHANGED, type Setting, settingsQuery } from "../../api/settings.ts";
import { openForm } from "../../parts/formDialog.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { SearchField } from "../../parts/SearchField.tsx";
import { useChange } from "../../parts/useChange.ts";
import { SettingForm } from "./SettingForm.tsx";
import { helpOf, labelOf, sourceInWords, valueInWords } from "./valueInWords.ts";

const route = getRouteApi("/signed-in/settings");

/** Every setting of the installation, where it comes from, and what can be changed here. */
export function SettingsPage() {
  return (
    <div className="page">
      <Loaded isPage>
        <Settings />
      </Loaded>
    </div>
  );
}

function Settings() {
  const { q = "" } = route.useSearch();
  const navigate = useNavigate();
  const [isWhole, setIsWhole] = useState(false);
  const {
    data: {
      data: { settings, mayChange },
      etag,
    },
  } = useSuspenseQuery(settingsQuery);
  const shown = settings.filter((one) => (isWhole || q !== "" || one.takesEffect !== null) && isLike(one, q));
  const groups = [...Map.groupBy(shown, ({ group }) => group)];
  return (
    <>
      <PageTitle
        title={t`System settings`}
        text={
          mayChange
            ? t`The same for everybody. What the environment or a file says is pinned: it is changed where the server runs.`
            : t`The same for everybody. Whoever operates this installation changes them.`
        }
        actions={
          <>
            <ButtonLink to="/overrides" size="xs" variant="default">
              {t`Overrides`}
            </ButtonLink>
            <ButtonLink to="/settings/of" size="xs" variant="default">
              {t`What somebody gets`}
            </ButtonLink>
          </>
        }
      />
      <Stack>
        <SearchField
          label={t`Search settings`}
          value={q}
          onSearch={(text) => void navigate({ to: "/settings", search: text ? { q: text } : {}, replace: true })}
        />
        <Checkbox
          label={t`Also show what is set where the server runs`}
          checked={isWhole}
          onChange={(event) => setIsWhole(event.currentTarget.checked)}
        />
        {groups.length === 0 && (
          <NothingHere
            icon={<IconAdjustments size={36} stroke={1.4} aria-hidden />}
            title={t`No such setting`}
            text={t`Look for a word of its name or of what it does.`}
          />
        )}
        {groups.map(([group, its]) => (
          <section key={group} aria-labelledby={`group-${group}`}>
            <Title order={2} size="h4" mb="xs" id={`group-${group}`} data-said-by="server">
              {group}
            </Title>
            <Stack className="panel" gap={0}>
              {its.map((setting) => (
                <Row key={setting.key} setting={setting} mayChange={mayChange} etag={etag} />
              ))}
            </Stack>
          </section>
        ))}
      </Stack>
    </>
  );
}

function Row({ setting, mayChange, etag }: { setting: Setting; mayChange: boolean; etag: string | null }) {
  const { key, about, from, place, isPinned, isSecret, isSet, isPending, stored, takesEffect } = setting;
  const resetting = useChange({
    run: () => changeSettings([{ key, value: null }], etag),
    refresh: SETTINGS_CHANGED,
    said: t`${key} is as by default`,
    undo: ({ former }) => changeSettings(former, null),
  });
  return (
    <Group
      justify="space-between"
      align="flex-start"
      gap="sm"
      p="md"
      style={{ borderBlockStart: "1px solid var(--mantine-color-default-border)" }}
    >
      <Stack gap={4} style={{ flex: "1 1 280px", minWidth: 0 }}>
        <Text fw={600} style={{ overflowWrap: "anywhere" }} data-said-by="server">
          {labelOf(about)}
        </Text>
        <Text size="xs" c="dimmed" ff="monospace" style={{ overflowWrap: "anywhere" }}>
          {key}
        </Text>
        {helpOf(about) && (
          <Text size="sm" c="dimmed" data-said-by="server">
            {helpOf(about)}
          </Text>
        )}
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {isSecret ? isSet ? t`Set; secret` : t`Not set; secret` : <Value of={setting.value} />}
          {isPending && (
            <>
              {"; "}
              <Trans>after a restart: {stored === null ? t`the default` : <Value of={stored} />}</Trans>
            </>
          )}
        </Text>
        <Group gap={6}>
          <Badge variant="default" title={place} data-said-by="server">
            <span data-said-by="console">
              {isPinned ? (
                <Trans>
                  Pinned: <span data-said-by="server">{place}</span>
                </Trans>
              ) : (
                sourceInWords(from)
              )}
            </span>
          </Badge>
          {takesEffect === "after a restart" && <Badge variant="default">{t`Takes a restart`}</Badge>}
          {takesEffect === "at the next sign-in" && <Badge variant="default">{t`From the next sign-in`}</Badge>}
          {isPending && <Badge color="gray">{t`Waits for a restart`}</Badge>}
        </Group>
      </Stack>
      {mayChange && (
        <Group gap="xs">
          {stored !== null && (
            <Button
              size="xs"
              variant="default"
              aria-label={t`Reset ${key}`}
              loading={resetting.isPending}
              onClick={() => resetting.mutate()}
            >
              {t`Reset`}
            </Button>
          )}
          {setting.isEditable && (
            <Button
              size="xs"
              variant="default"
              aria-label={t`Change ${key}`}
              onClick={() =>
                openForm({ title: t`Change ${key}`, children: <SettingForm setting={setting} etag={etag} /> })
              }
            >
              {t`Change`}
            </Button>
          )}
        </Group>
      )}
    </Group>
  );
}

/** A word of the console's (“On”, “Not set”), or what was set. */
function Value({ of }: { of: Json }) {
  const isWord = of === null || typeof of === "boolean" || of === "" || (Array.isArray(of) && of.length === 0);
  return <span data-said-by={isWord ? undefined : "server"}>{valueInWords(of)}</span>;
}

const isLike = ({ key, about, group }: Setting, typed: string): boolean =>
  `${key} ${about} ${group}`.toLowerCase().includes(typed.trim().toLowerCase());
