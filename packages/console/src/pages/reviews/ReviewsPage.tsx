import { t } from "@lingui/core/macro";
import { Badge, Button, Group, Progress, Text } from "@mantine/core";
import { IconChecklist } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { type Review, reviewsQuery } from "../../api/reviews.ts";
import { openForm } from "../../parts/formDialog.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { TextLink } from "../../parts/links.tsx";
import { inFull, onDay } from "../../parts/moments.ts";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { PagedRows } from "../access/PagedRows.tsx";
import { NewReviewForm } from "./NewReviewForm.tsx";
import { decidedOf, linesInWords, repeatInWords, scopeInWords, statesInWords } from "./words.ts";

/** Reviews of who was given what, for whoever may look at that. */
export function ReviewsPage() {
  const begin = () => openForm({ title: t`New access review`, isLarge: true, children: <NewReviewForm /> });
  return (
    <div className="page">
      <PageTitle
        title={t`Access reviews`}
        text={t`Ask people to look at who can reach what, line by line: what stays, what goes. Nothing is taken away before a review is closed.`}
        actions={
          <Button size="xs" onClick={begin}>
            {t`New review`}
          </Button>
        }
      />
      <Loaded>
        <Reviews onNew={begin} />
      </Loaded>
    </div>
  );
}

function Reviews({ onNew }: { onNew(): void }) {
  const { data, ...pages } = useSuspenseInfiniteQuery(reviewsQuery);
  return (
    <PagedRows
      title={t`Reviews`}
      rows={data.pages.flatMap(({ reviews }) => reviews)}
      keyOf={({ id }) => id}
      pages={pages}
      whenEmpty={
        <NothingHere
          icon={<IconChecklist size={36} stroke={1.4} aria-hidden />}
          title={t`No review yet`}
          text={t`Begin with what is widely shared, or not used: a few lines that somebody who knows them decides quickly.`}
          action={<Button onClick={onNew}>{t`Open the first review`}</Button>}
        />
      }
    >
      {(review) => <ReviewRow review={review} />}
    </PagedRows>
  );
}

function ReviewRow({ review }: { review: Review }) {
  const { id, name, state, openedAt, dueAt, repeat, madeByName, lines } = review;
  const isGoing = state === "open" || state === "gathering" || state === "closing";
  return (
    <div className="row-block">
      <div className="row-line">
        <div className="grow">
          <Group gap="xs">
            <TextLink to="/reviews/$reviewId" params={{ reviewId: id }} fw={600} size="sm">
              {name}
            </TextLink>
            <Badge variant="default" size="sm" tt="none" fw={500}>
              {statesInWords[state]}
            </Badge>
          </Group>
          <Text size="xs" c="dimmed">
            {[
              scopeInWords(review),
              t`opened on ${onDay(openedAt)} by ${madeByName ?? t`somebody who is gone`}`,
              isGoing ? t`until ${inFull(dueAt)}` : review.closedAt !== null && t`closed on ${onDay(review.closedAt)}`,
              repeat !== null && repeatInWords(repeat).toLowerCase(),
            ]
              .filter(Boolean)
              .join(" · ")}
          </Text>
        </div>
        <div style={{ minWidth: 180 }}>
          <Text size="sm">{t`${decidedOf(review)} of ${linesInWords(lines)} decided`}</Text>
          <DecidedBar review={review} />
        </div>
      </div>
    </div>
  );
}

/** How far it is. */
export function DecidedBar({ review }: { review: Review }) {
  const share = review.lines === 0 ? 100 : (decidedOf(review) / review.lines) * 100;
  return <Progress value={share} size="sm" mt={4} aria-label={t`Decided: ${review.name}`} />;
}
