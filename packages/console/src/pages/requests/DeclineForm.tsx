import { t } from "@lingui/core/macro";
import { Button, Group, Stack, Textarea } from "@mantine/core";
import { useState } from "react";
import { type AccessRequest, declineRequest, REQUESTS_CHANGED } from "../../api/requests.ts";
import { ChangeProblem } from "../../parts/ChangeProblem.tsx";
import { closeForm } from "../../parts/formDialog.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";

/** A no, and why. */
export function DeclineForm({ request }: { request: AccessRequest }) {
  const [answer, setAnswer] = useState("");
  const declining = useChange({
    run: () => declineRequest(request.id, answer),
    refresh: REQUESTS_CHANGED,
    said: t`Said no`,
    onDone: closeForm,
    onFailed: () => undefined,
  });
  useUnsaved(() => answer !== "", t`Your answer is not sent yet.`);
  return (
    <form
      aria-label={t`Say no`}
      onSubmit={(event) => {
        event.preventDefault();
        declining.mutate();
      }}
    >
      <Stack>
        <Textarea
          label={t`Why`}
          description={t`Whoever asked reads it, unless they did not know of the thing: they are told nothing`}
          autosize
          minRows={2}
          maxRows={6}
          maxLength={1000}
          value={answer}
          onChange={(event) => setAnswer(event.currentTarget.value)}
        />
        <ChangeProblem of={declining} />
        <Group justify="flex-end">
          <Button type="submit" loading={declining.isPending}>
            {t`Say no`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
