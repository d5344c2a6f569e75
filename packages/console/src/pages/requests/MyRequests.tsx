import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Badge, Button, Group, Text } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import {
  type AccessRequest,
  markAnswersSeen,
  REQUESTS_CHANGED,
  requestSummaryQuery,
  withdrawRequest,
} from "../../api/requests.ts";
import { fromNow, inFull } from "../../parts/moments.ts";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { useChange } from "../../parts/useChange.ts";
import { Quoted } from "./Quoted.tsx";
import { RequestList } from "./RequestList.tsx";
import { rightInWords } from "./rightInWords.ts";
import { ThingLink } from "./ThingLink.tsx";

/** What one asked for. Being shown the answers is having seen them. */
export function MyRequests() {
  const queryClient = useQueryClient();
  useEffect(() => {
    // What could not be noted is told again: no harm.
    markAnswersSeen().then(
      () => queryClient.invalidateQueries({ queryKey: requestSummaryQuery.queryKey }),
      () => undefined,
    );
  }, [queryClient]);
  return (
    <RequestList
      box="mine"
      title={t`What you asked for`}
      whenEmpty={
        <NothingHere
          icon={<IconSend size={36} stroke={1.4} aria-hidden />}
          title={t`You asked for nothing`}
          text={t`Where something is not shared with you, or you may not change it, the page says so and lets you ask.`}
        />
      }
    >
      {(request) => <MyRequest request={request} />}
    </RequestList>
  );
}

const states: Readonly<Record<AccessRequest["state"], { label: string; color?: string }>> = {
  open: { label: t`Not answered yet`, color: "gray" },
  granted: { label: t`Given` },
  declined: { label: t`No`, color: "red" },
  lapsed: { label: t`Never answered`, color: "gray" },
};

function MyRequest({ request }: { request: AccessRequest }) {
  const { id, state, message, answer, answeredByName, createdAt, endsAt, expiresAt } = request;
  const { label, color } = states[state];
  const withdrawing = useChange({ run: () => withdrawRequest(id), refresh: REQUESTS_CHANGED, said: t`Taken back` });
  return (
    <div className="row">
      <div className="grow" style={{ flexBasis: 320 }}>
        <Text size="sm">
          <Trans>
            <ThingLink request={request} />: to {rightInWords(request)}
          </Trans>
        </Text>
        <Quoted by={t`You wrote`} text={message} />
        <Quoted by={answeredByName ?? t`Answer`} text={answer} />
        <Group gap={6} mt={4}>
          <Badge variant="light" {...(color && { color })} size="sm" tt="none" fw={500}>
            {label}
          </Badge>
          <Text size="xs" c="dimmed" title={inFull(createdAt)}>
            {[
              answeredByName !== null && t`by ${answeredByName}`,
              t`asked ${fromNow(createdAt)}`,
              state === "open" && t`waits until ${inFull(endsAt)}`,
              state === "granted" && expiresAt !== null && t`until ${inFull(expiresAt)}`,
            ]
              .filter(Boolean)
              .join(", ")}
          </Text>
        </Group>
      </div>
      {state === "open" && (
        <Button
          size="xs"
          variant="default"
          aria-label={t`Take back the request of ${inFull(createdAt)}`}
          loading={withdrawing.isPending}
          onClick={() => withdrawing.mutate()}
        >
          {t`Take back`}
        </Button>
      )}
    </div>
  );
}
