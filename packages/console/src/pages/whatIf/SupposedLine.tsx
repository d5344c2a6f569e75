import { t } from "@lingui/core/macro";
import { CloseButton, Text } from "@mantine/core";
import type { Supposed } from "../../api/impact.ts";
import { featureInWords } from "../../parts/featureInWords.ts";
import { useName } from "./useName.ts";

/** One change in words, with the way to leave it out. */
export function SupposedLine({ change, onRemove }: { change: Supposed; onRemove(): void }) {
  const [first, second] = named(change);
  const [one, other] = [useName(first), useName(second)];
  const text = inWords(change, one, other);
  return (
    <li className="row">
      <Text size="sm" className="grow">
        {text}
      </Text>
      <CloseButton aria-label={t`Leave out: ${text}`} onClick={onRemove} />
    </li>
  );
}

function named(change: Supposed): [string, string] {
  switch (change.kind) {
    case "member":
    case "member-removed":
      return [change.member, change.group];
    case "role":
    case "role-removed":
      return [change.holder, change.role];
    case "primary-role":
      return [change.user, change.role];
    case "grant":
      return [change.principal, change.resource];
    case "feature":
      return [change.role, change.role];
  }
}

function inWords(change: Supposed, one: string, other: string): string {
  switch (change.kind) {
    case "member":
      return t`${one} is in ${other}`;
    case "member-removed":
      return t`${one} is not in ${other} any more`;
    case "role":
      return t`${one} has the role ${other}`;
    case "role-removed":
      return t`${one} does not have the role ${other} any more`;
    case "primary-role":
      return t`${one} has ${other} as their own role`;
    case "grant":
      return t`${one} is ${change.role} of ${other}`;
    case "feature":
      return change.on
        ? t`${one}: ${featureInWords(change.feature)} on`
        : t`${one}: ${featureInWords(change.feature)} off`;
  }
}
