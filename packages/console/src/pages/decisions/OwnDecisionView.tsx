import { t } from "@lingui/core/macro";
import { Badge, Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import type { OwnDecision } from "../../api/moderation.ts";
import { ChangeProblem } from "../../parts/ChangeProblem.tsx";
import { inFull } from "../../parts/moments.ts";
import { useChange } from "../../parts/useChange.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";
import { nameOfThing } from "../moderation/words.ts";
import { Quoted } from "../requests/Quoted.tsx";

/** `Your agent “Rude agent” is hidden`. */
export function whatHappened({ kind, state, endsAt, deletedAt, type, name }: OwnDecision): string {
  const thing = nameOfThing({ type, name });
  if (kind === "warn") return t`The moderators warned you`;
  if (kind === "ban" && state !== "in-force") return t`You were banned`;
  if (kind === "ban") return endsAt === null ? t`You are banned for good` : t`You are banned until ${inFull(endsAt)}`;
  if (state === "done") return t`${thing} of yours was deleted`;
  if (kind === "delete" && deletedAt !== null)
    return t`${thing} of yours is hidden, and is deleted on ${inFull(deletedAt)}`;
  return state === "undone" ? t`${thing} of yours was hidden` : t`${thing} of yours is hidden`;
}

const states = { "in-force": null, over: t`Over`, undone: t`Taken back`, done: null } as const;

/** Why, until when, and what became of the appeal. */
export function OwnDecisionView({ decision }: { decision: OwnDecision }) {
  const { reason, decidedAt, state, appeal, mayAppeal, appealUntil } = decision;
  const over = states[state];
  return (
    <Stack gap={4}>
      <Text size="sm" style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>
        {t`Reason: ${reason === "" ? t`it was not kept` : reason}`}
      </Text>
      <Group gap={6}>
        {over !== null && (
          <Badge variant="default" size="sm" tt="none" fw={500}>
            {over}
          </Badge>
        )}
        <Text size="xs" c="dimmed">
          {mayAppeal && appealUntil !== null
            ? t`Decided ${inFull(decidedAt)}; you can appeal until ${inFull(appealUntil)}`
            : t`Decided ${inFull(decidedAt)}`}
        </Text>
      </Group>
      {appeal && (
        <>
          <Quoted by={t`Your appeal`} text={appeal.text} />
          {appeal.state === "open" ? (
            <Text size="sm">{t`Your appeal was sent. Somebody else than who decided looks at it.`}</Text>
          ) : (
            <Text size="sm" style={{ overflowWrap: "anywhere" }}>
              {appeal.state === "granted" ? t`Your appeal was granted.` : t`The decision stands.`} {appeal.answer}
            </Text>
          )}
        </>
      )}
    </Stack>
  );
}

interface AppealFormProps<Answer> {
  send(text: string): Promise<Answer>;
  refresh: readonly (readonly unknown[])[];
  onDone?: (answer: Answer) => void;
}

/** One can appeal once. */
export function AppealForm<Answer>({ send, refresh, onDone }: AppealFormProps<Answer>) {
  const [text, setText] = useState("");
  const appealing = useChange({
    run: () => send(text),
    refresh,
    said: t`Your appeal is sent`,
    onDone: (answer) => onDone?.(answer),
    onFailed: () => undefined,
  });
  useUnsaved(() => text !== "" && !appealing.isSuccess, t`Your appeal is not sent yet.`);
  return (
    <form
      aria-label={t`Appeal`}
      onSubmit={(event) => {
        event.preventDefault();
        appealing.mutate();
      }}
    >
      <Stack>
        <Textarea
          label={t`Why is it wrong?`}
          description={t`You can appeal once. Somebody else than who decided reads it.`}
          required
          withAsterisk={false}
          autosize
          minRows={3}
          maxRows={10}
          maxLength={2_000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <ChangeProblem of={appealing} />
        <Group justify="flex-end">
          <Button type="submit" disabled={text.trim().length < 10} loading={appealing.isPending}>
            {t`Send the appeal`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
