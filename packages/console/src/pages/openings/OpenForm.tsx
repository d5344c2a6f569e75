import { t } from "@lingui/core/macro";
import { Button, Group, Select, Stack, Text, Textarea } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { breakGlass, OPENINGS_CHANGED, type Opening } from "../../api/openings.ts";
import { ChangeProblem } from "../../parts/ChangeProblem.tsx";
import { closeForm } from "../../parts/formDialog.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";

interface OpenFormProps {
  /** `conversation:<id>`, as its own calls name it. */
  resource: string;
  ownerName: string;
}

const times: Readonly<Record<string, number>> = { "15 minutes": 15, "An hour": 60, "4 hours": 240, "A day": 1_440 };
const SHORTEST_REASON = 10;

/** A reason, a time; then one is where it is read. */
export function OpenForm({ resource, ownerName }: OpenFormProps) {
  const [reason, setReason] = useState("");
  const [time, setTime] = useState(t`An hour`);
  const navigate = useNavigate();
  const opening = useChange({
    run: () => breakGlass({ resource, reason, minutes: times[time] ?? 60 }),
    refresh: OPENINGS_CHANGED,
    said: t`Opened; ${ownerName} is told`,
    onDone: ({ type, thingId }: Opening) => {
      closeForm();
      if (thingId === null) return;
      if (type === "conversation") void navigate({ to: "/c/$conversationId", params: { conversationId: thingId } });
      else void navigate({ to: "/files/$fileId", params: { fileId: thingId } });
    },
    onFailed: () => undefined,
  });
  useUnsaved(() => reason !== "", t`Your reason is not sent yet.`);
  const isTooShort = reason.trim().length < SHORTEST_REASON;
  return (
    <form
      aria-label={t`Break the glass`}
      onSubmit={(event) => {
        event.preventDefault();
        opening.mutate();
      }}
    >
      <Stack>
        <Text size="sm">
          {t`You read it, and nobody else does; you change nothing. ${ownerName} is told who opened it, why, and until when, and it stays on record.`}
        </Text>
        <Textarea
          label={t`Reason`}
          description={t`${ownerName} reads it. At least ${SHORTEST_REASON} characters.`}
          required
          withAsterisk={false}
          autosize
          minRows={2}
          maxRows={6}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Select
          label={t`For`}
          data={Object.keys(times)}
          value={time}
          allowDeselect={false}
          onChange={(next) => next && setTime(next)}
        />
        <ChangeProblem of={opening} />
        <Group justify="flex-end">
          <Button type="submit" color="red.9" disabled={isTooShort} loading={opening.isPending}>
            {t`Break the glass`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
