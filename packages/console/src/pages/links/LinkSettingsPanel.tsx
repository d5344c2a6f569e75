import { t } from "@lingui/core/macro";
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { addressOf, changeLink, type Link, publishAgain } from "../../api/links.ts";
import { ChangeProblem } from "../../parts/ChangeProblem.tsx";
import { EndField } from "../../parts/EndField.tsx";
import { fromField, inFull, toField } from "../../parts/moments.ts";
import { useChange } from "../../parts/useChange.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";
import { CopyAddress } from "./CopyAddress.tsx";
import { LINK_CHANGED, passcodeError } from "./linkChanged.ts";
import { useTakeLinkBack } from "./useTakeLinkBack.ts";

/** The address of a link, what it shows, its end and its passcode, and how to take it back. */
export function LinkSettingsPanel({ link, etag }: { link: Link; etag: string | null }) {
  const [end, setEnd] = useState(toField(link.expiresAt));
  const [passcode, setPasscode] = useState("");
  const wrong = passcodeError(passcode);
  const isChanged = end !== toField(link.expiresAt) || passcode !== "";
  const saving = useChange({
    run: (without: boolean) =>
      changeLink(
        link.shareId,
        {
          ...(end !== toField(link.expiresAt) && { expiresAt: fromField(end) }),
          ...(without ? { passcode: null } : passcode !== "" && { passcode }),
        },
        etag,
      ),
    refresh: LINK_CHANGED,
    said: (_, without) => (without ? t`It is opened without a passcode now` : t`The link is changed`),
    onDone: () => setPasscode(""),
    onFailed: () => undefined,
  });
  const publishing = useChange({
    run: () => publishAgain(link.shareId, etag),
    refresh: LINK_CHANGED,
    said: t`The link shows what the conversation holds now`,
  });
  const takingBack = useTakeLinkBack(link);
  useUnsaved(() => isChanged, t`Your changes to this link are not saved yet.`);
  return (
    <Stack>
      <Group align="flex-end" gap="xs">
        <TextInput
          label={t`Address`}
          readOnly
          className="grow"
          value={addressOf(link)}
          onFocus={(event) => event.currentTarget.select()}
        />
        <CopyAddress link={link} />
      </Group>
      <Group justify="space-between" gap="xs">
        <Text size="sm">
          {link.live
            ? t`It shows the conversation as it goes on.`
            : t`It shows the conversation as it was on ${inFull(link.updatedAt)}.`}
        </Text>
        {!link.live && (
          <Button size="xs" variant="default" loading={publishing.isPending} onClick={() => publishing.mutate()}>
            {t`Show it as it is now`}
          </Button>
        )}
      </Group>
      <form
        aria-label={t`Settings of the link`}
        onSubmit={(event) => {
          event.preventDefault();
          if (isChanged && wrong === null) saving.mutate(false);
        }}
      >
        <Stack>
          <EndField value={end} onChange={setEnd} />
          <TextInput
            label={link.hasPasscode ? t`Another passcode` : t`Passcode`}
            description={
              link.hasPasscode
                ? t`The link has one, which nobody can read here; empty: it stays`
                : t`Asked of everybody who opens it; empty: none`
            }
            autoComplete="off"
            maxLength={128}
            value={passcode}
            error={wrong}
            onChange={(event) => setPasscode(event.currentTarget.value)}
          />
          <ChangeProblem of={saving} again={t`Save mine`} onAgain={() => saving.mutate(false)} />
          <Group gap="xs">
            <Button type="submit" loading={saving.isPending} disabled={!isChanged || wrong !== null}>
              {t`Save`}
            </Button>
            {link.hasPasscode && (
              <Button variant="default" onClick={() => saving.mutate(true)}>
                {t`Remove the passcode`}
              </Button>
            )}
            <Button ml="auto" variant="default" c="red" onClick={() => void takingBack.askAndTake()}>
              {t`Take the link back`}
            </Button>
          </Group>
        </Stack>
      </form>
    </Stack>
  );
}
