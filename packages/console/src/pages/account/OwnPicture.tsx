import { t } from "@lingui/core/macro";
import { Stack, Title } from "@mantine/core";
import { pictureOf, removeOwnPicture, setOwnPicture } from "../../api/pictures.ts";
import { session } from "../../api/session.ts";
import { useSession } from "../../app/useSession.ts";
import { PictureField } from "../../parts/PictureField.tsx";
import { useChange } from "../../parts/useChange.ts";

/** What others see beside one's name. */
export function OwnPicture() {
  const user = useSession();
  const setting = useChange({
    run: (file: File) => setOwnPicture(file),
    said: t`This is your picture now`,
    onDone: (url) => session.pictured(url),
  });
  const removing = useChange({
    run: () => removeOwnPicture(),
    said: t`You have no picture any more`,
    onDone: () => session.pictured(null),
  });
  if (!user) return null;
  return (
    <Stack className="panel" p="lg" component="section" aria-label={t`Your picture`}>
      <Title order={2} size="h4">
        {t`Your picture`}
      </Title>
      <PictureField
        kind="user"
        name={user.name}
        picture={pictureOf(user.avatar)}
        whoSees={t`Members of your organization see it.`}
        isBusy={setting.isPending || removing.isPending}
        onChosen={(file) => setting.mutate(file)}
        onRemoved={() => removing.mutate()}
      />
    </Stack>
  );
}
