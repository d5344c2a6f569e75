import { Button, Group, Radio, Stack, Text, Textarea } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import {
  type CaseDetail,
  decideCase,
  MODERATION_CHANGED,
  moderationSummaryQuery,
  type NewDecision,
} from "../../api/moderation.ts";
import { ChangeProblem } from "../../parts/ChangeProblem.tsx";
import { EndField } from "../../parts/EndField.tsx";
import { closeForm } from "../../parts/formDialog.tsx";
import { fieldInDays, fromField, inFull } from "../../parts/moments.ts";
import { useChange } from "../../parts/useChange.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";

type OnThing = "nothing" | "hide" | "delete";
type OnPerson = "nothing" | "warn" | "ban";

/** About the thing, about the person, about both; about neither it is dismissed. */
export function DecideForm({ case: its }: { case: CaseDetail }) {
  const { data: limits } = useSuspenseQuery(moderationSummaryQuery);
  const [thing, setThing] = useState<OnThing>("nothing");
  const [person, setPerson] = useState<OnPerson>("nothing");
  const [end, setEnd] = useState(fieldInDays(limits.shortBanDays >= 7 ? 7 : 1));
  const [reason, setReason] = useState("");
  const isDismissal = thing === "nothing" && person === "nothing";
  const deciding = useChange({
    run: () => {
      const wish: NewDecision = { reason };
      if (thing !== "nothing") wish.thing = thing;
      if (person !== "nothing") wish.person = person;
      if (person === "ban") wish.until = fromField(end);
      return decideCase(its.id, wish);
    },
    refresh: MODERATION_CHANGED,
    said: isDismissal ? "Dismissed" : "Decided; whom it concerns is told",
    onDone: closeForm,
    onFailed: () => undefined,
  });
  useUnsaved(() => reason !== "", "Nothing is decided yet.");
  const name = its.about?.name;
  return (
    <form
      aria-label="Decide"
      onSubmit={(event) => {
        event.preventDefault();
        deciding.mutate();
      }}
    >
      <Stack>
        {its.mayActOnThing && (
          <Radio.Group
            label="What was reported"
            value={thing}
            onChange={(next) => setThing(next as OnThing)}
            description={its.isHidden ? "It is hidden already" : undefined}
          >
            <Stack gap={6} mt={6}>
              <Radio value="nothing" label="Leave it as it is" />
              <Radio value="hide" label="Hide it" description="From everybody; it can be shown again" />
              <Radio
                value="delete"
                label="Delete it"
                description={`Hidden at once, deleted in ${limits.graceDays === 1 ? "a day" : `${limits.graceDays} days`}; until then it can be undone`}
              />
            </Stack>
          </Radio.Group>
        )}
        {name && (
          <Radio.Group label={name} value={person} onChange={(next) => setPerson(next as OnPerson)}>
            <Stack gap={6} mt={6}>
              <Radio value="nothing" label="Do nothing" />
              <Radio
                value="warn"
                label="Warn"
                description="They read it the next time that they are here, and by mail"
              />
              {its.mayBan !== "no" && (
                <Radio
                  value="ban"
                  label="Ban"
                  description={
                    its.mayBan === "short"
                      ? `For ${limits.shortBanDays === 1 ? "a day" : `${limits.shortBanDays} days`} at most; longer takes an administrator`
                      : "They are signed out everywhere, at once"
                  }
                />
              )}
            </Stack>
          </Radio.Group>
        )}
        {person === "ban" && <EndField label="Banned until" value={end} onChange={setEnd} never="For good" />}
        <Textarea
          label="Reason"
          description={isDismissal ? "For the record; only moderators read it" : "Whom it concerns reads it"}
          required
          withAsterisk={false}
          autosize
          minRows={2}
          maxRows={6}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {person === "ban" && <BanPreview until={fromField(end)} reason={reason} />}
        <ChangeProblem of={deciding} />
        <Group justify="flex-end">
          <Button variant="default" onClick={closeForm}>
            Cancel
          </Button>
          <Button
            type="submit"
            {...(!isDismissal && { color: "red.9" })}
            disabled={reason.trim().length < 3}
            loading={deciding.isPending}
          >
            {isDismissal ? "Dismiss" : "Decide"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** What whoever is banned is going to read. */
export function BanPreview({ until, reason }: { until: string | null; reason: string }) {
  return (
    <Stack gap={4} className="panel" p="sm" role="group" aria-label="What they are going to read">
      <Text size="xs" c="dimmed">
        What they are going to read
      </Text>
      <Text size="sm" fw={600}>
        {until === null ? "You are banned for good" : `You are banned until ${inFull(until)}`}
      </Text>
      <Text size="sm" style={{ overflowWrap: "anywhere" }}>
        Reason: {reason.trim() === "" ? "…" : reason}
      </Text>
      <Text size="sm">You can appeal once. Somebody else than who decided reads it.</Text>
    </Stack>
  );
}
