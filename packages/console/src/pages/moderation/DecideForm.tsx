import { plural, t } from "@lingui/core/macro";
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
    said: isDismissal ? t`Dismissed` : t`Decided; whom it concerns is told`,
    onDone: closeForm,
    onFailed: () => undefined,
  });
  useUnsaved(() => reason !== "", t`Nothing is decided yet.`);
  const name = its.about?.name;
  return (
    <form
      aria-label={t`Decide`}
      onSubmit={(event) => {
        event.preventDefault();
        deciding.mutate();
      }}
    >
      <Stack>
        {its.mayActOnThing && (
          <Radio.Group
            label={t`What was reported`}
            value={thing}
            onChange={(next) => setThing(next as OnThing)}
            description={its.isHidden ? t`It is hidden already` : undefined}
          >
            <Stack gap={6} mt={6}>
              <Radio value="nothing" label={t`Leave it as it is`} />
              <Radio value="hide" label={t`Hide it`} description={t`From everybody; it can be shown again`} />
              <Radio
                value="delete"
                label={t`Delete it`}
                description={plural(limits.graceDays, {
                  one: "Hidden at once, deleted in a day; until then it can be undone",
                  other: `Hidden at once, deleted in ${limits.graceDays} days; until then it can be undone`,
                })}
              />
            </Stack>
          </Radio.Group>
        )}
        {name && (
          <Radio.Group label={name} value={person} onChange={(next) => setPerson(next as OnPerson)}>
            <Stack gap={6} mt={6}>
              <Radio value="nothing" label={t`Do nothing`} />
              <Radio
                value="warn"
                label={t`Warn`}
                description={t`They read it the next time that they are here, and by mail`}
              />
              {its.mayBan !== "no" && (
                <Radio
                  value="ban"
                  label={t`Ban`}
                  description={
                    its.mayBan === "short"
                      ? plural(limits.shortBanDays, {
                          one: "For a day at most; longer takes an administrator",
                          other: `For ${limits.shortBanDays} days at most; longer takes an administrator`,
                        })
                      : t`They are signed out everywhere, at once`
                  }
                />
              )}
            </Stack>
          </Radio.Group>
        )}
        {person === "ban" && <EndField label={t`Banned until`} value={end} onChange={setEnd} never={t`For good`} />}
        <Textarea
          label={t`Reason`}
          description={isDismissal ? t`For the record; only moderators read it` : t`Whom it concerns reads it`}
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
            {t`Cancel`}
          </Button>
          <Button
            type="submit"
            {...(!isDismissal && { color: "red.9" })}
            disabled={reason.trim().length < 3}
            loading={deciding.isPending}
          >
            {isDismissal ? t`Dismiss` : t`Decide`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** What whoever is banned is going to read. */
export function BanPreview({ until, reason }: { until: string | null; reason: string }) {
  return (
    <Stack gap={4} className="panel" p="sm" role="group" aria-label={t`What they are going to read`}>
      <Text size="xs" c="dimmed">
        {t`What they are going to read`}
      </Text>
      <Text size="sm" fw={600}>
        {until === null ? t`You are banned for good` : t`You are banned until ${inFull(until)}`}
      </Text>
      <Text size="sm" style={{ overflowWrap: "anywhere" }}>
        {t`Reason: ${reason.trim() === "" ? "…" : reason}`}
      </Text>
      <Text size="sm">{t`You can appeal once. Somebody else than who decided reads it.`}</Text>
    </Stack>
  );
}
