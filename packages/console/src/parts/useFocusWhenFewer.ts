import { useEffect, useRef } from "react";

/**
 * The heading of a list, which takes the focus when the button that took something away is gone with its row: the keyboard would begin again at the
 * top of the page.
 */
export function useFocusWhenFewer(count: number) {
  const heading = useRef<HTMLHeadingElement>(null);
  const before = useRef(count);
  useEffect(() => {
    if (count < before.current && document.activeElement === document.body) heading.current?.focus();
    before.current = count;
  }, [count]);
  return heading;
}
