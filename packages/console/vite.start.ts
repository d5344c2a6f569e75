import { join } from "node:path";
import type { Plugin } from "vite";

const main = join(import.meta.dirname, "src/main.ts");
const start = join(import.meta.dirname, "src/app/start.tsx");

/**
 * `main.ts` waits for the messages of a language, and loads the rest then: what every page needs is one chunk nevertheless, and fetched beside it
 * rather than after it.
 */
export function startAtOnce(): Plugin {
  const ofStart = new Set<string>();
  return {
    name: "gatehouse-start-at-once",
    apply: "build",
    config: () => ({
      build: {
        rolldownOptions: {
          output: {
            codeSplitting: {
              includeDependenciesRecursively: false,
              groups: [{ name: "start", test: (id: string) => ofStart.has(id) }],
            },
          },
        },
      },
    }),
    buildEnd() {
      const reachedFrom = (first: string) => {
        const reached = new Set([first]);
        for (const id of reached) for (const next of this.getModuleInfo(id)?.importedIds ?? []) reached.add(next);
        return reached;
      };
      const before = reachedFrom(main);
      for (const id of reachedFrom(start)) if (!before.has(id)) ofStart.add(id);
    },
    transformIndexHtml: {
      order: "post",
      handler: (_, { bundle = {} }) => {
        const chunks = Object.values(bundle).filter((one) => one.type === "chunk");
        const first = chunks.find((chunk) => chunk.isDynamicEntry && chunk.name === "start");
        const needed = chunks.filter(
          ({ fileName }) => fileName === first?.fileName || first?.imports.includes(fileName),
        );
        const styles = needed.flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])]);
        const links = [
          ...needed.map(({ fileName }) => ({ rel: "modulepreload", crossorigin: true, href: `/${fileName}` })),
          ...styles.map((file) => ({ rel: "stylesheet", crossorigin: true, href: `/${file}` })),
        ];
        return links.map((attrs) => ({ tag: "link", attrs, injectTo: "head" as const }));
      },
    },
  };
}
