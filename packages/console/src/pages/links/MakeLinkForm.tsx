import { t } from "@lingui/core/macro";
import { Button, Group, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { configQuery } from "../../api/config.ts";
import { makeLink } from "../../api/links.ts";
import { useFeature } from "../../api/may.ts";
import { EndField } from "../../parts/EndField.tsx";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { fromField } from "../../parts/moments.ts";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { useChange } from "../../parts/useChange.ts";
import { whyNot } from "../../parts/whyNot.ts";
import { LINK_CHANGED, PASSCODE_RULE, passcodeError } from "./linkChanged.ts";

/** What a link will show, to whom, and until when. */
export function MakeLinkForm({ conversationId }: { conversationId: string }) {
  const [live, setLive] = useState(false);
  const [isPublic, setIsPublic] = useState(false);
  const [end, setEnd] = useState("");
  const [passcode, setPasscode] = useState("");
  const create = useFeature("SHARED_LINKS.CREATE");
  const mayNotBePublic = whyNot(useFeature("SHARED_LINKS.SHARE_PUBLIC"));
  const visitors = useQuery(configQuery).data?.publicSharedLinksEnabled ?? false;
  const wrong = passcodeError(passcode);
  const making = useChange({
    run: () =>
      makeLink(conversationId, {
        live,
        public: isPublic,
        expiresAt: fromField(end),
        ...(passcode !== "" && { passcode }),
      }),
    refresh: LINK_CHANGED,
    said: t`This is the link`,
    onFailed: () => undefined,
  });
  return (
    <form
      aria-label={t`Make a link`}
      onSubmit={(event) => {
        event.preventDefault();
        if (wrong === null) making.mutate();
      }}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {t`Whoever opens the link reads the conversation. It names no people, and nothing of what is behind an agent; what was written is shown as it was written.`}
        </Text>
        <Radio.Group
          label={t`It shows`}
          value={live ? "live" : "snapshot"}
          onChange={(value) => setLive(value === "live")}
        >
          <Stack gap="xs" mt="xs">
            <Radio
              value="snapshot"
              label={t`The conversation as it is now`}
              description={t`What is written later is not seen, until you publish it again`}
            />
            <Radio
              value="live"
              label={t`The conversation as it goes on`}
              description={t`Everything that is written in it, for as long as you may share it`}
            />
          </Stack>
        </Radio.Group>
        <Radio.Group
          label={t`Who may open it`}
          value={isPublic ? "everybody" : "some"}
          onChange={(value) => setIsPublic(value === "everybody")}
        >
          <Stack gap="xs" mt="xs">
            <Radio value="some" label={t`People and groups whom I name afterwards`} />
            <Radio
              value="everybody"
              label={visitors ? t`Anyone with the link` : t`Everyone in the organization`}
              disabled={mayNotBePublic !== null}
              {...(mayNotBePublic
                ? { description: mayNotBePublic }
                : visitors && { description: t`Also without an account` })}
            />
          </Stack>
        </Radio.Group>
        <EndField value={end} onChange={setEnd} />
        <TextInput
          label={t`Passcode`}
          description={t`Asked of everybody who opens it; empty: none`}
          placeholder={PASSCODE_RULE}
          autoComplete="off"
          maxLength={128}
          value={passcode}
          error={wrong}
          onChange={(event) => setPasscode(event.currentTarget.value)}
        />
        {making.error && <ProblemCard error={making.error} />}
        <Group>
          {whyNot(create) === null ? (
            <Button type="submit" loading={making.isPending} disabled={wrong !== null}>
              {t`Make link`}
            </Button>
          ) : (
            <GuardedButton whyNot={whyNot(create)}>{t`Make link`}</GuardedButton>
          )}
        </Group>
      </Stack>
    </form>
  );
}
