import { t } from "@lingui/core/macro";
import { Button, Group, Stack, Text } from "@mantine/core";
import { IconPhotoUp } from "@tabler/icons-react";
import { useRef } from "react";
import { PICTURE_TYPES } from "../api/pictures.ts";
import { ChooseFiles } from "./files/ChooseFiles.tsx";
import { PrincipalIcon } from "./PrincipalIcon.tsx";

interface PictureFieldProps {
  kind: string;
  name: string;
  /** Where it is fetched; null for none. */
  picture: string | null;
  whoSees: string;
  isBusy: boolean;
  onChosen(file: File): void;
  onRemoved(): void;
}

/** What somebody or something is shown by, and another one in its place. */
export function PictureField({ kind, name, picture, whoSees, isBusy, onChosen, onRemoved }: PictureFieldProps) {
  const choose = useRef<HTMLButtonElement>(null);
  return (
    <Group gap="md" role="group" aria-label={t`Picture`}>
      <PrincipalIcon kind={kind} name={name} picture={picture} size={64} />
      <Stack gap={6} style={{ flex: 1, minWidth: 200 }}>
        <Group gap="xs">
          <ChooseFiles
            ref={choose}
            size="xs"
            variant="default"
            leftSection={<IconPhotoUp size={15} />}
            whyNot={null}
            accept={PICTURE_TYPES}
            // Not switched off while one is on its way: it would lose the keyboard.
            onFiles={([file]) => file && !isBusy && onChosen(file)}
          >
            {picture === null ? t`Choose a picture` : t`Change the picture`}
          </ChooseFiles>
          {picture !== null && (
            <Button
              size="xs"
              variant="subtle"
              color="gray"
              disabled={isBusy}
              onClick={() => {
                // The button goes with the picture.
                choose.current?.focus();
                onRemoved();
              }}
            >
              {t`Remove the picture`}
            </Button>
          )}
        </Group>
        <Text size="xs" c="dimmed">
          {t`PNG, JPEG, WebP or GIF. ${whoSees}`}
        </Text>
      </Stack>
    </Group>
  );
}
