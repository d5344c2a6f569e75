import { t } from "@lingui/core/macro";
import { memo } from "react";
import Markdown, { type Components } from "react-markdown";

/**
 * An answer as Markdown. HTML in it stays text, and pictures become links: one loaded from elsewhere by itself would tell its server
 * what was answered here.
 */
export const Prose = memo(({ text }: { text: string }) => (
  <div className="prose">
    <Markdown components={components}>{text}</Markdown>
  </div>
));

const components: Components = {
  a: ({ href, children }) => (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  ),
  img: ({ src, alt }) => (
    <a href={typeof src === "string" ? src : ""} target="_blank" rel="noopener noreferrer nofollow">
      {alt || t`Picture`}
    </a>
  ),
  pre: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <pre tabIndex={0}>{children}</pre>
  ),
  // A heading of an answer is no heading of the page.
  h1: ({ children }) => <h3>{children}</h3>,
  h2: ({ children }) => <h3>{children}</h3>,
};
