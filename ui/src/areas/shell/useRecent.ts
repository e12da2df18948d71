import { useEffect } from "react";
import { keepRecent } from "../../kit/recent";
import { useMe } from "../../session";

/** Remember a page that is open for the palette, once it is known what it shows. */
export function useRecent(
  href: string,
  label: string | undefined,
  hint: string | null | undefined = null,
) {
  const { id } = useMe();
  useEffect(() => {
    if (label) keepRecent(id, { href, label, hint: hint ?? null });
  }, [id, href, label, hint]);
}
