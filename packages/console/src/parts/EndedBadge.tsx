import { t } from "@lingui/core/macro";
import { Badge } from "@mantine/core";

/** Beside what is listed although its end is over: it gives nothing any more, and is not counted. Whether it is, the server's clock says. */
export const EndedBadge = ({ of }: { of: { ended: boolean } }) =>
  of.ended ? (
    <Badge variant="default" size="sm" tt="none" fw={500}>
      {t`Ended`}
    </Badge>
  ) : null;
