import { useMediaQuery } from "@mantine/hooks";
import { Notifications } from "@mantine/notifications";
import { useEffect } from "react";
import { MOST_SAID, tell } from "../parts/tell.tsx";
import { useSession } from "./useSession.ts";

/**
 * Where what happened is said (`parts/tell.ts`): low, above the composer of a chat and the buttons at the end of a form; beside the dialogs where
 * there is room. Titles, what closes a dialog and the header of a page stay free.
 */
export function Said() {
  const me = useSession()?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever somebody else, or nobody, is signed in
  useEffect(() => () => tell.nothing(), [me]);
  const isSmall = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  return (
    <Notifications
      className="said"
      position={isSmall ? "bottom-center" : "bottom-right"}
      containerWidth={isSmall ? 440 : BESIDE_A_DIALOG}
      limit={MOST_SAID}
      autoClose={4000}
    />
  );
}

/** What is left beside the widest dialog (780 pixels, in the middle). */
const BESIDE_A_DIALOG = "clamp(220px, calc(50vw - 414px), 440px)";
