import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Anchor, Text, TextInput } from "@mantine/core";
import type { useOrganization } from "./useOrganization.ts";

interface OrganizationProps {
  of: ReturnType<typeof useOrganization>;
}

/** Which organization it is, or the field in which another one is typed. Nothing where it is the first one: most installations have no other. */
export function OrganizationField({ of: { slug, typed, onType, onTyped } }: OrganizationProps) {
  if (typed !== null)
    return (
      <TextInput
        label={t`Organization`}
        description={t`Its short name, as you were told it. Empty: the first one of this installation.`}
        autoCapitalize="none"
        autoComplete="organization"
        autoFocus
        maxLength={64}
        value={typed}
        onChange={(event) => onType(event.currentTarget.value)}
        onBlur={onTyped}
      />
    );
  return slug ? (
    <Text size="sm">
      <Trans>
        Organization <strong>{slug}</strong>
      </Trans>
    </Text>
  ) : null;
}

export function AnotherOrganization({ of: { slug, typed, onType } }: OrganizationProps) {
  if (typed !== null) return null;
  return (
    <Anchor component="button" type="button" size="sm" ta="center" underline="always" onClick={() => onType(slug)}>
      {t`Another organization?`}
    </Anchor>
  );
}
