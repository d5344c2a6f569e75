import { z } from "zod";

/** What is wrong with an input, in words that people read; everything else in the library's own. */
export function speakPlainly(): void {
  z.config({
    customError: (issue) => {
      if (issue.code !== "too_small" && issue.code !== "too_big") return undefined;
      const bound = issue.code === "too_small" ? issue.minimum : issue.maximum;
      const side = issue.code === "too_small" ? "at least" : "at most";
      switch (issue.origin) {
        case "string":
          if (issue.code === "too_small" && bound === 1) return "must not be empty";
          return `must have ${side} ${bound} characters`;
        case "array":
          return `must have ${side} ${bound} ${bound === 1 ? "entry" : "entries"}`;
        case "number":
        case "int":
          return `must be ${side} ${bound}`;
        default:
          return undefined;
      }
    },
  });
}
