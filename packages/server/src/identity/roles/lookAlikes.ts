import unhomoglyph from "unhomoglyph";

/**
 * What a name must not hold: characters that nobody sees, spaces other than the ordinary one, and the phonetic signs that look like small
 * capitals (`ᴀᴅᴍɪɴ`): small letters that have no capital.
 */
export function isReadable(name: string): boolean {
  if (/[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Zl}\p{Zp}\u2800]|[^\P{Zs} ]/u.test(name)) return false;
  return !(name.normalize("NFKC").match(/\p{Ll}/gu) ?? []).some((letter) => letter.toUpperCase() === letter);
}

/**
 * Names that are taken, each by somebody. People could take one for another by Unicode's list of confusable characters (UTS 39), whatever the case
 * and the accents. Cost: a name is taken apart once, however often others are asked about.
 */
export class TakenNames {
  private readonly bySkeleton = new Map<string, { whose: string; name: string }[]>();

  add(whose: string, name: string): void {
    for (const skeleton of new Set(skeletons(name))) {
      const those = this.bySkeleton.get(skeleton);
      if (those) those.push({ whose, name });
      else this.bySkeleton.set(skeleton, [{ whose, name }]);
    }
  }

  remove(whose: string, name: string): void {
    for (const skeleton of skeletons(name)) {
      const those = this.bySkeleton.get(skeleton) ?? [];
      this.bySkeleton.set(
        skeleton,
        those.filter((one) => one.whose !== whose || one.name !== name),
      );
    }
  }

  /** A name that people could take for this one, of somebody else. */
  find(name: string, except?: string): string | undefined {
    for (const skeleton of skeletons(name))
      for (const one of this.bySkeleton.get(skeleton) ?? []) if (one.whose !== except) return one.name;
    return undefined;
  }
}

/** Of the small and of the capital letters: `l` is like `I`, `0` is like `O`. */
function skeletons(name: string): string[] {
  const plain = withoutAccents(name).replaceAll(/\s+/g, " ");
  return [plain.toLowerCase(), plain.toUpperCase()].map((text) =>
    withoutAccents(unhomoglyph(withoutAccents(text))).toLowerCase(),
  );
}

/** Latin, Greek and Cyrillic accents only: in other scripts marks are vowels. */
const withoutAccents = (text: string) => text.normalize("NFKD").replaceAll(/[\u0300-\u036f]/g, "");
