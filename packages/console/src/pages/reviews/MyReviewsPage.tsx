import { t } from "@lingui/core/macro";
import { Text } from "@mantine/core";
import { IconChecklist } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { ownReviewsQuery } from "../../api/reviews.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { inFull } from "../../parts/moments.ts";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { linesInWords } from "./words.ts";

/** Reviews in which one decides. */
export function MyReviewsPage() {
  return (
    <div className="page">
      <PageTitle
        title={t`My reviews`}
        text={t`Others ask you to look at who can reach what, and to say of each line whether it stays.`}
      />
      <Loaded>
        <Waiting />
      </Loaded>
    </div>
  );
}

function Waiting() {
  const { data: reviews } = useSuspenseQuery(ownReviewsQuery);
  if (reviews.length === 0)
    return (
      <NothingHere
        icon={<IconChecklist size={36} stroke={1.4} aria-hidden />}
        title={t`No review waits for you`}
        text={t`When somebody asks you to look at who can reach what, it appears here.`}
      />
    );
  return (
    <ul className="plain-list panel" aria-label={t`My reviews`}>
      {reviews.map(({ id, name, madeByName, dueAt, undecided, waiting }) => (
        <li key={id}>
          <div className="row-block">
            <div className="row-line">
              <div className="grow">
                <Text size="sm" fw={600}>
                  {name}
                </Text>
                <Text size="sm">
                  {waiting === 0 ? t`You have decided everything.` : t`${linesInWords(waiting)} to decide`}
                </Text>
                <Text size="xs" c="dimmed">
                  {[
                    t`Until ${inFull(dueAt)}`,
                    t`asked by ${madeByName ?? t`somebody who is gone`}`,
                    undecided === "leave" ? t`what nobody decides stays` : t`what nobody decides is taken away`,
                  ].join(" · ")}
                </Text>
              </div>
              <ButtonLink
                size="xs"
                variant={waiting === 0 ? "default" : "filled"}
                to="/my-reviews/$reviewId"
                params={{ reviewId: id }}
                aria-label={t`Look at it: ${name}`}
              >
                {t`Look at it`}
              </ButtonLink>
            </div>
          </div>
        </li>
      ))}
    </ul>
  );
}
