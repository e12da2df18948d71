import { Link } from "@tanstack/react-router";
import type { ReactNode, Ref } from "react";

interface Props {
  id: number;
  className?: string;
  onFocus?: () => void;
  ref?: Ref<HTMLAnchorElement>;
  children: ReactNode;
}

export function PersonLink({ id, children, ...rest }: Props) {
  return (
    <Link to="/people/$personId" params={{ personId: String(id) }} {...rest}>
      {children}
    </Link>
  );
}
