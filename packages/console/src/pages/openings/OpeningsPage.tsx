import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconLockOpen2 } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { closeOpening, OPENINGS_CHANGED, type Opening, openingsQuery } from "../../api/openings.ts";
import { useSession } from "../../app/useSession.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { TextLink } from "../../parts/links.tsx";
import { inFull } from "../../parts/moments.ts";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { useChange } from "../../parts/useChange.ts";
import { PagedRows } from "../access/PagedRows.tsx";
import { OpenedThing } from "./kinds.tsx";
import { OpeningLine } from "./OpeningLine.tsx";

/** Every breaking of the glass in the organization. */
export function OpeningsPage() {
  return (
    <div className="page">
      <Loaded isPage>
        <Openings />
      </Loaded>
    </div>
  );
}

function Openings() {
  const { data, ...pages } = useSuspenseInfiniteQuery(openingsQuery);
  return (
    <>
      <PageTitle
        title={t`Sealed content`}
        text={
          <Trans>
            Who opened whose conversations and files, why, and until when. Nobody reads them otherwise. To open one, go
            to its owner under{" "}
            <TextLink to="/people" underline="always">
              People
            </TextLink>
            .
          </Trans>
        }
      />
      <PagedRows
        title={t`Openings`}
        rows={data.pages.flatMap(({ openings }) => openings)}
        keyOf={({ id }) => id}
        pages={pages}
        whenEmpty={
          <NothingHere
            icon={<IconLockOpen2 size={36} stroke={1.4} aria-hidden />}
            title={t`The glass was never broken`}
            text={t`Each opening stays on record here, for good, with its reason.`}
          />
        }
      >
        {(opening) => <Line opening={opening} />}
      </PagedRows>
    </>
  );
}

function Line({ opening }: { opening: Opening }) {
  const me = useSession();
  const isMine = me !== null && me !== undefined && opening.openedBy === `user:${me.id}`;
  const closing = useChange({
    run: () => closeOpening(opening.id),
    refresh: OPENINGS_CHANGED,
    said: t`Closed`,
  });
  return (
    <OpeningLine
      opening={opening}
      action={
        isMine &&
        opening.isOpen && (
          <Button
            size="xs"
            variant="default"
            aria-label={t`Close now what was opened at ${inFull(opening.openedAt)}`}
            loading={closing.isPending}
            onClick={() => closing.mutate()}
          >
            {t`Close now`}
          </Button>
        )
      }
    >
      <Trans>
        {isMine ? t`You` : (opening.openedByName ?? t`Somebody who is gone`)} opened <OpenedThing opening={opening} />{" "}
        of {opening.ownerName ?? (opening.owner === "organization" ? t`the organization` : t`somebody who is gone`)}
      </Trans>
    </OpeningLine>
  );
}
