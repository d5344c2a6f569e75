import { t } from "@lingui/core/macro";
import { Button, Group, Radio, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { type ApiKey, KEYS_CHANGED, type KeyMaker, rotateKey } from "../../api/keys.ts";
import { closeForm, openForm } from "../../parts/formDialog.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { useChange } from "../../parts/useChange.ts";
import { showKeyOnce } from "./showKeyOnce.tsx";

const HOUR = 60;

/** Asks for how long the former key goes on, and shows the new one. */
export const openRotation = (holder: KeyMaker, key: ApiKey) =>
  openForm({ title: t`Rotate ${key.name}`, children: <RotateForm holder={holder} former={key} /> });

function RotateForm({ holder, former }: { holder: KeyMaker; former: ApiKey }) {
  const [overlap, setOverlap] = useState(String(HOUR));
  const rotating = useChange({
    run: () => rotateKey(holder, former.id, Number(overlap)),
    refresh: KEYS_CHANGED,
    onDone: ({ name, key }) => {
      closeForm();
      showKeyOnce(name, key);
    },
    // Shown in the dialog.
    onFailed: () => undefined,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        rotating.mutate();
      }}
    >
      <Stack>
        <Text size="sm">{t`Another key takes its place, with the same name, end and use. Put it in before the former one ends.`}</Text>
        <Radio.Group label={t`The key that works now ends`} value={overlap} onChange={setOverlap}>
          <Stack gap={6} mt={6}>
            <Radio value="0" label={t`At once`} description={t`If somebody else may have it`} />
            <Radio value={String(HOUR)} label={t`In an hour`} data-autofocus />
            <Radio value={String(24 * HOUR)} label={t`In a day`} />
            <Radio value={String(7 * 24 * HOUR)} label={t`In a week`} />
          </Stack>
        </Radio.Group>
        {former.formerUntil !== null && (
          <Text size="sm">{t`It was rotated before: the key from before that one ends at once, in any case.`}</Text>
        )}
        {rotating.error && <ProblemCard error={rotating.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={rotating.isPending}>
            {t`Rotate`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
