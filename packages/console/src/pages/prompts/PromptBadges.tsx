import { t } from "@lingui/core/macro";
import { Badge, Group } from "@mantine/core";
import type { PromptListItem } from "../../api/prompts.ts";
import { categoryLabel } from "./categoryLabel.ts";

type Told = Pick<PromptListItem, "command" | "category" | "isPublic">;

/** What can be said of a prompt in a word: how it is called, what it is for, and whether everybody has it. */
export function PromptBadges({ prompt: { command, category, isPublic } }: { prompt: Told }) {
  if (!command && !category && !isPublic) return null;
  return (
    <Group gap={6}>
      {isPublic && <Badge variant="light">{t`Everyone`}</Badge>}
      {command && (
        <Badge variant="default" tt="none" fw={500} ff="monospace">
          /{command}
        </Badge>
      )}
      {category && (
        <Badge variant="default" tt="none" fw={500}>
          {categoryLabel(category)}
        </Badge>
      )}
    </Group>
  );
}
