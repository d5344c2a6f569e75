import { t } from "@lingui/core/macro";
import { Badge, Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import {
  answerAppeal,
  type CaseDetail,
  type Decision,
  MODERATION_CHANGED,
  undoDecision,
} from "../../api/moderation.ts";
import { ChangeProblem } from "../../parts/ChangeProblem.tsx";
import { closeForm, openForm } from "../../parts/formDialog.tsx";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { inFull } from "../../parts/moments.ts";
import { useChange } from "../../parts/useChange.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";
import { Quoted } from "../requests/Quoted.tsx";
import { appealStates, decisionStates, kindWords, whoIn } from "./words.ts";

function decidedInWords({ kind, endsAt, deletedAt }: Decision): string {
  if (kind === "ban") return endsAt ? t`${kindWords.ban} until ${inFull(endsAt)}` : t`${kindWords.ban} for good`;
  return kind === "delete" && deletedAt ? t`${kindWords.delete} on ${inFull(deletedAt)}` : kindWords[kind];
}

/** One decision, with the appeal against it. @param case where it is looked at in its case: there appeals are answered */
export function DecisionLine({ decision, case: its }: { decision: Decision; case?: CaseDetail }) {
  const { kind, state, appeal } = decision;
  const waits = its !== undefined && appeal?.state === "open";
  const isTaken = its?.assignedTo !== null && its?.mayTake === false;
  const whyNot = decision.whyNot ?? (isTaken ? null : t`Take it first.`);
  return (
    <div className="row">
      <div className="grow" style={{ flexBasis: 300 }}>
        <Text size="sm" fw={600}>
          {decidedInWords(decision)}
        </Text>
        <Quoted by={whoIn(decision.decidedBy)} text={decision.reason} />
        <Group gap={6} mt={4}>
          {kind !== "dismiss" && (
            <Badge variant="default" size="sm" tt="none" fw={500}>
              {decisionStates[state]}
            </Badge>
          )}
          {appeal && (
            <Badge variant="light" size="sm" tt="none" fw={500}>
              {appealStates[appeal.state]}
            </Badge>
          )}
          <Text size="xs" c="dimmed">
            {inFull(decision.decidedAt)}
          </Text>
        </Group>
        {decision.undone && (
          <Quoted
            by={t`Taken back by ${decision.undone.by ?? t`somebody who is gone`}, ${inFull(decision.undone.at)}`}
            text={decision.undone.reason}
          />
        )}
        {appeal && (
          <Stack gap={4} mt={6}>
            <Quoted by={t`The appeal`} text={appeal.text} />
            <Quoted by={t`The answer`} text={appeal.answer} />
          </Stack>
        )}
        {waits && decision.whyNot !== null && (
          <Text size="sm" mt={4}>
            {decision.whyNot}
          </Text>
        )}
        {waits && decision.onlyOne && (
          <Text size="sm" mt={4}>
            {t`Nobody but whoever decided it could answer the appeal. A super admin may all the same.`}
          </Text>
        )}
      </div>
      {waits && (
        <GuardedButton
          size="xs"
          whyNot={whyNot}
          onClick={() => openForm({ title: t`Answer the appeal`, children: <AnswerForm decision={decision} /> })}
        >
          {t`Answer the appeal`}
        </GuardedButton>
      )}
      {decision.mayUndo && (
        <Button
          size="xs"
          variant="default"
          aria-label={t`Take back: ${kindWords[kind]} of ${inFull(decision.decidedAt)}`}
          onClick={() => openForm({ title: t`Take the decision back`, children: <UndoForm decision={decision} /> })}
        >
          {t`Take back`}
        </Button>
      )}
    </div>
  );
}

const consequences = {
  hide: t`It is shown again.`,
  delete: t`It is shown again, and not deleted.`,
  warn: t`The warning no longer counts.`,
  ban: t`The ban is lifted at once.`,
  dismiss: "",
} as const;

function UndoForm({ decision }: { decision: Decision }) {
  const [reason, setReason] = useState("");
  const undoing = useChange({
    run: () => undoDecision(decision.id, reason),
    refresh: MODERATION_CHANGED,
    said: t`Taken back`,
    onDone: closeForm,
    onFailed: () => undefined,
  });
  useUnsaved(() => reason !== "", t`Nothing is taken back yet.`);
  return (
    <form
      aria-label={t`Take the decision back`}
      onSubmit={(event) => {
        event.preventDefault();
        undoing.mutate();
      }}
    >
      <Stack>
        <Text size="sm">{t`${consequences[decision.kind]} Whom it concerns is told.`}</Text>
        <Words label={t`Reason`} description={t`For the record`} value={reason} onChange={setReason} />
        <ChangeProblem of={undoing} />
        <Group justify="flex-end">
          <Button type="submit" disabled={reason.trim().length < 3} loading={undoing.isPending}>
            {t`Take it back`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function AnswerForm({ decision }: { decision: Decision }) {
  const [answer, setAnswer] = useState("");
  const answering = useChange({
    run: (granted: boolean) => answerAppeal(decision.id, { granted, answer }),
    refresh: MODERATION_CHANGED,
    said: (_, granted) => (granted ? t`Granted: the decision is taken back` : t`Answered: the decision stands`),
    onDone: closeForm,
    onFailed: () => undefined,
  });
  useUnsaved(() => answer !== "", t`Your answer is not sent yet.`);
  const isTooShort = answer.trim().length < 3;
  return (
    <form aria-label={t`Answer the appeal`} onSubmit={(event) => event.preventDefault()}>
      <Stack>
        <Quoted by={t`The appeal`} text={decision.appeal?.text ?? ""} />
        <Words label={t`Answer`} description={t`Whoever appealed reads it`} value={answer} onChange={setAnswer} />
        <ChangeProblem of={answering} />
        <Group justify="flex-end">
          <Button
            variant="default"
            disabled={isTooShort}
            loading={answering.isPending && answering.variables === false}
            onClick={() => answering.mutate(false)}
          >
            {t`The decision stands`}
          </Button>
          <Button
            disabled={isTooShort}
            loading={answering.isPending && answering.variables === true}
            onClick={() => answering.mutate(true)}
          >
            {t`Grant it`}
          </Button>
        </Group>
        <Text size="xs" c="dimmed">
          {t`Granted: ${consequences[decision.kind].toLowerCase()}`}
        </Text>
      </Stack>
    </form>
  );
}

interface WordsProps {
  label: string;
  description: string;
  value: string;
  onChange(value: string): void;
}

const Words = ({ onChange, ...rest }: WordsProps) => (
  <Textarea
    {...rest}
    required
    withAsterisk={false}
    data-autofocus
    autosize
    minRows={2}
    maxRows={6}
    maxLength={500}
    onChange={(event) => onChange(event.currentTarget.value)}
  />
);
