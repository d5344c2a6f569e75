import { t } from "@lingui/core/macro";
import { IconLockAccess } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { reachedQuery, type Whose } from "../../api/myAccess.ts";
import { ButtonLink } from "../../parts/links.tsx";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PagedRows } from "./PagedRows.tsx";
import { ReachedLine } from "./ReachedLine.tsx";

interface ReachedThingsProps {
  type: string;
  /** Of several: `Agents`. */
  label: string;
  whose: Whose;
}

export function ReachedThings({ type, label, whose }: ReachedThingsProps) {
  const { data, ...pages } = useSuspenseInfiniteQuery(reachedQuery(type, whose));
  const several = label.toLowerCase();
  return (
    <PagedRows
      title={whose === "me" ? t`Your own ${several}` : t`${label} from others`}
      rows={data.pages.flatMap(({ things }) => things)}
      keyOf={({ resource }) => resource}
      pages={pages}
      whenEmpty={
        whose === "me" ? (
          <NothingHere icon={icon} title={t`No ${several} of your own`} text={t`Those that you make appear here.`} />
        ) : (
          <NothingHere
            icon={icon}
            title={t`No ${several} from others`}
            text={t`What others share with you, with a group of yours or with everybody appears here. If somebody gave you an address that does not open, ask for access on that page.`}
            action={
              <ButtonLink to="/requests" search={{ box: "mine" }} variant="default">
                {t`What you asked for`}
              </ButtonLink>
            }
          />
        )
      }
    >
      {(thing) => <ReachedLine thing={thing} />}
    </PagedRows>
  );
}

const icon = <IconLockAccess size={36} stroke={1.4} aria-hidden />;
