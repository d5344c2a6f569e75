import { plural, t } from "@lingui/core/macro";
import { List, Text } from "@mantine/core";
import type { LeavingPreview } from "../../api/leaving.ts";
import { isWithheld } from "../../parts/PrincipalLink.tsx";
import { countOf } from "../belongings/kindInWords.ts";

/** What somebody holds and was given: all of it ends, but for what whoever looks cannot take away. */
export function WhatEnds({ preview }: { preview: LeavingPreview }) {
  const { sessions, keys, memberships, roles, primaryRole, capabilities, received } = preview;
  const own = roleName(primaryRole);
  const lines = [
    sessions > 0 && {
      key: "sessions",
      text: plural(sessions, { one: `${sessions} session`, other: `${sessions} sessions` }),
      stays: null,
    },
    keys > 0 && { key: "keys", text: plural(keys, { one: `${keys} API key`, other: `${keys} API keys` }), stays: null },
    own !== "USER" && { key: "primary", text: t`Role ${own}; it becomes USER`, stays: primaryRole.stays },
    ...roles.map((one) => ({ key: one.role, text: t`Role ${roleName(one)}`, stays: one.stays })),
    ...memberships.map(({ group, name, stays }, at) => ({
      // Several groups that one may not see are called the same.
      key: `${group} ${at}`,
      text: isWithheld(group) ? t`Member of a group that you may not see` : t`Member of ${name ?? group}`,
      stays,
    })),
    ...capabilities.map(({ capability, scope, scopeName, stays }) => ({
      key: `${capability} ${scope}`,
      text: scope === null ? t`Capability ${capability}` : t`Capability ${capability}, in ${scopeName ?? scope}`,
      stays,
    })),
    ...received.byType.map(({ type, count }) => ({
      key: `received ${type}`,
      text: t`${countOf(type, count)} shared with them`,
      stays: null,
    })),
  ].filter((line) => line !== false);
  if (lines.length === 0) return <Text size="sm">{t`They hold nothing that ends.`}</Text>;
  return (
    <List size="sm" aria-label={t`What ends`}>
      {lines.map(({ key, text, stays }) => (
        <List.Item key={key}>
          {text}
          {stays !== null && (
            <Text span size="sm" c="dimmed">
              {" "}
              {t`(stays: ${stays})`}
            </Text>
          )}
        </List.Item>
      ))}
    </List>
  );
}

const roleName = ({ role, name }: { role: string; name: string | null }) => name ?? role.slice("role:".length);
