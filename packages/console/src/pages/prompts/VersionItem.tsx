import { t } from "@lingui/core/macro";
import { ActionIcon, Badge, Group, Menu, Stack, Text } from "@mantine/core";
import { IconDots, IconPencil, IconTrash } from "@tabler/icons-react";
import type { PromptVersion } from "../../api/prompts.ts";
import { ByWhom } from "../../parts/ByWhom.tsx";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { GuardedMenuItem } from "../../parts/GuardedMenuItem.tsx";
import { inFull } from "../../parts/moments.ts";
import { PromptText } from "./PromptText.tsx";

interface VersionItemProps {
  version: PromptVersion;
  name: string;
  /** Whose name is known anyhow. */
  known: { id: string; name: string | undefined };
  isProduction: boolean;
  /** Its text stands in the field. */
  isBase: boolean;
  isBusy: boolean;
  mayNotMake: string | null;
  mayNotDelete: string | null;
  onMake(): void;
  onDelete(): void;
  onWriteOn(): void;
}

export function VersionItem({ version, name, known, isProduction, isBase, isBusy, ...may }: VersionItemProps) {
  return (
    <Stack component="li" className="panel" p="sm" gap={8} aria-label={name}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div style={{ minWidth: 0 }}>
          <Group gap={6}>
            <Text fw={600} size="sm">
              {name}
            </Text>
            {isProduction && (
              <Badge variant="light" tt="none">
                {t`In production`}
              </Badge>
            )}
          </Group>
          <Text size="xs" c="dimmed">
            {inFull(version.createdAt)}
            <ByWhom id={version.author} known={known} />
          </Text>
        </div>
        <Menu position="bottom-end" shadow="md">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={t`More for ${name.toLowerCase()}`}>
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <GuardedMenuItem
              leftSection={<IconPencil size={16} />}
              whyNot={isBase ? t`Its text is in the field already.` : null}
              onClick={may.onWriteOn}
            >
              {t`Write on from it`}
            </GuardedMenuItem>
            <GuardedMenuItem leftSection={<IconTrash size={16} />} whyNot={may.mayNotDelete} onClick={may.onDelete}>
              {t`Delete`}
            </GuardedMenuItem>
          </Menu.Dropdown>
        </Menu>
      </Group>
      <PromptText text={version.prompt} mah={150} label={t`Text of ${name.toLowerCase()}`} />
      {!isProduction && (
        <GuardedButton
          size="xs"
          variant="default"
          whyNot={may.mayNotMake}
          disabled={isBusy}
          aria-label={t`Make it the one in production: ${name.toLowerCase()}`}
          onClick={may.onMake}
        >
          {t`Make it the one in production`}
        </GuardedButton>
      )}
    </Stack>
  );
}
